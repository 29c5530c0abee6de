// Projects, plans and records for the tests that run real child processes.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  watch,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, RunState, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { openStore } from "../storage/journal-store.ts";
import { environmentFolder } from "../storage/store-folder.ts";

export const runner = fileURLToPath(new URL("./main.ts", import.meta.url));
const definitions = new URL("../core/definitions/", import.meta.url);

type Files = Readonly<Record<string, string>>;

const folders: string[] = [];
const launchers: TestLauncher[] = [];
after(async () => {
  await Promise.all(launchers.map((launcher) => launcher.dispose()));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A project in a folder of its own, whose package `evergraph` is this repository's. */
export function projectOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "evergraph-run-")));
  folders.push(folder);
  const exported = [
    "asset",
    "external-asset",
    "result",
    "resource",
    "config",
    "metadata",
    "references",
    "io-manager",
    "multi-asset",
    "asset-check",
    "asset-checks",
  ];
  const index = exported.map((name) => `export * from ${JSON.stringify(new URL(`${name}.ts`, definitions).href)};`);
  const all: Files = {
    "node_modules/evergraph/package.json": '{ "name": "evergraph", "type": "module", "exports": "./index.js" }',
    "node_modules/evergraph/index.js": index.join("\n"),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

let runs = 0;

/** A plan for assets by the file that defines each; `after`: names of the assets above. */
export function planOf(
  project: string,
  assets: Readonly<Record<string, string>>,
  above: Readonly<Record<string, readonly string[]>> = {},
): RunPlan {
  const keys = Object.keys(assets);
  const files = new Set(Object.values(assets));
  const configFile = existsSync(path.join(project, "evergraph.config.ts")) ? "evergraph.config.ts" : undefined;
  const hash = (file: string) =>
    createHash("sha256")
      .update(readFileSync(path.join(project, file)))
      .digest("hex");
  const start = { line: 0, character: 0 };
  return {
    run: `20260101T000000-${(runs++).toString(16).padStart(6, "0")}` as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: keys.map((key) => ({
      assets: [asAssetKey(key)],
      checks: [],
      after: (above[key] ?? []).map((name) => keys.indexOf(name)),
      why: ["selected"],
    })),
    code: { versions: {} },
    basis: { events: {}, files: Object.fromEntries([...files].map((file) => [file, hash(file)])) },
    sources: Object.fromEntries(keys.map((key) => [key, { file: assets[key] ?? "", start, end: start }])) as Record<
      AssetKey,
      RunPlan["sources"][AssetKey]
    >,
    ...(configFile !== undefined && { configFile }),
  };
}

/** What the tests use of a launcher. */
interface TestLauncher {
  launch(plans: readonly RunPlan[], how: { readonly debug: boolean }): { readonly ended: Promise<readonly TestEnd[]> };
  dispose(): Promise<void>;
}
interface TestEnd {
  readonly state: RunState;
  readonly error?: RecordedError;
}
interface TestLauncherOptions {
  readonly project: string;
  readonly nodePath: string;
  readonly runner: string;
  readonly spare: boolean;
  readonly log?: (text: string) => void;
}

/** Launchers that are disposed after the tests. `log`: given to one that keeps a spare runner. */
export function useLaunchers<Made extends TestLauncher>(create: (options: TestLauncherOptions) => Made) {
  function launcherOf(project: string, log?: (text: string) => void): Made {
    const launcher = create({
      project,
      nodePath: process.execPath,
      runner,
      spare: log !== undefined,
      ...(log !== undefined && { log }),
    });
    launchers.push(launcher);
    return launcher;
  }

  /** Runs the plan to its end in a runner of its own. */
  async function runToEnd(project: string, plan: RunPlan) {
    const [end] = await launcherOf(project).launch([plan], { debug: false }).ended;
    return { end, ...(await recordOf(project, plan)) };
  }
  return { launcherOf, runToEnd };
}

export async function recordOf(project: string, plan: RunPlan) {
  const store = await openStore({ folder: environmentFolder(project, "dev"), access: "read", index: "memory" });
  const events = [...store.events({ run: plan.run })];
  await store.close();
  const outcomes = found(events, "outcome").map(({ of, outcome }) => [of.asset, outcome] as const);
  assert.equal(new Set(outcomes.map(([asset]) => asset)).size, outcomes.length, "one outcome for each asset");
  return { events, outcomes: Object.fromEntries(outcomes) };
}

export function found<Kind extends EventBody["kind"]>(events: readonly StoredEvent[], kind: Kind) {
  return events.filter((event): event is Extract<StoredEvent, { kind: Kind }> => event.kind === kind);
}

/** Resolves when a line of the run is durable. */
export async function lineWritten(project: string, plan: RunPlan, line: RegExp): Promise<void> {
  const store = await openStore({ folder: environmentFolder(project, "dev"), access: "read", index: "memory" });
  const stop = new AbortController();
  for await (const events of store.follow({}, stop.signal)) {
    if (found(events, "log").some((event) => event.run === plan.run && line.test(event.text))) stop.abort();
  }
  await store.close();
}

/** Resolves when the file is there. */
export async function fileThere(file: string): Promise<string> {
  const folder = path.dirname(file);
  const abort = new AbortController();
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = () => {
    if (existsSync(file)) resolve();
  };
  const watcher = watch(folder, { signal: abort.signal }, look);
  look();
  await promise;
  watcher.close();
  return readFileSync(file, "utf8");
}

/** First lines of a file of assets. */
export const header =
  'import { asset, output, skip, resource } from "evergraph";\nimport { writeFileSync, renameSync } from "node:fs";\n';
/** Declares `say(file, text)`, which puts a file in place whole. */
export const say =
  'function say(name: string, text: string) { writeFileSync(name + ".part", text); renameSync(name + ".part", name); }\n';

export function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
  } catch {
    return false;
  }
  // One that has ended and was not waited for yet still has its number.
  const status = existsSync(`/proc/${id}/stat`) ? readFileSync(`/proc/${id}/stat`, "latin1") : "";
  return !/\) [ZX] /.test(status);
}

/** Processes whose working folder is the project. */
export function processesWith(project: string): readonly number[] {
  if (process.platform !== "linux") return [];
  return readdirNumbers("/proc").filter((id) => {
    try {
      return isAlive(id) && realpathSync(`/proc/${id}/cwd`) === project;
    } catch {
      return false;
    }
  });
}

function readdirNumbers(folder: string): readonly number[] {
  return readdirSync(folder).map(Number).filter(Number.isInteger);
}

/** Looks again and again until it is so; fails after the limit. */
export async function until(isSo: () => boolean, limit: number): Promise<void> {
  const signal = AbortSignal.timeout(limit);
  while (!isSo()) {
    signal.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
