import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type AssetGraph,
  type AssetNode,
  type Check,
  type Environment,
  emptyGraph,
} from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { idOf, openScripted } from "./live-workspace-fixture.ts";
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

test("checks that only loading knows come to what text shows, and computed numbers of the config to their environment", () => {
  const range = { file: "a.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const check = (name: string): Check => ({ name, blocking: false, severity: "ERROR", range });
  const withChecks = (graph: AssetGraph, ...names: string[]): AssetGraph => ({
    ...graph,
    nodes: graph.nodes.map((node) => node && { ...node, checks: names.map(check) }),
  });
  const environment = (name: string, concurrency?: number | null): Environment => ({
    name,
    resources: [],
    confirm: false,
    range,
    ...(concurrency === undefined ? {} : { concurrency }),
  });
  const text = {
    ...withChecks(graphOf({ raw: [] }, "text"), "written"),
    environments: [environment("dev", null), environment("test", null), environment("prod", 2)],
  };
  const loaded = {
    ...withChecks(graphOf({ raw: [] }, "loading"), "looped", "written"),
    environments: [environment("dev", 7), environment("test"), environment("prod", 9)],
  };
  const merged = mergeLoadedGraph(text, loaded, idsFor(text));
  const [raw] = merged.nodes;
  assert.deepEqual(
    [raw?.knownFrom, raw?.group, raw?.checks.map(({ name }) => name)],
    ["text", "text", ["written", "looped"]],
  );
  assert.deepEqual(
    merged.environments.map(({ concurrency }) => concurrency),
    [7, undefined, 2],
  );
});

test("where loading shows nothing new, the graph from text is the graph", () => {
  const text = graphOf({ raw: [] }, "text");
  assert.equal(mergeLoadedGraph(text, graphOf({ raw: [] }, "loading"), idsFor(text)), text);
});

test("an asset that only loading knows was made when it was made, and of its code nothing is said", async () => {
  const { workspace, store, changes, shown, record } = await openScripted({ "a.ts": "raw" });
  workspace.takeLoaded(graphOf({ "copy/a": ["raw"], "copy/b": ["copy/a"], raw: [] }, "copies"), {});
  await record({ raw: {} });
  assert.deepEqual(shown(), { raw: "fresh", "copy/a": "never", "copy/b": "never" });
  const read = store.asset(asAssetKey("raw")).latest;
  assert.ok(read);
  const { dataVersion } = read.provenance;
  const made = store.append({
    kind: "materialization",
    of: { asset: asAssetKey("copy/a") },
    metadata: {},
    provenance: { dataVersion: "a", inputs: [{ asset: asAssetKey("raw"), event: read.id, dataVersion }] },
  });
  await changes.until(() => workspace.status(idOf(workspace, "copy/a")).happened.made === made);
  assert.deepEqual(shown(), {
    raw: "fresh",
    "copy/a": "unknown: its code is known only when it runs",
    "copy/b": "never",
  });
  await record({ raw: {} });
  assert.equal(shown()["copy/a"], "stale: raw has new data");
});

test("a check that only loading knows is shown, and goes when its text is another", async () => {
  const { workspace, analysis } = await openScripted({ "a.ts": "raw" });
  const graph = graphOf({ raw: [] }, "default");
  const range = { file: "a.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
  const looped = { name: "looped", blocking: true, severity: "ERROR", range } as const;
  const checks = () => workspace.checksIn("a.ts").map(({ check }) => check.name);
  workspace.takeLoaded({ ...graph, nodes: graph.nodes.map((node) => node && { ...node, checks: [looped] }) }, {});
  assert.deepEqual([checks(), workspace.card(0)?.checks], [["looped"], { passed: 0, total: 1 }]);
  const answer = workspace.plan({ selection: "raw", checks: "only", check: "looped" }, { kind: "test" });
  assert.deepEqual("plan" in answer && Object.keys(answer.plan.checkSources ?? {}), ["raw:looped"]);
  workspace.takeLoaded(graph, {});
  assert.deepEqual([checks(), workspace.card(0)?.checks], [[], { passed: 0, total: 0 }]);
  assert.equal(analysis.graph().nodes[0]?.checks.length, 0);
});

test("what loading showed is told, and what an older load showed does not replace it", async () => {
  const { workspace, shown } = await openScripted({ "a.ts": "raw" });
  // The script's file is on no disk, so a basis without files is one that nothing contradicts.
  workspace.takeLoaded(graphOf({ "copy/a": ["raw"] }, "copies"), {});
  assert.deepEqual(Object.keys(shown()), ["raw", "copy/a"]);
  assert.deepEqual(workspace.select("+copy/a"), [0, 1]);
  const plan = workspace.plan({ selection: "copy/a" }, { kind: "test" });
  assert.deepEqual("plan" in plan && Object.keys(plan.plan.sources), ["copy/a"]);
  workspace.takeLoaded(graphOf({ "copy/a": ["raw"] }, "copies"), { "a.ts": "the hash of another text" });
  assert.deepEqual(Object.keys(shown()), ["raw", "copy/a"]);
});
