import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import type { DraftEdge, DraftNode, LinkedFile } from "./linked-file.ts";

/** A later form has another number: what was kept in an earlier one is thrown away. So it is when linking a file gives something else. */
export const linksFormat = 2;

/** In the file itself as four numbers; elsewhere as it is. */
type PackedRange = readonly [number, number, number, number] | SourceRange;
type PackedEdge = readonly [range: PackedRange, named: 0 | 1, rest: Omit<DraftEdge, "range" | "named">];
type PackedNode = readonly [
  key: string,
  range: PackedRange,
  keyRange: PackedRange,
  resourcesRange: PackedRange | 0,
  upstream: readonly PackedEdge[],
  rest: Omit<DraftNode, "key" | "range" | "keyRange" | "resourcesRange" | "upstream">,
];
type PackedLinks = readonly [
  file: string,
  nodes: readonly PackedNode[],
  consulted: string,
  rest: Partial<Omit<LinkedFile, "file" | "nodes" | "consulted">>,
];

/** Whether all of what a file defines can be kept: selections of jobs are judged by who opens the project, patterns are no data. */
export function canPackLinks({ jobs, unresolved }: LinkedFile): boolean {
  return jobs.length === 0 && unresolved.length === 0;
}

/** What a file defines as one text. */
export function packLinks({ file, nodes, consulted, ...rest }: LinkedFile): string {
  const pack = (range: SourceRange): PackedRange => {
    const { start, end } = range;
    return range.file === file ? [start.line, start.character, end.line, end.character] : range;
  };
  const packed: PackedLinks = [
    file,
    nodes.map(({ key, range, keyRange, resourcesRange, upstream, ...node }) => [
      key,
      pack(range),
      pack(keyRange),
      resourcesRange === undefined ? 0 : pack(resourcesRange),
      upstream.map(({ range: at, named, ...edge }) => [pack(at), named ? 1 : 0, edge]),
      node,
    ]),
    consulted.join("\n"),
    Object.fromEntries(
      Object.entries(rest).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== undefined)),
    ),
  ];
  return JSON.stringify(packed);
}

const nothing = { unresolved: [], jobs: [], schedules: [], sensors: [], checks: [], config: undefined, problems: [] };

/** What a file defines, again. */
export function unpackLinks(text: string): LinkedFile {
  const [file, nodes, consulted, rest] = JSON.parse(text) as PackedLinks;
  const unpack = (range: PackedRange): SourceRange => {
    if (!("length" in range)) return range;
    const [line, character, endLine, endCharacter] = range;
    return { file, start: { line, character }, end: { line: endLine, character: endCharacter } };
  };
  return {
    ...nothing,
    ...rest,
    file,
    nodes: nodes.map(
      ([key, range, keyRange, resourcesRange, upstream, node]): DraftNode => ({
        key: key as DraftNode["key"],
        ...node,
        range: unpack(range),
        keyRange: unpack(keyRange),
        resourcesRange: resourcesRange === 0 ? undefined : unpack(resourcesRange),
        functionOf:
          node.functionOf === undefined
            ? undefined
            : { compute: node.functionOf.compute, schema: node.functionOf.schema },
        upstream: upstream.map(([at, named, edge]) => ({ ...edge, named: named === 1, range: unpack(at) })),
      }),
    ),
    get consulted() {
      return consulted === "" ? [] : consulted.split("\n");
    },
  };
}
