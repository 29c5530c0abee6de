import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "./built-command-fixture.ts";

const assets = `import { asset, assetCheck } from "evergraph";
export const orders = asset("orders", () => [{ id: 1, amount: 10 }, { id: 2, amount: 20 }]);
export const positive = assetCheck("positive", { asset: orders, blocking: true }, (rows) => rows.every((row) => row.amount > 0));
export const many = assetCheck("many", { asset: orders, severity: "WARN" }, (rows) => ({ passed: rows.length > 5, description: "only two rows" }));
export const taxes = asset("taxes", ({ orders }) => orders.map((order) => order.amount * 0.2));
export const low = assetCheck("low", { asset: taxes, blocking: true }, (rows) => ({ passed: rows.every((tax) => tax < 3), description: "a tax of 4" }));
export const throws = assetCheck("throws", { asset: taxes }, (): boolean => {
  throw new Error("no ruler");
});
export const below = asset("below", { deps: ["taxes"] }, () => 1);
export const isOne = assetCheck("is_one", { asset: below }, (value) => value === 1);
`;

interface CheckEntry {
  readonly asset: string;
  readonly check: string;
  readonly state: string;
  readonly because: string | null;
}

const states = (checks: readonly CheckEntry[]) =>
  Object.fromEntries(checks.map(({ asset, check, state }) => [`${asset}:${check}`, state]));

let fixture: CommandFixture;
let made: ReturnType<CommandFixture["run"]>;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
  made = fixture.run("materialize", "orders+");
});
after(() => fixture.remove());

describe("checks in the terminal", () => {
  it("are a line each while assets are made, and fail the command", () => {
    assert.equal(made.status, 1);
    assert.match(made.output, /^Materializing 3 assets, with 5 checks in dev\n/);
    assert.match(made.output, /\n✔ orders:positive {2}passed\n/);
    assert.match(made.output, /\n▲ orders:many {2}warned {2}only two rows\n/);
    assert.match(made.output, /\n✖ taxes:low {2}failed {2}a tax of 4\n/);
    assert.match(made.output, /\n⊖ below {3}not made: taxes:low failed\n/);
    assert.match(made.output, /\n⊖ below:is_one {2}not run: taxes:low failed\n/);
    assert.match(made.output, /1 check passed, 1 check warned, 2 checks failed, 1 check not run\n$/);
    assert.match(made.errors, /^error no ruler at assets\.ts:8:/);
  });

  it("are counted in status, with the worst first", () => {
    const { output } = fixture.run("status");
    assert.match(output, /✔ orders {2}fresh .*1 of 2 checks warned/);
    assert.match(output, /✖ taxes {3}failed .*2 of 2 checks failed/);
    assert.match(output, /⊖ below {3}upstream failed {2}taxes:low failed {2}.*1 check not run/);
  });

  it("are counted in the document of list", () => {
    const listed: readonly { readonly key: string; readonly checks: object }[] = JSON.parse(
      fixture.run("list", "--json").output,
    ).assets;
    assert.deepEqual(listed.find(({ key }) => key === "orders")?.checks, {
      passed: 1,
      warned: 1,
      failed: 0,
      notRun: 0,
    });
  });

  it("stand in a run, below the asset or in their step, with the error of one that threw", () => {
    const { output, errors } = fixture.run("runs", "last");
    assert.match(output, /▲ orders:many +warned +only two rows\n/);
    assert.match(output, /◌ below:is_one +not run +taxes:low failed\n/);
    assert.match(errors, /error taxes:throws: no ruler at assets\.ts:8:/);
    const { steps } = JSON.parse(fixture.run("runs", "last", "--json").output);
    assert.deepEqual(states(steps.flatMap(({ checks }: { checks: readonly CheckEntry[] }) => checks)), {
      "orders:positive": "passed",
      "orders:many": "warned",
      "taxes:low": "failed",
      "taxes:throws": "failed",
      "below:is_one": "not run",
    });
  });

  it("stand in show with what they say, whether they block, and their place", () => {
    const { output } = fixture.run("show", "taxes");
    assert.match(output, /\n✖ low +failed, blocking +a tax of 4 +\S.* assets\.ts:6:20\n/);
    assert.match(output, /\n✖ throws +failed +no ruler .* assets\.ts:7:23\n/);
  });

  it("have steps of their own in a plan", () => {
    const { output } = fixture.run("plan", "orders", "--checks", "only");
    assert.match(output, /^2 checks in dev, in this order:\n\n1 {2}✔ orders:positive .*\n2 {2}▲ orders:many /);
  });

  it("can be run alone, and do not fail the command when they only warn", () => {
    const { status, output } = fixture.run("materialize", "orders", "--checks", "only");
    assert.equal(status, 0);
    assert.match(output, /^Running 2 checks in dev\n/);
    assert.match(output, /Run \S+: 1 check passed, 1 check warned\n$/);
    assert.match(fixture.run("runs", "--limit", "1").output, /1 check warned {2}orders:positive, orders:many\n$/);
  });

  it("can be left out", () => {
    const { checks, outcomes } = JSON.parse(fixture.run("materialize", "taxes", "--checks", "none", "--json").output);
    assert.deepEqual([checks, outcomes.length], [[], 1]);
  });

  it("are judged in the document of materialize", () => {
    const { status, output } = fixture.run("materialize", "below", "--json");
    assert.equal(status, 0);
    assert.deepEqual(states(JSON.parse(output).checks), { "below:is_one": "passed" });
  });
});
