import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RecordedColumn } from "../../protocol/record/metadata.ts";
import type { Metadata } from "../core/definitions/metadata.ts";
import type { Log, Resource } from "../core/definitions/resource.ts";

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
  /** What the manager adds to what is recorded with the value. */
  readonly metadata?: Metadata;
}

export interface LoadContext {
  readonly asset: AssetKey;
  /** Absolute folder of the environment in the store. */
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Of one partition; absent: the asset has none. */
  readonly partition?: string;
  /** This and the rest is what users' own managers are told besides. */
  readonly environment?: string;
  readonly log?: Log;
  /** What fills a slot in this run; absent: there are no resources here. */
  readonly resource?: (slot: Resource) => Promise<unknown>;
  /** The asset that is being made from it. */
  readonly consumer?: AssetKey;
}

export interface StoreContext extends LoadContext {
  readonly run: RunId;
  /** Standard Schema of a row, if the asset has one. */
  readonly schema?: unknown;
  /** Whether a text holds what must not be recorded; absent: nothing is known to be secret. */
  readonly hasSecret?: (text: string) => boolean;
}

/** By the name under which assets choose one; `default` for those that choose none. */
export type ManagersByName = Readonly<Record<string, IoManager>> & { readonly default: IoManager };
