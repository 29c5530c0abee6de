import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import type { ValueType } from "./value-type.ts";

/** What the worker needs of a node of the graph. */
export interface LaneAsset {
  readonly key: AssetKey;
  readonly external: boolean;
  /** Of the call, in the text of now. */
  readonly range: SourceRange;
  /** The text is broken there: the range is of a text that is gone. */
  readonly outdated: boolean;
  readonly exportedAs?: string;
  readonly inMultiAsset: boolean;
  readonly upstream: readonly LaneEdge[];
  readonly usesResources: boolean;
}

export interface LaneEdge {
  readonly key: AssetKey;
  readonly loaded: boolean;
  readonly input?: string;
  readonly range: SourceRange;
}

/** What changed since the message before. */
export interface LaneUpdate {
  readonly kind: "update";
  readonly revision: number;
  readonly put: readonly LaneAsset[];
  readonly gone: readonly AssetKey[];
  /** Open texts that differ from the disk; null: the disk is the truth again. */
  readonly texts: readonly (readonly [file: string, text: string | null])[];
  /** Files that changed on disk; absent: not known, all that were read are looked at. */
  readonly onDisk?: readonly string[];
}

export type ToTypeWorker =
  | LaneUpdate
  /** Asks for the text of `evergraph-env.d.ts`. */
  | { readonly kind: "registry"; readonly id: number; readonly write: boolean };

export type FromTypeWorker =
  | {
      readonly kind: "types";
      readonly put: readonly ValueType[];
      readonly gone: readonly AssetKey[];
      /** Absent: as they were. */
      readonly problems?: readonly EdgeProblem[];
    }
  | { readonly kind: "settled"; readonly revision: number }
  | {
      readonly kind: "registry";
      readonly id: number;
      readonly text: string;
      /** Whether the file was written; false: its bytes were these already. */
      readonly written: boolean;
      readonly error?: string;
    };

/** An edge whose reader believes more than its upstream gives. */
export interface EdgeProblem {
  readonly from: AssetKey;
  readonly to: AssetKey;
  readonly why: string;
  readonly range: SourceRange;
}
