import type { Json } from "../../protocol/errors/error-entry.ts";
import { formatAge, formatNumber } from "../../protocol/record/format-facts.ts";
import { type Metadata, type MetadataValue, recordedUnasked } from "../../protocol/record/metadata.ts";
import { element } from "../controls/element.ts";

const unasked: ReadonlySet<string> = new Set(Object.values(recordedUnasked));
const longestText = 600;

/** What the user's own code said about a materialization, as names and values. What is recorded unasked has its own places. */
export function metadataFacts(metadata: Metadata, now: number): [string, Node | string][] {
  return Object.entries(metadata).flatMap(([name, value]): [string, Node | string][] =>
    unasked.has(name) ? [] : [[name, metadataValue(value, now)]],
  );
}

/** A value in its own form. A url is text here: pages open nothing by themselves. */
function metadataValue(value: MetadataValue, now: number): Node | string {
  switch (value.type) {
    case "int":
      return formatNumber(value.value);
    case "float":
      return value.value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
    case "text":
    case "markdown":
      return cut(value.value);
    case "url":
    case "path":
      return element("span", { class: "eg-code" }, cut(value.value));
    case "boolean":
      return value.value ? "yes" : "no";
    case "timestamp":
      return formatAge(value.value, now);
    case "json":
      return element("span", { class: "eg-code" }, cut(JSON.stringify(value.value)));
    case "table":
      return valueTable(value.columns, value.rows);
    default:
      return value satisfies never;
  }
}

/** A small table of values. */
export function valueTable(columns: readonly string[], rows: readonly (readonly (Json | undefined)[])[]): HTMLElement {
  const head = element("tr", {}, ...columns.map((column) => element("th", { scope: "col" }, column)));
  const body = rows.map((row) => element("tr", {}, ...row.map((value) => element("td", {}, cellText(value)))));
  const table = element("table", {}, element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", { class: "eg-table", tabindex: "0" }, table);
}

function cellText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string"
    ? cut(value)
    : typeof value === "object"
      ? cut(JSON.stringify(value))
      : String(value);
}

function cut(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
