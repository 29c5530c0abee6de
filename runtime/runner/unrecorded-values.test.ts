import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { removeLeftovers } from "./unrecorded-values.ts";

const before = process.env["TMPDIR"];
const own = mkdtempSync(path.join(tmpdir(), "evergraph-leftovers-"));
after(() => {
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  rmSync(own, { recursive: true, force: true });
});

test("leftovers that may not be removed do not keep the others, nor stop a run", {
  skip: process.platform === "win32",
}, () => {
  process.env["TMPDIR"] = own;
  const dead = spawnSync(process.execPath, ["-e", ""]).pid;
  const name = (id: number, end: string) => `evergraph-unrecorded-${id}-${end}`;
  for (const folder of [name(dead, "a"), name(dead, "b"), name(process.pid, "c")]) mkdirSync(path.join(own, folder));
  removeLeftovers((folder) => {
    if (folder.endsWith("a")) throw Object.assign(new Error("permission denied"), { code: "EACCES" });
    rmSync(folder, { recursive: true });
  });
  assert.deepEqual(readdirSync(own).sort(), [name(dead, "a"), name(process.pid, "c")].sort());
});
