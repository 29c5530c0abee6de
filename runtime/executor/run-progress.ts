import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { Outcome, StepEvent } from "../../protocol/record/events.ts";
import type { PlannedStep } from "../../protocol/record/run-plan.ts";
import type { ReadySteps } from "./ready-steps.ts";
import { endStep, type StepEnd } from "./run-in-order.ts";
import type { RunScope } from "./run-scope.ts";
import { judges, loadedBy, needOf, type StepDefinition } from "./step-definition.ts";

/** How the steps of a run have ended, and what that means for those below them. */
export interface RunProgress {
  /** A step that was carried out has ended so. */
  end(step: number, end: StepEnd): void;
  /** Whether the step can run although not all above it ended well; if not, it is recorded what becomes of it. */
  decide(step: number): StepEnd | undefined;
  /** Whether a step failed, also where each asset of it was made. */
  failed(): boolean;
  /** Steps that only check and have no last word yet. */
  openChecks(): readonly number[];
  /** Steps that an earlier process of this run has brought to an end count as such. */
  passRecorded(steps: ReadySteps, last: ReadonlyMap<number, StepEvent>): void;
}

/** Why a step below cannot run. `because`: what a person is to look at first. */
interface Obstacle {
  readonly end: "skipped" | "failed";
  readonly because: string;
}

