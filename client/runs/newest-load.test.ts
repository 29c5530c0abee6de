import assert from "node:assert/strict";
import { test } from "node:test";
import { createNewestLoad } from "./newest-load.ts";

function untilAborted(signal: AbortSignal): Promise<string> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

test("a load is given up when a newer one of its project begins, and no other is", async () => {
  const { begin } = createNewestLoad();
  const elsewhere = Promise.withResolvers<string>();
  const other = begin("/q", () => elsewhere.promise);
  const older = assert.rejects(begin("/p", untilAborted), { name: "AbortError" });
  assert.equal(await begin("/p", async () => "newer"), "newer");
  await older;
  elsewhere.resolve("other");
  assert.equal(await other, "other");
});

test("what a load brings that does not listen is not taken after a newer one began", async () => {
  const { begin } = createNewestLoad();
  const slow = Promise.withResolvers<string>();
  const older = assert.rejects(
    begin("/p", () => slow.promise),
    { name: "AbortError" },
  );
  const newer = begin("/p", async () => "newer");
  slow.resolve("older");
  await older;
  assert.equal(await newer, "newer");
});
