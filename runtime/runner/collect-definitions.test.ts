import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { asset } from "../core/definitions/asset.ts";
import { assetCheck } from "../core/definitions/asset-check.ts";
import { assetChecks } from "../core/definitions/asset-checks.ts";
import { externalAsset } from "../core/definitions/external-asset.ts";
import { resource } from "../core/definitions/resource.ts";
import { collectDefinitions } from "./collect-definitions.ts";

const one = asset("one", () => 1);
const two = asset("two", () => 2);
const outside = externalAsset("outside");

const cases: readonly [string, Readonly<Record<string, unknown>>, readonly string[]][] = [
  ["assets and external assets", { one, outside }, ["one", "outside"]],
  ["arrays of them", { list: [one, [two]] }, ["one", "two"]],
  ["objects of them", { byName: { one, deeper: { two } } }, ["one", "two"]],
  ["the default export", { default: one }, ["one"]],
  ["one that is exported twice, once", { one, same: one }, ["one"]],
  ["nothing in rings", { ring: ring() }, []],
  ["nothing in instances of classes", { map: new Map([["one", one]]), date: new Date() }, []],
  [
    "no resources, functions and plain values",
    { slot: resource("slot"), run: () => one, number: 1, nothing: null },
    [],
  ],
];

describe("the exported definitions", () => {
  for (const [name, module, expected] of cases) {
    it(`are ${name}`, () => assert.deepEqual([...collectDefinitions([module]).assets.keys()], expected));
  }

  it("tell of two that have one key, and keep the first", () => {
    const other = asset("one", () => 3);
    const { assets, duplicates } = collectDefinitions([{ one }, { other }]);
    assert.deepEqual([...duplicates.keys()], ["one"]);
    assert.equal(assets.get(asAssetKey("one"))?.compute?.({}, {}), 1);
  });

  it("tell of a check that two functions make, not of one that is exported twice", () => {
    const check = assetCheck("full", { asset: one }, () => true);
    const { full, also } = assetChecks("both", { asset: one, checks: { full: {}, also: {} } }, () => ({
      full: true,
      also: true,
    }));
    assert.deepEqual([...collectDefinitions([{ check, again: [check], also }]).duplicateChecks], ["one:full"]);
    assert.deepEqual([...collectDefinitions([{ full, also }]).duplicateChecks], []);
  });
});

function ring(): object {
  const value: { self?: object } = {};
  value.self = value;
  return value;
}
