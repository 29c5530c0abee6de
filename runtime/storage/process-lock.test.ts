import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isLocked, tryLock } from "./process-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-lock-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const holder = fileURLToPath(new URL("fixtures/lock-holder.ts", import.meta.url));

async function startHolder(file: string): Promise<{ child: ChildProcess; state: string }> {
  const child = spawn(process.execPath, [holder, file], { stdio: ["pipe", "pipe", "inherit"] });
  const [chunk] = await once(child.stdout!, "data");
  return { child, state: String(chunk).trim() };
}

test("only one holds a lock, in this process too, until it is released", () => {
  const file = join(folder, "one");
  const first = tryLock(file);
  assert.ok(first.state === "held");
  assert.equal(tryLock(file).state, "taken");
  assert.equal(isLocked(file), true);
  first.lock.release();
  first.lock.release();
  assert.equal(isLocked(file), false);
  const second = tryLock(file);
  assert.ok(second.state === "held");
  second.lock.releaseForGood();
  assert.equal(existsSync(file), false);
});

test("a lock that was never taken is free, and asking makes no file", () => {
  assert.equal(isLocked(join(folder, "never")), false);
  assert.equal(existsSync(join(folder, "never")), false);
});

test("a folder that is not there makes locks unavailable, with the reason", () => {
  const attempt = tryLock(join(folder, "missing", "lock"));
  assert.ok(attempt.state === "unavailable" && attempt.why !== "");
});

test("another process sees the lock, and it is free when its holder was killed", async () => {
  const file = join(folder, "killed");
  const { child, state } = await startHolder(file);
  assert.equal(state, "held");
  assert.equal(tryLock(file).state, "taken");
  assert.equal((await startAndEnd(file)).state, "taken");
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.equal(isLocked(file), false);
});

async function startAndEnd(file: string): Promise<{ state: string }> {
  const { child, state } = await startHolder(file);
  child.stdin?.end();
  await once(child, "exit");
  return { state };
}
