import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { createRunTells, readToItsEnd } from "./run-tells.ts";

const summary = (run: string, state: RunSummary["state"]): RunSummary => ({
  run: run as RunId,
  state,
  trigger: { kind: "editor" },
  startedAt: 0,
  steps: { planned: 1, done: 0, failed: 0 },
  assets: [],
});

test("who follows a run hears the last that was said, and then all that comes, of this run only", () => {
  const tells = createRunTells();
  const heard: string[] = [];
  tells.tell(summary("r1", "started"));
  const stop = tells.follow("r1" as RunId, ({ run, state }) => heard.push(`${run} ${state}`));
  tells.tell(summary("r2", "started"));
  tells.tell(summary("r1", "failed"));
  stop();
  tells.tell(summary("r1", "succeeded"));
  deepEqual(heard, ["r1 started", "r1 failed"]);
});

const orders = [
  { name: "after the runner said it", before: [], after: ["started", "failed"] },
  { name: "before the runner said it", before: ["started", "cancelled"], after: [] },
] as const;

for (const { name, before, after } of orders)
  test(`the end of a run is read ${name}`, async () => {
    const tells = createRunTells();
    for (const state of before) tells.tell(summary("r1", state));
    const read = readToItsEnd(tells, "r1" as RunId, 60_000);
    for (const state of after) tells.tell(summary("r1", state));
    await read;
  });

test("it is not waited for longer than the given time", () => readToItsEnd(createRunTells(), "r1" as RunId, 1));
