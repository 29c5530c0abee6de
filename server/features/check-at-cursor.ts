import type { Position } from "vscode-languageserver";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { CheckPlace, Workspace } from "../workspace/workspace.ts";
import { touches } from "./places.ts";

/** A check that says its name at a place in the text. */
export interface CheckAtCursor {
  readonly place: CheckPlace;
  /** Of the name, with its quotes. */
  readonly range: SourceRange;
}

/** The check whose name stands at a position. */
export function checkAtCursor(workspace: Workspace, file: string, position: Position): CheckAtCursor | undefined {
  for (const place of workspace.checksIn(file)) {
    if (!touches(place.check.range, position)) continue;
    const range = nameRange(workspace, place);
    if (touches(range, position)) return { place, range };
  }
  return undefined;
}

/** Where a check says its name: in quotes or as the name of an option; of a ready-made one, where its function is called. */
function nameRange(workspace: Workspace, { check }: CheckPlace): SourceRange {
  const { file, start, end } = check.range;
  const lines = (workspace.analysis.text(file) ?? "").split("\n");
  // Only a ready-made check says its name in an option: in another one it is part of what the function gives.
  const first = (lines[start.line] ?? "").slice(start.character);
  const isReadyMade = !/^(?:[\p{L}\p{N}_$]+\.)?assetChecks?\b/u.test(first);
  let found: SourceRange | undefined;
  for (let line = start.line; line <= end.line; line++) {
    const text = (lines[line] ?? "").slice(0, line === end.line ? end.character : undefined);
    const from = line === start.line ? start.character : 0;
    for (const written of [JSON.stringify(check.name), `'${check.name}'`, `\`${check.name}\``]) {
      for (let at = text.indexOf(written, from); at !== -1; at = text.indexOf(written, at + 1)) {
        const range = onLine(file, line, at, at + written.length);
        // It may look at a column of the same name before that.
        if (isReadyMade && /\bname\s*:\s*$/.test(text.slice(0, at))) return range;
        found ??= range;
      }
    }
  }
  if (found !== undefined) return found;
  const word = /^[\p{L}\p{N}_$.]+/u.exec(first)?.[0] ?? "";
  return onLine(file, start.line, start.character, start.character + word.length);
}

function onLine(file: string, line: number, start: number, end: number): SourceRange {
  return { file, start: { line, character: start }, end: { line, character: end } };
}
