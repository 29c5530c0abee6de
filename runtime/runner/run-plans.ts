import { existsSync } from "node:fs";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { UserError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CheckId } from "../../protocol/graph/check-id.ts";
import type { FromRunner, RunnerDeath, ToRunner } from "../../protocol/messages/runner-messages.ts";
import type { EventBody } from "../../protocol/record/events.ts";
import { recordedUnasked } from "../../protocol/record/metadata.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type {
  AssetDefinition,
  CheckFunction,
  CheckFunctionDefinition,
  EnvironmentDefinition,
} from "../core/definitions/definition.ts";
import { readBuiltInIo } from "../core/definitions/io-manager.ts";
import { executeRun, type RunResult, whyCancelled } from "../executor/execute-run.ts";
import { recordError } from "../executor/record-error.ts";
import { createRedactor, type Redactor } from "../executor/redact-secrets.ts";
import { nameOf, partsOf, stepDefinition } from "../executor/step-definition.ts";
import { systemClock } from "../executor/system-clock.ts";
import { ioManagersOf } from "../io/io-managers-of.ts";
import { createPoolLeases } from "../storage/pool-leases.ts";
import type { Store } from "../storage/store.ts";
import { environmentFolder } from "../storage/store-folder.ts";
import { type CancelSignal, createCancelSignal } from "./cancel-signal.ts";
import { checkDefinitions } from "./check-definitions.ts";
import { type LoadedDefinitions, loadDefinitions } from "./load-definitions.ts";
import { openRunStore, openUnrecordedStore, type RunStore } from "./open-run-store.ts";
import { failRun, recordDeath, type StepTimeout } from "./record-death.ts";
import { withStandIns } from "./stand-in-definitions.ts";
import type { RunnerWatch } from "./start-parent-watch.ts";
import { createUnrecordedValues } from "./unrecorded-values.ts";

type RunRequest = Extract<ToRunner, { readonly kind: "run" }>;

export interface RunnerSurroundings {
  readonly send: (message: FromRunner) => void;
  readonly signal: AbortSignal;
  readonly watch: RunnerWatch;
  /** Told of every event of a run that is not recorded. */
  readonly onUnrecorded: (event: EventBody) => void;
}

/** Of one plan. */
interface PlanSurroundings extends RunnerSurroundings {
  /** Aborts waiting for the assets. */
  readonly opening: AbortSignal;
}

type End = Omit<Extract<FromRunner, { readonly kind: "ended" }>, "kind" | "run">;

/**
 * Carries out the plans of a request in order, and tells the parent how each ended. Where a step had to be tried alone, another process
 * goes on after that. Never rejects.
 */
export async function runPlans(request: RunRequest, surroundings: RunnerSurroundings): Promise<void> {
  for (const [index, plan] of request.plans.entries()) {
    const after = index === 0 ? request.after : undefined;
    const redactor = createRedactor();
    const { signal, stop } = cancelSignalOf(request, plan, surroundings);
    // One that goes on after a death has a record that is to be brought to its end, whoever asked before.
    const opening = after === undefined ? signal : surroundings.signal;
    const end = await runPlan(request, plan, after, redactor, { ...surroundings, signal, opening }).catch(
      (thrown: unknown): End =>
        // While it waited for another run.
        signal.aborted && thrown === signal.reason
          ? cancelledEnd(signal)
          : { state: "failed", error: redactedError(thrown, request.project, redactor) },
    );
    stop();
    if (end.state === "started") return surroundings.send({ kind: "tried", run: plan.run });
    surroundings.send({ kind: "ended", run: plan.run, ...end });
  }
}

/** What is not recorded has no place in the store where others could ask for anything. */
function cancelSignalOf(
  { project, record }: RunRequest,
  plan: RunPlan,
  surroundings: RunnerSurroundings,
): CancelSignal {
  const { signal, watch } = surroundings;
  if (record === false) return { signal, stop() {} };
  return createCancelSignal(environmentFolder(project, plan.environment), plan.run, signal, watch);
}

function cancelledEnd(signal: AbortSignal): End {
  const error = whyCancelled(signal);
  return error === undefined ? { state: "cancelled" } : { state: "cancelled", error };
}

async function runPlan(
  request: RunRequest,
  plan: RunPlan,
  after: RunnerDeath | undefined,
  redactor: Redactor,
  surroundings: PlanSurroundings,
): Promise<End> {
  const { project } = request;
  const loading = loadDefinitions(project, plan).then((loaded) => checkDefinitions(plan, loaded));
  // Both take their time, and neither needs the other; but a run that is refused makes no store.
  const mayOpen = existsSync(environmentFolder(project, plan.environment)) ? Promise.resolve() : unlessRefused(loading);
  const [loaded, opened] = await Promise.allSettled([
    loading,
    mayOpen.then(() => openFor(request, plan, surroundings)),
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
      await recordDeath(store, plan, after, (step) => timeoutOf(plan, step, loaded.value));
    }
    const definitions = withStandIns(plan, loaded.value);
    return await execute(definitions, { request, plan, store, redactor, started, after }, surroundings);
  } finally {
    await close();
  }
}

function timeoutOf({ steps }: RunPlan, step: number, loaded: LoadedDefinitions): StepTimeout | undefined {
  const planned = steps[step];
  const definition = planned === undefined ? undefined : stepDefinition(planned, loaded);
  const milliseconds = definition === undefined ? undefined : partsOf(definition).timeout;
  return definition === undefined || milliseconds === undefined
    ? undefined
    : { name: nameOf(definition), milliseconds };
}

