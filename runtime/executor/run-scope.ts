import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CheckId } from "../../protocol/graph/check-id.ts";
import type { EventBody } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { Clock } from "../core/clock.ts";
import type { AssetDefinition, CheckFunctionDefinition } from "../core/definitions/definition.ts";
import type { IoManager } from "../io/io-manager.ts";
import type { Store } from "../storage/store.ts";
import type { Interrupts } from "./interruptible.ts";
import type { OpenResources } from "./open-resources.ts";
import type { RunHolds } from "./run-holds.ts";
import type { RunValues } from "./run-values.ts";
import type { StepDefinition } from "./step-definition.ts";

/** By the name under which assets choose one; `default` for those that choose none. */
export type IoManagers = Readonly<Record<string, IoManager>> & { readonly default: IoManager };

/** Told when an attempt of a step begins and ends, so that somebody knows of it, and can end it, when the thread never comes back. */
export interface StepWatch {
  /** `timeout` in milliseconds from now, if there is one. */
  began(step: number, timeout: number | undefined): void;
  ended(step: number): void;
}

/** What the steps of one run share. */
export interface RunScope {
  readonly plan: RunPlan;
  /** What each step of the plan carries out; undefined: not all of it was loaded. */
  readonly steps: readonly (StepDefinition | undefined)[];
  readonly definitions: ReadonlyMap<AssetKey, AssetDefinition>;
  /** By each check that the function makes. */
  readonly checks: ReadonlyMap<CheckId, CheckFunctionDefinition>;
  /** Absolute folder; undefined: errors keep no place. */
  readonly project: string | undefined;
  readonly store: Store;
  readonly ioManagers: IoManagers;
  readonly resources: OpenResources;
  readonly values: RunValues;
  readonly holds: RunHolds;
  /** Values of assets that are not planned, instead of stored ones. */
  readonly given: ReadonlyMap<AssetKey, unknown>;
  readonly clock: Clock;
  readonly random: () => number;
  /** The first attempt of each step that is not 1: what an earlier process of this run had tried counts. */
  readonly attempts: Map<number, number>;
  readonly signal: AbortSignal;
  readonly interrupts: Interrupts;
  readonly watch: StepWatch | undefined;
  /** Whether a text holds what `env()` gave. */
  hasSecret(text: string): boolean;
  /** Adds an event of this run, without secrets. */
  record(body: EventBody): EventId;
}
