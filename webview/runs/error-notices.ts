import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { RunDetails, SourceLines } from "../../protocol/messages/server-messages.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import { element, plainButton } from "../controls/element.ts";
import type { ViewDesk } from "../views/view.ts";
import { stepName } from "./run-words.ts";
import { sourceBox } from "./source-box.ts";

/** Why a run failed: each failed step with the user's own lines. */
export interface ErrorNotices {
  readonly element: HTMLElement;
  show(details: RunDetails): void;
  clear(...instead: readonly Node[]): void;
}

interface Told {
  /** `daily_revenue failed: `, or nothing. */
  readonly before: string;
  readonly error: RecordedError;
  readonly asset: AssetKey | undefined;
}

const mostNotices = 3;

export function makeErrorNotices(desk: ViewDesk): ErrorNotices {
  const root = element("div", { class: "eg-runs-notices" });
  let shown = "";
  let asking = new AbortController();

  async function addSource(box: HTMLElement, run: RunDetails["summary"]["run"], range: SourceRange): Promise<void> {
    const { signal } = asking;
    let lines: SourceLines | null;
    try {
      lines = await desk.host.ask("source", { run, file: range.file, line: range.start.line }, signal);
    } catch {
      // Without its lines the error still names its place.
      return;
    }
    if (lines !== null && !signal.aborted) box.append(sourceBox(lines, range));
  }

  return {
    element: root,
    show(details) {
      const { told, more } = toldErrors(details);
      // A run that goes on is shown again and again: what was opened in a notice stays so.
      const next = JSON.stringify([details.summary.run, told, more, desk.canRun()]);
      if (next === shown) return;
      shown = next;
      asking.abort();
      asking = new AbortController();
      const notices = told.map((one) => notice(desk, one));
      for (const [index, { error }] of told.entries()) {
        const box = notices[index];
        if (box !== undefined && error.range !== undefined) void addSource(box, details.summary.run, error.range);
      }
      if (more > 0) {
        const words = `${formatNumber(more)} more failed: the log has them all, N goes to the next.`;
        notices.push(element("p", { class: "eg-runs-aside" }, words));
      }
      root.replaceChildren(...notices);
    },
    clear(...instead) {
      shown = "";
      asking.abort();
      root.replaceChildren(...instead);
    },
  };
}

/** What is told of a run's errors, and how many more there are. The run's own is left out when a step has said it. */
export function toldErrors({ steps, summary }: RunDetails): { readonly told: readonly Told[]; readonly more: number } {
  const errors = steps.flatMap((step): Told[] =>
    step.state === "failed" && step.error !== undefined
      ? [{ before: `${stepName(step)} failed: `, error: step.error, asset: step.assets[0] }]
      : [],
  );
  const own = summary.error;
  const isSaid = errors.some(({ error }) => own?.message.includes(error.message));
  const first: Told[] = own !== undefined && !isSaid ? [{ before: "", error: own, asset: undefined }] : [];
  return {
    told: [...first, ...errors.slice(0, mostNotices)],
    more: Math.max(0, errors.length - mostNotices),
  };
}

function notice(desk: ViewDesk, { before, error, asset }: Told): HTMLElement {
  const links = element("div", { class: "eg-runs-links" });
  const { range } = error;
  if (range !== undefined) {
    const words = `${range.file}:${range.start.line + 1}`;
    const open = (): void => desk.host.tell({ kind: "open place", range });
    links.append(plainButton("eg-link eg-code", undefined, open, words));
  }
  if (asset !== undefined) {
    links.append(plainButton("eg-link", undefined, () => desk.host.tell({ kind: "open", asset }), "Definition"));
    if (desk.canRun()) {
      links.append(plainButton("eg-link", undefined, () => desk.host.tell({ kind: "debug", asset }), "Debug"));
    }
  }
  const box = element(
    "div",
    { class: "eg-notice eg-runs-error", "data-colour": "failed" },
    element(
      "div",
      {},
      element("b", {}, `${before}${error.message}`),
      error.remedy === undefined ? "" : ` ${error.remedy}`,
    ),
    links,
  );
  if (error.stack !== undefined) {
    box.append(element("details", {}, element("summary", {}, "Stack"), element("pre", { tabindex: "0" }, error.stack)));
  }
  return box;
}
