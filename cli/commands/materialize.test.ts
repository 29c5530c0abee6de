import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import {
  builtCommand,
  type CommandFixture,
  createCommandFixture,
  manifest,
  plainEnvironment,
  tsconfig,
} from "../built-command-fixture.ts";

const assets = `import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { asset } from "evergraph";
export const first = asset("first", async (_, { log }) => {
  log.info("a line of the user");
  return [1, 2];
});
export const waits = asset("waits", async (_, { signal }) => {
  while (!existsSync("go")) await setTimeout(20, undefined, { signal });
  return 1;
});
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({ "package.json": manifest, "tsconfig.json": tsconfig, "assets.ts": assets });
});
after(() => fixture.remove());

const [hideCursor, showCursor] = ["\u001b[?25l", "\u001b[?25h"];

const hasTerminal = process.platform === "linux" && spawnSync("script", ["-qec", "true", "/dev/null"]).status === 0;

/** The command in a pseudo terminal of 60 columns, whose keyboard is the child's standard input. */
function inTerminal(environment: NodeJS.ProcessEnv, ...parameters: readonly string[]) {
  const line = [process.execPath, builtCommand, ...parameters].map((part) => `'${part}'`).join(" ");
  const child = spawn("script", ["-qec", `stty cols 60 rows 20; exec ${line}`, "/dev/null"], {
    cwd: fixture.folder,
    env: { ...plainEnvironment(), TERM: "xterm", ...environment },
  });
  return { child, shown: shownBy(child), ended: new Promise<number | null>((resolve) => child.once("close", resolve)) };
}

/** What the child has written so far, and a way to wait for something in it. */
function shownBy(child: ChildProcess) {
  let text = "";
  const waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    for (const { pattern, resolve } of waiting) if (pattern.test(text)) resolve();
  });
  return {
    text: () => text,
    until: (pattern: RegExp) =>
      new Promise<void>((resolve) => {
        waiting.push({ pattern, resolve });
        if (pattern.test(text)) resolve();
      }),
  };
}

/** What follows when the cursor has been given back: nothing of it steers the terminal. */
function afterBlock(text: string): string {
  const rest = text.slice(text.lastIndexOf(showCursor) + showCursor.length);
  assert.ok(text.includes(showCursor) && !rest.includes("\u001b"));
  return rest;
}

describe("the progress of evergraph materialize", () => {
  it("says once what stands in the way of many", () => {
    const lines = ['import { asset } from "evergraph";', 'export const b = asset("b", () => 1);'];
    fixture.put("broken.ts", [...lines, 'export const c = asset("c", () => [1);', ""].join("\n"));
    const { status, output, errors } = fixture.run("materialize", "b or c");
    rmSync(path.join(fixture.folder, "broken.ts"));
    assert.equal(status, 1);
    assert.match(output, /✖ \w {2}failed\n/);
    assert.match(output, /✖ \w {2}failed {2}for the same reason\n/);
    assert.equal(errors.match(/bundle-failed/g)?.length, 1, errors);
  });

  it("says once what a file throws that others import, and makes what is independent", () => {
    fixture.put(
      "helper.ts",
      'const read = (name: string): string => {\n  throw new Error(`${name} is not set`);\n};\nexport const key = read("KEY");\n',
    );
    const head = 'import { asset } from "evergraph";\n';
    // In the plan `d` comes first, as something in the first file is made from it; then what does not parse; then `e`.
    fixture.put("above.ts", `${head}export const f = asset("f", { deps: ["d"] }, () => 1);\n`);
    fixture.put("broken.ts", `${head}export const b = asset("b", () => [1);\n`);
    const throwing = ["d", "e"].map((key) => `export const ${key} = asset("${key}", () => key);\n`);
    fixture.put("throws.ts", `${head}import { key } from "./helper";\n${throwing.join("")}`);
    try {
      const { status, output, errors } = fixture.run("materialize", "b or d or e or f or first");
      assert.equal(status, 1);
      assert.match(output, /✔ first {2}2 rows/);
      assert.match(output, /✖ e {6}failed {2}for the same reason as d/);
      assert.match(output, /1 materialized, 3 failed, 1 upstream failed/);
      assert.equal(errors.match(/KEY is not set at helper\.ts:2:9/g)?.length, 1, errors);
      const { errors: told } = fixture.run("runs", "last");
      assert.match(told, /^error d, e: KEY is not set at helper\.ts:2:9$/m);
    } finally {
      for (const file of ["above.ts", "helper.ts", "throws.ts", "broken.ts"]) rmSync(path.join(fixture.folder, file));
    }
  });

  it("is plain lines in a pipe, without anything that steers a terminal", () => {
    const { status, output } = fixture.run("materialize", "first");
    assert.equal(status, 0);
    assert.match(output, /^Materializing 1 asset in dev\n {4}first: a line of the user\n✔ first {2}2 rows/);
    assert.ok(!output.includes("\u001b"));
  });

  it("is a block with what runs, below lines that scroll by, on a terminal", { skip: !hasTerminal }, async () => {
    const { shown, ended } = inTerminal({}, "materialize", "first or waits");
    await shown.until(/1 of 2 · 1 running/);
    await shown.until(/◔ waits {2}\d\.\d s/);
    fixture.put("go", "");
    assert.equal(await ended, 0);
    assert.ok(shown.text().includes(hideCursor));
    assert.match(afterBlock(shown.text()), /Run .*2 materialized/);
    assert.ok(shown.text().indexOf("✔ first") < shown.text().indexOf("✔ waits"));
  });

  it("is plain lines on a terminal of a build server", { skip: !hasTerminal }, async () => {
    const { shown, ended } = inTerminal({ CI: "true" }, "materialize", "first");
    assert.equal(await ended, 0);
    assert.match(shown.text(), /✔ first/);
    assert.ok(!shown.text().includes("\u001b"));
  });

  it("cancels at Ctrl+C, and gives the cursor back", { skip: !hasTerminal }, async () => {
    rmSync(path.join(fixture.folder, "go"), { force: true });
    const { child, shown, ended } = inTerminal({}, "materialize", "waits");
    await shown.until(/◔ waits/);
    child.stdin?.write("\u0003");
    assert.equal(await ended, 1);
    assert.match(shown.text(), /cancelling/);
    assert.match(shown.text(), /» waits {2}cancelled/);
    assert.match(afterBlock(shown.text()), /Run .*1 cancelled/);
    assert.equal(JSON.parse(fixture.run("runs", "last", "--json").output).state, "cancelled");
  });
});
