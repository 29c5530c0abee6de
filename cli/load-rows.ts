import type { Json } from "../protocol/errors/error-entry.ts";
import { userError } from "../protocol/errors/error-entry.ts";
import { runErrors } from "../protocol/errors/run-errors.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { framesIoManager } from "../runtime/io/frames-io-manager.ts";
import type { IoManager } from "../runtime/io/io-manager.ts";
import { jsonIoManager } from "../runtime/io/json-io-manager.ts";
import { isRowSource } from "../runtime/io/stored-stream.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { toJson } from "./json-value.ts";

/** The beginning of a stored value. */
export interface LoadedRows {
  readonly rows: readonly Json[];
  /** How many there are; undefined: a stream of which the end was not read. */
  readonly total: number | undefined;
  /** false: the value is no list, and is the only row. */
  readonly isList: boolean;
}

/**
 * Loads the latest value of an asset and takes its first rows. Only what our own IO managers keep can be read here: others are the
 * user's code, which only runs load. Throws `no-value`, `io-manager-missing`, `value-missing` or `value-damaged`.
 */
export async function loadRows(
  { store }: Workspace,
  asset: AssetKey,
  limit: number,
  signal: AbortSignal,
): Promise<LoadedRows> {
  const stored = store?.asset(asset).latest?.value;
  if (store === undefined || stored === undefined) throw userError(terminalErrors.noValue, { key: asset });
  const manager = ioManagerOf(stored.manager);
  if (manager === undefined) throw userError(runErrors.ioManagerMissing, { key: asset, manager: stored.manager });
  const value = await manager.load({ asset, folder: store.folder, signal }, stored);
  if (Array.isArray(value)) return { rows: value.slice(0, limit).map(toJson), total: value.length, isList: true };
  if (!isRowSource(value)) return { rows: [toJson(value)], total: undefined, isList: false };
  const rows: Json[] = [];
  for await (const row of value) {
    if (rows.length === limit) return { rows, total: undefined, isList: true };
    rows.push(toJson(row));
  }
  return { rows, total: rows.length, isList: true };
}

function ioManagerOf(name: string): IoManager | undefined {
  if (name === "frames" || name === "default") return framesIoManager();
  return name === "json" ? jsonIoManager() : undefined;
}
