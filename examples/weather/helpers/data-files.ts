import { readFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";

/** Where a file of the package `vega-datasets` lies in this project's node_modules. */
export function dataFile(name: string): URL {
  return new URL(`../data/${name}`, import.meta.resolve("vega-datasets"));
}

/** The rows of a CSV file, as text. Throws when a column is missing, so that a changed file is noticed here and not three assets later. */
export async function readCsv<Column extends string>(
  name: string,
  columns: readonly Column[],
): Promise<Record<Column, string>[]> {
  const rows: Record<Column, string>[] = parse(await readFile(dataFile(name)), { columns: true });
  const missing = columns.filter((column) => rows[0]?.[column] === undefined);
  if (missing.length > 0) throw new Error(`${name} has no column ${missing.join(", ")}`);
  return rows;
}

/** What a JSON file contains. The caller says what that is. */
export async function readJson<Content>(name: string): Promise<Content> {
  return JSON.parse(await readFile(dataFile(name), "utf8"));
}
