import { availableParallelism } from "node:os";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { EventBody, Outcome, RunState } from "../../protocol/record/events.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import type { Clock } from "../core/clock.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import type { Store } from "../storage/store.ts";
import { createInterrupts } from "./interruptible.ts";
import { openResources } from "./open-resources.ts";
import { createReadySteps, type ReadySteps } from "./ready-steps.ts";
import { recordError } from "./record-error.ts";
import { createRedactor, type Redactor } from "./redact-secrets.ts";
import { runInOrder, type StepEnd } from "./run-in-order.ts";
import type { IoManagers, RunScope, StepWatch } from "./run-scope.ts";
import { refusal, runStep } from "./run-step.ts";
import { createRunValues } from "./run-values.ts";
import { createLog, createWriter } from "./step-log.ts";

export interface RunOptions {
  readonly plan: RunPlan;
  /** Of the planned assets, and of those above them that are known. */
  readonly definitions: ReadonlyMap<AssetKey, AssetDefinition>;
  readonly store: Store;
  readonly ioManagers: IoManagers;
  /** By slot: the thing itself, or what `provide` made. */
  readonly resources: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  /** Aborts: the run is cancelled. */
  readonly signal: AbortSignal;
  /** Steps at once; the number of processors when it is absent. */
  readonly concurrency?: number;
  /** Absolute folder of the project; absent: errors keep no place in it. */
  readonly project?: string;
  /** Values of assets that are not planned, instead of stored ones. */
  readonly given?: ReadonlyMap<AssetKey, unknown>;
  /** Where `env()` looks; the process's environment when it is absent. */
  readonly variable?: (name: string) => string | undefined;
  readonly redactor?: Redactor;
  readonly watch?: StepWatch;
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
 * Carries out a plan: each step as soon as those before it are done, independent branches whatever happens to others, and exactly one
 * outcome for every planned asset. A run of which a part is recorded already (its process died) goes on with the rest. All events are
 * durable when this resolves; it rejects only when the store cannot be written.
 */
export async function executeRun(given: RunOptions): Promise<RunResult> {
  const options = { ...given, redactor: given.redactor ?? createRedactor() };
  const { plan, store } = options;
  store.refresh();
  const before = store.run(plan.run);
  if (before?.endedAt !== undefined) return { state: before.state, outcomes: before.outcomes };

  const recorder = createRecorder(options, before?.outcomes ?? new Map());
  const scope = createScope(options, recorder.record);
  if (before === undefined) {
    recorder.record({ kind: "run", state: "started", plan });
    recordCode(plan, store, recorder);
  }
  const started = store.flushed().then(options.onStarted);
  // Told at the end, where the whole run is known to be durable or not.
  started.catch(() => {});
  try {
    await runInOrder(orderedSteps(scope, recorder, options));
  } finally {
    scope.interrupts.dispose();
    await scope.resources.close((resource, error) => {
      const { message } = recordError(error, scope.project);
      createWriter(recorder.record, undefined)("error", `Stopping the resource "${resource}" failed: ${message}`);
    });
  }
  const state = endState(plan, recorder.outcomes);
  if (state === "cancelled") recorder.fillOutcomes("cancelled");
  recorder.record({ kind: "run", state });
  recorder.close();
  await started;
  await store.flushed();
  return { state, outcomes: recorder.outcomes };
}

function createScope(options: RunOptions, record: RunScope["record"]): RunScope {
  const { plan, definitions, signal, redactor } = options;
  return {
    plan,
    definitions,
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
    values: createRunValues(plan, definitions),
    given: options.given ?? new Map(),
    clock: options.clock,
    random: options.random ?? Math.random,
    signal,
    interrupts: createInterrupts(signal, options.clock),
    watch: options.watch,
    record,
  };
}

/** The code versions that the store lacks, so that a later reader can name what changed since. */
function recordCode(plan: RunPlan, store: Store, { record }: Recorder): void {
  const versions = new Map<string, CodeVersion>();
  for (const version of Object.values(plan.code.versions)) {
    if (store.code(version.hash) === undefined) versions.set(version.hash, version);
  }
  if (versions.size > 0) record({ kind: "code", versions: [...versions.values()] });
}

interface Recorder {
  readonly record: RunScope["record"];
  readonly outcomes: ReadonlyMap<AssetKey, Outcome>;
  /** Gives every planned asset that has none this outcome. */
  fillOutcomes(outcome: Outcome): void;
  /** What user code still writes after the end of the run is dropped. */
  close(): void;
}

/** Writes the events of the run, and keeps that each asset has one outcome. */
function createRecorder({ plan, store, redactor }: RunOptions, before: ReadonlyMap<AssetKey, Outcome>): Recorder {
  const outcomes = new Map(before);
  let closed = false;
  const record = (body: EventBody) => {
    if (closed) return "closed:0" as const;
    if (body.kind === "outcome") {
      if (outcomes.has(body.of.asset)) throw new Error(`A second outcome for ${body.of.asset}`);
      outcomes.set(body.of.asset, body.outcome);
    }
    return store.append(redactor === undefined ? body : redactor.event(body), plan.run);
  };
  return {
    record,
    outcomes,
    fillOutcomes(outcome) {
      for (const { assets } of plan.steps) {
        for (const asset of assets) if (!outcomes.has(asset)) record({ kind: "outcome", of: { asset }, outcome });
      }
    },
    close() {
      closed = true;
    },
  };
}

function orderedSteps(scope: RunScope, recorder: Recorder, options: RunOptions): Parameters<typeof runInOrder>[0] {
  const { plan } = options;
  const steps = createReadySteps(plan.steps.map((step) => step.after));
  const order = {
    steps,
    concurrency: options.concurrency ?? availableParallelism(),
    signal: scope.signal,
    start: (step: number) => startStep(scope, recorder, step),
    blocked: (step: number, above: number, end: StepEnd) => recordBlocked(scope, recorder, step, above, end),
    runsWithout: (above: number, below: number) => readsOnlyOptionally(scope, above, below),
  };
  passRecorded(plan, recorder.outcomes, steps, order);
  return order;
}

/** Steps that an earlier process of this run has brought to an end count as such. */
function passRecorded(
  plan: RunPlan,
  outcomes: ReadonlyMap<AssetKey, Outcome>,
  steps: ReadySteps,
  order: Pick<Parameters<typeof runInOrder>[0], "blocked" | "runsWithout">,
): void {
  if (outcomes.size === 0) return;
  const ends = plan.steps.map(({ assets }) => endOf(assets.map((asset) => outcomes.get(asset))));
  for (const [step, end] of ends.entries()) {
    if (end === undefined) continue;
    if (end === "succeeded") {
      steps.succeeded(step);
      continue;
    }
    const passes = end === "skipped" ? order.runsWithout : undefined;
    for (const below of steps.blocked(step, passes)) if (ends[below] === undefined) order.blocked(below, step, end);
  }
}

function endOf(outcomes: readonly (Outcome | undefined)[]): StepEnd | undefined {
  if (outcomes.some((outcome) => outcome === undefined)) return undefined;
  if (outcomes.every((outcome) => outcome === "materialized")) return "succeeded";
  return outcomes.every((outcome) => outcome === "materialized" || outcome === "skipped") ? "skipped" : "failed";
}

function startStep(scope: RunScope, recorder: Recorder, index: number): StepEnd | Promise<StepEnd> {
  const step = scope.plan.steps[index] as PlannedStep;
  const definition = scope.definitions.get(step.assets[0] as AssetKey);
  const refused = refusal(definition, step);
  if (definition !== undefined && refused === undefined) return runStep(scope, index, definition);
  const error = recordError(refused ?? missingDefinition(scope.plan, step), scope.project);
  recorder.record({ kind: "step", step: index, attempt: 1, state: "failed", error });
  for (const asset of step.assets) {
    recorder.record({ kind: "outcome", of: { asset }, outcome: "failed", error });
  }
  return "failed";
}

function missingDefinition(plan: RunPlan, step: PlannedStep) {
  const key = step.assets[0] as AssetKey;
  const source = plan.sources[key];
  return userError(runErrors.definitionMissing, { key, file: source?.file ?? "The project" }, source);
}

function recordBlocked(scope: RunScope, recorder: Recorder, step: number, above: number, end: StepEnd): void {
  const { steps } = scope.plan;
  const cause = steps[above]?.assets[0] as AssetKey;
  for (const asset of (steps[step] as PlannedStep).assets) {
    for (const input of scope.definitions.get(asset)?.inputs ?? []) scope.values.release(input.asset);
    const of = { asset };
    if (scope.signal.aborted) recorder.record({ kind: "outcome", of, outcome: "cancelled" });
    else if (end === "skipped")
      recorder.record({ kind: "outcome", of, outcome: "skipped", because: `${cause} was skipped` });
    else recorder.record({ kind: "outcome", of, outcome: "upstream failed", because: cause });
  }
}

/** Whether all that the step below takes from the one above may be missing. */
function readsOnlyOptionally(scope: RunScope, above: number, below: number): boolean {
  const { steps } = scope.plan;
  const made = new Set(steps[above]?.assets);
  return (steps[below]?.assets ?? []).every((asset) => {
    const definition = scope.definitions.get(asset);
    if (definition === undefined || definition.deps.some((key) => made.has(key))) return false;
    return definition.inputs.every((input) => input.optional || !made.has(input.asset));
  });
}

function endState(plan: RunPlan, outcomes: ReadonlyMap<AssetKey, Outcome>): RunState {
  let failed = false;
  for (const { assets } of plan.steps) {
    for (const asset of assets) {
      const outcome = outcomes.get(asset);
      if (outcome === undefined || outcome === "cancelled") return "cancelled";
      failed ||= outcome === "failed" || outcome === "upstream failed";
    }
  }
  return failed ? "failed" : "succeeded";
}
