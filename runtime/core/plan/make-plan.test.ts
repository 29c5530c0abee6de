import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Check } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import type { AssetStatus } from "../../../protocol/record/status.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { makePlan, upstreamToMake } from "./make-plan.ts";
import type { ChecksWanted } from "./plan-units.ts";

function planOf(
  upstream: Readonly<Record<string, readonly string[]>>,
  wanted: readonly string[],
  multi: Readonly<Record<string, string>> = {},
) {
  const graph = graphOf(upstream, ({ key }) => ({
    kind: key.startsWith("external") ? "external" : "asset",
    ...(multi[key] === undefined ? {} : { multiAsset: { key: multi[key], canSubset: false } }),
  }));
  const assets = wanted.map((key) => (graph.keys as readonly string[]).indexOf(key));
  return makePlan({ graph, index: indexGraph(graph), assets }).map(({ assets: keys, after }) => [
    keys.join("+"),
    ...after,
  ]);
}

const diamond = { d: ["b", "c"], b: ["a"], c: ["a"], a: ["external"], external: [] };

test("steps come after what they read, and know which those are", () => {
  assert.deepEqual(planOf(diamond, ["a", "b", "c", "d"]), [["a"], ["b", 0], ["c", 0], ["d", 1, 2]]);
  assert.deepEqual(planOf(diamond, ["d", "a"]), [["a"], ["d"]]);
});

test("what is not planned, external or defined nowhere is no step", () => {
  assert.deepEqual(planOf(diamond, ["external", "a", "a"]), [["a"]]);
  assert.deepEqual(planOf({ a: ["nowhere"] }, ["nowhere", "a"]), [["a"]]);
  assert.deepEqual(planOf(diamond, []), []);
});

test("outputs of a multi-asset are one step, at the place of the last", () => {
  const upstream = { x: [], y: ["x"], z: ["y"], w: ["x"] };
  assert.deepEqual(planOf(upstream, ["x", "y", "z", "w"], { w: "m", z: "m" }), [["x"], ["y", 0], ["z+w", 0, 1]]);
  // An output that reads another output of the same function waits for nothing.
  assert.deepEqual(planOf({ x: [], y: ["x"] }, ["x", "y"], { x: "m", y: "m" }), [["x+y"]]);
});

test("a multi-asset that can be split is split where it would wait for itself, and only there", () => {
  const shape = { x: [], q: ["x"], z: ["q"], y: ["x"], d: ["z"] };
  const plan = (canSubset: boolean) => {
    const graph = graphOf(shape, ({ key }) =>
      ["x", "y", "z"].includes(key) ? { multiAsset: { key: "m", canSubset } } : {},
    );
    return makePlan({ graph, index: indexGraph(graph), assets: graph.keys.keys() });
  };
  assert.deepEqual(
    plan(true).map(({ assets, after }) => [assets.join("+"), ...after]),
    [["x+y"], ["q", 0], ["z", 1], ["d", 2]],
  );
  assert.throws(() => plan(false), { code: "cycle" });
});

test("what cannot be split is taken in as a whole", () => {
  assert.deepEqual(planOf({ x: [], y: [], d: ["x"] }, ["x", "d"], { x: "m", y: "m" }), [["x+y"], ["d", 0]]);
});

const check = (name: string, more: Partial<Check> = {}): Check => ({
  name,
  blocking: false,
  severity: "ERROR",
  range: nowhere,
  ...more,
});

