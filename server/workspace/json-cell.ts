import type { Json } from "../../protocol/errors/error-entry.ts";

const mostLetters = 10_000;
const mostItems = 200;
const mostDepth = 6;

/** What is left of a whole cell: limits of each level alone would multiply. */
interface Budget {
  items: number;
  letters: number;
}

/** A value as JSON for people: what JSON lacks is written as text, what is very long is cut. Never throws. */
export function jsonCell(value: unknown): Json {
  return cellWithin(value, 0, { items: 2_000, letters: 50_000 });
}

function cellWithin(value: unknown, depth: number, left: Budget): Json {
  switch (typeof value) {
    case "string":
      return textWithin(value, left);
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "boolean":
      return value;
    case "bigint":
      return textWithin(String(value), left);
    case "undefined":
      return null;
    case "symbol":
    case "function":
      return typeof value;
    case "object":
      return value === null ? null : objectWithin(value, depth, left);
  }
}

function textWithin(text: string, left: Budget): string {
  const most = Math.min(mostLetters, left.letters);
  left.letters -= Math.min(text.length, most);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

function objectWithin(value: object, depth: number, left: Budget): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp || value instanceof Error) return textWithin(String(value), left);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `${typeText(value)}(${value.byteLength} bytes)`;
  if (depth === mostDepth) return "…";
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return listWithin(value, depth, left);
  const fields: [string, Json][] = [];
  for (const name in value) {
    if (!Object.hasOwn(value, name)) continue;
    if (fields.length === mostItems || left.items === 0 || left.letters === 0) break;
    const field: unknown = (value as Readonly<Record<string, unknown>>)[name];
    if (field === undefined) continue;
    left.items -= 1;
    fields.push([textWithin(name, left), cellWithin(field, depth + 1, left)]);
  }
  return Object.fromEntries(fields);
}

function listWithin(list: Iterable<unknown>, depth: number, left: Budget): Json {
  const shown: Json[] = [];
  for (const item of list) {
    if (shown.length === mostItems || left.items === 0 || left.letters === 0) return [...shown, "…"];
    left.items -= 1;
    shown.push(cellWithin(item, depth + 1, left));
  }
  return shown;
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
