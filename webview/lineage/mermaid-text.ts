import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";

/** The chosen assets and the edges between them as a Mermaid flowchart, with a subgraph for each group. */
export function mermaidText(table: AssetTable, isChosen: (id: number) => boolean): string {
  const byGroup = new Map<string, number[]>();
  for (let id = 0; id < table.size; id++) {
    if (table.present[id] !== 1 || !isChosen(id)) continue;
    const name = table.groups[table.group[id] ?? 0] ?? "";
    byGroup.set(name, [...(byGroup.get(name) ?? []), id]);
  }
  const lines = ["flowchart LR"];
  let group = 0;
  for (const [name, ids] of byGroup) {
    lines.push(`  subgraph g${group++}["${quoted(name)}"]`);
    for (const id of ids) {
      const status = badgeShapes[badgeOf(table.badge[id])].word;
      lines.push(`    a${id}["${quoted(table.key(id) ?? "")}"]:::${status.replaceAll(" ", "_")}`);
    }
    lines.push("  end");
  }
  const { start, ids } = table.upstream;
  for (const id of [...byGroup.values()].flat()) {
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const from = ids[edge] ?? 0;
      if (isChosen(from)) lines.push(`  a${from} --> a${id}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** Mermaid reads entities inside quotes, and nothing else. */
function quoted(text: string): string {
  return text.replaceAll("&", "#amp;").replaceAll('"', "#quot;").replaceAll("<", "#lt;").replaceAll(">", "#gt;");
}
