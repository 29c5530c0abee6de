import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { IoManager } from "./io-manager.ts";
import { measureRows, measureValue } from "./measure-value.ts";
import { isRowSource, StoredStream } from "./stored-stream.ts";
import { valuePath } from "./value-file.ts";

/**
 * Keeps values in the memory of this process, as they are: for tests. They are gone with the process, and a consumer gets the very object
 * that was returned. Never refuses a value; loading throws `value-missing` for one of another process.
 */
export function memoryIoManager(): IoManager {
  const values = new Map<string, unknown>();
  return {
    keepsExactly: true,
    async store(context, value) {
      const kept = isRowSource(value) ? await collect(value, context.signal) : value;
      const path = valuePath({ ...context, extension: ".memory" });
      values.set(path, isRowSource(value) ? streamOf(kept as readonly unknown[]) : kept);
      const measure = Array.isArray(kept) ? measureRows(kept, kept.length) : measureValue(kept);
      const { rows, columns, preview } = measure;
      return {
        stored: { manager: "memory", path, bytes: 0, preview },
        ...(rows === undefined ? {} : { rows }),
        ...(columns === undefined ? {} : { columns }),
      };
    },
    async load(context, stored) {
      const path = stored.path ?? "";
      if (!values.has(path)) throw userError(storeErrors.valueMissing, { asset: context.asset, path });
      return values.get(path);
    },
  };
}

async function collect(source: AsyncIterable<unknown> | Iterable<unknown>, signal: AbortSignal): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const row of source) {
    signal.throwIfAborted();
    rows.push(row);
  }
  return rows;
}

function streamOf(rows: readonly unknown[]): StoredStream<unknown> {
  return new StoredStream(async function* () {
    yield* rows;
  });
}
