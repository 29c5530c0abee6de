import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type FileSystem, nodeFileSystem } from "../file-system.ts";
import { type JournalStore, type OpenStoreOptions, openStore } from "../journal-store.ts";
import type { LockAttempt } from "../process-lock.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-sealed-"));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newFolder(): string {
  folders += 1;
  return join(root, `project-${folders}`, ".evergraph", "dev");
}

/** All files were written long ago. */
const later = () => Date.now() + 3_600_000;

const open = (folder: string, options: Partial<OpenStoreOptions> = {}) =>
  openStore({ folder, access: "write", index: "memory", ...options });

async function write(store: JournalStore, text: string): Promise<void> {
  store.append({ kind: "log", level: "info", text });
  await store.flushed();
}

function textsOf(store: JournalStore): readonly string[] {
  return [...store.events({})].flatMap((event) => (event.kind === "log" ? [event.text] : []));
}

function countingFiles(): { readonly fileSystem: FileSystem; looks: number } {
  const counting = {
    looks: 0,
    fileSystem: {
      ...nodeFileSystem,
      statSync(path: string) {
        if (path.endsWith(".ndjson")) counting.looks += 1;
        return nodeFileSystem.statSync(path);
      },
    },
  };
  return counting;
}

test("segments of writers that are gone are not looked at again", async () => {
  const folder = newFolder();
  for (const text of ["a", "b", "c"]) {
    const writer = await open(folder);
    await write(writer, text);
    await writer.close();
  }
  const counting = countingFiles();
  const reader = await open(folder, { access: "read", now: later, fileSystem: counting.fileSystem });
  // Once to see that nothing is left of them.
  reader.refresh();
  counting.looks = 0;
  reader.refresh();
  assert.equal(counting.looks, 0);
  assert.deepEqual(textsOf(reader), ["a", "b", "c"]);
  const writer = await open(folder);
  await write(writer, "d");
  reader.refresh();
  assert.ok(counting.looks > 0);
  assert.deepEqual(textsOf(reader), ["a", "b", "c", "d"]);
  await writer.close();
  await reader.close();
});

const lockings: readonly (readonly [string, Partial<OpenStoreOptions>])[] = [
  ["locks", {}],
  ["no locks", { tryLock: (): LockAttempt => ({ state: "unavailable", why: "no locks here" }) }],
];

for (const [name, locking] of lockings) {
  test(`what a writer with ${name} adds after a long rest is read`, async () => {
    const folder = newFolder();
    const writer = await open(folder, locking);
    await write(writer, "before");
    const reader = await open(folder, { access: "read", now: later, ...locking });
    for (let round = 0; round < 3; round += 1) reader.refresh();
    await write(writer, "after");
    reader.refresh();
    assert.deepEqual(textsOf(reader), ["before", "after"]);
    await writer.close();
    await reader.close();
  });
}
