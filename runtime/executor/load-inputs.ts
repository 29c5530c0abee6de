import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { InputRead, StoredValue } from "../../protocol/record/events.ts";
import type { AssetDefinition, InputDefinition } from "../core/definitions/definition.ts";
import { currentVersion } from "../core/status/data-version.ts";
import { loadContext, type Reader } from "./io-context.ts";
import type { RunScope } from "./run-scope.ts";

/** What an upstream asset was when a step began. */
export interface UpstreamRead extends InputRead {
  /** Where its value is; `none`: it was never made; `empty`: it was made, and returned nothing. */
  readonly from: StoredValue | { readonly given: unknown } | "none" | "empty";
}

/** All that these outputs of a step depend on (but for each other) as it is now, before the function is called: a later materialization makes them stale. */
export function readUpstream(
  scope: RunScope,
  outputs: readonly AssetDefinition[],
): ReadonlyMap<AssetKey, UpstreamRead> {
  const keys: AssetKey[] = [];
  for (const { inputs, deps, multiAsset } of outputs) {
    for (const { asset } of inputs) keys.push(asset);
    for (const key of deps) {
      if (multiAsset === undefined || !outputs.some((output) => output.key === key)) keys.push(key);
    }
  }
  return readKeys(scope, keys);
}

/** Each of these assets as it is now. */
export function readKeys(scope: RunScope, keys: readonly AssetKey[]): ReadonlyMap<AssetKey, UpstreamRead> {
  const reads = new Map<AssetKey, UpstreamRead>();
  let refreshed = false;
  for (const key of keys) {
    if (reads.has(key)) continue;
    const known = readInRun(scope, key);
    if (known === undefined && !refreshed) {
      scope.store.refresh();
      refreshed = true;
    }
    reads.set(key, known ?? readInStore(scope, key));
  }
  return reads;
}

/** The values of inputs, by the names under which they arrive. */
export async function loadInputs(
  scope: RunScope,
  reader: Reader,
  inputs: readonly InputDefinition[],
  reads: ReadonlyMap<AssetKey, UpstreamRead>,
): Promise<Readonly<Record<string, unknown>>> {
  const values: Record<string, unknown> = {};
  const loading: Promise<void>[] = [];
  for (const input of inputs) {
    // An earlier attempt may have changed what it was given.
    const inMemory = reader.attempt === 1 ? scope.values.take(input.asset) : undefined;
    if (inMemory !== undefined) values[input.name] = inMemory.value;
    else loading.push(load(input));
  }
  if (loading.length > 0) await Promise.all(loading);
  return values;

  async function load(input: InputDefinition): Promise<void> {
    const read = reads.get(input.asset) as UpstreamRead;
    if (read.from === "none" && input.optional) return;
    values[input.name] = await loadValue(scope, reader, read);
  }
}

/** The value of one asset that is read, from memory when it is there. */
export async function loadOne(
  scope: RunScope,
  reader: Reader,
  asset: AssetKey,
  reads: ReadonlyMap<AssetKey, UpstreamRead>,
): Promise<unknown> {
  const inMemory = reader.attempt === 1 ? scope.values.take(asset) : undefined;
  return inMemory === undefined ? loadValue(scope, reader, reads.get(asset) as UpstreamRead) : inMemory.value;
}

/** The value of one upstream asset, as it was read. */
export async function loadValue(scope: RunScope, reader: Reader, read: UpstreamRead): Promise<unknown> {
  const { from, asset } = read;
  if (from === "none") throw userError(runErrors.inputMissing, { key: reader.name, input: asset });
  if (from === "empty") return undefined;
  if ("given" in from) return from.given;
  const manager = scope.ioManagers[from.manager];
  if (manager === undefined) throw userError(runErrors.ioManagerMissing, { key: asset, manager: from.manager });
  return manager.load(loadContext(scope, asset, reader), from);
}

/** What is kept in the record of what was read. */
export function toInputRead({ asset, event, dataVersion }: UpstreamRead): InputRead {
  return event === undefined ? { asset, dataVersion } : { asset, event, dataVersion };
}

function readInRun(scope: RunScope, key: AssetKey): UpstreamRead | undefined {
  if (scope.given.has(key)) return { asset: key, dataVersion: "given", from: { given: scope.given.get(key) } };
  const made = scope.values.made(key);
  if (made === undefined) return undefined;
  return {
    asset: key,
    event: made.event,
    dataVersion: made.dataVersion,
    from: made.isAbsent ? "none" : (made.stored ?? "empty"),
  };
}

function readInStore(scope: RunScope, key: AssetKey): UpstreamRead {
  const record = scope.store.asset(key);
  // Of an asset that is not loaded here all that is known is that it may be made elsewhere.
  const kind = scope.definitions.get(key)?.kind ?? "external";
  const { latest } = record;
  const from = latest === undefined ? "none" : (latest.value ?? "empty");
  return { asset: key, ...currentVersion(kind, record), from };
}
