import { type DocumentSymbol, SymbolKind, type WorkspaceSymbol } from "vscode-languageserver";
import type { AssetNode, Check } from "../../protocol/graph/asset-graph.ts";
import { rankNames } from "../../runtime/core/selection/rank-names.ts";
import { badgeWords } from "../../runtime/core/status/cause-text.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { locationOf, rangeOf } from "./places.ts";

/** More than this nobody reads; the next letter narrows them. */
const mostSymbols = 500;

/** Assets whose keys hold the letters of the query in their order, the best first, for "Go to Symbol in Workspace". */
export function workspaceSymbols(workspace: Workspace, query: string): WorkspaceSymbol[] {
  const nodes = new Map(workspace.graph().nodes.flatMap((node) => (node === null ? [] : [[node.key as string, node]])));
  return rankNames(nodes.keys(), query, mostSymbols).names.flatMap((key) => {
    const node = nodes.get(key);
    if (node === undefined) return [];
    const { group, keyRange } = node;
    return {
      name: key,
      kind: SymbolKind.Struct,
      containerName: group,
      location: locationOf(workspace.folder, keyRange),
    };
  });
}

/** The assets of a file with their checks, for its outline; outputs of a multi-asset below it. */
export function documentSymbols(workspace: Workspace, file: string): DocumentSymbol[] {
  const { nodes } = workspace.graph();
  const symbols: DocumentSymbol[] = [];
  const multi = new Map<string, DocumentSymbol>();
  for (const id of workspace.assetsIn(file)) {
    const node = nodes[id];
    if (!node) continue;
    const symbol = symbolOf(workspace, file, node);
    if (node.multiAsset === undefined) {
      symbols.push(symbol);
      continue;
    }
    const { key } = node.multiAsset;
    let above = multi.get(key);
    if (above === undefined) {
      const range = rangeOf(node.range);
      above = {
        name: key,
        kind: SymbolKind.Module,
        range,
        selectionRange: { ...range, end: range.start },
        children: [],
      };
      multi.set(key, above);
      symbols.push(above);
    }
    above.children?.push({ ...symbol, range: symbol.selectionRange });
  }
  for (const { asset, check } of workspace.checksIn(file)) {
    // Those of an asset in this file stand below it.
    const node = nodes[asset];
    if (node && node.range.file !== file) symbols.push(checkSymbol(check, `checks ${node.key}`));
  }
  return symbols;
}

function symbolOf(workspace: Workspace, file: string, node: AssetNode): DocumentSymbol {
  const badge = badgeWords[workspace.status(node.id).badge];
  return {
    name: node.key,
    detail: node.group === "default" ? badge : `${node.group} · ${badge}`,
    kind: SymbolKind.Struct,
    range: rangeOf(node.range),
    selectionRange: rangeOf(node.keyRange),
    children: node.checks.filter(({ range }) => range.file === file).map((check) => checkSymbol(check, "check")),
  };
}

function checkSymbol({ name, range }: Check, detail: string): DocumentSymbol {
  return { name, detail, kind: SymbolKind.Event, range: rangeOf(range), selectionRange: rangeOf(range) };
}
