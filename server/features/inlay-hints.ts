import type { InlayHint, Range } from "vscode-languageserver";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import { formatChange, formatRows, formatShortAge } from "../../protocol/record/format-facts.ts";
import type { Workspace } from "../workspace/workspace.ts";

export interface HintAnswer {
  readonly hints: readonly InlayHint[];
  /** Milliseconds for which the ages in them are true; undefined: they show none. */
  readonly validFor: number | undefined;
}

const minute = 60_000;
const hour = 60 * minute;

/** At the end of the line where an asset begins: how many rows it has, how that changed, and when it was made. Nothing while it is made. */
export function inlayHints(workspace: Workspace, file: string, range: Range): HintAnswer {
  const assets = workspace.assetsIn(file);
  if (assets.length === 0) return { hints: [], validFor: undefined };
  const lines = (workspace.analysis.text(file) ?? "").split("\n");
  const { nodes } = workspace.graph();
  const hints: InlayHint[] = [];
  let validFor: number | undefined;
  for (const id of assets) {
    const node = nodes[id];
    if (!node) continue;
    const line = lineOf(node);
    const shown = line < range.start.line || line > range.end.line ? undefined : factsOf(workspace, id);
    if (shown === undefined) continue;
    hints.push({
      position: { line, character: (lines[line] ?? "").trimEnd().length },
      label: shown.facts.join("  "),
      paddingLeft: true,
      tooltip: tooltip(shown.facts),
    });
    const lasts = shown.age < hour ? minute : hour;
    validFor = Math.min(validFor ?? lasts, lasts);
  }
  return { hints, validFor };
}

/** Outputs of a multi-asset each have a line of their own. */
function lineOf({ multiAsset, range, keyRange }: AssetNode): number {
  return multiAsset === undefined ? range.start.line : keyRange.start.line;
}

function factsOf(
  workspace: Workspace,
  id: AssetId,
): { readonly facts: readonly string[]; readonly age: number } | undefined {
  const card = workspace.card(id);
  if (card === null || card.badge === "running" || card.made === undefined) return undefined;
  const { rows, rowsChange, made } = card;
  const facts = [
    rows === undefined ? undefined : `${formatRows(rows)} rows`,
    rowsChange === undefined ? undefined : formatChange(rowsChange),
    formatShortAge(made, workspace.now()),
  ].filter((fact) => fact !== undefined);
  return { facts, age: workspace.now() - made };
}

function tooltip(facts: readonly string[]): string {
  return facts.length === 1
    ? "When it was made last."
    : "Rows of the latest materialization, how many more or fewer than the one before, and when it was made.";
}
