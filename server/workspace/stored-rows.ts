import { Buffer } from "node:buffer";
import { userError } from "../../protocol/errors/error-entry.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import { rowsPerFrame } from "../../runtime/io/frames.ts";
import { framesIoManager } from "../../runtime/io/frames-io-manager.ts";
import { placeStart } from "../../runtime/io/own-io-manager.ts";
import { readRowFrames } from "../../runtime/io/read-frames.ts";
import { resolveStoredPath } from "../../runtime/io/stored-path.ts";
import { loadingError } from "../../runtime/io/value-errors.ts";
import { nodeFileSystem } from "../../runtime/storage/file-system.ts";

/** A stored value, to be read from any row on. */
export interface StoredRows {
  /** false: the value is no list of rows, and stands as the only one. */
  readonly isList: boolean;
  /** Rows from a number on, in slices that are quick to read. Throws `value-missing` or `value-damaged`. */
  from(first: number): Iterable<readonly unknown[]>;
}

/** What is read, and of what. */
export interface StoredPlace {
  readonly asset: AssetKey;
  /** Absolute folder of the environment. */
  readonly folder: string;
  readonly stored: StoredValue;
}

const framesStart = Buffer.from("EVGF");
const ownPlaceStart = Buffer.from(placeStart);
const linesInSlice = 500;
const jsonListStart = "[\n";
/** A stream of JSON lines begins with it. */
const jsonLinesStart = "\n";

/**
 * Opens what our own IO managers keep. Throws `value-elsewhere` for what others keep, since they are the user's code; and `value-missing`,
 * `value-damaged` or `value-newer`.
 */
export async function openStoredRows(place: StoredPlace, signal: AbortSignal): Promise<StoredRows> {
  const { asset, folder, stored } = place;
  const format = formatOf(stored);
  if (format === undefined) throw userError(serverErrors.valueElsewhere, { key: asset, manager: stored.manager });
  try {
    if (format === "json") return jsonRows(asset, textOf(place));
    if (readRowFrames(nodeFileSystem, place) !== undefined) return frameRows(place);
    return single(await framesIoManager().load({ asset, folder, signal }, stored));
  } catch (error) {
    throw loadingError(error, asset, stored);
  }
}

/** By the place and the first bytes: under which name a manager is configured is for the user to say. */
function formatOf({ inline, path }: StoredValue): "frames" | "json" | undefined {
  if (inline !== undefined) {
    const start = Buffer.from(inline.slice(0, 8), "base64").subarray(0, 4);
    if (start.equals(ownPlaceStart)) return undefined;
    return start.equals(framesStart) ? "frames" : "json";
  }
  if (path?.startsWith("values/") !== true) return undefined;
  if (path.endsWith(".frames")) return "frames";
  return path.endsWith(".json") ? "json" : undefined;
}

function single(value: unknown): StoredRows {
  const rows = Array.isArray(value) ? value : [value];
  return { isList: Array.isArray(value), from: (first) => [rows.slice(first)] };
}

function frameRows(place: StoredPlace): StoredRows {
  return {
    isList: true,
    *from(first) {
      const frame = Math.floor(first / rowsPerFrame);
      let left = first - frame * rowsPerFrame;
      try {
        for (const rows of readRowFrames(nodeFileSystem, place, frame) ?? []) {
          yield left === 0 ? rows : rows.slice(left);
          left = 0;
        }
      } catch (error) {
        throw loadingError(error, place.asset, place.stored);
      }
    },
  };
}

function jsonRows(asset: AssetKey, text: string): StoredRows {
  const isStream = text.startsWith(jsonLinesStart);
  if (!isStream && !text.startsWith(jsonListStart)) return single(parse(asset, text));
  const start = isStream ? jsonLinesStart.length : jsonListStart.length;
  return {
    isList: true,
    *from(first) {
      let slice: unknown[] = [];
      let number = 0;
      for (const line of linesOf(asset, text, start, isStream)) {
        number += 1;
        if (number <= first) continue;
        slice.push(parse(asset, line));
        if (slice.length < linesInSlice) continue;
        yield slice;
        slice = [];
      }
      if (slice.length > 0) yield slice;
    },
  };
}

/** A row a line; those of a list have a comma behind them, and the list's own end comes after the last. */
function* linesOf(asset: AssetKey, text: string, start: number, isStream: boolean): Generator<string> {
  for (let at = start; at < text.length; ) {
    const end = text.indexOf("\n", at);
    if (end === -1) throw damaged(asset, "its last line is cut off");
    const line = text.slice(at, end);
    at = end + 1;
    if (isStream) yield line;
    else if (line === "]") return;
    else yield line.endsWith(",") ? line.slice(0, -1) : line;
  }
  if (!isStream) throw damaged(asset, "its end is missing");
}

function textOf({ asset, folder, stored: { inline, path = "" } }: StoredPlace): string {
  if (inline !== undefined) return Buffer.from(inline, "base64").toString();
  return Buffer.from(nodeFileSystem.readFileSync(resolveStoredPath(folder, path, asset))).toString();
}

function parse(asset: AssetKey, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(asset, "it is no JSON");
  }
}

function damaged(asset: AssetKey, why: string): Error {
  return userError(storeErrors.valueDamaged, { asset, why });
}
