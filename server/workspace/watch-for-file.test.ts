import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { watchForFile } from "./watch-for-file.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-watch-"));
after(() => rmSync(root, { recursive: true }));

test("a file that is there is told at once", () => {
  const file = join(root, "there");
  writeFileSync(file, "");
  let told = 0;
  watchForFile(file, () => told++);
  assert.equal(told, 1);
});

test("a file is told when it comes, through folders that come one after the other", async () => {
  const folder = join(root, "a");
  const there = Promise.withResolvers<void>();
  watchForFile(join(folder, "b", "store.json"), there.resolve);
  mkdirSync(folder);
  writeFileSync(join(folder, "other"), "");
  mkdirSync(join(folder, "b"));
  writeFileSync(join(folder, "b", "new"), "");
  renameSync(join(folder, "b", "new"), join(folder, "b", "store.json"));
  await there.promise;
});

test("a file is told when its folders come all at once", async () => {
  const there = Promise.withResolvers<void>();
  watchForFile(join(root, "moved", "b", "store.json"), there.resolve);
  const elsewhere = mkdtempSync(join(tmpdir(), "evergraph-watch-"));
  mkdirSync(join(elsewhere, "b"));
  writeFileSync(join(elsewhere, "b", "store.json"), "");
  renameSync(elsewhere, join(root, "moved"));
  await there.promise;
});

test("who stopped waiting is told nothing, and a second watcher of the same file is", async () => {
  const file = join(root, "late");
  let told = 0;
  watchForFile(file, () => told++)();
  const there = Promise.withResolvers<void>();
  watchForFile(file, there.resolve);
  writeFileSync(file, "");
  await there.promise;
  assert.equal(told, 0);
});
