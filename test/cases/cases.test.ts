import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const main = path.join(here, "../../cli/main.ts");

interface Judgement {
  readonly cases: number;
  readonly right: number;
  readonly results: readonly { readonly name: string; readonly right: boolean; readonly faults: readonly object[] }[];
}

/** The judge's answer about one set of cases: README.md beside this file says how it judges. */
async function judge(set: string): Promise<Judgement> {
  const batch = `"${process.execPath}" "${main}" graph --json --batch`;
  const args = [path.join(here, "judge.mjs"), path.join(here, set), "--batch", batch, "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  await new Promise((resolve) => child.on("close", resolve));
  const text = Buffer.concat(output).toString();
  assert.notEqual(text, "", Buffer.concat(complaints).toString());
  return JSON.parse(text) as Judgement;
}

describe("the cases of the analyser", { timeout: 240_000 }, () => {
  for (const [set, cases] of [
    ["graph.dev.json", 15],
    ["code-versions.dev.json", 25],
  ] as const) {
    it(`${set}: all right`, async () => {
      const judgement = await judge(set);
      assert.equal(judgement.cases, cases);
      assert.deepEqual(
        judgement.results.filter(({ right }) => !right).map(({ name, faults }) => ({ name, faults })),
        [],
      );
    });
  }
});
