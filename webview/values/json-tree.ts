import type { Json } from "../../protocol/errors/error-entry.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element, plainButton } from "../controls/element.ts";
import { cellText } from "./cell-text.ts";

const firstChildren = 100;
/** So deep it is open from the beginning, while it is small. */
const openDepth = 2;
const smallNode = 20;

/** A value that is no table, as a tree: what is inside is made when it is opened. */
export function makeJsonTree(value: Json): HTMLElement {
  const root = element("div", { class: "eg-value-tree eg-code" });
  root.append(makeNode(undefined, value, 0));
  return root;
}

function makeNode(name: string | undefined, value: Json | undefined, depth: number): HTMLElement {
  const label = name === undefined ? [] : [element("span", { class: "eg-value-name" }, name), ": "];
  const children = childrenOf(value);
  if (children === undefined || children.length === 0) {
    const { text, title, looks } = cellText(value);
    const shown = element("span", { "data-looks": looks, ...(title === undefined ? {} : { title }) }, text);
    return element("div", { class: "eg-value-leaf" }, ...label, shown);
  }
  const node = element("details", {}, element("summary", {}, ...label, summaryOf(value, children.length)));
  let made = 0;
  const more = (): void => {
    const next = children.slice(made, made + firstChildren);
    made += next.length;
    node.append(...next.map(([key, child]) => makeNode(key, child, depth + 1)));
    if (made === children.length) return;
    const rest = plainButton("eg-link", undefined, () => {
      rest.remove();
      more();
    });
    rest.append(`${formatNumber(children.length - made)} more`);
    node.append(rest);
  };
  node.addEventListener("toggle", () => {
    if (node.open && made === 0) more();
  });
  if (depth < openDepth && children.length <= smallNode) {
    more();
    node.open = true;
  }
  return node;
}

function childrenOf(value: Json | undefined): readonly (readonly [string, Json | undefined])[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  return isList(value) ? value.map((child, index) => [String(index), child] as const) : Object.entries(value);
}

function summaryOf(value: Json | undefined, count: number): HTMLElement {
  const words = isList(value) ? `[${formatCount(count, "item")}]` : `{${formatCount(count, "field")}}`;
  return element("span", { "data-looks": "nothing" }, words);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
