import type { Position } from "vscode-languageserver";
import { parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { CursorPlace } from "../analysis/rewrite-source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type NameAtCursor, nameAtCursor } from "./name-at-cursor.ts";

/** The asset named at a position: as the graph knows it, else in a text of which the graph keeps no place: in checks, jobs, selections. */
export async function nameAnywhere(
  workspace: Workspace,
  file: string,
  position: Position,
): Promise<NameAtCursor | undefined> {
  return nameAtCursor(workspace, file, position) ?? (await nameInText(workspace, file, position));
}

async function nameInText(workspace: Workspace, file: string, position: Position): Promise<NameAtCursor | undefined> {
  const text = workspace.analysis.text(file);
  if (text === undefined || !text.includes("evergraph")) return undefined;
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const place = rewriteSource(file, text).placeAt(position);
  if (place === undefined || place.kind === "input name") return undefined;
  const named = place.kind === "selection" ? wordIn(place) : quotedIn(text, place);
  const key = named && parseAssetKey(named.text);
  const asset = key && workspace.find(key);
  if (asset === undefined) return undefined;
  return { asset, range: { file, start: named?.start ?? place.start, end: named?.end ?? place.end } };
}

interface NamedText {
  readonly text: string;
  readonly start: Position;
  readonly end: Position;
}

function quotedIn(text: string, place: Exclude<CursorPlace, { kind: "selection" }>): NamedText | undefined {
  const { start, end } = place;
  if (!place.quoted || start.line !== end.line) return undefined;
  const line = text.split("\n")[start.line] ?? "";
  return { text: line.slice(start.character, end.character), start, end };
}

const words = /[\p{L}\p{N}\p{M}_./-]+/gu;

/** The word of a selection around the cursor: `stg_orders` of `+stg_orders and key:"raw"`. */
function wordIn({ text, offset, start }: Extract<CursorPlace, { kind: "selection" }>): NamedText | undefined {
  if (text.includes("\n")) return undefined;
  for (const match of text.matchAll(words)) {
    const from = match.index;
    const to = from + match[0].length;
    if (offset < from || offset > to) continue;
    const at = (place: number): Position => ({ line: start.line, character: start.character + place });
    return { text: match[0], start: at(from), end: at(to) };
  }
  return undefined;
}
