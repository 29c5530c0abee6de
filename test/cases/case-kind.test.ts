import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf } from "./case-kind.ts";

const table: readonly (readonly [kind: string | undefined, cases: unknown])[] = [
  ["graph", [{ name: "a", files: {}, expect: { assets: [], diagnostics: [] } }]],
  ["code-versions", [{ name: "a", files: {}, edit: {}, expect: { orders: true }, why: "" }]],
  ["columns", [{ name: "a", files: {}, expect: { orders: {} } }]],
  ["selection", [{ name: "a", input: { selection: "*", assets: [] }, expect: [] }]],
  ["runs", [{ name: "a", input: { assets: [], select: {} }, expect: { run: "success", steps: {} } }]],
  ["runs", [{ name: "a", input: { assets: [], select: {} }, expect: { error: "DagsterInvalidDefinitionError" } }]],
  ["staleness", [{ name: "a", input: { assets: [], steps: [] }, expect: { steps: [] } }]],
  ["automation", [{ name: "a", input: { assets: [], steps: [] }, expect: { ticks: [] } }]],
  ["backfills", [{ name: "a", input: { assets: [], target: {} }, expect: { final: {} } }]],
  ["cron", [{ name: "a", input: { cron: "0 0 * * *", start: "", timezone: null }, expect: [] }]],
  ["partitions", [{ name: "a", input: { op: "keys", definition: {}, now: "" }, expect: {} }]],
  ["freshness", [{ name: "a", input: { policy: {}, now: "", lastMaterialization: null }, expect: "PASS" }]],
  ["queue-and-sensors", [{ name: "a", input: { runs: [], rounds: [] }, expect: {} }]],
  [undefined, []],
  [undefined, { name: "a" }],
  [undefined, [{ files: {} }]],
];

for (const [kind, cases] of table) {
  test(`${JSON.stringify(cases)} is ${kind}`, () => assert.equal(kindOf(cases)?.name, kind));
}