function openFor(
  { project, record, launcher }: RunRequest,
  plan: RunPlan,
  surroundings: PlanSurroundings,
): Promise<RunStore> {
  return record === false
    ? openUnrecordedStore(project, plan, surroundings.onUnrecorded)
    : openRunStore(project, plan, { signal: surroundings.opening, launcher });
}

interface Execution {
  readonly request: RunRequest;
  readonly plan: RunPlan;
  readonly store: Store;
  readonly redactor: Redactor;
  readonly started: () => void;
  readonly after: RunnerDeath | undefined;
}

async function execute(
  { definitions, checks, environment }: LoadedDefinitions,
  { request, plan, store, redactor, started, after }: Execution,
  { signal, watch }: RunnerSurroundings,
): Promise<End> {
  const { project, debug } = request;
  const [suspect] = after?.suspects ?? [];
  const io = environment?.io ?? {};
  const managers = ioManagersOf(io, project);
  const unrecorded = request.record === false ? createUnrecordedValues(managers, writingAnywhere(io)) : undefined;
  // What is not recorded holds no lock by which others could know that it lives, so it counts its slots for itself.
  const poolLeases =
    request.record === false || Object.keys(environment?.pools ?? {}).length === 0
      ? undefined
      : createPoolLeases({ folder: store.folder, run: plan.run, now: Date.now });
  try {
    const result = await executeRun({
      plan,
      definitions: debug ? withoutTimeouts(definitions) : definitions,
      checks: debug ? withoutCheckTimeouts(checks) : checks,
      store,
      ioManagers: unrecorded?.ioManagers ?? managers,
      resources: environment?.resources ?? {},
      clock: systemClock,
      signal: after?.cancelled && !signal.aborted ? AbortSignal.abort() : signal,
      ...(environment?.concurrency !== undefined && { concurrency: environment.concurrency }),
      ...(environment !== undefined && { pools: environment.pools }),
      ...(poolLeases !== undefined && { poolLeases }),
      project,
      redactor,
      watch,
      ...(suspect !== undefined && { alone: suspect }),
      onStarted: started,
    });
    return unrecorded === undefined ? endOf(result) : { ...endOf(result), ...seenOnlyHere(store, plan) };
  } finally {
    poolLeases?.close();
    unrecorded?.remove();
  }
}

function endOf({ state, error }: RunResult): End {
  return error === undefined ? { state } : { state, error };
}

/** What the parent cannot read from the store: the first error, and how many rows there were. */
function seenOnlyHere(store: Store, plan: RunPlan): Pick<End, "error" | "rows"> {
  const rows: Record<AssetKey, number> = {};
  let error: RecordedError | undefined;
  for (const event of store.events({ run: plan.run, kinds: ["outcome", "materialization", "check"] })) {
    if (event.kind === "outcome" && event.outcome === "failed") error ??= event.error;
    if (event.kind === "check") error ??= event.result.error;
    if (event.kind !== "materialization") continue;
    const count = event.metadata[recordedUnasked.rows];
    if (count?.type === "int") rows[event.of.asset] = count.value;
  }
  return { rows, ...(error !== undefined && { error }) };
}

/** Names of IO managers that keep values outside the store: the project's own, and those with a directory. */
function writingAnywhere(io: EnvironmentDefinition["io"]): ReadonlySet<string> {
  const names = Object.entries(io).filter(([, value]) => {
    const kind = readBuiltInIo(value);
    return kind === undefined || kind.directory !== undefined;
  });
  return new Set(names.map(([name]) => name));
}

/** Whoever steps through a function takes longer than it may. */
function withoutTimeouts(definitions: ReadonlyMap<AssetKey, AssetDefinition>): ReadonlyMap<AssetKey, AssetDefinition> {
  return new Map(
    Array.from(definitions, ([key, { timeout: _, ...definition }]) => [key, definition satisfies AssetDefinition]),
  );
}

/** Handles of one call still share their function. */
function withoutCheckTimeouts(
  checks: ReadonlyMap<CheckId, CheckFunctionDefinition>,
): ReadonlyMap<CheckId, CheckFunctionDefinition> {
  const untimed = new Map<CheckFunction, CheckFunction>();
  for (const { function: shared } of checks.values()) {
    const { timeout: _, ...rest } = shared;
    untimed.set(shared, rest);
  }
  return new Map(
    Array.from(checks, ([id, check]) => [id, { ...check, function: untimed.get(check.function) ?? check.function }]),
  );
}

/** Text that is not what was planned says nothing about the assets, and an environment that is none has no record: nothing is recorded. */
const refusals: readonly string[] = [runErrors.sourceChanged.code, runErrors.unknownEnvironment.code];

function isRefusal(error: unknown): boolean {
  return error instanceof UserError && refusals.includes(error.code);
}

/** Resolves when there is something to be recorded, if only that nothing could be loaded. */
async function unlessRefused(loading: Promise<unknown>): Promise<void> {
  try {
    await loading;
  } catch (error) {
    if (isRefusal(error)) throw error;
  }
}

function redactedError(thrown: unknown, project: string, redactor: Redactor): RecordedError {
  const { message, stack, ...rest } = recordError(thrown, project);
  return {
    ...rest,
    message: redactor.text(message),
    ...(stack !== undefined && { stack: redactor.text(stack) }),
  };
}
