import assert from "node:assert/strict";
import { test } from "node:test";
import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import type { AssetNode, Environment } from "../../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { nowhere } from "../graph/assemble-graph.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { isOwner, validateGraph } from "./validate-graph.ts";

function problems(
  upstream: Readonly<Record<string, readonly string[]>>,
  change?: (node: AssetNode) => Partial<AssetNode>,
  environments: readonly Environment[] = [],
): readonly Diagnostic[] {
  const graph = { ...graphOf(upstream, change), environments };
  return validateGraph({ graph, index: indexGraph(graph) });
}
const told = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code, facts }) => [code, facts]);

test("a good graph has no problems", () => assert.deepEqual(problems({ a: [], b: ["a"] }), []));

test("an unknown dependency is told with the key that was meant", () => {
  assert.deepEqual(told(problems({ raw_orders: [], report: ["raw_order", "else_where"] })), [
    ["unknown-dependency", { key: "raw_order", suggestion: "raw_orders" }],
    ["unknown-dependency", { key: "else_where" }],
  ]);
  const graph = graphOf({ report: ["made_in_a_loop"] });
  assert.deepEqual(validateGraph({ graph, index: indexGraph(graph), hasUnknownDefinitions: true }), []);
});

test("a ring is told at each edge of a shortest way round", () => {
  const found = problems({ a: ["b"], b: ["c"], c: ["a", "b"], d: ["a"], e: ["e"] });
  assert.deepEqual(told(found), [
    ["cycle", { ring: ["a", "b", "c"] }],
    ["cycle", { ring: ["a", "b", "c"] }],
    ["cycle", { ring: ["a", "b", "c"] }],
    ["cycle", { ring: ["e"] }],
  ]);
  assert.equal(found[0]?.message, "These assets wait for each other: a → b → c → a.");
});

test("owners, keys and resources are looked at", () => {
  const change = ({ key }: AssetNode): Partial<AssetNode> =>
    key === "b" ? { owners: ["team:a", "ana@example.com", "platform"], resources: ["database", "s3"] } : {};
  const dev: Environment = { name: "dev", resources: ["database", "s3"], confirm: false, range: nowhere };
  const prod: Environment = { name: "prod", resources: ["database"], confirm: true, range: nowhere };
  assert.deepEqual(told(problems({ "a b": [], b: [] }, change, [dev, prod])), [
    ["malformed-key", { key: "a b" }],
    ["bad-owner", { owner: "platform" }],
    ["unknown-resource", { resource: "s3", environment: "prod" }],
  ]);
});

test("of a duplicate key each definition is told, with the others", () => {
  const graph = graphOf({ a: [] });
  const range = (line: number) => ({ file: "a.ts", start: { line, character: 0 }, end: { line, character: 9 } });
  const duplicates = [1, 5].map((line) => ({ key: asAssetKey("a"), range: range(line) }));
  const found = validateGraph({ graph, index: indexGraph(graph), duplicates });
  assert.deepEqual(
    found.map(({ code, range: at, related }) => [code, at.start.line, related.map((other) => other.range.start.line)]),
    [
      ["duplicate-key", 1, [5]],
      ["duplicate-key", 5, [1]],
    ],
  );
});

test("owners are e-mail addresses or teams", () => {
  const good = ["team:a", "team:data-platform", "ana@example.com", "a.b+c@x.example.org"];
  const bad = ["", "platform", "team:", "team: a", "@x.org", "a@b", "a@b.", "a b@c.org", "user:a@b.org"];
  assert.deepEqual([...good, ...bad].filter(isOwner), good);
});
