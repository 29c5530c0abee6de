import assert from "node:assert/strict";
import { test } from "node:test";
import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import type { AssetNode, Environment } from "../../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { validateGraph } from "./validate-graph.ts";

function problems(
  upstream: Readonly<Record<string, readonly string[]>>,
  change?: (node: AssetNode) => Partial<AssetNode>,
  environments: readonly Environment[] = [],
): readonly Diagnostic[] {
  const graph = { ...graphOf(upstream, change), environments };
  return validateGraph({ graph });
}
const told = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code, facts }) => [code, facts]);

test("a good graph has no problems", () => assert.deepEqual(problems({ a: [], b: ["a"] }), []));

test("an unknown dependency is told with the key that was meant", () => {
  assert.deepEqual(told(problems({ raw_orders: [], report: ["raw_order", "else_where"] })), [
    ["unknown-dependency", { key: "raw_order", suggestion: "raw_orders" }],
    ["unknown-dependency", { key: "else_where" }],
  ]);
  const graph = graphOf({ report: ["made_in_a_loop"] });
  assert.deepEqual(validateGraph({ graph, hasUnknownDefinitions: true }), []);
});

test("a ring is told at each edge of a shortest way round, in the order of data", () => {
  const found = problems({ a: ["b"], b: ["c"], c: ["a", "b"], d: ["a"], e: ["e"] });
  assert.deepEqual(told(found), [
    ["cycle", { ring: ["a", "c", "b"] }],
    ["cycle", { ring: ["a", "c", "b"] }],
    ["cycle", { ring: ["a", "c", "b"] }],
    ["cycle", { ring: ["e"] }],
  ]);
  assert.equal(found[0]?.message, "These assets wait for each other: a → c → b → a.");
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
  const found = validateGraph({ graph, duplicates });
  assert.deepEqual(
    found.map(({ code, range: at, related }) => [code, at.start.line, related.map((other) => other.range.start.line)]),
    [
      ["duplicate-key", 1, [5]],
      ["duplicate-key", 5, [1]],
    ],
  );
});
