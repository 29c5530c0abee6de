import { type Json, UserError, userError } from "../protocol/errors/error-entry.ts";
import { serverErrors } from "../protocol/errors/server-errors.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { rowsIn } from "../server/workspace/recorded-facts.ts";
import { openStoredRows } from "../server/workspace/stored-rows.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { toJson } from "./json-value.ts";

/** The beginning of a stored value. */
export interface LoadedRows {
  readonly rows: readonly Json[];
  /** How many there are; undefined: a list of which the end was not read. */
  readonly total: number | undefined;
  /** false: the value is no list, and is the only row. */
  readonly isList: boolean;
}

/**
 * Reads the first rows of an asset's latest value, no further than asked. Only what our own IO managers keep can be read here: others are
 * the user's code, which only runs load. Throws `no-value`, `value-not-read-here`, `value-missing`, `value-damaged` or `value-newer`.
 */
export async function loadRows(
  { store }: Workspace,
  asset: AssetKey,
  limit: number,
  signal: AbortSignal,
): Promise<LoadedRows> {
  const latest = store?.asset(asset).latest;
  if (store === undefined || latest?.value === undefined) throw userError(terminalErrors.noValue, { key: asset });
  const { manager } = latest.value;
  const opening = openStoredRows({ asset, folder: store.folder, stored: latest.value }, signal);
  const stored = await opening.catch((error: unknown) => {
    const isElsewhere = error instanceof UserError && error.code === serverErrors.valueElsewhere.code;
    throw isElsewhere ? userError(terminalErrors.valueNotReadHere, { key: asset, manager }) : error;
  });
  const { isList } = stored;
  const rows: Json[] = [];
  for (const slice of stored.from(0)) {
    signal.throwIfAborted();
    for (const row of slice) {
      if (isList && rows.length === limit) return { rows, total: rowsIn(latest.metadata), isList };
      rows.push(toJson(row));
    }
  }
  return { rows, total: isList ? rows.length : undefined, isList };
}
