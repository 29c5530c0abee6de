import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetDefinition } from "./definition.ts";
import { parseWith } from "./schema.ts";

type Schemed = Pick<AssetDefinition, "key" | "schema">;

/** The value with its rows as the asset's `schema` parses them. Throws `bad-row` with the first row that does not fit; a stream throws it when it comes to that row. */
export async function applyRowSchema(definition: Schemed, value: unknown): Promise<unknown> {
  const { schema } = definition;
  if (schema === undefined) return value;
  if (isAsyncIterable(value)) return parsedStream(definition, value);
  if (!Array.isArray(value)) return parseRow(definition, value, undefined);
  const rows: unknown[] = [];
  for (const [index, row] of value.entries()) rows.push(await parseRow(definition, row, index));
  return rows;
}

async function* parsedStream(definition: Schemed, rows: AsyncIterable<unknown>): AsyncGenerator<unknown> {
  let index = 0;
  for await (const row of rows) yield parseRow(definition, row, index++);
}

async function parseRow({ key, schema }: Schemed, row: unknown, index: number | undefined): Promise<unknown> {
  const parsed = await parseWith(schema, row);
  if ("issues" in parsed) throw userError(definitionErrors.badRow, { key, row: index, issues: [...parsed.issues] });
  return parsed.value;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
