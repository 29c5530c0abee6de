import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { SourceLines } from "../../protocol/messages/server-messages.ts";
import { element } from "../controls/element.ts";
import { codeParts } from "./code-parts.ts";

/** The user's own lines around the one that failed. */
export function sourceBox({ from, lines, changed }: SourceLines, range: SourceRange): HTMLElement {
  const at = range.start.line;
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
