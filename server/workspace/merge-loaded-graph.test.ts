import assert from "node:assert/strict";
import { test } from "node:test";
import { type AssetGraph, type AssetNode, emptyGraph } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { openScripted } from "./live-workspace-fixture.ts";
import { mergeLoadedGraph } from "./merge-loaded-graph.ts";

/** A graph of `key: upstream` lines. */
function graphOf(definitions: Readonly<Record<string, readonly string[]>>, group: string): AssetGraph {
  const keys = [...new Set(Object.entries(definitions).flatMap(([key, upstream]) => [key, ...upstream]))].map(
    asAssetKey,
  );
  const range = { file: "a.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const nodes = keys.map((key, id): AssetNode | null => {
    const upstream = definitions[key];
    if (upstream === undefined) return null;
    return {
      id,
      key,
      kind: "asset",
      range,
      keyRange: range,
      knownFrom: "text",
      group,
      owners: [],
      kinds: [],
      tags: {},
      upstream: upstream.map((name) => ({ from: keys.indexOf(asAssetKey(name)), kind: "value", input: name, range })),
      checks: [],
      resources: [],
    };
  });
  return { ...emptyGraph, keys, nodes };
}

function idsFor(graph: AssetGraph): (key: AssetKey) => number {
  const keys = [...graph.keys];
  return (key) => (keys.includes(key) ? keys.indexOf(key) : keys.push(key) - 1);
}

test("loading adds what text does not show, and changes nothing of what it does", () => {
  const text = graphOf({ raw: [], report: ["copy/a"] }, "text");
  const loaded = graphOf({ "copy/a": ["raw"], raw: [], "copy/b": ["copy/a"], report: [] }, "loading");
  const merged = mergeLoadedGraph(text, loaded, idsFor(text));
  assert.deepEqual(
    merged.nodes.map((node, id) => [
      merged.keys[id],
      node?.id,
      node?.knownFrom,
      node?.group,
      node?.upstream.map(({ from }) => merged.keys[from]),
    ]),
    [
      ["raw", 0, "text", "text", []],
      ["report", 1, "text", "text", ["copy/a"]],
      ["copy/a", 2, "loading", "loading", ["raw"]],
      ["copy/b", 3, "loading", "loading", ["copy/a"]],
    ],
  );
});

test("where loading shows nothing new, the graph from text is the graph", () => {
  const text = graphOf({ raw: [] }, "text");
  assert.equal(mergeLoadedGraph(text, graphOf({ raw: [] }, "loading"), idsFor(text)), text);
});

test("what loading showed is told, and goes when a text of it is another", async () => {
  const { workspace, shown } = await openScripted({ "a.ts": "raw" });
  // The script's file is on no disk, so a basis without files is one that nothing contradicts.
  workspace.takeLoaded(graphOf({ "copy/a": ["raw"] }, "copies"), {});
  assert.deepEqual(Object.keys(shown()), ["raw", "copy/a"]);
  assert.deepEqual(workspace.select("+copy/a"), [0, 1]);
  const plan = workspace.plan({ selection: "copy/a" }, { kind: "test" });
  assert.deepEqual("plan" in plan && Object.keys(plan.plan.sources), ["copy/a"]);
  workspace.takeLoaded(graphOf({ "copy/a": ["raw"] }, "copies"), { "a.ts": "the hash of another text" });
  assert.deepEqual(Object.keys(shown()), ["raw"]);
});
