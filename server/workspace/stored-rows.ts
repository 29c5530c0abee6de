import { Buffer } from "node:buffer";
import { userError } from "../../protocol/errors/error-entry.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import { rowsPerFrame } from "../../runtime/io/frames.ts";
import { framesIoManager } from "../../runtime/io/frames-io-manager.ts";
import { placeStart } from "../../runtime/io/own-io-manager.ts";
import { readRowFrames } from "../../runtime/io/read-frames.ts";
import { resolveStoredPath } from "../../runtime/io/stored-path.ts";
import { loadingError } from "../../runtime/io/value-errors.ts";
import { nodeFileSystem } from "../../runtime/storage/file-system.ts";
import { jsonRows } from "./json-rows.ts";
import type { KeptValues } from "./kept-values.ts";
import type { ReadableRows } from "./readable-rows.ts";

/** What is read, and of what. */
export interface StoredPlace {
  readonly asset: AssetKey;
  /** Absolute folder of the environment. */
  readonly folder: string;
  readonly stored: StoredValue;
}

const framesStart = Buffer.from("EVGF");
const ownPlaceStart = Buffer.from(placeStart);

/**
 * Opens what our own IO managers keep. Throws `value-elsewhere` for what others keep, since they are the user's code; and `value-missing`,
 * `value-damaged` or `value-newer`. `kept`: where to look first for what was read whole, and to leave it.
 */
export async function openStoredRows(
  place: StoredPlace,
  signal: AbortSignal,
  kept?: KeptValues,
): Promise<ReadableRows> {
  const { asset, folder, stored } = place;
  const format = formatOf(stored);
  if (format === undefined) throw userError(serverErrors.valueElsewhere, { key: asset, manager: stored.manager });
  try {
    if (format === "json") return openJson(place, kept);
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

function single(value: unknown): ReadableRows {
  const rows = Array.isArray(value) ? value : [value];
  return { isList: Array.isArray(value), from: (first) => [rows.slice(first)] };
}

function frameRows(place: StoredPlace): ReadableRows {
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

/** Read in one piece, which the next page need not do again. */
function openJson({ asset, folder, stored }: StoredPlace, kept: KeptValues | undefined): ReadableRows {
  const { inline, path = "" } = stored;
  if (inline !== undefined) return jsonRows(asset, Buffer.from(inline, "base64").toString());
  const file = resolveStoredPath(folder, path, asset);
  const facts = nodeFileSystem.statSync(file);
  const stamp = `${facts?.size} ${facts?.modified}`;
  const known = facts === undefined ? undefined : kept?.find(file, stamp);
  if (known !== undefined) return known;
  const rows = jsonRows(asset, Buffer.from(nodeFileSystem.readFileSync(file)).toString());
  kept?.keep(file, stamp, facts?.size ?? 0, rows);
  return rows;
}
