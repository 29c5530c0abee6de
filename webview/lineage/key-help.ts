import { element, iconImage, plainButton } from "../controls/element.ts";

/** What each key does: `?` shows it. */
const everywhere: readonly (readonly [string, string])[] = [
  ["/", "selection"],
  ["Enter", "source"],
  ["Space", "details, or pick a row"],
  ["M", "materialize"],
  ["P", "plan"],
  ["E", "open the row"],
  ["Esc", "back"],
  ["F6", "next part of the panel"],
  ["?", "this list"],
];
const inGraph: readonly (readonly [string, string])[] = [
  ["← →", "along an edge, up or down the stream"],
  ["↑ ↓", "to a sibling"],
  ["Home End", "first, last"],
  ["[ ]", "fewer or more steps around the asset"],
  ["Shift+← →", "one step more above, below"],
  ["G", "open or fold the group"],
  ["Shift+G", "fold the group around it"],
  ["Z", "show all"],
];
const inTable: readonly (readonly [string, string])[] = [
  ["↑ ↓ ← →", "row and cell"],
  ["S", "sort by the column"],
  ["G", "show in the graph"],
  ["V", "stored value"],
];
const inRuns: readonly (readonly [string, string])[] = [
  ["F", "from the failure"],
  ["R", "run again"],
  ["C", "compare with before"],
  ["L", "log"],
  ["N", "next error"],
  ["← →", "fold or open quiet runs"],
];
const inPlan: readonly (readonly [string, string])[] = [
  ["Space", "take in, leave out"],
  ["← →", "fold or open a group"],
  ["Ctrl+Enter", "run"],
];

/** Opens the list of keys over the page; it closes by Escape, or a press beside it. */
export function showKeyHelp(page: HTMLElement): void {
  if (page.querySelector(".eg-help") !== null) return;
  const back = document.activeElement;
  const dialog = element("dialog", { class: "eg-help", "aria-label": "Keys" });
  const close = plainButton("eg-icon", "Close", () => dialog.close(), iconImage("close"));
  dialog.append(
    element("header", { class: "eg-head" }, element("h1", {}, "Keys"), close),
    element(
      "div",
      { class: "eg-help-parts" },
      part("Everywhere", everywhere),
      part("Graph", inGraph),
      part("Table", inTable),
      part("Runs", inRuns),
      part("Plan", inPlan),
    ),
    element("p", { class: "eg-under" }, "Letters act while the keyboard is in a view, not in a field."),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement) back.focus();
  });
  dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
  page.append(dialog);
  dialog.showModal();
}

function part(title: string, keys: readonly (readonly [string, string])[]): HTMLElement {
  return element(
    "section",
    {},
    element("h2", {}, title),
    element(
      "dl",
      { class: "eg-facts" },
      ...keys.flatMap(([key, words]) => [
        element("dt", {}, ...key.split(" ").map((one) => element("kbd", {}, one))),
        element("dd", {}, words),
      ]),
    ),
  );
}
