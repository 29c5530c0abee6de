import type { Diagnostic } from "../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetNode } from "../protocol/graph/asset-graph.ts";
import type { CodeVersion, Doubt } from "../protocol/graph/code-version.ts";
import type { SourceRange } from "../protocol/graph/source-range.ts";

/** What `evergraph graph --json` prints: `version` grows when a field changes its meaning. */
export interface GraphDocument {
  readonly version: 1;
  readonly assets: readonly AssetEntry[];
  readonly jobs: readonly object[];
  readonly schedules: readonly object[];
  readonly sensors: readonly object[];
  readonly diagnostics: readonly object[];
}

interface Place {
  readonly file: string;
  /** Both count from 1; columns in UTF-16 units. */
  readonly line: number;
  readonly column: number;
}

interface AssetEntry extends Place {
  readonly key: string | null;
  readonly dynamic: { readonly expression: string } | null;
  readonly deps: readonly string[];
  readonly group: string;
  readonly owners: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly kinds: readonly string[];
  readonly description: string | null;
  readonly checks: readonly { readonly name: string; readonly blocking: boolean; readonly severity: string }[];
  readonly partitions: { readonly kind: string } | null;
  readonly external: boolean;
  readonly of: string | null;
  readonly codeVersion: {
    readonly hash: string;
    readonly certainty: string;
    readonly reasons: readonly string[];
  } | null;
  readonly columns: null;
  readonly columnsExact: boolean;
  readonly lineage: Readonly<Record<string, readonly string[]>>;
}

/** The graph of a project as one JSON document. The same text gives the same bytes. */
export function graphDocument(
  graph: AssetGraph,
  diagnostics: readonly Diagnostic[],
  versionOf: (node: AssetNode) => CodeVersion | undefined,
): GraphDocument {
  const known = graph.nodes.flatMap((node): AssetEntry[] =>
    node === null ? [] : [assetEntry(graph, node, versionOf(node))],
  );
  return {
    version: 1,
    assets: inOrder([...known, ...graph.unresolved.map(unresolvedEntry)]),
    jobs: inOrder(
      graph.jobs.flatMap(({ name, selection, range }) =>
        name === null ? [] : [{ name, selection, ...placeOf(range) }],
      ),
    ),
    schedules: inOrder(
      graph.schedules.flatMap(({ name, job, cron, timezone, range }) =>
        job === null ? [] : [{ name, job, cron, timezone, ...placeOf(range) }],
      ),
    ),
    sensors: inOrder(
      graph.sensors.flatMap(({ name, job, range }) => (name === null ? [] : [{ name, job, ...placeOf(range) }])),
    ),
    diagnostics: inOrder(
      diagnostics.map(({ code, severity, message, range, related }) => ({
        code,
        severity,
        message,
        ...placeOf(range),
        related: related.map(({ range: at, message: text }) => ({ ...placeOf(at), message: text })),
      })),
    ),
  };
}

function assetEntry(graph: AssetGraph, node: AssetNode, version: CodeVersion | undefined): AssetEntry {
  const deps = new Set(node.upstream.map(({ from }): string => graph.keys[from] ?? ""));
  return {
    key: node.key,
    dynamic: null,
    ...placeOf(node.range),
    deps: [...deps].sort(),
    group: node.group,
    owners: [...node.owners].sort(),
    tags: Object.fromEntries(Object.entries(node.tags).sort(([one], [other]) => (one < other ? -1 : 1))),
    kinds: [...node.kinds].sort(),
    description: node.description ?? null,
    checks: node.checks
      .map(({ name, blocking, severity }) => ({ name, blocking, severity }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    partitions: node.partitions === undefined ? null : { kind: node.partitions.kind },
    external: node.kind === "external",
    of: node.multiAsset?.key ?? null,
    codeVersion:
      version === undefined
        ? null
        : node.declaredVersion !== undefined
          ? // The user vouches that equal declared versions are equal code.
            { hash: `declared ${node.declaredVersion}`, certainty: "exact", reasons: [] }
          : { hash: version.hash, certainty: version.certainty, reasons: version.doubts.map(reason) },
    columns: null,
    columnsExact: false,
    lineage: {},
  };
}

function unresolvedEntry({ range, expression }: AssetGraph["unresolved"][number]): AssetEntry {
  return {
    key: null,
    dynamic: { expression: expression === "" ? "(none)" : expression },
    ...placeOf(range),
    deps: [],
    group: "default",
    owners: [],
    tags: {},
    kinds: [],
    description: null,
    checks: [],
    partitions: null,
    external: false,
    of: null,
    codeVersion: null,
    columns: null,
    columnsExact: false,
    lineage: {},
  };
}

function reason({ kind, file, line, text }: Doubt): string {
  return `${kind} in ${file}:${line + 1}: ${text}`;
}

function placeOf({ file, start }: SourceRange): Place {
  return { file, line: start.line + 1, column: start.character + 1 };
}

function inOrder<Item extends Place>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((one, other) => {
    if (one.file !== other.file) return one.file < other.file ? -1 : 1;
    return one.line - other.line || one.column - other.column;
  });
}
