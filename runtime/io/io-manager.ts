import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RecordedColumn } from "../../protocol/record/metadata.ts";

/** Stores values and gives them back. */
export interface IoManager {
  /** What is loaded equals what was stored in every detail, so that within a run a value may be handed on without loading it. */
  readonly keepsExactly?: boolean;
  /** Durable when it resolves. A value that cannot be stored rejects with a coded error that says which part, and leaves nothing behind. */
  store(context: StoreContext, value: unknown): Promise<WrittenValue>;
  load(context: LoadContext, stored: StoredValue): Promise<unknown>;
}

/** Where a value was put, and what was seen of it on the way: rows of a stream are only known when they have passed. */
export interface WrittenValue {
  readonly stored: StoredValue;
  /** Number of rows of an array or a stream. */
  readonly rows?: number;
  /** Of the first rows. */
  readonly columns?: readonly RecordedColumn[];
}

export interface LoadContext {
  readonly asset: AssetKey;
  /** Absolute folder of the environment in the store. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

export interface StoreContext extends LoadContext {
  readonly run: RunId;
  /** Of one partition; absent: the asset has none. */
  readonly partition?: string;
}
