import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element } from "../controls/element.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";

/** What the sheet says in words when it has no picture, or not the one that was wanted. */
export type PageState =
  | { readonly kind: "picture" }
  /** Nothing was received yet. */
  | { readonly kind: "loading" }
  /** The project has no assets. */
  | { readonly kind: "empty" }
  /** The filter leaves none. */
  | { readonly kind: "no match"; readonly text: string; readonly all: number; readonly showAll: () => void }
  | { readonly kind: "broken"; readonly message: string; readonly again: () => void };

const example = `import { asset } from "evergraph";

export const orders = asset("orders", fetchOrders);

export const revenue = asset("revenue",
  ({ orders }) => sumByDay(orders));`;

export interface StateBox {
  readonly element: HTMLElement;
  show(state: PageState): void;
}

export function makeStateBox(): StateBox {
  const box = element("div", {});
  const root = element("div", { class: "eg-state" }, box);
  let shown = "";
  return {
    element: root,
    show(state) {
      const text = JSON.stringify(state);
      root.hidden = state.kind === "picture";
      if (text === shown) return;
      shown = text;
      box.replaceChildren(...words(state));
    },
  };
}

function words(state: PageState): Node[] {
  switch (state.kind) {
    case "picture":
      return [];
    case "loading":
      return [
        makeProgressRing(),
        element("p", {}, "Reading the project. Its assets appear here as soon as they are known."),
      ];
    case "empty":
      return [
        element("h1", {}, "No assets yet"),
        element(
          "p",
          {},
          "An asset is a table, a file or a model, together with the code that makes it. This project has none yet. Write one in any source file:",
        ),
        element("pre", {}, example),
        element(
          "p",
          { class: "eg-under" },
          "It appears here while you type. Nothing runs until you press Materialize.",
        ),
      ];
    case "no match":
      return [
        element("div", { class: "eg-notice", "data-colour": "stale" }, `No asset is ${state.text}.`),
        element(
          "div",
          { class: "eg-actions" },
          makeButton(`Show all ${formatCount(state.all, "asset")}`, { primary: true }, state.showAll),
        ),
      ];
    case "broken":
      return [
        element(
          "div",
          { class: "eg-notice", "data-colour": "failed" },
          `The drawing stopped: ${state.message}. The graph and all that was made are unharmed.`,
        ),
        element("div", { class: "eg-actions" }, makeButton("Draw again", { primary: true }, state.again)),
      ];
    default:
      return state satisfies never;
  }
}

/** What a filter asks for, to stand after "No asset is". */
export function filterWords(badges: readonly string[], text: string): string {
  const parts = [
    ...(badges.length === 0 ? [] : [badges.join(" or ")]),
    ...(text === "" ? [] : [`${badges.length === 0 ? "" : "and "}named like \u201c${text}\u201d`]),
  ];
  return parts.join(" ");
}

/** `12 assets`, `3 of 12 assets`. */
export function countWords(matching: number, all: number): string {
  return matching === all ? formatCount(all, "asset") : `${formatNumber(matching)} of ${formatCount(all, "asset")}`;
}