export function createRunProgress(scope: RunScope, outcomes: ReadonlyMap<AssetKey, Outcome>): RunProgress {
  const { steps } = scope.plan;
  const ends: (StepEnd | undefined)[] = [];
  /** Of steps that were not begun: the first reason, further up. */
  const roots = new Map<number, string>();
  let hasFailed = false;

  return { end, decide, failed: () => hasFailed, openChecks, passRecorded };

  function end(step: number, how: StepEnd): void {
    ends[step] = how;
    hasFailed ||= how === "failed" || (how === "partly" && isHeld(step));
  }

  /** A step that made or judged all and still did not end well. */
  function isHeld(step: number): boolean {
    const { assets, checks } = steps[step] as PlannedStep;
    return assets.length === 0 || checks.some(({ asset, name }) => isHolding(asset, name));
  }

  function isHolding(asset: AssetKey, name: string): boolean {
    return scope.holds.isFailed(checkId(asset, name));
  }

  function decide(step: number): StepEnd | undefined {
    const planned = steps[step] as PlannedStep;
    const definition = scope.steps[step];
    let failed: Obstacle | undefined;
    let skipped: Obstacle | undefined;
    for (const above of planned.after) {
      const obstacle = obstacleBetween(above, step, definition);
      if (obstacle?.end === "skipped") skipped ??= obstacle;
      else if (obstacle !== undefined) failed ??= obstacle;
    }
    // Where one input was not made at all there is nothing to be done, whatever became of the others.
    const obstacle = skipped ?? failed;
    if (obstacle === undefined) return undefined;
    if (definition !== undefined) for (const asset of loadedBy(definition)) scope.values.release(asset);
    roots.set(step, obstacle.because);
    ends[step] = obstacle.end;
    recordNotBegun(step, planned, obstacle);
    return obstacle.end;
  }

  function recordNotBegun(step: number, { assets }: PlannedStep, { end: how, because }: Obstacle): void {
    const reason = how === "skipped" ? `${because} was skipped` : because;
    const outcome = how === "skipped" ? "skipped" : "upstream failed";
    if (assets.length === 0) {
      scope.record({ kind: "step", step, attempt: 0, state: outcome, because: reason });
    }
    for (const asset of assets) {
      if (!outcomes.has(asset)) scope.record({ kind: "outcome", of: { asset }, outcome, because: reason });
    }
  }

  function obstacleBetween(above: number, below: number, definition: StepDefinition | undefined): Obstacle | undefined {
    const how = ends[above];
    if (how === undefined || how === "succeeded") return undefined;
    const { assets } = steps[above] as PlannedStep;
    if (assets.length === 0) return obstacleOfCheck(above, how, below, definition);
    if (definition === undefined) return how === "partly" ? undefined : { end: how, because: rootOf(above) };
    let skipped: Obstacle | undefined;
    let needs = 0;
    for (const key of assets) {
      const need = needOf(definition, key);
      if (need === undefined) continue;
      needs += 1;
      const outcome = outcomes.get(key);
      if (outcome === "skipped") {
        if (need === "needed") skipped ??= { end: "skipped", because: key };
      } else if (outcome !== "materialized") return { end: "failed", because: roots.get(above) ?? key };
      else if (how === "failed") return { end: "failed", because: rootOf(above) };
      else {
        const hold = holdOn(key, below, definition);
        if (hold !== undefined) return { end: "failed", because: hold };
      }
    }
    if (needs === 0 && how !== "partly") return { end: how, because: rootOf(above) };
    return skipped;
  }

  /** What keeps the readers of an asset from it. A check that was not needed lets them through. */
  function obstacleOfCheck(
    above: number,
    how: StepEnd,
    below: number,
    definition: StepDefinition | undefined,
  ): Obstacle | undefined {
    if (how === "skipped") return undefined;
    if (how === "failed") return { end: "failed", because: rootOf(above) };
    const { checks } = steps[above] as PlannedStep;
    for (const { asset } of checks) {
      const isRead = definition !== undefined && needOf(definition, asset) !== undefined;
      const hold = isRead ? holdOn(asset, below, definition) : undefined;
      if (hold !== undefined) return { end: "failed", because: hold };
    }
    return undefined;
  }

  /** The failed check between an asset and a step that reads it. */
  function holdOn(asset: AssetKey, below: number, definition: StepDefinition): string | undefined {
    if (definition.kind === "judge") {
      return judges(definition.function, asset) ? undefined : scope.holds.between(asset, definition.function.asset);
    }
    for (const reader of (steps[below] as PlannedStep).assets) {
      const hold = scope.holds.between(asset, reader);
      if (hold !== undefined) return hold;
    }
    return undefined;
  }

  function rootOf(step: number): string {
    const root = roots.get(step);
    if (root !== undefined) return root;
    const { assets, checks } = steps[step] as PlannedStep;
    const [check] = checks;
    const failed = assets.find((asset) => outcomes.get(asset) === "failed") ?? assets[0];
    return failed ?? (check === undefined ? "" : checkId(check.asset, check.name));
  }

  function openChecks(): readonly number[] {
    return [...steps.keys()].filter((step) => steps[step]?.assets.length === 0 && ends[step] === undefined);
  }

  function passRecorded(ready: ReadySteps, last: ReadonlyMap<number, StepEvent>): void {
    const recorded = steps.map((planned, step) => recordedEnd(planned, last.get(step)));
    const passed = new Set<number>();
    for (const [step, how] of recorded.entries()) {
      if (how === undefined || passed.has(step)) continue;
      end(step, how);
      endStep(ready, step, how, (below) => {
        const known = recorded[below];
        if (known === undefined) return decide(below);
        passed.add(below);
        end(below, known);
        return known;
      });
    }
  }

  function recordedEnd({ assets }: PlannedStep, event: StepEvent | undefined): StepEnd | undefined {
    const isHeldBack = event?.state === "failed" && event.error?.code === runErrors.blockingCheckFailed.code;
    if (assets.length === 0) return isHeldBack ? "partly" : endOfCheck(event);
    const all = assets.map((asset) => outcomes.get(asset));
    if (all.some((outcome) => outcome === undefined)) return undefined;
    if (isHeldBack) return "partly";
    if (event?.state === "failed") return "failed";
    if (all.every((outcome) => outcome === "materialized")) return "succeeded";
    if (all.every((outcome) => outcome === "skipped")) return "skipped";
    return all.every((outcome) => outcome === "materialized" || outcome === "skipped") ? "partly" : "failed";
  }
}

function endOfCheck(event: StepEvent | undefined): StepEnd | undefined {
  if (event === undefined) return undefined;
  switch (event.state) {
    case "started":
    case "retrying":
      return undefined;
    case "succeeded":
    case "skipped":
      return event.state;
    case "failed":
    case "cancelled":
    case "upstream failed":
      return "failed";
    default:
      return event.state satisfies never;
  }
}
