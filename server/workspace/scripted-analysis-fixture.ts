import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import { type AssetGraph, type AssetId, type AssetNode, emptyGraph } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { Analysis, AnalysisChange } from "../analysis/analysis.ts";

/** One asset a line of a script: `b <- a, c` with `in group` and `@ code` where they matter: `b <- a in marts @ 2`. */
const line =
  /^(?<external>external )?(?<key>\S+)(?: <- (?<upstream>[^@]+?))?(?: in (?<group>\S+))?(?: @ (?<code>\S+))?$/;

/** A script in which this stands does not parse: what it said before counts. */
const brokenMark = "???";

/**
 * An analysis that reads scripts in place of TypeScript: each file is lines of assets, so that tests of what is done with a graph need no
 * compiler. The code version is what stands behind `@`.
 */
export function scriptedAnalysis(folder: string, files: Readonly<Record<string, string>>): Analysis {
  const keys: AssetKey[] = [];
  const onDisk = new Map(Object.entries(files));
  const open = new Map<string, string>();
  const lastGood = new Map<string, string>();
  const wrong: Diagnostic[] = [];
  let graph: AssetGraph = emptyGraph;
  let codes = new Map<AssetId, string>();

  function idOf(text: string): AssetId {
    const key = asAssetKey(text);
    const known = keys.indexOf(key);
    return known === -1 ? keys.push(key) - 1 : known;
  }

  function read(): AnalysisChange {
    const before = graph;
    const codesBefore = codes;
    codes = new Map();
    const nodes: AssetNode[] = [];
    for (const file of new Set([...onDisk.keys(), ...open.keys()])) {
      const script = textOf(file) ?? "";
      if (!script.includes(brokenMark)) lastGood.set(file, script);
      for (const [number, text] of (lastGood.get(file) ?? "").split("\n").entries()) {
        const match = line.exec(text.trim());
        if (match?.groups?.key === undefined) continue;
        const knownFrom = script.includes(brokenMark) ? "last good text" : "text";
        const node = { ...nodeOf(match.groups, text, file, number), knownFrom } as const;
        nodes[node.id] = node;
        codes.set(node.id, match.groups.code ?? "1");
      }
    }
    graph = { ...emptyGraph, keys: [...keys], nodes: keys.map((_, id) => nodes[id] ?? null) };
    const changed = keys
      .map((_, id) => id)
      .filter((id) => JSON.stringify(before.nodes[id] ?? null) !== JSON.stringify(graph.nodes[id]));
    return {
      nodes: changed,
      versions: keys.map((_, id) => id).filter((id) => codes.get(id) !== codesBefore.get(id)),
      checks: [],
      diagnosticsChanged: false,
    };
  }

  function nodeOf(groups: Readonly<Record<string, string>>, text: string, file: string, number: number): AssetNode {
    const { key = "", upstream = "", group = "default", external } = groups;
    const place = (part: string, from: number): SourceRange => {
      const character = text.indexOf(part, from);
      return { file, start: { line: number, character }, end: { line: number, character: character + part.length } };
    };
    const arrow = text.indexOf("<-");
    const sources = upstream.split(", ").filter((name) => name !== "");
    return {
      id: idOf(key),
      key: asAssetKey(key),
      kind: external === undefined ? "asset" : "external",
      range: place(text, 0),
      keyRange: place(key, 0),
      knownFrom: "text",
      group,
      owners: [],
      kinds: [],
      tags: {},
      upstream: sources.map((name) => ({ from: idOf(name), kind: "value", input: name, range: place(name, arrow) })),
      checks: [],
      resources: [],
    };
  }

  function textOf(file: string): string | undefined {
    return open.get(file) ?? onDisk.get(file);
  }

  read();
  return {
    folder,
    graph: () => graph,
    diagnostics: () => wrong,
    codeVersion(id): CodeVersion | undefined {
      const code = codes.get(id);
      if (code === undefined) return undefined;
      const member = { file: "helpers.ts", name: "helper", hash: code };
      return { hash: `code ${code}`, certainty: "exact", doubts: [], members: [member] };
    },
    checkVersion: () => undefined,
    idOf: (key) => idOf(key),
    setText(file, text) {
      if (text === undefined) open.delete(file);
      else open.set(file, text);
      return read();
    },
    filesChanged: () => read(),
    text: textOf,
    unsaved: () => [...open].filter(([file, text]) => onDisk.get(file) !== text).map(([file]) => file),
    closure: (assets) =>
      new Map(assets.flatMap((id) => graph.nodes[id] ?? []).map(({ range }) => [range.file, `sha of ${range.file}`])),
    definitionFiles: () => [...onDisk.keys()],
    brokenFiles: () => [],
    concerns: (file) => !file.startsWith("../"),
    isBroken: (file) => textOf(file)?.includes(brokenMark) === true,
    close() {},
  };
}
