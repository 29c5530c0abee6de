import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { badgeImage, element, iconImage } from "../controls/element.ts";
import { makeTextBox } from "../controls/toolkit.ts";
import { formatClock, formatDay } from "./clock-words.ts";
import { runBadges } from "./run-badges.ts";
import {
  allRuns,
  countFacets,
  type RunColumn,
  type RunFacets,
  runColumns,
  starters,
  states,
  whenChoices,
} from "./run-facets.ts";
import { stateWords } from "./run-words.ts";

export interface FacetBox {
  readonly element: HTMLDetailsElement;
  facets(): RunFacets;
  show(runs: readonly RunSummary[], now: number): void;
  clear(): void;
}

const columns = 24;
const starterWords = { editor: "editor", terminal: "terminal", automation: "automation", test: "test" } as const;

/** What of the runs is wanted: when, with which outcome, started by whom, with which asset. */
export function makeFacetBox(changed: () => void): FacetBox {
  let facets: RunFacets = allRuns;
  const set = (part: Partial<RunFacets>): void => {
    facets = { ...facets, ...part };
    changed();
  };
  const when = element("select", { class: "eg-runs-when", "aria-label": "When" });
  const options = whenChoices.map((choice) => element("option", { value: choice }, choice));
  when.append(...options);
  when.value = facets.when;
  when.addEventListener("change", () => {
    const choice = whenChoices.find((one) => one === when.value);
    if (choice !== undefined) set({ when: choice });
  });
  const chart = element("div", { class: "eg-runs-chart", "aria-hidden": "true" });
  const ends = element("div", { class: "eg-runs-ends", "aria-hidden": "true" });
  const stateRows = states.map((state) =>
    makeRow(stateWords[state], badgeImage(runBadges[state], 14), () => set({ states: toggled(facets.states, state) })),
  );
  const starterRows = starters.map((kind) =>
    makeRow(starterWords[kind], undefined, () => set({ starters: toggled(facets.starters, kind) })),
  );
  const asset = makeTextBox("Asset", "any asset", iconImage("search"), (text) => set({ asset: text }));

  const box = element(
    "div",
    { class: "eg-runs-facets" },
    part("When", chart, ends, when),
    part("Outcome", ...stateRows.map(({ element: row }) => row)),
    part("Started by", ...starterRows.map(({ element: row }) => row)),
    part("Asset", asset.element),
  );
  // In a narrow panel they are a menu; else they are always open.
  const root = element("details", { class: "eg-runs-filters" }, element("summary", {}, "Filters"), box);
  root.open = true;
  return {
    element: root,
    facets: () => facets,
    show(runs, now) {
      const counts = countFacets(runs, facets, now);
      for (const [index, choice] of whenChoices.entries()) {
        const option = options[index];
        if (option !== undefined) option.textContent = `${choice} (${formatNumber(counts.when[choice])})`;
      }
      for (const [index, state] of states.entries()) {
        stateRows[index]?.show(counts.states[state], facets.states.has(state));
      }
      for (const [index, kind] of starters.entries()) {
        starterRows[index]?.show(counts.starters[kind], facets.starters.has(kind));
      }
      const made = runColumns(runs, facets.when, now, columns);
      chart.replaceChildren(...chartColumns(made));
      const from = made[0]?.from ?? now;
      const day = formatDay(from, now);
      const words = day === "Today" ? formatClock(from) : `${day.slice(0, 3)} ${formatClock(from)}`;
      ends.replaceChildren(element("span", {}, day === "Yesterday" ? `yesterday ${formatClock(from)}` : words), "now");
    },
    clear() {
      facets = allRuns;
      when.value = facets.when;
      asset.setValue("");
      changed();
    },
  };
}

function toggled<Item>(set: ReadonlySet<Item>, item: Item): ReadonlySet<Item> {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}

function part(name: string, ...children: readonly Node[]): HTMLElement {
  return element("div", { role: "group", "aria-label": name }, element("h2", {}, name), ...children);
}

function makeRow(
  words: string,
  badge: Node | undefined,
  ticked: () => void,
): { element: HTMLElement; show(count: number, isTicked: boolean): void } {
  const box = element("input", { type: "checkbox" });
  const count = element("span", { class: "eg-runs-number" });
  box.addEventListener("change", ticked);
  const row = element("label", { class: "eg-runs-facet" }, box, ...(badge === undefined ? [] : [badge]), words, count);
  return {
    element: row,
    show(number, isTicked) {
      box.checked = isTicked;
      count.textContent = formatNumber(number);
      row.hidden = number === 0 && !isTicked;
    },
  };
}

function chartColumns(made: readonly RunColumn[]): HTMLElement[] {
  const most = Math.max(1, ...made.map(({ runs }) => runs));
  return made.map(({ runs, failed }) => {
    const column = element("i", { class: failed > 0 ? "eg-runs-column eg-runs-hurt" : "eg-runs-column" });
    column.style.setProperty("height", runs === 0 ? "2px" : `${Math.max(12, (runs / most) * 100)}%`);
    column.title = `${formatCount(runs, "run")}${failed === 0 ? "" : `, ${formatNumber(failed)} failed`}`;
    return column;
  });
}
