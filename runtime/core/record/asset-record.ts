import type { RecordedError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../../protocol/graph/code-version.ts";
import type {
  AcceptedEvent,
  CheckEvent,
  MaterializationEvent,
  ObservationEvent,
  Outcome,
  RunState,
} from "../../../protocol/record/events.ts";
import type { EventId, RunId } from "../../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../../protocol/record/run-plan.ts";

/** An event's body with what identifies it. */
export type Recorded<Body> = Body & { readonly id: EventId; readonly time: number; readonly run?: RunId };

/** What the events of an (unpartitioned) asset add up to. */
export interface AssetRecord {
  readonly key: AssetKey;
  /** The latest materialization. */
  readonly latest?: Recorded<MaterializationEvent>;
  /** The latest materializations, newest first, at most 20. */
  readonly history: readonly Recorded<MaterializationEvent>[];
  readonly observed?: Recorded<ObservationEvent>;
  /** The latest outcome of a run that planned it. */
  readonly outcome?: {
    readonly outcome: Outcome;
    readonly because?: string;
    readonly error?: RecordedError;
    readonly run?: RunId;
    readonly time: number;
  };
  /** Runs that planned it, have started and have recorded no outcome for it yet. */
  readonly running: readonly { readonly run: RunId; readonly startedAt?: number }[];
  /** The latest result of each check. */
  readonly checks: Readonly<Record<string, Recorded<CheckEvent>>>;
  /** Newer than `latest`, or absent. */
  readonly accepted?: Recorded<AcceptedEvent>;
}

/** What the events of a run add up to. */
export interface RunRecord {
  readonly run: RunId;
  readonly state: RunState;
  readonly plan: RunPlan;
  /** Whether every planned asset has its outcome. */
  readonly outcomes: ReadonlyMap<AssetKey, Outcome>;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly error?: RecordedError;
}

/** Code versions that the store knows, by hash. */
export type KnownCode = (hash: string) => CodeVersion | undefined;
