import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { watchDeadRuns } from "./watch-dead-runs.ts";

/** A watch over runs that are `alive` or not, with a clock that the test moves. */
function watched(active: string[], alive: readonly string[]) {
  const did: string[] = [];
  const due: (() => void)[] = [];
  const store = { activeRuns: () => active.map((run) => ({ run })) } as unknown as Store;
  const watch = watchDeadRuns({
    isAlive: (_, run: RunId) => alive.includes(run),
    endDeadRuns: async () => {
      did.push("ended the dead");
      active.splice(0, active.length, ...active.filter((run) => alive.includes(run)));
    },
    onProblem: (problem) => did.push(String(problem)),
    later: (act) => {
      due.push(act);
      return () => due.splice(due.indexOf(act), 1);
    },
  });
  const pass = async () => {
    for (const act of due.splice(0)) act();
    await new Promise(setImmediate);
  };
  return { watch, store, did, due, pass };
}

test("a run that nobody carries out is ended, and then nothing is asked any more", async () => {
  const { watch, store, did, due, pass } = watched(["r1"], []);
  watch.look(store);
  watch.look(store);
  deepEqual(due.length, 1, "asked once at a time");
  await pass();
  deepEqual([did, due.length], [["ended the dead"], 0]);
});

test("a run that lives is asked for again, and not ended", async () => {
  const { watch, store, did, due, pass } = watched(["r1"], ["r1"]);
  watch.look(store);
  await pass();
  await pass();
  deepEqual([did, due.length], [[], 1]);
  watch.stop();
  deepEqual(due.length, 0);
});

test("without a run in progress nothing is asked", () => {
  const { watch, store, due } = watched([], []);
  watch.look(store);
  deepEqual(due.length, 0);
});
