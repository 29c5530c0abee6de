import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

const money = "export const rate = 0.2;\n";
const assets = `import { asset } from "evergraph";
import { rate } from "./money";
export const orders = asset("orders", () => [{ amount: 10 }]);
export const taxes = asset("taxes", ({ orders }) => orders.map((order) => order.amount * rate));
export const report = asset("report", ({ taxes }) => taxes.length);
`;
const config = `import { defineConfig } from "evergraph";
export default defineConfig({ environments: { dev: { resources: {} }, prod: { resources: {}, confirm: true } } });
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({
    "package.json": manifest,
    "tsconfig.json": tsconfig,
    "money.ts": money,
    "assets.ts": assets,
    "evergraph.config.ts": config,
  });
});
after(() => fixture.remove());

const planned = (...parameters: readonly string[]) => {
  const { steps } = JSON.parse(fixture.run("plan", ...parameters, "--json").output);
  return steps.map(({ assets: keys, why, reasons, after }: Record<string, unknown>) =>
    [keys, why, reasons, after].flat(),
  );
};

describe("evergraph plan", () => {
  it("has what was selected alone, and what was never made above it when asked", () => {
    assert.deepEqual(planned("report"), [["report", "selected", "never run"]]);
    assert.deepEqual(planned("report", "--stale-upstream"), [
      ["orders", "missing upstream", "never run"],
      ["taxes", "missing upstream", "never run", 0],
      ["report", "selected", "never run", 1],
    ]);
  });

  it("says in a table what each step waits for, and runs nothing", () => {
    const { status, output } = fixture.run("plan", "report", "--stale-upstream");
    assert.equal(status, 0);
    assert.match(output, /^3 assets in dev, in this order:/);
    assert.match(output, /^2 {2}◌ taxes {3}missing upstream {2}never run {2}after orders$/m);
    assert.match(fixture.run("runs").output, /No run yet in dev/);
  });

  it("is what materialize --stale-upstream makes", () => {
    const made = fixture.run("materialize", "report", "--stale-upstream");
    assert.deepEqual([made.status, made.errors], [0, ""]);
    assert.match(made.output, /3 materialized/);
  });

  it("names the helper that made something above stale", () => {
    fixture.put("money.ts", money.replace("0.2", "0.3"));
    assert.deepEqual(planned("report", "--stale-upstream"), [
      ["taxes", "stale upstream", "rate in money.ts changed"],
      ["report", "selected", "waits for taxes", 0],
    ]);
    fixture.put("money.ts", money);
  });

  it("says when a run would have to be confirmed", () => {
    assert.match(fixture.run("plan", "report", "--env", "prod").output, /add --yes to materialize/);
    const refused = fixture.run("materialize", "report", "--env", "prod");
    assert.equal(refused.status, 2);
    assert.match(refused.errors, /asks before a run.*\(confirmation-needed\)/);
  });

  it("refuses a wrong selection in both forms", () => {
    const { status, output, errors } = fixture.run("plan", "reprot", "--json");
    assert.equal(status, 2);
    assert.match(errors, /Did you mean "report"\?/);
    assert.equal(JSON.parse(output).refused[0].code, "unknown-dependency");
  });

  it("refuses an environment that the config does not have", () => {
    const { status, errors } = fixture.run("plan", "report", "--env", "live");
    assert.equal(status, 2);
    assert.match(errors, /no environment "live".*\n.*dev, prod/);
  });
});
