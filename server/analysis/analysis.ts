import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";

/**
 * The graph and the code versions of one project, from text alone: open buffers over what is on disk. Never throws on bad text; runs no
 * user code. Paths are relative to the project's folder, with forward slashes.
 */
export interface Analysis {
  /** Absolute path of the project. */
  readonly folder: string;
  graph(): AssetGraph;
  /** Of the graph lane: all of `definitionErrors` that text can show. */
  diagnostics(): readonly Diagnostic[];
  /** Of an asset with a function that is known; computed when asked, then kept until something that it reaches changes. */
  codeVersion(asset: AssetId): CodeVersion | undefined;
  /** The editor's text of a file; undefined: the file on disk is the truth again. */
  setText(file: string, text: string | undefined): AnalysisChange;
  /** These files were written, created or deleted (`package-lock.json` and `tsconfig.json` among them, if they were). */
  filesChanged(files: readonly string[]): AnalysisChange;
  /** The text of now. */
  text(file: string): string | undefined;
  /** Files whose open text is not what is on disk. */
  unsaved(): readonly string[];
  /** All files of the import closure of where these assets are defined: path to SHA-256 (hexadecimal) of the content on disk. */
  closure(assets: readonly AssetId[]): ReadonlyMap<string, string>;
  /** Files in which definitions stand. */
  definitionFiles(): readonly string[];
  close(): void;
}

/** What one change of text did. Ids of assets in no particular order. */
export interface AnalysisChange {
  /** Nodes that came, went or are not equal to what they were (ranges included). */
  readonly nodes: readonly AssetId[];
  /** Assets whose code version may be another. */
  readonly versions: readonly AssetId[];
  readonly diagnosticsChanged: boolean;
}

export interface AnalysisOptions {
  readonly folder: string;
  /** Absolute folder for caches that outlive the process; absent: nothing is written. */
  readonly cacheFolder?: string;
}
