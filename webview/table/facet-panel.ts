import { formatNumber } from "../../protocol/record/format-facts.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import { badgeImage, element, plainButton } from "../controls/element.ts";
import { badgeShapes } from "../drawing/badge-shapes.ts";
import { type FacetName, type FacetValue, facetNames, facetTitles, type Narrowed, type Narrowing } from "./facets.ts";

/** The facets beside the table: each value a box to tick, with its count. */
export interface FacetPanel {
  readonly element: HTMLElement;
  /** `partly`: not all cards are there yet, so owners, kinds and checks are still being counted. */
  show(values: Narrowed["values"], ticks: Narrowing, partly: boolean): void;
}

const shortList = 8;
const badgeOfWord = new Map<string, Badge>(badges.map((badge) => [badgeShapes[badge].word, badge]));

export function makeFacetPanel(toggle: (name: FacetName, value: string) => void): FacetPanel {
  const root = element("aside", { class: "eg-table-facets", "aria-label": "Filters" });
  const whole = new Set<FacetName>();
  let shown = "";

  function show(values: Narrowed["values"], ticks: Narrowing, partly: boolean): void {
    const text = JSON.stringify([values, facetNames.map((name) => [...ticks[name]]), partly, [...whole]]);
    if (text === shown) return;
    shown = text;
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.facet : undefined;
    const sections = facetNames.flatMap((name) => {
      if (values[name].length === 0) return [];
      return [section(name, values[name], ticks[name], partly && !(name === "status" || name === "group"))];
    });
    root.replaceChildren(...sections);

    function section(
      name: FacetName,
      all: readonly FacetValue[],
      ticked: ReadonlySet<string>,
      counting: boolean,
    ): HTMLElement {
      const some = whole.has(name) ? all : all.filter(({ value }, at) => at < shortList || ticked.has(value));
      const box = element(
        "section",
        { role: "group", "aria-label": facetTitles[name] },
        element("h2", {}, facetTitles[name], ...(counting ? [element("span", {}, " counting …")] : [])),
        ...some.map((value) => row(name, value, ticked.has(value.value))),
      );
      if (all.length > shortList) {
        const words = whole.has(name) ? "Fewer" : `All ${formatNumber(all.length)}`;
        const more = plainButton(
          "eg-link eg-table-more",
          undefined,
          () => {
            if (!whole.delete(name)) whole.add(name);
            show(values, ticks, partly);
          },
          words,
        );
        more.dataset.facet = `${name} more`;
        more.setAttribute("aria-label", `${words}: ${facetTitles[name]}`);
        box.append(more);
      }
      return box;
    }

    function row(name: FacetName, { value, count }: FacetValue, ticked: boolean): HTMLElement {
      const box = element("input", { type: "checkbox" });
      box.checked = ticked;
      box.dataset.facet = `${name} ${value}`;
      box.addEventListener("change", () => toggle(name, value));
      const badge = name === "status" ? badgeOfWord.get(value) : undefined;
      const label = element("span", { class: "eg-table-facet-name", title: value }, value === "" ? "no group" : value);
      const number = element("span", { class: "eg-table-facet-count" }, formatNumber(count));
      const image = badge === undefined ? [] : [badgeImage(badgeShapes[badge], 14)];
      const made = element("label", { class: "eg-table-facet" }, box, ...image, label, number);
      if (count === 0) made.classList.add("eg-table-none");
      return made;
    }

    if (focused !== undefined) {
      const again = [...root.querySelectorAll<HTMLElement>("[data-facet]")];
      again.find((one) => one.dataset.facet === focused)?.focus();
    }
  }

  return { element: root, show };
}
