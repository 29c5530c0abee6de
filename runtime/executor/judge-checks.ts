import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { CheckResult } from "../../protocol/record/events.ts";
import type { PlannedCheck } from "../../protocol/record/run-plan.ts";
import type { CheckDefinition, CheckFunction, CheckHistory } from "../core/definitions/definition.ts";
import { readCheckResult } from "../core/definitions/read-check-result.ts";
import type { Reader } from "./io-context.ts";
import { loadInputs, loadOne, readKeys } from "./load-inputs.ts";
import { makeContext } from "./make-context.ts";
import type { StepEnd } from "./run-in-order.ts";
import type { RunScope } from "./run-scope.ts";
import { createLog } from "./step-log.ts";
import type { Attempt, AttemptEnd, LastWord, StepWork } from "./step-work.ts";

/** Loads the asset, calls the check's function and records its results. */
export function judgeChecks(
  scope: RunScope,
  step: number,
  of: CheckFunction,
  planned: readonly PlannedCheck[],
): StepWork {
  const wanted = of.checks.filter(({ asset, name }) => planned.some((one) => one.asset === asset && one.name === name));
  const judged = new Set<CheckDefinition>();
  return {
    step,
    asset: of.asset,
    name: of.several ? of.name : `${of.asset}:${of.name}`,
    retry: of.retry,
    timeout: of.timeout,
    carryOut: (attempt) => carryOut(scope, of, wanted, judged, attempt),
    settle: (last) => settle(scope, wanted, judged, last),
  };
}

async function carryOut(
  scope: RunScope,
  of: CheckFunction,
  wanted: readonly CheckDefinition[],
  judged: Set<CheckDefinition>,
  attempt: Attempt,
): Promise<AttemptEnd> {
  const { signal, write, checkGoesOn } = attempt;
  const began = performance.now();
  const keys = [of.asset, ...of.inputs.map(({ asset }) => asset), ...of.deps, ...of.checks.map(({ asset }) => asset)];
  const reads = readKeys(scope, keys);
  const name = of.several ? of.name : `${of.asset}:${of.name}`;
  const reader: Reader = { name, consumer: undefined, attempt: attempt.number, log: createLog(write), signal };
  const value = await loadOne(scope, reader, of.asset, reads);
  const inputs = of.inputs.length === 0 ? undefined : await loadInputs(scope, reader, of.inputs, reads);
  const context = makeContext(scope, {
    key: of.asset,
    reader,
    reads,
    resources: Object.keys(of.resources).length === 0 ? undefined : await scope.resources.open(of.resources),
    config: undefined,
    addMetadata: undefined,
    inputs,
    selected: of.canSubset ? new Set(wanted.map((check) => check.name)) : undefined,
    history: of.needsHistory === true ? await historyOf(scope, of) : undefined,
  });
  checkGoesOn();
  const called = performance.now();
  const returned: unknown = await of.compute(value, context);
  checkGoesOn();
  const computed = performance.now();
  const results = readResults(of, wanted, returned);
  let held: unknown;
  for (const [check, result] of results) {
    const event = reads.get(check.asset)?.event;
    const codeVersion = scope.plan.code.checks?.[checkId(check.asset, check.name)]?.hash;
    judged.add(check);
    scope.record({
      kind: "check",
      of: { asset: check.asset },
      check: check.name,
      result,
      ...(event !== undefined && { judged: event }),
      ...(codeVersion !== undefined && { codeVersion }),
    });
    if (scope.holds.add(check, result)) {
      held ??= userError(runErrors.blockingCheckFailed, { asset: check.asset, check: check.name });
    }
  }
  const missing = wanted.find((check) => !results.has(check));
  if (missing !== undefined) {
    throw userError(runErrors.checkWithoutResult, { asset: missing.asset, check: missing.name });
  }
  return {
    kind: "done",
    seconds: { load: (called - began) / 1_000, compute: (computed - called) / 1_000, store: 0 },
    ...(held !== undefined && { held }),
  };
}

/** The newest first, with those that this run has made. */
async function historyOf({ store }: RunScope, { asset }: CheckFunction): Promise<CheckHistory> {
  await store.flushed();
  store.refresh();
  return store.asset(asset).history.map(({ time, metadata }) => ({ time, metadata }));
}

function readResults(
  of: CheckFunction,
  wanted: readonly CheckDefinition[],
  returned: unknown,
): ReadonlyMap<CheckDefinition, CheckResult> {
  const [only] = wanted;
  if (!of.several) return new Map(only === undefined ? [] : [[only, readCheckResult(only, returned)]]);
  if (typeof returned !== "object" || returned === null) {
    const what = "no object of results by name";
    throw userError(definitionErrors.checkResultInvalid, { check: of.name, asset: of.asset, what });
  }
  const byName = returned as Readonly<Record<string, unknown>>;
  const told = wanted.filter(({ name }) => byName[name] !== undefined);
  return new Map(told.map((check) => [check, readCheckResult(check, byName[check.name])]));
}

function settle(
  scope: RunScope,
  wanted: readonly CheckDefinition[],
  judged: ReadonlySet<CheckDefinition>,
  last: LastWord,
): StepEnd {
  switch (last.state) {
    case "succeeded":
      return "succeeded";
    case "held":
      return "partly";
    case "skipped":
      return "skipped";
    case "cancelled":
      return "failed";
    case "failed":
      for (const check of wanted) {
        if (judged.has(check)) continue;
        const { severity, asset, name } = check;
        const codeVersion = scope.plan.code.checks?.[checkId(asset, name)]?.hash;
        scope.record({
          kind: "check",
          of: { asset },
          check: name,
          result: { passed: false, severity, metadata: {}, error: last.error },
          ...(codeVersion !== undefined && { codeVersion }),
        });
      }
      return "failed";
    default:
      return last satisfies never;
  }
}
