import type { Position } from "../../protocol/graph/source-range.ts";
import { listSources } from "./files/project-files.ts";
import { bindResource, createAsset, exportDefinition } from "./rewrite/corrections.ts";
import { parseSource, type SourceEdit } from "./rewrite/parsed-source.ts";
import { type CursorPlace, placeInSource } from "./rewrite/place-in-source.ts";
import { renameInTests } from "./rewrite/rename-in-tests.ts";
import { renameKeyAt, replaceText, textsNaming } from "./rewrite/rename-key.ts";
import { type PartRenamed, renameCheck, renameOutput } from "./rewrite/rename-part.ts";
import { writtenInPattern } from "./rewrite/spelled-names.ts";

export type { CursorPlace, PartRenamed, SourceEdit };

/** One file's text of now, to be looked at closely and rewritten. Nothing is written: every answer is edits. Never throws on bad text. */
export interface SourceRewriter {
  /** What of ours may be completed at a position; undefined: nothing. */
  placeAt(position: Position): CursorPlace | undefined;
  /**
   * Spells a key anew where a definition names it. Empty: a handle stands there, which stays as it is. Undefined: what stands there is no
   * plain key.
   */
  renameKeyAt(position: Position, from: string, to: string): readonly SourceEdit[] | undefined;
  /** Another name for the output of a multi-asset that is defined at a position, in its function and where its handle is taken too. */
  renameOutput(position: Position, from: string, to: string): PartRenamed;
  /** Another name for the check that is named at a position, where its function says it too. */
  renameCheck(position: Position, from: string, to: string): PartRenamed;
  /** Where tests give a value under a key. `readers`: names under which assets are exported that destructure it. */
  renameInTests(from: string, to: string, readers: ReadonlySet<string>): readonly SourceEdit[];
  /** Spells anew what texts in checks, jobs and sensors say. `renamed` answers the text itself where it is to stay. */
  renameTexts(renamed: (role: "reference" | "selection", text: string) => string): readonly SourceEdit[];
  /** Other text in the quotes at a position; undefined: there are none. */
  replaceText(position: Position, text: string): SourceEdit | undefined;
  /** Exports the definition at a position; undefined: it is not at the top of its file. */
  exportDefinition(position: Position, key: string): readonly SourceEdit[] | undefined;
  /** A new asset before the definition at a position. */
  createAsset(position: Position, key: string): readonly SourceEdit[] | undefined;
  /** Binds a resource in the environment at a position of a config. */
  bindResource(position: Position, resource: string, environment: string): readonly SourceEdit[] | undefined;
}

/** Reads a file for rewriting. Loaded when it is first needed: most of what an editor asks is answered from the graph. */
export function rewriteSource(file: string, text: string): SourceRewriter {
  const source = parseSource(file, text);
  return {
    placeAt: (position) => placeInSource(source, position),
    renameKeyAt: (position, from, to) => renameKeyAt(source, position, from, to),
    renameOutput: (position, from, to) => renameOutput(source, position, from, to),
    renameCheck: (position, from, to) => renameCheck(source, position, from, to),
    renameInTests: (from, to, readers) => renameInTests(source, from, to, readers),
    renameTexts: (renamed) => textsNaming(source, renamed),
    replaceText: (position, written) => replaceText(source, position, written),
    exportDefinition: (position, key) => exportDefinition(source, position, key),
    createAsset: (position, key) => createAsset(source, position, key),
    bindResource: (position, resource, environment) => bindResource(source, position, resource, environment),
  };
}

/** Source files of a project, tests among them, by their paths from its folder; not those of projects inside of it. */
export function sourceFilesOf(folder: string): readonly string[] {
  const { files } = listSources(folder);
  const inner = files.flatMap((file) => /^(?<project>.+\/)evergraph\.config\.\w+$/.exec(file)?.groups?.project ?? []);
  return files.filter((file) => !inner.some((project) => file.startsWith(project)));
}

/** A key as an element of a destructuring pattern: by itself, or in quotes with a name to use. */
export function patternElement(key: string): string {
  return writtenInPattern(key);
}
