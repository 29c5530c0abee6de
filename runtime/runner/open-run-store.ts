import { UserError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import type { EventBody } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { systemClock } from "../executor/system-clock.ts";
import { removeAnsweredRequests } from "../storage/cancel-request.ts";
import { openStore } from "../storage/journal-store.ts";
import { claimAssets, type Holder } from "../storage/leases.ts";
import { endDeadRuns } from "../storage/record-missing-outcomes.ts";
import type { Store } from "../storage/store.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import { removeOldValues } from "../storage/value-retention.ts";
import { createUnrecordedStore } from "./unrecorded-store.ts";

/** The store of a run's environment. */
export interface RunStore {
  readonly store: Store;
  /** Tidies up, gives back what was claimed, and closes. What could not be written before is not said again. */
  close(): Promise<void>;
}

/** The store of the plan's environment, only read: what the run says stays in memory. It claims nothing, as it makes nothing. */
export async function openUnrecordedStore(
  project: string,
  plan: RunPlan,
  onEvent: (event: EventBody) => void,
): Promise<RunStore> {
  const folder = environmentFolder(project, plan.environment);
  const store = createUnrecordedStore(await openStore({ folder, access: "read", index: "file" }), onEvent);
  return { store, close: () => store.close() };
}

/**
 * Opens the store of the plan's environment to write, takes the run's lock and a claim on each of its assets, and waits until no other run makes one of the plan's assets. Throws the store's own
 * coded error when it may not be written.
 */
export async function openRunStore(
  project: string,
  plan: RunPlan,
  { signal, launcher }: { readonly signal: AbortSignal; readonly launcher?: number | undefined },
): Promise<RunStore> {
  const folder = environmentFolder(project, plan.environment);
  const store = await openStore({ folder, access: "write", index: "file" });
  const { problem } = store;
  // What is damaged is read around; all else says why nothing may be written.
  if (problem !== undefined && problem.code !== storeErrors.damaged.code) {
    await store.close();
    throw new UserError(problem.code ?? "", problem.message, problem.remedy ?? "");
  }
  const assets = plan.steps.flatMap((step) => step.assets);
  try {
    const lease = await claimAssets({
      store,
      run: plan.run,
      assets,
      whenTaken: "wait",
      ...(launcher !== undefined && { launcher }),
      clock: systemClock,
      signal,
      onWait: (holder) => recordWait(store, plan, holder),
    });
    try {
      // Recorded later, what a dead run did not make would be told of what is made now.
      await endDeadRuns(store, new Set(assets));
    } catch (error) {
      lease.release();
      throw error;
    }
    return {
      store,
      async close() {
        try {
          await tidyUp(store, plan);
        } catch {
          // The run itself is recorded; the next one tidies up.
        } finally {
          // One that was left open has a successor, which is being started.
          if (launcher !== undefined && store.run(plan.run)?.state === "started") lease.handOver();
          else lease.release();
          removeAnsweredRequests(store);
          await store.close();
        }
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function recordWait(store: Store, plan: RunPlan, { run, asset }: Holder): void {
  store.append({ kind: "log", asset, level: "info", text: runErrors.waitsForRun.message({ run }) }, plan.run);
}

/** Not before the run: its first asset must not wait for what runs of other assets left behind. */
async function tidyUp(store: Store, plan: RunPlan): Promise<void> {
  await endDeadRuns(store);
  removeOldValues(
    store,
    plan.steps.flatMap((step) => step.assets),
  );
}
