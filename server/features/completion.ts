import { type CompletionItem, CompletionItemKind, type CompletionList, type Position } from "vscode-languageserver";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { completeSelection, type SelectionCandidate } from "../../runtime/core/selection/complete-selection.ts";
import { rankNames } from "../../runtime/core/selection/rank-names.ts";
import { badgeWords } from "../../runtime/core/status/cause-text.ts";
import type { CursorPlace } from "../analysis/rewrite-source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { markdownText } from "./markdown-text.ts";

/** More than this nobody reads; the next letter narrows them. */
const mostItems = 100;

/** These open a place where assets are named; letters do so by themselves. */
export const completionTriggers = ['"', "'", "`", "{", "[", "/", ":", "+", "("] as const;

/** Keys and selections that may be written at a position. Null: nothing of ours. */
export async function completion(
  workspace: Workspace,
  file: string,
  position: Position,
): Promise<CompletionList | null> {
  const text = workspace.analysis.text(file);
  if (text === undefined || !text.includes("evergraph")) return null;
  const { rewriteSource, patternElement } = await import("../analysis/rewrite-source.ts");
  const place = rewriteSource(file, text).placeAt(position);
  if (place === undefined) return null;
  if (place.kind === "selection") return inSelection(workspace, place);
  const spell = (key: string): string => {
    if (place.quoted) return key;
    return place.kind === "input name" ? patternElement(key) : JSON.stringify(key);
  };
  return keys(workspace, place, spell);
}

type KeyPlace = Exclude<CursorPlace, { readonly kind: "selection" }>;

function keys(workspace: Workspace, place: KeyPlace, spell: (key: string) => string): CompletionList {
  const { nodes } = workspace.graph();
  const own = place.own === undefined ? undefined : workspace.find(asAssetKey(place.own));
  const group = own === undefined ? undefined : nodes[own]?.group;
  const left = own === undefined ? new Set<AssetId>() : withDownstream(workspace, own);
  // That two assets have no group says nothing.
  const hasGroup = group !== undefined && group !== "default";
  const taken = new Set(place.taken);
  const groups = new Map<string, string>();
  for (const node of nodes) {
    if (node !== null && !left.has(node.id) && !taken.has(node.key)) groups.set(node.key, node.group);
  }
  const { names, isComplete } = rankNames(
    groups.keys(),
    place.written,
    mostItems,
    (key) => hasGroup && groups.get(key) === group,
  );
  const range = { start: place.start, end: place.end };
  return {
    isIncomplete: !isComplete,
    items: names.map((key, index) => ({
      label: key,
      kind: CompletionItemKind.Reference,
      sortText: orderText(index),
      filterText: key,
      textEdit: { range, newText: spell(key) },
      ...about(workspace, key),
    })),
  };
}

/** An asset and all that is made from it: none of these can be what it is made from. */
function withDownstream(workspace: Workspace, asset: AssetId): Set<AssetId> {
  const found = new Set([asset]);
  // A set hands out what is added while it is walked.
  for (const id of found) for (const reader of workspace.downstream(id)) found.add(reader);
  return found;
}

function inSelection(workspace: Workspace, place: Extract<CursorPlace, { kind: "selection" }>): CompletionList {
  const { text, offset, quote, start } = place;
  const { candidates, isComplete, ...span } = completeSelection(text, offset, workspace.graph());
  const range = { start: within(start, text, span.start), end: within(start, text, span.end) };
  const opening = text.charAt(span.start) === '"' ? '"' : "";
  return {
    isIncomplete: !isComplete,
    items: candidates.map((candidate, index) => ({
      label: candidate.label,
      kind: itemKinds[candidate.kind],
      sortText: orderText(index),
      filterText: opening + candidate.label,
      textEdit: { range, newText: candidate.text.replaceAll(quote, `\\${quote}`) },
      ...(candidate.kind === "key" ? about(workspace, candidate.label) : {}),
    })),
  };
}

const itemKinds: Readonly<Record<SelectionCandidate["kind"], CompletionItemKind>> = {
  key: CompletionItemKind.Reference,
  attribute: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  function: CompletionItemKind.Function,
  operator: CompletionItemKind.Operator,
};

/** `core · stale`, and the description. */
function about(workspace: Workspace, key: string): Pick<CompletionItem, "detail" | "documentation"> {
  const id = workspace.find(asAssetKey(key));
  const node = id === undefined ? undefined : workspace.graph().nodes[id];
  if (!node) return {};
  const { description } = node;
  return {
    detail: detailOf(workspace, node),
    ...(description === undefined ? {} : { documentation: { kind: "markdown", value: markdownText(description) } }),
  };
}

function detailOf(workspace: Workspace, { id, group }: AssetNode): string {
  const badge = badgeWords[workspace.status(id).badge];
  return group === "default" ? badge : `${group} · ${badge}`;
}

/** A place in a text that begins at a position of a file. */
function within(start: Position, text: string, offset: number): Position {
  const lines = text.slice(0, offset).split("\n");
  const last = lines.at(-1)?.length ?? 0;
  return lines.length === 1
    ? { line: start.line, character: start.character + last }
    : { line: start.line + lines.length - 1, character: last };
}

function orderText(index: number): string {
  return String(index).padStart(4, "0");
}
