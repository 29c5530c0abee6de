import { AsyncLocalStorage } from "node:async_hooks";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { LogLevel } from "../../protocol/record/events.ts";

/** The asset whose code is running, through everything that it awaits. */
export interface CurrentStep {
  readonly asset: AssetKey;
  write(level: LogLevel, text: string, fields?: object): void;
  /** Ends the step with an error that nobody caught. */
  fail(error: unknown): void;
}

const storage = new AsyncLocalStorage<CurrentStep>();

/** Runs a piece of the user's code, so that what it writes is known to be the asset's. */
export function runAsStep<Result>(step: CurrentStep, work: () => Result): Result {
  return storage.run(step, work);
}

/** The asset on whose behalf this is called, if any. */
export function currentStep(): CurrentStep | undefined {
  return storage.getStore();
}
