import { recordMetadata } from "../core/definitions/metadata.ts";
import { readRequest } from "../core/definitions/result.ts";
import { attemptStep } from "./attempt-step.ts";
import { recordError } from "./record-error.ts";
import { retryDelay } from "./retry-delay.ts";
import type { StepEnd } from "./run-in-order.ts";
import type { RunScope } from "./run-scope.ts";
import { createWriter } from "./step-log.ts";
import type { AttemptEnd, StepWork } from "./step-work.ts";

/** Carries out one planned step with its retries, and records what comes of it. Never rejects for what the user's code does. */
export async function runStep(scope: RunScope, work: StepWork): Promise<StepEnd> {
  const { step } = work;
  for (let attempt = scope.attempts.get(step) ?? 1; ; attempt++) {
    scope.record({ kind: "step", step, attempt, state: "started" });
    try {
      return recordEnd(scope, work, attempt, await attemptStep(scope, work, attempt));
    } catch (thrown) {
      if (scope.signal.aborted) return cancelled(scope, work, attempt);
      recordFailureMetadata(scope, work, thrown);
      const error = recordError(thrown, scope.project);
      const delay = delayBeforeRetry(scope, work, attempt, thrown);
      if (delay === undefined) {
        scope.record({ kind: "step", step, attempt, state: "failed", error });
        return work.settle({ state: "failed", error });
      }
      scope.record({ kind: "step", step, attempt, state: "retrying", error });
      try {
        await scope.clock.wait(delay, scope.signal);
      } catch {
        return cancelled(scope, work, attempt);
      }
    }
  }
}

function recordEnd(scope: RunScope, work: StepWork, attempt: number, end: AttemptEnd): StepEnd {
  const { step } = work;
  if (end.kind === "skip") {
    scope.record({ kind: "step", step, attempt, state: "skipped" });
    return work.settle({ state: "skipped", reason: end.reason });
  }
  const { seconds, held } = end;
  if (held === undefined) {
    scope.record({ kind: "step", step, attempt, state: "succeeded", seconds });
    return work.settle({ state: "succeeded" });
  }
  scope.record({ kind: "step", step, attempt, state: "failed", seconds, error: recordError(held, scope.project) });
  return work.settle({ state: "held" });
}

/** Milliseconds until the next attempt; undefined: there is none. */
function delayBeforeRetry(scope: RunScope, { retry }: StepWork, attempt: number, thrown: unknown): number | undefined {
  const request = readRequest(thrown);
  if (request?.kind === "failure" && !request.retry) return undefined;
  if (request?.kind === "retry") {
    const retries = request.retries ?? Math.max(1, retry?.retries ?? 0);
    return attempt > retries ? undefined : request.seconds * 1_000;
  }
  if (retry === undefined || attempt > retry.retries) return undefined;
  return retryDelay(retry, attempt, scope.random);
}

function recordFailureMetadata(scope: RunScope, work: StepWork, thrown: unknown): void {
  const request = readRequest(thrown);
  if (request?.kind !== "failure" || Object.keys(request.metadata).length === 0) return;
  const write = createWriter(scope.record, work.asset);
  try {
    write("error", "What the failure says about itself", recordMetadata(request.metadata));
  } catch (error) {
    write("warn", error instanceof Error ? error.message : String(error));
  }
}

function cancelled(scope: RunScope, work: StepWork, attempt: number): StepEnd {
  scope.record({ kind: "step", step: work.step, attempt, state: "cancelled" });
  return work.settle({ state: "cancelled" });
}
