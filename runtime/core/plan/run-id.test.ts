import assert from "node:assert/strict";
import { test } from "node:test";
import { makeRunId } from "./run-id.ts";

test("run ids are sorted by time", () => {
  const random = new Uint8Array([0x7f, 0x3a, 9]);
  const first = makeRunId(Date.UTC(2026, 10, 24, 13, 24, 55), random);
  assert.equal(first, "20261124T132455-7f3a09");
  assert.ok(first < makeRunId(Date.UTC(2026, 10, 24, 13, 24, 56), new Uint8Array(3)));
});
