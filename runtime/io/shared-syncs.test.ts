import assert from "node:assert/strict";
import { test } from "node:test";
import { type FileSystem, nodeFileSystem } from "../storage/file-system.ts";
import { makeFolderShared, syncFolderShared } from "./shared-syncs.ts";

/** A disk whose syncs end when they are told to. */
function heldDisk() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    makeFolder: (path) => Promise.resolve(path),
    syncNames(folder) {
      begun.push(folder);
      return new Promise((resolve) => ends.push(resolve));
    },
  };
  return { fileSystem, begun, endOne: () => ends.shift()?.() };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("all who ask while a folder is being synced share the sync after it, as theirs may have come too late for the first", async () => {
  const { fileSystem, begun, endOne } = heldDisk();
  const ended: string[] = [];
  const ask = (name: string) => syncFolderShared(fileSystem, "/values").then(() => ended.push(name));
  const all = [ask("first"), ask("second"), ask("third")];
  assert.deepEqual(begun, ["/values"]);
  endOne();
  await turn();
  assert.deepEqual([begun.length, ended], [2, ["first"]]);
  all.push(ask("fourth"));
  endOne();
  await turn();
  assert.deepEqual([begun.length, ended], [3, ["first", "second", "third"]]);
  endOne();
  await Promise.all(all);
  assert.equal(ended.at(-1), "fourth");
});

test("a sync that fails is told to those who shared it, and not to the next", async () => {
  let times = 0;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    syncNames: () => (++times === 1 ? Promise.reject(new Error("EIO")) : Promise.resolve()),
  };
  const results = await Promise.allSettled([syncFolderShared(fileSystem, "/v"), syncFolderShared(fileSystem, "/v")]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ["rejected", "fulfilled"],
  );
});

test("who finds a folder that another is making waits until its name is durable", async () => {
  const { fileSystem, begun, endOne } = heldDisk();
  let ready = 0;
  const all = [makeFolderShared(fileSystem, "/values/a"), makeFolderShared(fileSystem, "/values/a")];
  for (const one of all) void one.then(() => ready++);
  await turn();
  assert.deepEqual([begun, ready], [["/values"], 0]);
  endOne();
  await Promise.all(all);
  assert.equal(ready, 2);
});
