import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { badgeImage, element } from "../controls/element.ts";
import { badgeShapes } from "../drawing/badge-shapes.ts";
import { formatClock } from "./clock-words.ts";
import { foldQuiet, type ListRow } from "./fold-quiet.ts";
import { groupByDay } from "./group-by-day.ts";
import { runBadges } from "./run-badges.ts";
import { outcomeWords, runTitle, shortRunId, stateWords, triggerWords } from "./run-words.ts";

export interface RunList {
  readonly element: HTMLElement;
  /** The newest come first. `all`: how many there are without the facets. */
  show(runs: readonly RunSummary[], all: number, chosen: RunId | undefined, now: number): void;
  focus(): void;
}

/** Runs by day, those in which nothing happened folded. There are few enough for all of them to be in the page. */
export function makeRunList(choose: (run: RunId, shows: "list" | "run") => void, entered: () => void): RunList {
  const count = element("div", { class: "eg-runs-count", role: "status" });
  const box = element("div", {
    class: "eg-runs-items",
    role: "listbox",
    tabindex: "0",
    "aria-label": "Runs, newest first",
  });
  const open = new Set<RunId>();
  let rows: readonly ListRow[] = [];
  let last: { runs: readonly RunSummary[]; all: number; chosen: RunId | undefined; now: number } | undefined;
  /** The row that has the keyboard, by its element's id. */
  let at: string | undefined;
  let shownChosen: RunId | undefined;

  box.addEventListener("keydown", (event) => {
    const index = rows.findIndex((row) => idOf(row) === at);
    const row = rows[index];
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    const next = to === undefined ? undefined : rows[Math.max(0, Math.min(rows.length - 1, to))];
    if (row?.kind === "quiet" && isFoldKey(event.key, row.isOpen)) toggle(row.id);
    else if (event.key === "Enter") entered();
    else if (next !== undefined) goTo(next);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function goTo(row: ListRow): void {
    at = idOf(row);
    if (row.kind === "run") choose(row.run.run, "list");
    else draw();
    reveal();
  }

  function toggle(fold: RunId): void {
    if (!open.delete(fold)) open.add(fold);
    draw();
  }

  function reveal(): void {
    if (at !== undefined) document.getElementById(at)?.scrollIntoView({ block: "nearest" });
  }

  function item(run: RunSummary, isChosen: boolean, now: number): HTMLElement {
    const made = element("div", { class: "eg-runs-item", role: "option", id: `eg-run-${run.run}` });
    made.setAttribute("aria-selected", String(isChosen));
    const title = runTitle(run);
    const outcome = outcomeWords(run, now);
    const quiet = run.quiet === true ? ", nothing changed" : "";
    made.setAttribute(
      "aria-label",
      `${title}, ${stateWords[run.state]}${quiet}, ${formatClock(run.startedAt)}, ${outcome}`,
    );
    made.title = title;
    made.append(
      badgeImage(runBadges[run.state], 14),
      element("b", {}, title),
      element("span", { class: "eg-runs-clock" }, formatClock(run.startedAt)),
      element("span", { class: "eg-runs-by" }, `${shortRunId(run.run)} · ${triggerWords(run.trigger)}`),
      element("span", { class: "eg-runs-outcome" }, outcome),
    );
    made.addEventListener("click", () => {
      at = made.id;
      choose(run.run, "run");
    });
    return made;
  }

  function fold(row: Extract<ListRow, { kind: "quiet" }>): HTMLElement {
    const words = foldWords(row.runs);
    const made = element("div", { class: "eg-runs-quiet", role: "option", id: idOf(row) });
    made.setAttribute("aria-selected", String(at === made.id));
    made.setAttribute("aria-label", `${words}. Enter ${row.isOpen ? "folds" : "shows"} them`);
    made.append(
      badgeImage(badgeShapes.fresh, 14),
      element("span", {}, words),
      element("span", { class: "eg-runs-fold", "aria-hidden": "true" }, row.isOpen ? "▾" : "▸"),
    );
    made.addEventListener("click", () => {
      at = made.id;
      toggle(row.id);
    });
    return made;
  }

  function draw(): void {
    if (last === undefined) return;
    const { runs, all, chosen, now } = last;
    const days = groupByDay(runs, now).map(({ name, items }) => ({ name, rows: foldQuiet(items, chosen, open) }));
    rows = days.flatMap((day) => day.rows);
    const isThere = rows.some((row) => idOf(row) === at);
    if (shownChosen !== chosen || !isThere) at = chosen === undefined ? undefined : `eg-run-${chosen}`;
    const moved = shownChosen !== chosen;
    shownChosen = chosen;
    count.textContent = runs.length === all ? formatCount(all, "run") : `${runs.length} of ${formatCount(all, "run")}`;
    const top = box.scrollTop;
    box.replaceChildren(
      ...days.map((day) => {
        const head = element("div", { class: "eg-runs-day", "aria-hidden": "true" }, day.name);
        const made = day.rows.map((row) =>
          row.kind === "quiet" ? fold(row) : item(row.run, row.run.run === chosen, now),
        );
        return element("div", { role: "group", "aria-label": day.name }, head, ...made);
      }),
    );
    box.scrollTop = top;
    if (at === undefined || !rows.some((row) => idOf(row) === at)) box.removeAttribute("aria-activedescendant");
    else box.setAttribute("aria-activedescendant", at);
    if (moved) reveal();
  }

  return {
    element: element("section", { class: "eg-runs-list", "aria-label": "List of runs" }, count, box),
    show(runs, all, chosen, now) {
      last = { runs, all, chosen, now };
      draw();
    },
    focus: () => box.focus(),
  };
}

function idOf(row: ListRow): string {
  return row.kind === "run" ? `eg-run-${row.run.run}` : `eg-quiet-${row.id}`;
}

function isFoldKey(key: string, isOpen: boolean): boolean {
  return key === "Enter" || key === " " || key === (isOpen ? "ArrowLeft" : "ArrowRight");
}

/** `6 runs since 05:01 changed nothing`. */
export function foldWords(runs: readonly RunSummary[]): string {
  return `${formatCount(runs.length, "run")} since ${formatClock(runs.at(-1)?.startedAt ?? 0)} changed nothing`;
}
