import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { UserError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { FromRunner, RunnerDeath, ToRunner } from "../../protocol/messages/runner-messages.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import { executeRun, type RunResult } from "../executor/execute-run.ts";
import { recordError } from "../executor/record-error.ts";
import { createRedactor, type Redactor } from "../executor/redact-secrets.ts";
import type { IoManagers, StepWatch } from "../executor/run-scope.ts";
import { systemClock } from "../executor/system-clock.ts";
import { framesIoManager } from "../io/frames-io-manager.ts";
import { jsonIoManager } from "../io/json-io-manager.ts";
import { memoryIoManager } from "../io/memory-io-manager.ts";
import type { Store } from "../storage/store.ts";
import { checkDefinitions } from "./check-definitions.ts";
import { type LoadedDefinitions, loadDefinitions } from "./load-definitions.ts";
import { openRunStore } from "./open-run-store.ts";
import { failRun, recordDeath } from "./record-death.ts";

type RunRequest = Extract<ToRunner, { readonly kind: "run" }>;

export interface RunnerSurroundings {
  readonly send: (message: FromRunner) => void;
  readonly signal: AbortSignal;
  readonly watch: StepWatch;
}

/** Carries out the plans of a request in order, and tells the parent how each ended. Never rejects. */
export async function runPlans(request: RunRequest, surroundings: RunnerSurroundings): Promise<void> {
  for (const [index, plan] of request.plans.entries()) {
    const after = index === 0 ? request.after : undefined;
    const redactor = createRedactor();
    const { state, error } = await runPlan(request, plan, after, redactor, surroundings).catch(
      (thrown: unknown): Pick<RunResult, "state" | "error"> =>
        // While it waited for another run.
        thrown === surroundings.signal.reason
          ? { state: "cancelled" }
          : { state: "failed", error: redactedError(thrown, request.project, redactor) },
    );
    surroundings.send({ kind: "ended", run: plan.run, state, ...(error !== undefined && { error }) });
  }
}

async function runPlan(
  request: RunRequest,
  plan: RunPlan,
  after: RunnerDeath | undefined,
  redactor: Redactor,
  surroundings: RunnerSurroundings,
): Promise<Pick<RunResult, "state" | "error">> {
  const { project, debug } = request;
  // Both take their time, and neither needs the other.
  const [loaded, opened] = await Promise.allSettled([
    loadDefinitions(project, plan).then((loaded) => checkDefinitions(plan, loaded)),
    openRunStore(project, plan, surroundings.signal),
  ]);
  if (opened.status === "rejected") throw opened.reason;
  const { store, close } = opened.value;
  const started = () => surroundings.send({ kind: "started", run: plan.run });
  try {
    if (loaded.status === "rejected") {
      if (isRefusal(loaded.reason)) throw loaded.reason;
      const error = redactedError(loaded.reason, project, redactor);
      await failRun(store, plan, error);
      return { state: "failed", error };
    }
    if (after !== undefined) {
      await recordDeath(store, plan, after, (key) => loaded.value.definitions.get(key)?.timeout);
    }
    return await execute(loaded.value, { project, debug, plan, store, redactor, started, after }, surroundings);
  } finally {
    await close();
  }
}

interface Execution {
  readonly project: string;
  readonly debug: boolean;
  readonly plan: RunPlan;
  readonly store: Store;
  readonly redactor: Redactor;
  readonly started: () => void;
  readonly after: RunnerDeath | undefined;
}

function execute(
  { definitions, environment }: LoadedDefinitions,
  { project, debug, plan, store, redactor, started, after }: Execution,
  { signal, watch }: RunnerSurroundings,
): Promise<RunResult> {
  return executeRun({
    plan,
    definitions: debug ? withoutTimeouts(definitions) : definitions,
    store,
    ioManagers: ioManagers(),
    resources: environment?.resources ?? {},
    clock: systemClock,
    signal: after?.cancelled ? AbortSignal.abort() : signal,
    ...(environment?.concurrency !== undefined && { concurrency: environment.concurrency }),
    project,
    redactor,
    watch,
    onStarted: started,
  });
}

function ioManagers(): IoManagers {
  const frames = framesIoManager();
  return { default: frames, frames, json: jsonIoManager(), memory: memoryIoManager() };
}

/** Whoever steps through a function takes longer than it may. */
function withoutTimeouts(definitions: ReadonlyMap<AssetKey, AssetDefinition>): ReadonlyMap<AssetKey, AssetDefinition> {
  return new Map(
    Array.from(definitions, ([key, { timeout: _, ...definition }]) => [key, definition satisfies AssetDefinition]),
  );
}

/** Text that is not what was planned says nothing about the assets: nothing is recorded of them. */
function isRefusal(error: unknown): boolean {
  return error instanceof UserError && error.code === runErrors.sourceChanged.code;
}

function redactedError(thrown: unknown, project: string, redactor: Redactor): RecordedError {
  const { message, stack, ...rest } = recordError(thrown, project);
  return {
    ...rest,
    message: redactor.text(message),
    ...(stack !== undefined && { stack: redactor.text(stack) }),
  };
}
