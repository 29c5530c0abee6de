import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { SourceLines } from "../../protocol/messages/server-messages.ts";
import { element } from "../controls/element.ts";
import { codeParts } from "./code-parts.ts";

/** Lines shown before and after the one that failed. */
const before = 2;
const after = 2;

/** The user's own lines around the one that failed. */
export function sourceBox({ from: first, lines: all, changed }: SourceLines, range: SourceRange): HTMLElement {
  const at = range.start.line;
  const { from, lines } = linesAround(first, all, at);
  const indent = Math.min(...lines.filter((line) => line.trim() !== "").map((line) => line.search(/\S/)));
  const rows = lines.map((line, index) => {
    const number = from + index;
    const row = element(
      "span",
      { class: "eg-source-line" },
      element("span", { class: "eg-source-at-line", "aria-hidden": "true" }, String(number + 1)),
      ...codeParts(line.slice(Math.min(indent, line.length))).map(({ text, role }) =>
        element("span", { class: `eg-source-${role}` }, text),
      ),
    );
    if (number === at) {
      row.classList.add("eg-source-at");
      row.prepend(element("span", { class: "eg-hidden" }, "here: "));
    }
    return row;
  });
  const text = element("pre", { tabindex: "0", "aria-label": `${range.file}, around line ${at + 1}` }, ...rows);
  text.setAttribute("role", "region");
  const box = element("div", { class: "eg-source" }, text);
  if (changed) box.append(element("p", { class: "eg-source-note" }, "The file has changed since this run."));
  return box;
}

/** The nearest lines, without empty ones at either end. */
export function linesAround(
  first: number,
  all: readonly string[],
  at: number,
): { readonly from: number; readonly lines: readonly string[] } {
  const isEmpty = (line: number): boolean => line !== at && all[line - first]?.trim() === "";
  let from = Math.max(first, at - before);
  let to = Math.min(first + all.length - 1, at + after);
  while (isEmpty(from)) from++;
  while (isEmpty(to)) to--;
  return { from, lines: all.slice(from - first, to - first + 1) };
}
