import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { environmentFolder, storeFolder } from "../../runtime/storage/store-folder.ts";
import { beginRun, endAsset, recordRun } from "./materialize-fixture.ts";
import { scriptedAnalysis } from "./scripted-analysis-fixture.ts";
import { accessStore, type StoreAccess } from "./store-access.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-access-"));
const analysis = scriptedAnalysis(root, { "a.ts": "raw" });
after(() => rmSync(root, { recursive: true }));

test("a store that another process makes is opened, and followed", async () => {
  const folder = environmentFolder(root, "late");
  const { access, replaced, events } = await reader(folder, "file");
  assert.ok(!hasStore(access));
  const writer = await openStore({ folder, access: "write", index: "memory" });
  await replaced(() => hasStore(access));
  const run = beginRun(writer, analysis, ["raw"]);
  endAsset(writer, analysis, run, asAssetKey("raw"), { dataVersion: "one" });
  await events((event) => event.kind === "outcome");
  assert.equal(access.store?.asset(asAssetKey("raw")).latest?.provenance.dataVersion, "one");
  await access.close();
  assert.ok(!hasStore(access));
  await writer.close();
});

test("a store that is there is read before anything is answered, and reading it in memory writes nothing", async () => {
  const folder = environmentFolder(root, "there");
  const writer = await openStore({ folder, access: "write", index: "memory" });
  await recordRun(writer, analysis, { raw: { dataVersion: "one" } });
  await writer.close();
  const before = filesOf(folder);
  const { access } = await reader(folder, "memory");
  assert.equal(access.store?.asset(asAssetKey("raw")).latest?.provenance.dataVersion, "one");
  await access.close();
  assert.deepEqual(filesOf(folder), before);
});

test("a store whose folder is removed is gone, and one made in its place is read", async () => {
  const folder = environmentFolder(root, "removed");
  const first = await openStore({ folder, access: "write", index: "memory" });
  await recordRun(first, analysis, { raw: { dataVersion: "one" } });
  await first.close();
  const { access, replaced } = await reader(folder, "file");
  rmSync(folder, { recursive: true });
  await replaced(() => !hasStore(access));
  const second = await openStore({ folder, access: "write", index: "memory" });
  await replaced(() => hasStore(access));
  await recordRun(second, analysis, { raw: { dataVersion: "two" } });
  await second.close();
  await replaced(() => access.store?.asset(asAssetKey("raw")).latest?.provenance.dataVersion === "two");
  await access.close();
});

test("a store that cannot be opened is told, and is as if it were not there", async () => {
  const problems: unknown[] = [];
  const access = await accessStore({
    sign: root,
    open: () => Promise.reject(new Error("no")),
    onReplaced: () => {},
    onEvents: () => {},
    onProblem: (problem) => problems.push(problem),
  });
  assert.deepEqual([access.store, problems.length], [undefined, 1]);
  await access.close();
});

test("a store that could not be opened is opened later, and a listener that throws does not end the reading", async () => {
  const folder = environmentFolder(root, "tried-again");
  const writer = await openStore({ folder, access: "write", index: "memory" });
  const problems: string[] = [];
  const told = Promise.withResolvers<void>();
  let opened = 0;
  let wake = Promise.withResolvers<void>();
  const access = await accessStore({
    sign: storeFolder(folder).formatFile,
    open: () =>
      opened++ === 0 ? Promise.reject(new Error("no")) : openStore({ folder, access: "read", index: "memory" }),
    onReplaced: () => wake.resolve(),
    onEvents(events) {
      if (events.some(({ kind }) => kind === "outcome")) told.resolve();
      throw new Error("a listener");
    },
    onProblem: (problem) => problems.push(problem instanceof Error ? problem.message : String(problem)),
    pause: 1,
  });
  while (!hasStore(access)) {
    await wake.promise;
    wake = Promise.withResolvers();
  }
  const first = beginRun(writer, analysis, ["raw"]);
  await writer.flushed();
  endAsset(writer, analysis, first, asAssetKey("raw"), { dataVersion: "one" });
  await told.promise;
  assert.ok(hasStore(access));
  assert.deepEqual(problems.slice(0, 2), ["no", "a listener"]);
  await access.close();
  await writer.close();
});

interface Reader {
  readonly access: StoreAccess;
  /** Resolves when something was told after which it holds. */
  replaced(holds: () => boolean): Promise<void>;
  events(matches: (event: StoredEvent) => boolean): Promise<void>;
}

async function reader(folder: string, index: "file" | "memory"): Promise<Reader> {
  const seen: StoredEvent[] = [];
  let wake = (): void => {};
  let problem: unknown;
  const access = await accessStore({
    sign: storeFolder(folder).formatFile,
    open: () => openStore({ folder, access: "read", index }),
    onReplaced: () => wake(),
    onEvents(events) {
      seen.push(...events);
      wake();
    },
    onProblem(found) {
      problem = found;
      wake();
    },
  });
  async function replaced(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (problem !== undefined) throw problem;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { access, replaced, events: (matches) => replaced(() => seen.some(matches)) };
}

function hasStore({ store }: StoreAccess): boolean {
  return store !== undefined;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}
