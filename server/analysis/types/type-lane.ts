import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import type { AssetGraph } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";

/** The type of an asset's value, as the checker gives it, printed by value. */
export interface ValueType {
  readonly key: AssetKey;
  /** `{ id: string }[]`; `unknown` where it is not known. */
  readonly text: string;
  /** Properties of a row, or of the one object that it is. */
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly optional: boolean }[];
}

/** The checker, in a worker thread of its own. Behind the graph by design: types come when they are known. */
export interface TypeLane {
  /** The graph of now, and the open texts that differ from the disk, by file. Later calls replace earlier ones that have not begun. */
  update(graph: AssetGraph, unsaved: ReadonlyMap<string, string>): void;
  types(): ReadonlyMap<AssetKey, ValueType>;
  /** Edges whose types do not fit. */
  diagnostics(): readonly Diagnostic[];
  /** Resolves when nothing that was asked for is outstanding. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface TypeLaneOptions {
  /** Absolute path of the project. */
  readonly folder: string;
  /** Called with the new answers, whenever they differ. */
  readonly onTypes: () => void;
}
