import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { StepState } from "../../protocol/record/events.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import { recordMetadata } from "../core/definitions/metadata.ts";
import { readRequest } from "../core/definitions/result.ts";
import { attemptStep } from "./attempt-step.ts";
import { recordError } from "./record-error.ts";
import { retryDelay } from "./retry-delay.ts";
import type { StepEnd } from "./run-in-order.ts";
import type { RunScope } from "./run-scope.ts";
import { createWriter } from "./step-log.ts";

/** Carries out one planned asset with its retries, and records what comes of it. Never rejects for what the user's code does. */
export async function runStep(scope: RunScope, step: number, definition: AssetDefinition): Promise<StepEnd> {
  for (let attempt = 1; ; attempt++) {
    scope.record({ kind: "step", step, attempt, state: "started" });
    try {
      const end = await attemptStep(scope, step, definition, attempt);
      return end.kind === "skip" ? skipped(scope, step, definition, attempt, end.reason) : "succeeded";
    } catch (thrown) {
      if (scope.signal.aborted) return cancelled(scope, step, definition, attempt);
      recordFailureMetadata(scope, definition, thrown);
      const error = recordError(thrown, scope.project);
      const delay = delayBeforeRetry(scope, definition, attempt, thrown);
      if (delay === undefined) return failed(scope, step, definition, attempt, error);
      recordStep(scope, step, attempt, "retrying", error);
      try {
        await scope.clock.wait(delay, scope.signal);
      } catch {
        return cancelled(scope, step, definition, attempt);
      }
    }
  }
}

/** Refuses what this version cannot run, with its reason. */
export function refusal(definition: AssetDefinition | undefined, step: { readonly assets: readonly string[] }) {
  const key = step.assets[0] ?? "";
  if (step.assets.length !== 1) return userError(runErrors.multiAssetNotYet, { key });
  if (definition?.partitions !== undefined) return userError(definitionErrors.partitionedNotYet, { key });
  return definition?.kind === "external" ? userError(definitionErrors.externalNotMade, { key }) : undefined;
}

/** Milliseconds until the next attempt; undefined: there is none. */
function delayBeforeRetry(
  scope: RunScope,
  { retry }: AssetDefinition,
  attempt: number,
  thrown: unknown,
): number | undefined {
  const request = readRequest(thrown);
  if (request?.kind === "failure" && !request.retry) return undefined;
  if (request?.kind === "retry") {
    const retries = request.retries ?? Math.max(1, retry?.retries ?? 0);
    return attempt > retries ? undefined : request.seconds * 1_000;
  }
  if (retry === undefined || attempt > retry.retries) return undefined;
  return retryDelay(retry, attempt, scope.random);
}

function recordFailureMetadata(scope: RunScope, definition: AssetDefinition, thrown: unknown): void {
  const request = readRequest(thrown);
  if (request?.kind !== "failure" || Object.keys(request.metadata).length === 0) return;
  const write = createWriter(scope.record, definition.key);
  try {
    write("error", "What the failure says about itself", recordMetadata(request.metadata));
  } catch (error) {
    write("warn", error instanceof Error ? error.message : String(error));
  }
}

function failed(scope: RunScope, step: number, { key }: AssetDefinition, attempt: number, error: RecordedError) {
  recordStep(scope, step, attempt, "failed", error);
  scope.record({ kind: "outcome", of: { asset: key }, outcome: "failed", error });
  return "failed" as const;
}

function skipped(scope: RunScope, step: number, { key }: AssetDefinition, attempt: number, because: string) {
  recordStep(scope, step, attempt, "skipped");
  scope.record({ kind: "outcome", of: { asset: key }, outcome: "skipped", because });
  return "skipped" as const;
}

function cancelled(scope: RunScope, step: number, { key }: AssetDefinition, attempt: number) {
  recordStep(scope, step, attempt, "cancelled");
  scope.record({ kind: "outcome", of: { asset: key }, outcome: "cancelled" });
  return "failed" as const;
}

function recordStep(scope: RunScope, step: number, attempt: number, state: StepState, error?: RecordedError): void {
  scope.record({ kind: "step", step, attempt, state, ...(error !== undefined && { error }) });
}
