import { availableParallelism } from "node:os";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { UserError, userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { Outcome, RunState, StepEvent } from "../../protocol/record/events.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import type { Clock } from "../core/clock.ts";
import type { AssetDefinition, CheckDefinition, CheckFunctionDefinition } from "../core/definitions/definition.ts";
import type { PoolLeases } from "../storage/pool-leases.ts";
import type { Store } from "../storage/store.ts";
import { createInterrupts } from "./interruptible.ts";
import { judgeChecks } from "./judge-checks.ts";
import { makeAssets } from "./make-assets.ts";
import { observeAsset } from "./observe-asset.ts";
import { openResources } from "./open-resources.ts";
import { createPoolSlots, findOverfullPool, type SharedSlots } from "./pool-slots.ts";
import { createReadySteps, onlyFor } from "./ready-steps.ts";
import { recordError } from "./record-error.ts";
import { createRedactor, type Redactor } from "./redact-secrets.ts";
import { createRunHolds } from "./run-holds.ts";
import { type OrderedRun, runInOrder, type StepEnd } from "./run-in-order.ts";
import { createRunProgress, type RunProgress } from "./run-progress.ts";
import { createRecorder, type Recorder, recordTheRest } from "./run-recorder.ts";
import type { IoManagers, RunScope, StepWatch } from "./run-scope.ts";
import { runStep } from "./run-step.ts";
import { createRunValues } from "./run-values.ts";
import { nameOf, partsOf, type StepDefinition, stepDefinition } from "./step-definition.ts";
import { createLog, createWriter } from "./step-log.ts";
import type { StepWork } from "./step-work.ts";

export interface RunOptions {
  readonly plan: RunPlan;
  /** Of the planned assets, and of those above them that are known. */
  readonly definitions: ReadonlyMap<AssetKey, AssetDefinition>;
  /** By each check that is planned in a step of its own. Absent: none is. */
  readonly checks?: ReadonlyMap<CheckId, CheckFunctionDefinition>;
  readonly store: Store;
  readonly ioManagers: IoManagers;
  /** By slot: the thing itself, or what `provide` made. */
  readonly resources: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  /** Aborts: the run is cancelled. When its reason has an error for people as its cause, the run's last event tells it. */
  readonly signal: AbortSignal;
  /** Steps at once; the number of processors when it is absent. */
  readonly concurrency?: number;
  /** Slots by pool. A pool that is not named has as many as anybody wants. */
  readonly pools?: Readonly<Record<string, number>>;
  /** Lets the pools be shared with all runs of the store. Absent: they are this run's alone. */
  readonly poolLeases?: PoolLeases;
  /** Absolute folder of the project; absent: errors keep no place in it. */
  readonly project?: string;
  /** Values of assets that are not planned, instead of stored ones. */
  readonly given?: ReadonlyMap<AssetKey, unknown>;
  /** Where `env()` looks; the process's environment when it is absent. */
  readonly variable?: (name: string) => string | undefined;
  readonly redactor?: Redactor;
  readonly watch?: StepWatch;
  /**
   * Only this step of the plan, and what above it has no outcome: another process goes on with the rest. Unless that was all, or the run
   * is cancelled, the run has not ended then, and its state is "started".
   */
  readonly alone?: number;
  /** The run's first event is durable. */
  readonly onStarted?: () => void;
  /** From 0 to 1, for the jitter of retries. */
  readonly random?: () => number;
}

export interface RunResult {
  readonly state: RunState;
  readonly outcomes: ReadonlyMap<AssetKey, Outcome>;
  /** Why the run as a whole failed, or why its record is not complete. */
  readonly error?: RecordedError;
}

/**
 * Carries out a plan: each step as soon as those before it are done, independent branches whatever happens to others, exactly one
 * outcome for every planned asset, and a last event for every step that checks. A run of which a part is recorded already (its process
 * died) goes on with the rest. All events are durable when this resolves; it rejects only when the store cannot be written.
 */
export async function executeRun(given: RunOptions): Promise<RunResult> {
  const options = { ...given, redactor: given.redactor ?? createRedactor() };
  const { plan, store } = options;
  store.refresh();
  const before = store.run(plan.run);
  if (before?.endedAt !== undefined) return { state: before.state, outcomes: before.outcomes };

  const recorder = createRecorder(options, before?.outcomes ?? new Map());
  const scope = createScope(options, recorder.record);
  const progress = createRunProgress(scope, recorder.outcomes);
  if (before === undefined) {
    recorder.record({ kind: "run", state: "started", plan });
    recordCode(plan, store, recorder);
  }
  const started = store.flushed().then(options.onStarted);
  // Told at the end, where the whole run is known to be durable or not.
  started.catch(() => {});
  const pools = poolsOf(scope);
  const refused = refusal(scope, pools, options.pools ?? {});
  try {
    if (refused === undefined) {
      await runInOrder(orderedSteps(scope, recorder, progress, options, { pools, goesOn: before !== undefined }));
    }
  } finally {
    scope.interrupts.dispose();
    await scope.resources.close((resource, error) => {
      const { message: why } = recordError(error, scope.project);
      createWriter(recorder.record, undefined)("error", runErrors.resourceStop.message({ resource, why }));
    });
  }
  const failure = refused === undefined ? undefined : recordError(refused, scope.project);
  const isOpen = options.alone !== undefined && failure === undefined && !options.signal.aborted;
  if (isOpen && !isComplete(plan, recorder, progress)) {
    recorder.close();
    await started;
    await store.flushed();
    return { state: "started", outcomes: recorder.outcomes };
  }
  const state = failure === undefined ? endState(plan, recorder, progress) : "failed";
  if (failure !== undefined || state === "cancelled") recordTheRest(plan, recorder, progress, failure);
  const error = failure ?? (state === "cancelled" ? whyCancelled(options.signal) : undefined);
  recorder.record({ kind: "run", state, ...(error !== undefined && { error }) });
  recorder.close();
  await started;
  await store.flushed();
  return { state, outcomes: recorder.outcomes, ...(error !== undefined && { error }) };
}

/** Who asked for it, when the signal says more than that it aborted: the cause of its reason. */
export function whyCancelled({ reason }: AbortSignal): RecordedError | undefined {
  const cause = reason instanceof Error ? reason.cause : undefined;
  if (!(cause instanceof UserError)) return undefined;
  const { code, message, remedy } = cause;
  return { code, message, remedy };
}

/** Pools of the steps that need slots: each name once for each slot. */
function poolsOf({ steps }: RunScope): ReadonlyMap<number, readonly string[]> {
  const pools = new Map<number, readonly string[]>();
  for (const [index, definition] of steps.entries()) {
    const { concurrency = [] } = definition === undefined ? {} : partsOf(definition);
    if (concurrency.length > 0) pools.set(index, concurrency);
  }
  return pools;
}

/** What makes the run as a whole impossible: nothing of it is begun then. */
function refusal(
  { plan, definitions, steps, ioManagers }: RunScope,
  pools: ReadonlyMap<number, readonly string[]>,
  slots: Readonly<Record<string, number>>,
): Error | undefined {
  const overfull = findOverfullPool(pools, slots);
  const definition = overfull === undefined ? undefined : steps[overfull.step];
  if (overfull !== undefined && definition !== undefined) {
    return userError(runErrors.poolTooSmall, { ...overfull, name: nameOf(definition) }, placeOf(plan, overfull.step));
  }
  for (const { assets } of plan.steps) {
    for (const key of assets) {
      const manager = definitions.get(key)?.io;
      if (manager !== undefined && !Object.hasOwn(ioManagers, manager)) {
        return userError(runErrors.ioManagerMissing, { key, manager }, plan.sources[key]);
      }
    }
  }
  return undefined;
}

/** Where what a step carries out is defined. */
function placeOf({ steps, sources, checkSources }: RunPlan, step: number): SourceRange | undefined {
  const { assets: [asset] = [], checks: [check] = [] } = steps[step] ?? {};
  if (asset !== undefined) return sources[asset];
  return check === undefined ? undefined : checkSources?.[checkId(check.asset, check.name)];
}

function createScope(options: RunOptions, record: RunScope["record"]): RunScope {
  const { plan, definitions, signal, redactor } = options;
  const checks = options.checks ?? new Map();
  const steps = plan.steps.map((step) => stepDefinition(step, { definitions, checks }));
  return {
    plan,
    steps,
    definitions,
    checks,
    project: options.project,
    store: options.store,
    ioManagers: options.ioManagers,
    resources: openResources({
      environment: plan.environment,
      bindings: options.resources,
      variable: options.variable ?? ((name) => process.env[name]),
      onSecret: (value) => redactor?.add(value),
      log: createLog(createWriter(record, undefined)),
      signal,
    }),
    values: createRunValues(steps),
    holds: createRunHolds(),
    given: options.given ?? new Map(),
    clock: options.clock,
    random: options.random ?? Math.random,
    attempts: new Map(),
    signal,
    interrupts: createInterrupts(signal, options.clock),
    watch: options.watch,
    hasSecret: (text) => redactor !== undefined && redactor.text(text) !== text,
    record,
  };
}

/** The code versions that the store lacks, so that a later reader can name what changed since. */
function recordCode(plan: RunPlan, store: Store, { record }: Recorder): void {
  const versions = new Map<string, CodeVersion>();
  for (const version of [...Object.values(plan.code.versions), ...Object.values(plan.code.checks ?? {})]) {
    if (store.code(version.hash) === undefined) versions.set(version.hash, version);
  }
  if (versions.size > 0) record({ kind: "code", versions: [...versions.values()] });
}

function orderedSteps(
  scope: RunScope,
  recorder: Recorder,
  progress: RunProgress,
  options: RunOptions,
  { pools, goesOn }: { readonly pools: ReadonlyMap<number, readonly string[]>; readonly goesOn: boolean },
): OrderedRun {
  const { plan } = options;
  const priorities = new Map<number, number>();
  for (const [index, definition] of scope.steps.entries()) {
    if (definition === undefined) continue;
    const { priority = 0 } = partsOf(definition);
    if (priority !== 0) priorities.set(index, priority);
  }
  const after = plan.steps.map((step) => step.after);
  const all = createReadySteps(after, priorities);
  const steps = options.alone === undefined ? all : onlyFor(options.alone, after, all);
  if (goesOn) progress.passRecorded(steps, takeUpRecord(scope));
  return {
    steps,
    concurrency: options.alone === undefined ? (options.concurrency ?? availableParallelism()) : 1,
    slots: createPoolSlots(pools, options.pools ?? {}, sharedSlots(scope, options)),
    signal: scope.signal,
    start: (step) => startStep(scope, recorder, progress, step),
    decide: (step) => progress.decide(step),
  };
}

/** Other runs are asked again now and then while a step waits for them: nobody says when they give a slot back. */
const lookAgainMilliseconds = 100;

function sharedSlots(scope: RunScope, { poolLeases: leases }: RunOptions): SharedSlots | undefined {
  if (leases === undefined) return undefined;
  return {
    leases,
    wait: () => scope.clock.wait(lookAgainMilliseconds, scope.signal).catch(() => {}),
    onWait(step, { pool, run = "" }) {
      const { assets, checks } = scope.plan.steps[step] as PlannedStep;
      createWriter(scope.record, assets[0] ?? checks[0]?.asset)("info", runErrors.waitsForSlot.message({ pool, run }));
    },
  };
}

/** What an earlier process of this run recorded: the last event of each step, and what its checks hold back. */
function takeUpRecord(scope: RunScope): ReadonlyMap<number, StepEvent> {
  const last = new Map<number, StepEvent>();
  for (const event of scope.store.events({ run: scope.plan.run, kinds: ["step", "check"] })) {
    if (event.kind === "step") {
      last.set(event.step, event);
      // An attempt that ended with its process was none of those that the step may have.
      scope.attempts.set(event.step, event.state === "retrying" ? event.attempt + 1 : event.attempt);
    }
    if (event.kind !== "check" || event.result.error !== undefined) continue;
    const check = definitionOfCheck(scope, event.of.asset, event.check);
    if (check !== undefined) scope.holds.add(check, event.result);
  }
  return last;
}

function definitionOfCheck(scope: RunScope, asset: AssetKey, name: string): CheckDefinition | undefined {
  const own = scope.definitions.get(asset)?.checks?.find((check) => check.name === name);
  if (own !== undefined) return own;
  const { checks = [] } = scope.checks.get(checkId(asset, name))?.function ?? {};
  return checks.find((check) => check.asset === asset && check.name === name);
}

function startStep(
  scope: RunScope,
  recorder: Recorder,
  progress: RunProgress,
  index: number,
): Promise<StepEnd> | StepEnd {
  const step = scope.plan.steps[index] as PlannedStep;
  const definition = scope.steps[index];
  const refused = definition === undefined ? missingDefinition(scope, step) : cannotRun(definition);
  if (definition !== undefined && refused === undefined) {
    return runStep(scope, workOf(scope, index, step, definition)).then((end) => {
      progress.end(index, end);
      return end;
    });
  }
  const error = recordError(refused, scope.project);
  recorder.record({ kind: "step", step: index, attempt: 1, state: "failed", error });
  for (const asset of step.assets) {
    recorder.record({ kind: "outcome", of: { asset }, outcome: "failed", error });
  }
  progress.end(index, "failed");
  return "failed";
}

function workOf(scope: RunScope, index: number, step: PlannedStep, definition: StepDefinition): StepWork {
  if (definition.kind === "judge") return judgeChecks(scope, index, definition.function, step.checks);
  const { main, outputs } = definition;
  return main.kind === "external" ? observeAsset(scope, index, main) : makeAssets(scope, index, main, outputs);
}

/** Refuses what this version cannot run, with its reason. */
function cannotRun(definition: StepDefinition): Error | undefined {
  if (definition.kind === "judge") return undefined;
  const { key, kind, partitions, observe } = definition.main;
  if (partitions !== undefined) return userError(definitionErrors.partitionedNotYet, { key });
  return kind === "external" && observe === undefined
    ? userError(definitionErrors.externalNotMade, { key })
    : undefined;
}

function missingDefinition({ plan, definitions }: RunScope, step: PlannedStep): Error {
  const key = step.assets.find((asset) => !definitions.has(asset));
  if (key !== undefined) {
    const source = plan.sources[key];
    return userError(runErrors.definitionMissing, { key, file: source?.file ?? "The project" }, source);
  }
  const { asset, name } = step.checks[0] as PlannedStep["checks"][number];
  const source = plan.checkSources?.[checkId(asset, name)];
  return userError(runErrors.checkMissing, { asset, check: name, file: source?.file ?? "The project" }, source);
}

function isComplete({ steps }: RunPlan, { outcomes }: Recorder, progress: RunProgress): boolean {
  return (
    progress.openChecks().length === 0 && steps.every(({ assets }) => assets.every((asset) => outcomes.has(asset)))
  );
}

function endState(plan: RunPlan, { outcomes, cancelled }: Recorder, progress: RunProgress): RunState {
  if (cancelled() || progress.openChecks().length > 0) return "cancelled";
  let failed = progress.failed();
  for (const { assets } of plan.steps) {
    for (const asset of assets) {
      const outcome = outcomes.get(asset);
      if (outcome === undefined || outcome === "cancelled") return "cancelled";
      failed ||= outcome === "failed" || outcome === "upstream failed";
    }
  }
  return failed ? "failed" : "succeeded";
}
