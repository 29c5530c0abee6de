import type { Json } from "../../protocol/errors/error-entry.ts";
import { formatStoredDate, holdsDates } from "../../protocol/record/format-dates.ts";

/** A value as a cell shows it. */
export interface CellText {
  readonly text: string;
  /** The whole, when the text is not all of it. */
  readonly title?: string;
  readonly looks: "text" | "number" | "nothing" | "structure";
}

const longestText = 200;
const longestTitle = 4_000;

/** What a cell of a column of this type shows. Absent is empty; null, an empty text and an empty list say that they are there. */
export function cellText(value: Json | undefined, type = ""): CellText {
  if (value === undefined) return { text: "", looks: "nothing" };
  if (value === null) return { text: "null", looks: "nothing" };
  if (typeof value === "number") return { text: String(value), looks: "number" };
  if (typeof value === "boolean") return { text: String(value), looks: "text" };
  if (typeof value === "object") return cut(JSON.stringify(value), "structure");
  if (value === "") return { text: '""', looks: "nothing" };
  if (holdsDates(type)) return { text: formatStoredDate(value), looks: "text" };
  // Whole numbers beyond what a number holds come as text.
  if (type === "bigint" && /^-?\d+$/.test(value)) return { text: value, looks: "number" };
  return cut(value, "text");
}

function cut(whole: string, looks: "text" | "structure"): CellText {
  const line = whole.replace(/\r?\n/g, " \u21b5 ").replace(/\t/g, " ");
  const text = line.length > longestText ? `${line.slice(0, longestText)}\u2026` : line;
  if (text === whole) return { text, looks };
  return { text, looks, title: whole.length > longestTitle ? `${whole.slice(0, longestTitle)}\u2026` : whole };
}

/** Whether a column of this type stands at the right. */
export function isNumeric(type: string): boolean {
  const parts = type.split("|").map((part) => part.trim());
  return parts.every((part) => ["number", "bigint", "null", "undefined"].includes(part)) && !parts.every(isNothing);
}

function isNothing(type: string): boolean {
  return type === "null" || type === "undefined";
}
