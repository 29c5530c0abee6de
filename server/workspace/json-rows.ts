import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { ReadableRows } from "./readable-rows.ts";

const linesInSlice = 500;
const listStart = "[\n";
/** A stream of JSON lines begins with it. */
const streamStart = "\n";

/**
 * The rows of a value that is kept as JSON: a row a line, as our own IO manager writes it; other JSON is one value. Where lines begin is
 * remembered, so that a later page is not looked for from the first line on.
 */
export function jsonRows(asset: AssetKey, text: string): ReadableRows {
  const isStream = text.startsWith(streamStart);
  if (!isStream && !text.startsWith(listStart)) {
    const value = parse(asset, text);
    const rows = Array.isArray(value) ? value : [value];
    return { isList: Array.isArray(value), from: (first) => [rows.slice(first)] };
  }
  /** Where each slice begins, as far as was read: that of rows `index * linesInSlice` on. */
  const starts = [isStream ? streamStart.length : listStart.length];

  function* slices(index: number): Generator<readonly string[]> {
    let at = starts[index] ?? 0;
    let lines: string[] = [];
    while (at < text.length) {
      const end = text.indexOf("\n", at);
      if (end === -1) throw damaged(asset, "its last line is cut off");
      const line = text.slice(at, end);
      // The list's own end comes after the last row; behind the others there is a comma.
      if (!isStream && line === "]") {
        yield lines;
        return;
      }
      lines.push(isStream || !line.endsWith(",") ? line : line.slice(0, -1));
      at = end + 1;
      if (lines.length < linesInSlice) continue;
      index += 1;
      starts[index] = at;
      yield lines;
      lines = [];
    }
    if (!isStream) throw damaged(asset, "its end is missing");
    yield lines;
  }

  return {
    isList: true,
    *from(first) {
      const wanted = Math.floor(first / linesInSlice);
      const known = Math.min(wanted, starts.length - 1);
      let left = first - known * linesInSlice;
      for (const lines of slices(known)) {
        const rows = lines.slice(left).map((line) => parse(asset, line));
        left = Math.max(0, left - lines.length);
        if (rows.length > 0) yield rows;
      }
    },
  };
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
