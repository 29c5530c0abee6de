import type { Json } from "../../protocol/errors/error-entry.ts";

const mostLetters = 10_000;
const mostItems = 200;
const mostDepth = 6;

/** A value as JSON for people: what JSON lacks is written as text, what is very long is cut. Never throws. */
export function jsonCell(value: unknown, depth = 0): Json {
  switch (typeof value) {
    case "string":
      return value.length > mostLetters ? `${value.slice(0, mostLetters)}…` : value;
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return String(value);
    case "undefined":
      return null;
    case "symbol":
    case "function":
      return typeof value;
    case "object":
      return value === null ? null : jsonObject(value, depth);
  }
}

function jsonObject(value: object, depth: number): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp || value instanceof Error) return String(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${typeText(value)}(${value.byteLength} bytes)`;
  if (depth === mostDepth) return "…";
  if (value instanceof Map) return jsonCell(Array.from(value), depth);
  if (value instanceof Set) return jsonCell(Array.from(value), depth);
  if (Array.isArray(value)) {
    const shown = value.slice(0, mostItems).map((item) => jsonCell(item, depth + 1));
    return value.length > mostItems ? [...shown, "…"] : shown;
  }
  const fields: [string, Json][] = [];
  for (const [name, field] of Object.entries(value)) {
    if (fields.length === mostItems) break;
    if (field !== undefined) fields.push([name, jsonCell(field, depth + 1)]);
  }
  return Object.fromEntries(fields);
}

/** What a cell is, as JavaScript sees it: `string`, `Date`, `array`, `null`, … */
export function typeText(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "array";
  const owner: unknown = Object.getPrototypeOf(value)?.constructor;
  if (typeof owner !== "function" || owner === Object || owner.name === "") return "object";
  return owner.name;
}

/** The types that occur in a column, what is missing last: `number | null`. */
export function typesText(types: Iterable<string>): string {
  const rank = (type: string): number => (type === "undefined" ? 2 : type === "null" ? 1 : 0);
  return [...types].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0)).join(" | ");
}

/** Whether a row has named cells; others are shown as one column. */
export function hasCells(row: unknown): row is Readonly<Record<string, unknown>> {
  return typeof row === "object" && row !== null && typeText(row) === "object";
}
