import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { AssetStatus } from "../../../protocol/record/status.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { makePlan, upstreamToMake } from "./make-plan.ts";

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
