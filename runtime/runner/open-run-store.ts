import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { openStore } from "../storage/journal-store.ts";
import type { Store } from "../storage/store.ts";
import { environmentFolder } from "../storage/store-folder.ts";

/** A run's own view of its environment's store. */
export interface RunStore {
  readonly store: Store;
  close(): Promise<void>;
}

/** Opens the store of the plan's environment to write. */
export async function openRunStore(project: string, plan: RunPlan): Promise<RunStore> {
  const folder = environmentFolder(project, plan.environment);
  const store = await openStore({ folder, access: "write", index: "file" });
  return { store, close: () => store.close() };
}
