import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

const assets = `import { asset } from "evergraph";
export const orders = asset("orders", (_, { log }) => {
  log.info("reading");
  log.warn("two are old");
  return [{ id: 1 }, { id: 2 }];
});
export const broken = asset("broken", { deps: ["orders"] }, (): number => {
  throw new Error("the till is empty");
});
export const lost = asset("lost", { deps: ["broken"] }, () => 1);
`;

const config = `import { defineConfig } from "evergraph";
export default defineConfig({ environments: { dev: {}, untouched: {} } });
`;

let fixture: CommandFixture;
const names: string[] = [];
before(() => {
  fixture = createCommandFixture({
    "package.json": manifest,
    "tsconfig.json": tsconfig,
    "assets.ts": assets,
    "evergraph.config.ts": config,
  });
  for (const selection of ["orders", "*"]) {
    names.push(JSON.parse(fixture.run("materialize", selection, "--json").output).run);
  }
});
after(() => fixture.remove());

describe("evergraph runs", () => {
  it("lists the latest first, with state, age, counts and assets", () => {
    const lines = fixture.run("runs").output.trim().split("\n");
    assert.equal(lines.length, 2);
    assert.match(
      lines[0]!,
      new RegExp(`^✖ ${names[1]} {2}failed .*1 materialized, 1 failed, 1 upstream failed  orders, broken, lost$`),
    );
    assert.match(lines[1]!, new RegExp(`^✔ ${names[0]} {2}succeeded .*1 materialized .*orders$`));
  });

  it("lists as many as asked for", () => {
    const { runs } = JSON.parse(fixture.run("runs", "--limit", "1", "--json").output);
    assert.deepEqual(
      runs.map(({ run }: { run: string }) => run),
      [names[1]],
    );
    assert.deepEqual([runs[0].state, runs[0].planned, runs[0].outcomes.lost], ["failed", 3, "upstream failed"]);
  });

  it("prints one run with its steps, its log and the error at the user's own line", () => {
    const { status, output, errors } = fixture.run("runs", "last");
    assert.equal(status, 0);
    assert.match(output, new RegExp(`^✖ ${names[1]} {2}failed\n`));
    assert.match(output, /✔ orders {2}materialized {5}2 rows/);
    assert.match(output, /✖ broken {2}failed {11}the till is empty/);
    assert.match(output, /⊖ lost {4}upstream failed {2}broken failed/);
    assert.match(output, /0\.\d\d s {2}orders: reading\n.*warn orders: two are old/);
    assert.match(errors, /^error broken: the till is empty at assets\.ts:8:9/);
  });

  it("finds a run by its whole name, its beginning and its end", () => {
    for (const name of [names[0]!, names[0]!.slice(-6)]) {
      assert.equal(JSON.parse(fixture.run("runs", name, "--json").output).run, names[0]);
    }
    assert.match(fixture.run("runs", names[0]!.slice(0, 8)).errors, /2 runs are called.*\(ambiguous-run\)/);
    const unknown = fixture.run("runs", "nothing");
    assert.equal(unknown.status, 2);
    assert.match(unknown.errors, /\(unknown-run\)/);
  });

  it("says that there is no run yet, instead of not knowing its name", () => {
    const { status, errors } = fixture.run("runs", "last", "--env", "untouched");
    assert.equal(status, 2);
    assert.match(errors, /no run yet in untouched\. \(no-run-yet\)\n.*evergraph materialize/);
  });

  it("prints only the last lines of a log when asked", () => {
    const { output } = fixture.run("runs", "last", "--limit", "1");
    assert.match(output, /Log, the last 1 of 2 lines\n.*two are old/);
    assert.doesNotMatch(output, /reading/);
  });

  it("has all of it in its document", () => {
    const { steps, log } = JSON.parse(fixture.run("runs", "last", "--json").output);
    const broken = steps.find((step: { assets: { asset: string }[] }) => step.assets[0]!.asset === "broken");
    assert.deepEqual([broken.state, broken.attempts, broken.after], ["failed", 1, [0]]);
    assert.equal(broken.assets[0].error.range.start.line, 7);
    assert.deepEqual(
      log.map(({ level, text }: { level: string; text: string }) => [level, text]),
      [
        ["info", "reading"],
        ["warn", "two are old"],
      ],
    );
  });
});
