import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { badgeImage, element } from "../controls/element.ts";
import { formatClock } from "./clock-words.ts";
import { groupByDay } from "./group-by-day.ts";
import { runBadges } from "./run-badges.ts";
import { outcomeWords, runTitle, shortRunId, stateWords, triggerWords } from "./run-words.ts";

export interface RunList {
  readonly element: HTMLElement;
  /** The newest come first. `all`: how many there are without the facets. */
  show(runs: readonly RunSummary[], all: number, chosen: RunId | undefined, now: number): void;
  focus(): void;
}

/** Runs by day. There are few enough for all of them to be in the page. */
export function makeRunList(choose: (run: RunId) => void, entered: () => void): RunList {
  const count = element("div", { class: "eg-runs-count", role: "status" });
  const box = element("div", {
    class: "eg-runs-items",
    role: "listbox",
    tabindex: "0",
    "aria-label": "Runs, newest first",
  });
  let order: readonly RunId[] = [];
  let at: RunId | undefined;
  box.addEventListener("keydown", (event) => {
    const index = at === undefined ? -1 : order.indexOf(at);
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: order.length - 1 }[event.key];
    const next = to === undefined ? undefined : order[Math.max(0, Math.min(order.length - 1, to))];
    if (event.key === "Enter") entered();
    else if (next !== undefined) choose(next);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function item(run: RunSummary, isChosen: boolean, now: number): HTMLElement {
    const made = element("div", { class: "eg-runs-item", role: "option", id: `eg-run-${run.run}` });
    made.setAttribute("aria-selected", String(isChosen));
    const title = runTitle(run);
    const outcome = outcomeWords(run, now);
    made.setAttribute("aria-label", `${title}, ${stateWords[run.state]}, ${formatClock(run.startedAt)}, ${outcome}`);
    made.title = title;
    made.append(
      badgeImage(runBadges[run.state], 14),
      element("b", {}, title),
      element("span", { class: "eg-runs-clock" }, formatClock(run.startedAt)),
      element("span", { class: "eg-runs-by" }, `${shortRunId(run.run)} · ${triggerWords(run.trigger)}`),
      element("span", { class: "eg-runs-outcome" }, outcome),
    );
    made.addEventListener("click", () => choose(run.run));
    return made;
  }

  return {
    element: element("section", { class: "eg-runs-list", "aria-label": "List of runs" }, count, box),
    show(runs, all, chosen, now) {
      const days = groupByDay(runs, now);
      order = days.flatMap(({ items }) => items.map(({ run }) => run));
      const moved = at !== chosen;
      at = chosen;
      count.textContent = runs.length === all ? `${all} runs` : `${runs.length} of ${all} runs`;
      const top = box.scrollTop;
      box.replaceChildren(
        ...days.map(({ name, items }) => {
          const head = element("div", { class: "eg-runs-day", "aria-hidden": "true" }, name);
          const made = items.map((run) => item(run, run.run === chosen, now));
          return element("div", { role: "group", "aria-label": name }, head, ...made);
        }),
      );
      box.scrollTop = top;
      if (chosen === undefined || !order.includes(chosen)) box.removeAttribute("aria-activedescendant");
      else box.setAttribute("aria-activedescendant", `eg-run-${chosen}`);
      if (moved) box.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    },
    focus: () => box.focus(),
  };
}
