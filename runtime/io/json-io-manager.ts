import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import { type FileSystem, nodeFileSystem } from "../storage/file-system.ts";
import { fieldPath, findUnstorable } from "./find-unstorable.ts";
import { UnstorableError } from "./frames.ts";
import { type FileManagerOptions, written } from "./frames-io-manager.ts";
import type { IoManager, LoadContext } from "./io-manager.ts";
import { measureRows, measureValue, rowsLookedAt } from "./measure-value.ts";
import { resolveStoredPath } from "./stored-path.ts";
import { isRowSource, StoredStream } from "./stored-stream.ts";
import type { ValueChunks } from "./value-chunks.ts";
import { loadingError, storingError } from "./value-errors.ts";
import { putBytes } from "./value-file.ts";

/** The first bytes of a stream's file, so that loading knows it from an array's. */
const streamStart = "\n";

/**
 * Keeps values as JSON, for people and other programs to read: an array with a row a line, a stream as lines of JSON. Dates come back as
 * text, as JSON has it. Storing throws `value-not-storable` for what JSON would lose: functions, Maps, Sets, bigints, NaN.
 */
export function jsonIoManager(
  fileSystem: FileSystem = nodeFileSystem,
  { directory, directories = directory === undefined ? [] : [directory] }: FileManagerOptions = {},
): IoManager {
  return {
    async store(context, value) {
      try {
        const { chunks, measure } = toJson(value);
        const put = await putBytes(fileSystem, { ...context, directory, extension: ".json" }, chunks);
        return written("json", put, measure());
      } catch (error) {
        throw storingError(error);
      }
    },
    async load(context, stored) {
      try {
        const text = readText(fileSystem, context, stored, directories);
        if (!text.startsWith(streamStart)) return parse(text, context.asset);
        return new StoredStream(() => parseLines(text, context.asset));
      } catch (error) {
        throw loadingError(error, context.asset, stored);
      }
    },
  };
}

function toJson(value: unknown): ValueChunks {
  if (isRowSource(value)) return streamToLines(value);
  return { chunks: valueToJson(value), measure: () => measureValue(value) };
}

function* valueToJson(value: unknown): Generator<Uint8Array> {
  requireJson(value, "value");
  if (!Array.isArray(value) || value.length === 0) {
    yield Buffer.from(`${JSON.stringify(value)}\n`);
    return;
  }
  for (const [index, row] of value.entries()) {
    yield Buffer.from(`${index === 0 ? "[\n" : ",\n"}${JSON.stringify(row)}`);
  }
  yield Buffer.from("\n]\n");
}

function streamToLines(source: AsyncIterable<unknown> | Iterable<unknown>): ValueChunks {
  const first: unknown[] = [];
  let count = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(streamStart);
    for await (const row of source) {
      requireJson(row, `value[${count}]`);
      if (first.length < rowsLookedAt) first.push(row);
      count += 1;
      yield Buffer.from(`${JSON.stringify(row)}\n`);
    }
  }
  return { chunks: chunks(), measure: () => measureRows(first, count) };
}

function requireJson(value: unknown, path: string): void {
  const found = findUnstorable(value, path) ?? findBeyondJson(value, path, []);
  if (found !== undefined) throw new UnstorableError(found);
}

function findBeyondJson(
  value: unknown,
  path: string,
  above: readonly object[],
): { readonly path: string; readonly what: string } | undefined {
  if (value === undefined && above.length === 0) return { path, what: "undefined, which JSON cannot hold" };
  if (typeof value === "bigint") return { path, what: "a bigint, which JSON cannot hold" };
  if (typeof value === "number" && !Number.isFinite(value)) return { path, what: `${value}, which JSON cannot hold` };
  if (typeof value !== "object" || value === null || value instanceof Date) return undefined;
  if (above.includes(value)) return { path, what: "inside itself" };
  const inside = [...above, value];
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      const place = `${path}[${index}]`;
      const found =
        item === undefined
          ? { path: place, what: "undefined, which JSON cannot hold" }
          : findBeyondJson(item, place, inside);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const owner: unknown = Object.getPrototypeOf(value)?.constructor;
  if (owner !== Object && owner !== undefined) {
    return { path, what: `a ${typeof owner === "function" ? owner.name : "value"}, which JSON cannot hold` };
  }
  for (const [name, field] of Object.entries(value)) {
    const found = findBeyondJson(field, fieldPath(path, name), inside);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readText(
  fileSystem: FileSystem,
  { asset, folder }: LoadContext,
  stored: StoredValue,
  directories?: readonly string[],
): string {
  if (stored.inline !== undefined) return Buffer.from(stored.inline, "base64").toString();
  return Buffer.from(
    fileSystem.readFileSync(resolveStoredPath(folder, stored.path ?? "", asset, directories)),
  ).toString();
}

function parse(text: string, asset: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw userError(storeErrors.valueDamaged, { asset, why: "it is no JSON" });
  }
}

async function* parseLines(text: string, asset: string): AsyncGenerator<unknown> {
  for (let start = streamStart.length; start < text.length; ) {
    const end = text.indexOf("\n", start);
    if (end === -1) throw userError(storeErrors.valueDamaged, { asset, why: "its last line is cut off" });
    yield parse(text.slice(start, end), asset);
    start = end + 1;
  }
}
