import { randomBytes } from "node:crypto";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import type { IoManager as OwnManager } from "../core/definitions/io-manager.ts";
import type { Metadata } from "../core/definitions/metadata.ts";
import type { Resource } from "../core/definitions/resource.ts";
import type { StandardSchema } from "../core/definitions/schema.ts";
import type { IoManager, LoadContext, StoreContext, WrittenValue } from "./io-manager.ts";
import { measureRows, measureValue, rowsLookedAt, type ValueMeasure } from "./measure-value.ts";
import { isRowSource, StoredStream } from "./stored-stream.ts";
import { encodeName } from "./value-file.ts";

/** With it begins what an event holds in place of a value that lies elsewhere, so that no reader takes the place for the value. */
export const placeStart = "EVGP";

/** What is kept of a value that lies elsewhere. */
interface Place {
  readonly location: string;
  readonly stream: boolean;
}

/**
 * A manager that a user wrote, as the executor calls it. The event holds only the place that it gave; what lies there is its own, so equal
 * content cannot be told. `name`: under which it is found again.
 */
export function ownIoManager(name: string, manager: OwnManager): IoManager {
  return {
    async store(context, value) {
      let added: Metadata = {};
      const told = storeContext(context, (metadata) => {
        added = { ...added, ...metadata };
      });
      const stream = isRowSource(value);
      const { location, measure } = stream
        ? await storeRows(name, manager, value, told, context)
        : { location: await manager.store(value, told), measure: measureValue(value) };
      if (typeof location !== "string" || location === "") throw userError(definitionErrors.ioPlaceMissing, { name });
      if (context.hasSecret?.(location) === true) throw userError(runErrors.placeSecret, { name });
      return { ...written(name, { location, stream }, measure), metadata: added };
    },
    async load(context, stored) {
      const { location, stream } = readPlace(context, stored);
      const told = loadContext(context);
      if (!stream) return manager.load(location, told);
      if (manager.loadStream === undefined) throw userError(definitionErrors.ioNoStreams, { name });
      return new StoredStream(() => openRows(manager, location, told));
    },
  };
}

async function storeRows(
  name: string,
  manager: OwnManager,
  source: AsyncIterable<unknown> | Iterable<unknown>,
  told: Parameters<OwnManager["store"]>[1],
  { signal }: StoreContext,
): Promise<{ readonly location: string; readonly measure: ValueMeasure }> {
  if (manager.storeStream === undefined || manager.loadStream === undefined) {
    throw userError(definitionErrors.ioNoStreams, { name });
  }
  const first: unknown[] = [];
  let count = 0;
  async function* counted(): AsyncGenerator<unknown> {
    for await (const row of source) {
      signal.throwIfAborted();
      if (first.length < rowsLookedAt) first.push(row);
      count += 1;
      yield row;
    }
  }
  const location = await manager.storeStream(counted(), told);
  return { location, measure: measureRows(first, count) };
}

async function* openRows(
  manager: OwnManager,
  location: string,
  told: Parameters<OwnManager["load"]>[1],
): AsyncGenerator<unknown> {
  yield* manager.loadStream?.(location, told) ?? [];
}

function written(name: string, place: Place, { rows, columns, preview }: ValueMeasure): WrittenValue {
  const inline = Buffer.from(placeStart + JSON.stringify(place)).toString("base64");
  return {
    stored: { manager: name, inline, bytes: 0, preview },
    ...(rows === undefined ? {} : { rows }),
    ...(columns === undefined ? {} : { columns }),
  };
}

function readPlace({ asset }: LoadContext, { inline = "" }: StoredValue): Place {
  try {
    const text = Buffer.from(inline, "base64").toString();
    const { location, stream } = JSON.parse(text.slice(placeStart.length)) as Partial<Place>;
    if (text.startsWith(placeStart) && typeof location === "string" && typeof stream === "boolean")
      return { location, stream };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw userError(storeErrors.valueDamaged, { asset, why: "no place is recorded" });
}

function ioContext({ asset, partition, environment = "", log = silent, signal, resource }: LoadContext) {
  return {
    key: asset,
    partition,
    environment,
    log,
    signal,
    async resource<T>(slot: Resource<T>): Promise<T> {
      if (resource === undefined) throw userError(definitionErrors.ioNoResources, { resource: slot.name });
      return (await resource(slot)) as T;
    },
    missing: (location: string) => userError(storeErrors.valueMissing, { asset, path: location }),
  };
}

function loadContext(context: LoadContext): Parameters<OwnManager["load"]>[1] {
  return { ...ioContext(context), consumer: context.consumer };
}

function storeContext(context: StoreContext, add: (metadata: Metadata) => void): Parameters<OwnManager["store"]>[1] {
  const { run, schema } = context;
  return {
    ...ioContext(context),
    run: { id: run },
    // An attempt that failed after it had stored must not be written over.
    version: `${encodeName(run)}-${randomBytes(4).toString("hex")}`,
    schema: schema as StandardSchema | undefined,
    metadata: { add },
  };
}

const ignore = (): void => {};
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore };
