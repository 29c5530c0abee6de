import type { AssetDetails } from "../../protocol/messages/server-messages.ts";
import { element } from "../controls/element.ts";

/** Names and types, in the order of the rows. */
export function columnsTab({ columns, valueType }: AssetDetails): Node[] {
  if (columns === undefined || columns.length === 0) {
    const words =
      valueType === undefined ? "Its type is not known." : "Its value has no columns. As TypeScript prints its type:";
    const type = valueType === undefined ? [] : [element("pre", { tabindex: "0" }, valueType)];
    return [element("p", { class: "eg-under" }, words), ...type];
  }
  const rows = columns.map(({ name, type }) =>
    element("tr", {}, element("th", { scope: "row" }, name), element("td", { class: "eg-code", title: type }, type)),
  );
  const head = element("tr", {}, element("th", { scope: "col" }, "Column"), element("th", { scope: "col" }, "Type"));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...rows));
  return [element("div", { class: "eg-table eg-columns", tabindex: "0" }, table)];
}
