import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { agrees, type CaseAnswer, differs } from "./case-answer.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = path.join(here, "../..");

interface Judgement {
  readonly results: readonly { readonly name: string; readonly right: boolean; readonly faults: readonly object[] }[];
}

/** Holds the graph that `evergraph graph --json` prints against a file of cases. README.md beside this file says how it is judged. */
export async function judgeAnalysis(file: string): Promise<readonly CaseAnswer[]> {
  const batch = `"${process.execPath}" "${path.join(root, "cli/main.ts")}" graph --json --batch`;
  const args = [path.join(here, "judge.mjs"), file, "--batch", batch, "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk));
  await new Promise((resolve) => child.on("close", resolve));
  const text = Buffer.concat(output).toString();
  if (text === "") throw new Error(`The judge said nothing but: ${Buffer.concat(complaints).toString()}`);
  const { results } = JSON.parse(text) as Judgement;
  return results.map(({ name, right, faults }) =>
    right ? agrees(name) : differs(name, faults.map((fault) => JSON.stringify(fault)).join("\n")),
  );
}
