import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { badges } from "../../protocol/record/status.ts";
import { element } from "../controls/element.ts";

/** Says to a screen reader what happens, at most once a second. */
export interface Announcer {
  readonly element: HTMLElement;
  /** Counts by badge before and after a change of statuses; `failed`: keys that have just failed. */
  statuses(before: Uint32Array, after: Uint32Array, failed: readonly string[]): void;
  say(text: string): void;
}

const pause = 1000;

export function makeAnnouncer(): Announcer {
  const root = element("div", { class: "eg-hidden", role: "status", "aria-live": "polite" });
  let waiting: string | undefined;
  let timer: number | undefined;
  const flush = (): void => {
    timer = undefined;
    if (waiting === undefined) return;
    root.textContent = waiting;
    waiting = undefined;
    timer = window.setTimeout(flush, pause);
  };
  const say = (text: string): void => {
    waiting = text;
    if (timer === undefined) timer = window.setTimeout(flush, 0);
  };
  return {
    element: root,
    statuses(before, after, failed) {
      const words = statusWords(before, after, failed);
      if (words !== undefined) say(words);
    },
    say,
  };
}

/** `2 running, 1 failed: daily_revenue`; the end of a run is always said. */
export function statusWords(before: Uint32Array, after: Uint32Array, failed: readonly string[]): string | undefined {
  const running = badges.indexOf("running");
  const now = after[running] ?? 0;
  const was = before[running] ?? 0;
  if (now === 0 && was === 0 && failed.length === 0) return undefined;
  const failures =
    failed.length === 0 ? [] : [`${formatNumber(failed.length)} failed: ${failed.slice(0, 3).join(", ")}`];
  if (now > 0) return [`${formatNumber(now)} running`, ...failures].join(", ");
  const fresh = after[badges.indexOf("fresh")] ?? 0;
  return [`Run ended: ${formatCount(fresh, "asset")} fresh`, ...failures].join(", ");
}
