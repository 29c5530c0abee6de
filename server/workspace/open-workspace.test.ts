import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { environmentFolder } from "../../runtime/storage/store-folder.ts";
import { recordRun } from "./materialize-fixture.ts";
import { openWorkspace } from "./open-workspace.ts";
import { watchForFile } from "./watch-for-file.ts";
import type { Workspace, WorkspaceOptions } from "./workspace.ts";

const example = fileURLToPath(new URL("../../examples/weather", import.meta.url));
const opened: Workspace[] = [];
const folders: string[] = [];
after(async () => {
  for (const workspace of opened) await workspace.close();
  for (const folder of folders) rmSync(folder, { recursive: true });
});

describe("the example, opened as a project", () => {
  it("has its assets in three groups, and nothing is wrong with it", async () => {
    const workspace = await open(copyOfExample());
    const nodes = workspace.graph().nodes.flatMap((node) => node ?? []);
    assert.deepEqual([...new Set(nodes.map(({ group }) => group))].sort(), ["marts", "raw", "staging"]);
    assert.ok(nodes.length >= 10, `${nodes.length} assets`);
    assert.deepEqual(workspace.diagnostics(), []);
    assert.deepEqual(
      nodes.filter(({ description }) => description === undefined).map(({ key }) => key),
      [],
    );
  });

  it("follows a helper that is edited, saved and put back", async () => {
    const folder = copyOfExample();
    await materializeAll(folder);
    const workspace = await open(folder);
    const stale = (): number => workspace.summary().counts.stale ?? 0;
    assert.deepEqual(Object.keys(workspace.summary().counts).sort(), ["external", "fresh"]);
    const helper = join(folder, "helpers", "units.ts");
    const text = readFileSync(helper, "utf8");
    const edited = text.replace(/\d+\.\d+/, "9.75");
    assert.notEqual(edited, text);

    workspace.setText("helpers/units.ts", edited);
    assert.ok(stale() > 0);
    writeFileSync(helper, edited);
    workspace.filesChanged(["helpers/units.ts"]);
    workspace.setText("helpers/units.ts", undefined);
    assert.ok(stale() > 0);
    const [file, hash] = planOf(workspace).find(([name]) => name === "helpers/units.ts") ?? [];
    assert.ok(file !== undefined && hash !== undefined && /^[0-9a-f]{64}$/.test(hash));
    writeFileSync(helper, text);
    workspace.filesChanged(["helpers/units.ts"]);
    assert.equal(stale(), 0);
    assert.notDeepEqual(planOf(workspace), []);
  });

  it("writes the registry when it is trusted, and nothing at all when it is not", async () => {
    const trusted = copyOfExample();
    const registry = join(trusted, "evergraph-env.d.ts");
    await open(trusted, { trusted: true, types: true });
    await new Promise<void>((resolve) => watchForFile(registry, resolve));
    assert.match(readFileSync(registry, "utf8"), /raw_weather: /);

    const untrusted = copyOfExample();
    await materializeAll(untrusted);
    const before = readFileSync(join(untrusted, ".evergraph", "dev", "store.json"), "utf8");
    const restricted = await open(untrusted, { trusted: false, types: true });
    await restricted.types?.settled();
    await restricted.close();
    assert.equal(existsSync(join(untrusted, "evergraph-env.d.ts")), false);
    assert.equal(existsSync(join(untrusted, ".evergraph", "dev", "index", "0.db")), false);
    assert.equal(readFileSync(join(untrusted, ".evergraph", "dev", "store.json"), "utf8"), before);
  });
});

function planOf(workspace: Workspace): (readonly [file: string, hash: string])[] {
  const answer = workspace.plan({ selection: "*" }, { kind: "test" });
  return "plan" in answer ? Object.entries(answer.plan.basis.files) : [];
}

async function open(folder: string, options: Partial<WorkspaceOptions> = {}): Promise<Workspace> {
  const workspace = await openWorkspace({
    folder,
    trusted: false,
    types: false,
    onProblem: (problem) => assert.fail(String(problem)),
    ...options,
  });
  opened.push(workspace);
  return workspace;
}

function copyOfExample(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "evergraph-example-")));
  folders.push(folder);
  cpSync(example, folder, {
    recursive: true,
    filter: (path) => !/[\\/](node_modules|\.evergraph)([\\/]|$)|evergraph-env\.d\.ts$/.test(path),
  });
  symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(folder, "node_modules"), "junction");
  return folder;
}

async function materializeAll(folder: string): Promise<void> {
  const { createAnalysis } = await import("../analysis/analysis.ts");
  const analysis = createAnalysis({ folder });
  const store = await openStore({ folder: environmentFolder(folder, "dev"), access: "write", index: "memory" });
  const workspace = await open(folder);
  const answer = workspace.plan({ selection: "*" }, { kind: "test" });
  assert.ok("plan" in answer, JSON.stringify(answer));
  const keys = answer.plan.steps.flatMap(({ assets }) => assets);
  assert.ok(keys.includes(asAssetKey("report")));
  await recordRun(store, analysis, Object.fromEntries(keys.map((key) => [key, {}])));
  await store.close();
  analysis.close();
}
