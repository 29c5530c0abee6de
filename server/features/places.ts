import { isAbsolute, join, relative, sep } from "node:path";
import type { Location, LocationLink, Position, Range } from "vscode-languageserver";
import { URI } from "vscode-uri";
import type { AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";

/** The absolute path of a document, or undefined when it is no file on disk. */
export function pathOfUri(uri: string): string | undefined {
  const parsed = URI.parse(uri);
  return parsed.scheme === "file" ? parsed.fsPath : undefined;
}

/** The URI of a project's file, spelled as VS Code does. */
export function uriOf(project: string, file: string): string {
  return URI.file(join(project, file)).toString();
}

/** A path from the project's folder, with forward slashes; undefined when it lies elsewhere. */
export function fileOf(project: string, path: string): string | undefined {
  const from = relative(project, path);
  if (from === "" || from.startsWith("..") || isAbsolute(from)) return undefined;
  return sep === "/" ? from : from.replaceAll(sep, "/");
}

export function rangeOf(range: SourceRange): Range {
  return { start: range.start, end: range.end };
}

export function locationOf(project: string, range: SourceRange): Location {
  return { uri: uriOf(project, range.file), range: rangeOf(range) };
}

/** A link to an asset's definition: the cursor goes to its key. */
export function linkTo(project: string, node: AssetNode, from: SourceRange): LocationLink {
  return {
    originSelectionRange: rangeOf(from),
    targetUri: uriOf(project, node.range.file),
    targetRange: rangeOf(node.range),
    targetSelectionRange: rangeOf(node.keyRange),
  };
}

/** Whether a position is in a range, or just behind it, as a cursor behind a word is. */
export function touches(range: SourceRange, position: Position): boolean {
  return !isBefore(position, range.start) && !isBefore(range.end, position);
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