test("a check is a step after its asset; a blocking one stands between the asset and those that it gates", () => {
  const cases: readonly [readonly Check[], ChecksWanted | undefined, readonly string[], readonly string[]][] = [
    [[check("c")], undefined, ["a", "b", "d"], ["a", "b 0", "d 0", "a:c 0"]],
    [[check("c", { blocking: true })], undefined, ["a", "b", "d"], ["a", "a:c 0", "b 0 1", "d 0 1"]],
    [
      [check("c", { blocking: true, gates: { kind: "only", assets: ["d" as AssetKey] } })],
      undefined,
      ["a", "b", "d"],
      ["a", "b 0", "a:c 0", "d 0 2"],
    ],
    [
      [check("c", { blocking: true, gates: { kind: "except", assets: ["d" as AssetKey] } })],
      undefined,
      ["a", "b", "d"],
      ["a", "d 0", "a:c 0", "b 0 2"],
    ],
    [[check("c", { after: ["b" as AssetKey] })], undefined, ["a", "b"], ["a", "b 0", "a:c 0 1"]],
    [[check("c", { reported: true, blocking: true })], undefined, ["a", "b"], ["a a:c", "b 0"]],
    [[check("c"), check("k")], "none", ["a"], ["a"]],
    [[check("c"), check("k")], "only", ["a", "b"], ["a:c", "a:k"]],
    [[check("c"), check("k")], ["a:k"], ["b"], ["b", "a:k"]],
    [[check("c", { madeBy: "m" }), check("k", { madeBy: "m" })], ["a:k"], [], ["a:c a:k"]],
    [[check("c", { blocking: true })], ["a:c"], ["b"], ["a:c", "b 0"]],
  ];
  for (const [checks, wanted, assets, expected] of cases) {
    const graph = graphOf({ a: [], b: ["a"], d: ["a"] }, ({ key }) => (key === "a" ? { checks } : {}));
    const ids = assets.map((key) => (graph.keys as readonly string[]).indexOf(key));
    const plan = makePlan({ graph, index: indexGraph(graph), assets: ids, checks: wanted });
    assert.deepEqual(
      plan
        .map((step) =>
          [...step.assets, ...step.checks.map((one) => `${one.asset}:${one.name}`), ...step.after].join(" "),
        )
        .toSorted(),
      [...expected].toSorted(),
      JSON.stringify(checks),
    );
    for (const [at, { after }] of plan.entries()) assert.ok(after.every((above) => above < at));
  }
});

test("an external asset is a step when it can be observed", () => {
  const graph = graphOf({ seen: [], unseen: [], a: ["seen", "unseen"] }, ({ key }) => ({
    kind: key === "a" ? "asset" : "external",
    ...(key === "seen" && { observed: true as const }),
  }));
  const plan = makePlan({ graph, index: indexGraph(graph), assets: graph.keys.keys() });
  assert.deepEqual(
    plan.map(({ assets, after }) => [...assets, ...after]),
    [["seen"], ["a", 0]],
  );
});

test("assets that wait for each other are refused", () => {
  assert.throws(() => planOf({ a: ["b"], b: ["a"] }, ["a", "b"]), { code: "cycle" });
  assert.throws(() => planOf({ a: ["a"] }, ["a"]), { code: "cycle" });
  assert.throws(() => planOf({ x: [], y: ["x"], z: ["y"] }, ["x", "y", "z"], { x: "m", z: "m" }), { code: "cycle" });
});

test("whatever the graph and the choice, each step's needs come before it", () => {
  const keys = Array.from({ length: 15 }, (_, at) => `k${(at * 7) % 15}`);
  const upstream = fc.tuple(...keys.map((_, at) => fc.subarray(keys.slice(0, at))));
  fc.assert(
    fc.property(upstream, fc.subarray(keys), (edges, wanted) => {
      const shape = Object.fromEntries(keys.map((key, at) => [key, edges[at] ?? []]));
      const plan = planOf(shape, wanted);
      assert.deepEqual(plan.map(([key]) => key).sort(), [...wanted].sort());
      for (const [at, [key, ...after]] of plan.entries()) {
        assert.ok(after.every((from) => Number(from) < at));
        const needs = (shape[String(key)] ?? []).filter((from) => wanted.includes(from));
        assert.deepEqual(after.map((from) => plan[Number(from)]?.[0]).sort(), needs.sort());
      }
    }),
  );
});

test("a plan says why each is in it, and what has to be made above", () => {
  const graph = graphOf({ never: [], fresh: [], stale: ["fresh"], behind: ["stale", "never"], top: ["behind"] });
  const index = indexGraph(graph);
  const status = (id: number): AssetStatus => {
    const key = graph.keys[id] ?? "";
    return {
      happened: {
        latest: "materialized",
        running: [],
        checks: { passed: 0, warned: 0, failed: 0, notRun: 0 },
        ...(key === "never" ? {} : { made: "w:0" }),
      },
      sync: {
        state: key === "stale" ? "stale" : "fresh",
        causes: [],
        behind: key === "behind" ? [graph.keys[2]!] : [],
      },
      freshness: "none",
      badge: key === "behind" || key === "stale" ? "stale" : "fresh",
    };
  };
  const top = (graph.keys as readonly string[]).indexOf("top");
  const above = upstreamToMake(graph, index, [top], status);
  assert.deepEqual(
    above.map((id) => graph.keys[id]),
    ["never", "stale", "behind"],
  );
  const plan = makePlan({ graph, index, assets: [...above, top], isAsked: (id) => id === top, status });
  assert.deepEqual(
    plan.map(({ assets, why }) => [assets[0], why[0]]),
    [
      ["never", "missing upstream"],
      ["stale", "stale upstream"],
      ["behind", "stale upstream"],
      ["top", "selected"],
    ],
  );
});
