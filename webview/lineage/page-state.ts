import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element, plainButton } from "../controls/element.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";

/** What the sheet says in words when it has no picture, or not the one that was wanted. */
export type PageState =
  | { readonly kind: "picture" }
  /** Nothing was received yet. */
  | { readonly kind: "loading" }
  /** The project has no assets. */
  | { readonly kind: "empty" }
  /** The selection and the pills leave none. `nearer`: selections that leave some. */
  | { readonly kind: "no match"; readonly words: string; readonly nearer: readonly Nearer[] }
  | { readonly kind: "broken"; readonly message: string; readonly again: () => void };

/** What to show instead. */
export interface Nearer {
  readonly words: string;
  /** How many assets that leaves, when it is known. */
  readonly count?: number;
  readonly show: () => void;
}

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
      root.dataset.state = state.kind;
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
        element("div", { class: "eg-notice", "data-colour": "stale" }, state.words),
        element("p", { class: "eg-under" }, "Or take a part away:"),
        element(
          "ul",
          { class: "eg-rows" },
          ...state.nearer.map(({ words, count, show }) =>
            element(
              "li",
              {},
              plainButton("eg-link eg-code", undefined, show, words),
              element("span", { class: "eg-right" }, count === undefined ? "" : formatCount(count, "asset")),
            ),
          ),
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

/** `12 assets`, `3 of 12 assets`. */
export function countWords(matching: number, all: number): string {
  return matching === all ? formatCount(all, "asset") : `${formatNumber(matching)} of ${formatCount(all, "asset")}`;
}
