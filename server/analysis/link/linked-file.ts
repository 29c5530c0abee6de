import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import type {
  AssetEdge,
  AssetNode,
  Check,
  Environment,
  Job,
  Schedule,
  Sensor,
  UnresolvedDefinition,
} from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";

/** What one file defines, with keys where the graph has ids. */
export interface LinkedFile {
  readonly file: string;
  readonly nodes: readonly DraftNode[];
  readonly unresolved: readonly DraftUnresolved[];
  readonly jobs: readonly Job[];
  readonly schedules: readonly Schedule[];
  readonly sensors: readonly Sensor[];
  readonly checks: readonly DraftCheck[];
  readonly config: DraftConfig | undefined;
  /** Of this file alone; what depends on other definitions is found when the graph is put together. */
  readonly problems: readonly Diagnostic[];
  /** `file name` of all that was looked at in other files. */
  readonly consulted: readonly string[];
}

export type DraftNode = Omit<AssetNode, "id" | "upstream"> & {
  readonly upstream: readonly DraftEdge[];
  readonly functionOf: FunctionUnits | undefined;
  /** Where its resources are named. */
  readonly resourcesRange: SourceRange | undefined;
};

/** Places in the file's units. */
export interface FunctionUnits {
  readonly compute: number | undefined;
  readonly schema: number | undefined;
}

export type DraftEdge = Omit<AssetEdge, "from"> & {
  readonly from: AssetKey;
  /** Written as a text or name: whether such an asset exists is to be checked. */
  readonly named: boolean;
};

export interface DraftCheck {
  readonly asset: AssetKey;
  readonly named: boolean;
  readonly assetRange: SourceRange;
  readonly check: Check;
  /** Where its name is written; where it is not, the call that makes it. */
  readonly nameRange: SourceRange;
  /** Of the function that judges; undefined: it is not known. */
  readonly functionOf: FunctionUnits | undefined;
  /** Assets that it names beside. */
  readonly further: readonly { readonly key: AssetKey; readonly named: boolean; readonly range: SourceRange }[];
}

export type DraftUnresolved = UnresolvedDefinition & { readonly pattern: RegExp | undefined };

export interface DraftConfig {
  readonly environments: readonly (Environment & { readonly complete: boolean })[];
  /** Globs. */
  readonly include: readonly string[] | undefined;
}
