import type { Json, RecordedError } from "../errors/error-entry.ts";
import type { AssetKey } from "../graph/asset-key.ts";
import type { CodeMember, CodeVersion } from "../graph/code-version.ts";
import type { PartitionSet } from "../graph/partitions.ts";
import type { EventId, RunId } from "./identifiers.ts";
import type { Metadata } from "./metadata.ts";
import type { RunPlan } from "./run-plan.ts";

/** An asset, or some of its partitions. */
export interface Slice {
  readonly asset: AssetKey;
  readonly partitions?: PartitionSet;
}

/** An event as it is kept. Ordered by (time, writer, sequence); `time` is a hybrid logical clock in milliseconds. Unknown kinds are passed over. */
export type StoredEvent = {
  readonly version: 1;
  readonly writer: string;
  readonly sequence: number;
  readonly time: number;
  readonly run?: RunId;
} & EventBody;

export type EventBody =
  | RunEvent
  | StepEvent
  | MaterializationEvent
  | ObservationEvent
  | CheckEvent
  | OutcomeEvent
  | CodeEvent
  | AcceptedEvent
  | LogEvent;

export type RunState = "started" | "succeeded" | "failed" | "cancelled";

export interface RunEvent {
  readonly kind: "run";
  readonly state: RunState;
  /** With `started`. */
  readonly plan?: RunPlan;
  /** Why it failed as a whole, or who cancelled it when that was another process. */
  readonly error?: RecordedError;
}

export type StepState = "started" | "succeeded" | "failed" | "retrying" | "skipped" | "cancelled" | "upstream failed";

/** Seconds of each part of a step. */
export interface StepSeconds {
  readonly load: number;
  readonly compute: number;
  readonly store: number;
}

export interface StepEvent {
  readonly kind: "step";
  /** Index into the plan's steps. */
  readonly step: number;
  /** From 1. */
  readonly attempt: number;
  readonly state: StepState;
  readonly seconds?: StepSeconds;
  readonly error?: RecordedError;
  /** Of a step that only checks and was not begun (attempt 0): the asset or check above that failed or was skipped. */
  readonly because?: string;
}

/** One a partition. */
export interface MaterializationEvent {
  readonly kind: "materialization";
  readonly of: Slice;
  readonly value?: StoredValue;
  readonly metadata: Metadata;
  readonly provenance: Provenance;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ObservationEvent {
  readonly kind: "observation";
  readonly of: Slice;
  readonly dataVersion: string;
  readonly metadata: Metadata;
}

export interface CheckResult {
  readonly passed: boolean;
  readonly severity: "WARN" | "ERROR";
  readonly metadata: Metadata;
  readonly description?: string;
  /** The check itself threw; `passed` is false then. */
  readonly error?: RecordedError;
}

export interface CheckEvent {
  readonly kind: "check";
  readonly of: Slice;
  readonly check: string;
  readonly result: CheckResult;
  /** The materialization that was judged. */
  readonly judged?: EventId;
  /** Of the check's own code; absent when no analysis was at hand, or when the asset's function reported it. */
  readonly codeVersion?: string;
}

/** Exactly one for each planned asset of a run. */
export interface OutcomeEvent {
  readonly kind: "outcome";
  readonly of: Slice;
  readonly outcome: Outcome;
  /** The asset, or the check (`asset:check`), that failed above; the reason of a skip. */
  readonly because?: string;
  readonly error?: RecordedError;
}

export type Outcome = "materialized" | "failed" | "upstream failed" | "skipped" | "cancelled";

/** Code versions that the store lacked, so that a later reader can name what changed. */
export interface CodeEvent {
  readonly kind: "code";
  readonly versions: readonly CodeVersion[];
}

/** The user said that the present code makes the same data. */
export interface AcceptedEvent {
  readonly kind: "accepted";
  readonly of: Slice;
  readonly codeVersion: string;
  readonly members: readonly CodeMember[];
}

export type LogLevel = "debug" | "info" | "warn" | "error";

export interface LogEvent {
  readonly kind: "log";
  readonly asset?: AssetKey;
  readonly level: LogLevel;
  readonly text: string;
  readonly fields?: Json;
}

export interface StoredValue {
  /** Name of the IO manager. */
  readonly manager: string;
  /** The value itself, base64, when it is small. */
  readonly inline?: string;
  /** From the environment's folder in the store. */
  readonly path?: string;
  readonly bytes: number;
  /** SHA-256 of the content as it was stored, in hexadecimal. */
  readonly digest?: string;
  /** Its first rows, for people. */
  readonly preview?: readonly Json[];
}

/** From what a value was made: the code, and the inputs as read. */
export interface Provenance {
  /** Hash of the code version; absent when no analysis was at hand. */
  readonly codeVersion?: string;
  /** The `codeVersion` that the user had written. */
  readonly declaredVersion?: string;
  readonly dataVersion: string;
  readonly inputs: readonly InputRead[];
}

/** As read, before the call. `event`: the newest of the events read, if any. */
export interface InputRead extends Slice {
  readonly event?: EventId;
  readonly dataVersion: string;
}

/** The id of an event. */
export function eventId(event: { readonly writer: string; readonly sequence: number }): EventId {
  return `${event.writer}:${event.sequence}`;
}

/** Order of events: by time, then writer, then sequence. */
export function compareEvents(a: StoredEvent, b: StoredEvent): number {
  return a.time - b.time || (a.writer < b.writer ? -1 : a.writer > b.writer ? 1 : a.sequence - b.sequence);
}
