import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { StepEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { beginRun, endAsset } from "./materialize-fixture.ts";
import { createRunDetails } from "./run-details.ts";
import { scriptedAnalysis } from "./scripted-analysis-fixture.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-run-details-"));
const store = await openStore({ folder, access: "write", index: "memory" });
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});
const analysis = scriptedAnalysis(folder, { "assets.ts": "a @ 1\nb <- a @ 1\nc <- b @ 1" });

/** Details as somebody sees them who looks for the first time. */
function anew(run: RunId) {
  const record = store.run(run);
  assert.ok(record !== undefined);
  return createRunDetails(() => store).details(record);
}

test("a run that is followed is read once, and shown at each moment as one that is read anew", async () => {
  let reads = 0;
  const reader = createRunDetails(() => ({
    ...store,
    events: (query) => {
      reads += 1;
      return store.events(query);
    },
  }));
  const run = beginRun(store, analysis, ["a", "b", "c"]);
  const step = (event: Omit<StepEvent, "kind">) => store.append({ kind: "step", ...event }, run);
  const error = { message: "the till is empty" };
  const happenings: readonly (() => void)[] = [
    () => {},
    () => endAsset(store, analysis, run, analysis.graph().keys[0] ?? assert.fail(), { rows: [{ id: 1 }, { id: 2 }] }),
    () => step({ step: 0, attempt: 1, state: "succeeded", seconds: { load: 0, compute: 1, store: 0 } }),
    () => step({ step: 1, attempt: 1, state: "started" }),
    () => step({ step: 1, attempt: 1, state: "retrying", error }),
    () => step({ step: 1, attempt: 2, state: "started" }),
    () => step({ step: 1, attempt: 2, state: "failed", error }),
    () => endAsset(store, analysis, run, analysis.graph().keys[1] ?? assert.fail(), { error }),
    () => endAsset(store, analysis, run, analysis.graph().keys[2] ?? assert.fail(), { because: "b" }),
    () => store.append({ kind: "run", state: "failed" }, run),
  ];
  const seen: string[] = [];
  for (const happen of happenings) {
    happen();
    await store.flushed();
    // All of it, also what is known already: a store that was just read tells its last events once more.
    reader.add([...store.events({ run })]);
    const record = store.run(run) ?? assert.fail();
    const details = reader.details(record);
    assert.deepEqual(details, anew(run));
    seen.push(details.steps.map(({ state }) => state).join(", "));
  }
  assert.equal(reads, 1);
  assert.deepEqual(seen.at(0), "running, waiting, waiting");
  assert.deepEqual(seen.at(-1), "succeeded, failed, upstream failed");
  assert.deepEqual(anew(run).steps[0]?.rows, { a: 2 });
  assert.equal(anew(run).steps[1]?.attempts, 2);
});
