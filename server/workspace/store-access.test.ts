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
  const { access, opened, events } = await reader(folder, "file");
  assert.ok(!hasStore(access));
  const writer = await openStore({ folder, access: "write", index: "memory" });
  await opened;
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

test("a store that cannot be opened is told, and is as if it were not there", async () => {
  const problems: unknown[] = [];
  const access = await accessStore({
    sign: root,
    open: () => Promise.reject(new Error("no")),
    onOpened: () => {},
    onEvents: () => {},
    onProblem: (problem) => problems.push(problem),
  });
  assert.deepEqual([access.store, problems.length], [undefined, 1]);
  await access.close();
});

async function reader(
  folder: string,
  index: "file" | "memory",
): Promise<{
  access: StoreAccess;
  opened: Promise<void>;
  events: (matches: (event: StoredEvent) => boolean) => Promise<void>;
}> {
  const opened = Promise.withResolvers<void>();
  const seen: StoredEvent[] = [];
  let wake = (): void => {};
  const access = await accessStore({
    sign: storeFolder(folder).formatFile,
    open: () => openStore({ folder, access: "read", index }),
    onOpened: opened.resolve,
    onEvents(events) {
      seen.push(...events);
      wake();
    },
    onProblem: (problem) => opened.reject(problem),
  });
  return {
    access,
    opened: opened.promise,
    async events(matches) {
      while (!seen.some(matches)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

function hasStore({ store }: StoreAccess): boolean {
  return store !== undefined;
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true }).map(String).sort();
}
