import type { Json } from "../../protocol/errors/error-entry.ts";
import type { ColumnProfile } from "../../protocol/messages/server-messages.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import { jsonCell, typesText, typeText } from "./json-cell.ts";

/** Takes the cells of a column one by one, and says at the end what it holds. */
export interface ColumnProfiler {
  add(cell: unknown): void;
  profile(): ColumnProfile;
}

const mostDistinct = 10_000;
const bars = 20;
const mostFrequent = 8;
const day = 86_400_000;

export function profileColumn(name: string): ColumnProfiler {
  const types = new Set<string>();
  /** undefined: there were more than are counted. */
  let counts: Map<string, { readonly label: string; count: number }> | undefined = new Map();
  const numbers: number[] = [];
  let nulls = 0;
  let total = 0;
  let least: unknown;
  let most: unknown;

  return {
    add(cell) {
      total += 1;
      types.add(typeText(cell));
      if (cell === null || cell === undefined) {
        nulls += 1;
        return;
      }
      if (counts !== undefined) {
        const label = cellText(cell);
        const identity = `${typeof cell}:${label}`;
        const known = counts.get(identity);
        if (known !== undefined) known.count += 1;
        else if (counts.size === mostDistinct) counts = undefined;
        else counts.set(identity, { label, count: 1 });
      }
      if (typeof cell === "number" && Number.isFinite(cell)) numbers.push(cell);
      else if (cell instanceof Date && !Number.isNaN(cell.getTime())) numbers.push(cell.getTime());
      if (!isOrdered(cell)) return;
      if (least === undefined || (isAlike(cell, least) && cell < least)) least = cell;
      if (most === undefined || (isAlike(cell, most) && cell > most)) most = cell;
    },
    profile() {
      const kinds = [...types].filter((type) => type !== "null" && type !== "undefined");
      const only = kinds.length === 1 ? kinds[0] : undefined;
      const isScale = only === "number" || only === "Date";
      const isOne = kinds.length === 1;
      return {
        name,
        type: total === 0 ? "" : typesText(types),
        nulls,
        ...(counts === undefined ? {} : { distinct: counts.size }),
        ...(isOne && least !== undefined ? { min: jsonCell(least), max: jsonCell(most) } : {}),
        ...(only === "number" && numbers.length > 0 ? { mean: meanOf(numbers) } : {}),
        histogram: isScale ? steps(numbers, only) : frequent(counts),
      };
    },
  };
}

function isOrdered(cell: unknown): cell is number | bigint | string | Date {
  if (typeof cell === "number") return !Number.isNaN(cell);
  if (cell instanceof Date) return !Number.isNaN(cell.getTime());
  return typeof cell === "string" || typeof cell === "bigint";
}

function isAlike(a: unknown, b: unknown): b is number | bigint | string | Date {
  return typeof a === typeof b;
}

function meanOf(numbers: readonly number[]): number {
  let mean = 0;
  // Added up first, large numbers would overflow.
  for (const [index, number] of numbers.entries()) mean += (number - mean) / (index + 1);
  return mean;
}

function steps(numbers: readonly number[], type: "number" | "Date"): ColumnProfile["histogram"] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  let isWhole = true;
  for (const number of numbers) {
    if (number < least) least = number;
    if (number > most) most = number;
    isWhole &&= Number.isInteger(number);
  }
  if (numbers.length === 0) return [];
  const label = type === "Date" ? dateLabel(most - least) : formatNumber;
  if (least === most) return [{ label: label(least), count: numbers.length }];
  // A bar of whole numbers that no number can fall into would be a gap that is none.
  const count = isWhole && type === "number" ? Math.min(bars, most - least + 1) : bars;
  const found = new Array<number>(count).fill(0);
  // Halves, since the difference of two large numbers may be none.
  const span = most / 2 - least / 2;
  const placeOf = (number: number): number =>
    isWhole && count < bars && type === "number"
      ? number - least
      : Math.min(count - 1, Math.floor(((number / 2 - least / 2) / span) * count));
  for (const number of numbers) {
    const place = placeOf(number);
    found[place] = (found[place] ?? 0) + 1;
  }
  const edge = (bar: number): number => least + 2 * span * (bar / count);
  return found.map((each, bar) => ({
    label:
      isWhole && count < bars && type === "number"
        ? label(least + bar)
        : `${label(edge(bar))} to ${label(edge(bar + 1))}`,
    count: each,
  }));
}

function dateLabel(span: number): (time: number) => string {
  const letters = span > 2 * day ? 10 : 16;
  return (time) => new Date(time).toISOString().slice(0, letters).replace("T", " ");
}

function frequent(
  counts: ReadonlyMap<string, { readonly label: string; readonly count: number }> | undefined,
): ColumnProfile["histogram"] {
  if (counts === undefined) return [];
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.label < b.label ? -1 : 1))
    .slice(0, mostFrequent)
    .map(({ label, count }) => ({ label, count }));
}

/** Two cells of one type that are equal have the same text. */
export function cellText(cell: unknown): string {
  if (typeof cell === "string") return cell;
  if (typeof cell !== "object" || cell === null) return String(cell);
  const shown: Json = jsonCell(cell);
  return typeof shown === "string" ? shown : JSON.stringify(shown);
}
