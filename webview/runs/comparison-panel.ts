import type { RunComparison, RunDetails } from "../../protocol/messages/server-messages.ts";
import {
  formatChange,
  formatCount,
  formatNumber,
  formatRows,
  formatSeconds,
} from "../../protocol/record/format-facts.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { badgeImage, element, iconImage, plainButton } from "../controls/element.ts";
import { makeProgressRing } from "../controls/toolkit.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import type { ViewDesk } from "../views/view.ts";
import { formatClock, formatDay } from "./clock-words.ts";
import { type ComparedRows, type ComparisonRow, comparisonRows, isOtherTime } from "./comparison-rows.ts";
import { stepBadges } from "./run-badges.ts";
import { shortRunId } from "./run-words.ts";

/** A run beside what was there before it: how long, how many rows, and which code is another. */
export interface ComparisonPanel {
  readonly element: HTMLElement;
  /** Opens it for a run, or closes it. */
  toggle(details: RunDetails): void;
  /** Another run is shown, or this one went on. */
  show(details: RunDetails): void;
  close(): void;
}

const mostRows = 50;
const heads = ["Asset", "Rows", "before", "Change", "Took", "before", "Code"] as const;

export function makeComparisonPanel(desk: ViewDesk): ComparisonPanel {
  const root = element("section", { class: "eg-compared", "aria-label": "Compared with what was there before" });
  root.hidden = true;
  let run: RunId | undefined;
  let seen = "";
  const question = makeLatestQuestion();

  function close(): void {
    question.drop();
    run = undefined;
    seen = "";
    root.hidden = true;
    root.replaceChildren();
  }

  async function ask(details: RunDetails): Promise<void> {
    const signal = question.begin();
    try {
      const answer = await desk.host.ask("comparison", { run: details.summary.run }, signal);
      if (signal.aborted) return;
      if (answer === null) root.replaceChildren(head("The store knows this run no more."));
      else draw(details, answer);
    } catch (error) {
      if (signal.aborted) return;
      const words = error instanceof Error ? error.message : String(error);
      root.replaceChildren(head(`The runs before could not be read: ${words}`));
    }
  }

  function head(words: string, ...more: readonly Node[]): HTMLElement {
    return element(
      "header",
      {},
      element("h2", {}, words),
      ...more,
      element("span", { class: "eg-space" }),
      plainButton("eg-icon", "Close the comparison", close, iconImage("close")),
    );
  }

  function draw(details: RunDetails, answer: RunComparison): void {
    const compared = comparisonRows(details, answer);
    const { rows, alike } = compared;
    const table = element("table", {});
    table.append(
      element("thead", {}, element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rows.slice(0, mostRows).map((row) => rowElement(desk, row))),
    );
    const notes = [
      ...(rows.length > mostRows ? [`and ${formatNumber(rows.length - mostRows)} more that differ`] : []),
      ...(alike === 0 ? [] : [`${formatCount(alike, "asset")} went as before`]),
    ];
    root.replaceChildren(
      title(compared, details),
      ...(rows.length === 0 ? [] : [element("div", { class: "eg-compared-scroll", tabindex: "0" }, table)]),
      ...(notes.length === 0 ? [] : [element("p", { class: "eg-runs-aside" }, notes.join("; "))]),
    );
    const scroll = root.querySelector(".eg-compared-scroll");
    scroll?.setAttribute("role", "region");
    scroll?.setAttribute("aria-label", "What differs");
    desk.announce(rows.length === 0 ? "Nothing differs" : `${formatCount(rows.length, "asset")} differ`);
  }

  function title({ rows, with: other }: ComparedRows, details: RunDetails): HTMLElement {
    if (details.steps.every(({ assets }) => assets.length === 0)) return head("This run only checks.");
    if (other === undefined) {
      const isFirst = rows.length > 0 && rows.every(({ before }) => before === undefined);
      return head(isFirst ? "None of it was made before." : "Beside the last time that each was made before");
    }
    const day = formatDay(other.time, desk.now()).replace(/^[TY]/, (letter) => letter.toLowerCase());
    const words = `${shortRunId(other.run)}, ${day} at ${formatClock(other.time)}`;
    return head(
      "Compared with run",
      plainButton("eg-link", undefined, () => desk.go({ view: "runs", run: other.run }), words),
    );
  }

  return {
    element: root,
    toggle(details) {
      if (run === details.summary.run) {
        close();
        return;
      }
      close();
      run = details.summary.run;
      root.hidden = false;
      root.replaceChildren(makeProgressRing());
      seen = stateOf(details);
      void ask(details);
    },
    show(details) {
      if (run === undefined) return;
      if (run !== details.summary.run) close();
      else if (seen !== stateOf(details)) {
        seen = stateOf(details);
        void ask(details);
      }
    },
    close,
  };
}

function stateOf({ steps }: RunDetails): string {
  return steps.map(({ state }) => state).join();
}

function rowElement(desk: ViewDesk, row: ComparisonRow): HTMLElement {
  const { asset, state, rows, rowsChange, isSame, seconds, code, before } = row;
  const name = element(
    "th",
    { scope: "row", title: asset },
    element(
      "div",
      {},
      badgeImage(stepBadges[state], 13),
      plainButton("eg-link", undefined, () => desk.host.tell({ kind: "open", asset }), asset),
      element("span", { class: "eg-hidden" }, `, ${state}`),
    ),
  );
  const number = (value: number | undefined, format: (value: number) => string, looks = ""): HTMLElement =>
    element("td", { class: `eg-compared-number ${looks}`.trim() }, value === undefined ? "" : format(value));
  const slower = isOtherTime(seconds) ? "eg-compared-other" : "";
  const change = number(rowsChange, formatChange, (rowsChange ?? 0) === 0 ? "" : "eg-compared-other");
  if (rowsChange === 0 && isSame === false) change.textContent = "other values";
  if (before === undefined) change.textContent = "first time";
  const last = element(
    "td",
    { class: code === "" ? "" : "eg-compared-code", title: code },
    code === "" ? "same" : code,
  );
  if (before === undefined) last.textContent = "";
  return element(
    "tr",
    {},
    name,
    number(rows.now, formatRows),
    number(rows.before, formatRows),
    change,
    number(seconds.now, formatSeconds, slower),
    number(seconds.before, formatSeconds),
    last,
  );
}
