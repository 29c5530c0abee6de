import type { StoredValue } from "../../protocol/record/events.ts";
import { type FileSystem, nodeFileSystem } from "../storage/file-system.ts";
import type { IoManager, LoadContext, StoreContext, WrittenValue } from "./io-manager.ts";
import type { ValueMeasure } from "./measure-value.ts";
import { readFrames } from "./read-frames.ts";
import { StoredStream } from "./stored-stream.ts";
import { toFrames } from "./value-chunks.ts";
import { loadingError, storingError } from "./value-errors.ts";
import { type PutBytes, putBytes } from "./value-file.ts";

export interface FileManagerOptions {
  /** Absolute folder for the files of values, instead of the store. */
  readonly directory?: string | undefined;
  /** Absolute folders of all managers of the environment: from there values are loaded, too. */
  readonly directories?: readonly string[];
}

/**
 * Keeps exact JavaScript values in the store of the environment: the default. Dates, Maps, bigints and typed arrays come back as they
 * were; what an async generator yields is written as it comes and arrives downstream as a stream that can be read again and again.
 * Storing throws `value-not-storable` for functions and instances of classes; loading throws `value-missing` or `value-damaged`.
 */
export function framesIoManager(
  fileSystem: FileSystem = nodeFileSystem,
  { directory, directories = directory === undefined ? [] : [directory] }: FileManagerOptions = {},
): IoManager {
  return {
    keepsExactly: true,
    async store(context: StoreContext, value: unknown): Promise<WrittenValue> {
      try {
        const { chunks, measure } = toFrames(value);
        const put = await putBytes(fileSystem, { ...context, directory, extension: ".frames" }, chunks);
        return written("frames", put, measure());
      } catch (error) {
        throw storingError(error);
      }
    },
    async load(context: LoadContext, stored: StoredValue): Promise<unknown> {
      try {
        const { asset, folder, signal } = context;
        const value = readFrames(fileSystem, { asset, folder, stored, directories }, signal);
        return value instanceof StoredStream ? withErrors(value, context, stored) : value;
      } catch (error) {
        throw loadingError(error, context.asset, stored);
      }
    },
  };
}

/** The answer of an IO manager, from what was put and what was seen. */
export function written(manager: string, put: PutBytes, measure: ValueMeasure): WrittenValue {
  const { rows, columns, preview } = measure;
  return {
    stored: { manager, ...put, preview },
    ...(rows === undefined ? {} : { rows }),
    ...(columns === undefined ? {} : { columns }),
  };
}

function withErrors(stream: StoredStream<unknown>, context: LoadContext, stored: StoredValue): StoredStream<unknown> {
  return new StoredStream(async function* () {
    try {
      yield* stream;
    } catch (error) {
      throw loadingError(error, context.asset, stored);
    }
  });
}
