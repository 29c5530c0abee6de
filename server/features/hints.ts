import { type Diagnostic, diagnose } from "../../protocol/errors/error-entry.ts";
import { hintErrors } from "../../protocol/errors/hint-errors.ts";
import type { AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { Position, SourceRange } from "../../protocol/graph/source-range.ts";
import { parseSelection } from "../../runtime/core/selection/parse-selection.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Words for what is done. Those that also begin names of data (load, run, process) are no such words. */
const verb = /^(?<verb>compute|calculate|calc|get|fetch|generate|create)(?:[_.-]|(?=\p{Lu}))/u;
/** In quotes, with a host behind it: `"postgres://…"`. */
const connection =
  /(?<quote>["'`])(?<scheme>postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|sqlserver|snowflake|clickhouse|oracle|jdbc:[a-z]+):\/\/[^"'`\s]+/g;

/** Usual mistakes in a file, but for those of which the code is switched off. */
export function hints(workspace: Workspace, file: string, off: ReadonlySet<string>): readonly Diagnostic[] {
  const { nodes, jobs } = workspace.graph();
  const own = workspace.assetsIn(file).flatMap((id) => nodes[id] ?? []);
  const hasOwners = nodes.some((node) => node !== null && node.owners.length > 0);
  const found = [
    ...own.flatMap(namedAfterComputation),
    ...(own.length === 0 ? [] : connectionStrings(own, workspace.analysis.text(file) ?? "")),
    ...(hasOwners ? own.flatMap(withoutOwner) : []),
    ...jobs.filter(({ range }) => range.file === file).flatMap(overEverything),
  ];
  return found.filter(({ code }) => !off.has(code));
}

function namedAfterComputation({ key, keyRange }: AssetNode): readonly Diagnostic[] {
  const found = verb.exec(key.slice(key.lastIndexOf("/") + 1))?.groups?.verb;
  return found === undefined ? [] : [diagnose(hintErrors.keyNamesComputation, { key, verb: found }, keyRange)];
}

function withoutOwner({ key, keyRange, kind, owners }: AssetNode): readonly Diagnostic[] {
  return kind === "external" || owners.length > 0 ? [] : [diagnose(hintErrors.noOwner, { key }, keyRange)];
}

function overEverything(job: { readonly name: string | null; readonly selection: string | null; range: SourceRange }) {
  const { name, selection, range } = job;
  const isAll = selection !== null && parseSelection(selection).selection?.kind === "all";
  return isAll ? [diagnose(hintErrors.jobOverEverything, { job: name ?? "" }, range)] : [];
}

function connectionStrings(assets: readonly AssetNode[], text: string): readonly Diagnostic[] {
  const lines = lineStarts(text);
  const offsetOf = ({ line, character }: Position): number => (lines[line] ?? text.length) + character;
  const found = new Map<number, Diagnostic>();
  for (const { key, range } of assets) {
    const start = offsetOf(range.start);
    for (const match of text.slice(start, offsetOf(range.end)).matchAll(connection)) {
      const at = start + match.index;
      const scheme = match.groups?.scheme ?? "";
      const place = {
        file: range.file,
        start: positionOf(lines, at),
        end: positionOf(lines, at + match[0].length + 1),
      };
      // Outputs of one multi-asset have one range.
      found.set(at, diagnose(hintErrors.connectionStringInAsset, { key, scheme }, place));
    }
  }
  return [...found.values()];
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

function positionOf(starts: readonly number[], offset: number): Position {
  const line = starts.findLastIndex((start) => start <= offset);
  return { line, character: offset - (starts[line] ?? 0) };
}
