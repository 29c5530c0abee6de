import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { it } from "node:test";
import { identifyProcess, isProcessAlive } from "./living-process.ts";

it("knows a process as long as it runs, and no later one of its number", async () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
  const identity = identifyProcess(child.pid ?? 0);
  assert.ok(identity);
  assert.equal(isProcessAlive(identity), true);
  if (identity.started !== undefined) assert.equal(isProcessAlive({ ...identity, started: "another time" }), false);
  child.kill("SIGKILL");
  await once(child, "exit");
  assert.equal(isProcessAlive(identity), false);
  assert.equal(identifyProcess(identity.id), undefined);
});

it("does not take one for alive that has ended and was not asked how", {
  skip: process.platform !== "linux",
}, async () => {
  // The shell becomes a program that never asks after its child.
  const shell = spawn("sh", ["-c", "sleep 0 & echo $!; exec sleep 60"], { stdio: ["ignore", "pipe", "ignore"] });
  const [chunk] = (await once(shell.stdout, "data")) as [Buffer];
  const limit = AbortSignal.timeout(20_000);
  while (identifyProcess(Number(String(chunk))) !== undefined) {
    limit.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  shell.kill("SIGKILL");
  await once(shell, "exit");
});
