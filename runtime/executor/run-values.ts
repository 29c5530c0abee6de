import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { loadedBy, type StepDefinition } from "./step-definition.ts";

/** A materialization, or an observation, of this run. */
export interface MadeValue {
  readonly event: EventId;
  readonly dataVersion: string;
  readonly stored: StoredValue | undefined;
  /** It was only observed, and no value of it was ever stored. */
  readonly isAbsent?: true;
}

/**
 * What this run has made so far. A value stays in memory while a planned step is still to read it; its last reader gets it, the others
 * load their own copy from where it is stored, so that no asset sees what another one did to its rows.
 */
export interface RunValues {
  /** `inMemory`: the value itself, when what is stored is exactly the same. */
  add(asset: AssetKey, made: MadeValue, inMemory: { readonly value: unknown } | undefined): void;
  made(asset: AssetKey): MadeValue | undefined;
  /** For one reader, once. undefined: it has to be loaded. */
  take(asset: AssetKey): { readonly value: unknown } | undefined;
  /** A reader that will not come. */
  release(asset: AssetKey): void;
}

export function createRunValues(steps: readonly (StepDefinition | undefined)[]): RunValues {
  const readers = countReaders(steps);
  const made = new Map<AssetKey, MadeValue>();
  const inMemory = new Map<AssetKey, { readonly value: unknown }>();

  return {
    add(asset, value, memory) {
      made.set(asset, value);
      if (memory !== undefined && (readers.get(asset) ?? 0) > 0) inMemory.set(asset, memory);
    },
    made: (asset) => made.get(asset),
    take(asset) {
      const value = inMemory.get(asset);
      const isLast = countDown(asset);
      if (value === undefined) return undefined;
      return isLast || !canBeChanged(value.value) ? value : undefined;
    },
    release: (asset) => void countDown(asset),
  };

  function countDown(asset: AssetKey): boolean {
    const left = (readers.get(asset) ?? 0) - 1;
    readers.set(asset, left);
    if (left <= 0) inMemory.delete(asset);
    return left <= 0;
  }
}

function countReaders(steps: readonly (StepDefinition | undefined)[]): Map<AssetKey, number> {
  const readers = new Map<AssetKey, number>();
  for (const definition of steps) {
    if (definition === undefined) continue;
    for (const asset of loadedBy(definition)) readers.set(asset, (readers.get(asset) ?? 0) + 1);
  }
  return readers;
}

function canBeChanged(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
