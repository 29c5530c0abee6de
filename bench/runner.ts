import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { asAssetKey } from "../protocol/graph/asset-key.ts";
import type { RunId } from "../protocol/record/identifiers.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import { createChildLauncher } from "../runtime/host/child-launcher.ts";
import { type BenchRow, least } from "./row.ts";

const rounds = 5;
const modules = 64;

/** From the click to the first line of the user's code: in a warm runner, with a bundle that is there and with one that is to be made. */
export async function* measureRunner(): AsyncGenerator<BenchRow> {
  const project = realpathSync(mkdtempSync(path.join(tmpdir(), "evergraph-bench-")));
  writeProject(project);
  const warmUp = Promise.withResolvers<void>();
  let started = 0;
  const launcher = createChildLauncher({
    project,
    nodePath: process.execPath,
    runner: runnerFile(),
    log() {
      // The second is the one that waits.
      if (++started === 2) warmUp.resolve();
    },
  });
  const note = existsSync(builtRunner) ? `${modules} files` : `${modules} files, runner not built`;
  try {
    await toFirstLine("0");
    await warmUp.promise;
    const warm: number[] = [];
    const cold: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await waiting();
      warm.push(await toFirstLine("0"));
      await waiting();
      cold.push(await toFirstLine(`${round + 1}`));
      await waiting();
      await toFirstLine("0");
    }
    yield {
      name: "materialize to the first user line, bundle warm",
      budget: 150,
      unit: "ms",
      measured: least(warm),
      note,
    };
    yield {
      name: "materialize to the first user line, bundle cold",
      budget: 600,
      unit: "ms",
      measured: least(cold),
      note,
    };
  } finally {
    await launcher.dispose();
    rmSync(project, { recursive: true, force: true });
  }

  async function toFirstLine(version: string): Promise<number> {
    writeFileSync(path.join(project, "helper0.ts"), `export const helper0: number = ${version};\n`);
    const plan = planOf(project);
    const clicked = performance.timeOrigin + performance.now();
    const [end] = await launcher.launch([plan], { debug: false }).ended;
    if (end?.state !== "succeeded") throw new Error(end?.error?.message ?? "The run did not succeed.");
    return Number(readFileSync(path.join(project, "first-line"), "utf8")) - clicked;
  }

  /** A runner needs a moment to load; nobody clicks faster. */
  function waiting(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, 1_500));
  }
}

const builtRunner = fileURLToPath(new URL("../runtime/dist/runner.mjs", import.meta.url));

function runnerFile(): string {
  return existsSync(builtRunner) ? builtRunner : fileURLToPath(new URL("../runtime/runner/main.ts", import.meta.url));
}

function writeProject(project: string): void {
  const definitions = new URL("../runtime/core/definitions/asset.ts", import.meta.url).href;
  const files: Record<string, string> = {
    "node_modules/evergraph/package.json": '{ "name": "evergraph", "type": "module", "exports": "./index.js" }',
    "node_modules/evergraph/index.js": `export * from ${JSON.stringify(definitions)};`,
    "rows.ts": [
      'import { writeFileSync } from "node:fs";',
      'import { asset } from "evergraph";',
      ...Array.from({ length: modules }, (_, index) => `import { helper${index} } from "./helper${index}";`),
      'export const rows = asset("rows", () => {',
      '  writeFileSync("first-line", String(performance.timeOrigin + performance.now()));',
      `  return [${Array.from({ length: modules }, (_, index) => `helper${index}`).join(", ")}];`,
      "});",
    ].join("\n"),
  };
  for (let index = 0; index < modules; index++) {
    files[`helper${index}.ts`] =
      `export const helper${index}: number = ${index};\n${"// What a file holds.\n".repeat(50)}`;
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(project, name)), { recursive: true });
    writeFileSync(path.join(project, name), text);
  }
}

let runs = 0;

function planOf(project: string): RunPlan {
  const names = ["rows.ts", ...Array.from({ length: modules }, (_, index) => `helper${index}.ts`)];
  const hash = (name: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(project, name)))
      .digest("hex");
  const start = { line: 0, character: 0 };
  const rows = asAssetKey("rows");
  return {
    run: `20260101T000000-${(runs++).toString(16).padStart(6, "0")}` as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: [{ assets: [rows], checks: [], after: [], why: ["selected"] }],
    code: { versions: {} },
    basis: { events: {}, files: Object.fromEntries(names.map((name) => [name, hash(name)])) },
    sources: { [rows]: { file: "rows.ts", start, end: start } },
  };
}
