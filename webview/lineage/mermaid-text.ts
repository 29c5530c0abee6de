import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import { groupTree, type ShownGroup, shownGroups } from "../layout/group-tree.ts";

/** The chosen assets and the edges between them as a Mermaid flowchart, with a subgraph for each group, inner ones in theirs. */
export function mermaidText(table: AssetTable, isChosen: (id: number) => boolean): string {
  const members: number[][] = table.groups.map(() => []);
  for (let id = 0; id < table.size; id++) {
    if (table.present[id] === 1 && isChosen(id)) members[table.group[id] ?? 0]?.push(id);
  }
  const outermost = shownGroups(groupTree(table.groups), members);
  const lines = ["flowchart LR"];
  let count = 0;
  const add = ({ label, own, inner }: ShownGroup, indent: string): void => {
    lines.push(`${indent}subgraph g${count++}["${quoted(label)}"]`);
    for (const id of own) {
      const status = badgeShapes[badgeOf(table.badge[id])].word;
      lines.push(`${indent}  a${id}["${quoted(table.key(id) ?? "")}"]:::${status.replaceAll(" ", "_")}`);
    }
    for (const group of inner) add(group, `${indent}  `);
    lines.push(`${indent}end`);
  };
  for (const group of outermost) add(group, "  ");
  const { start, ids } = table.upstream;
  for (const id of outermost.flatMap(({ assets }) => assets)) {
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
