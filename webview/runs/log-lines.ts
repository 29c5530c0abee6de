import type { Json, RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { StepDetails } from "../../protocol/messages/server-messages.ts";
import { eventId, type StoredEvent } from "../../protocol/record/events.ts";
import { formatBytes, formatCount, formatRows, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { type Metadata, recordedUnasked } from "../../protocol/record/metadata.ts";
import { stepName } from "./run-words.ts";

export type LineLevel = "" | "debug" | "log" | "warn" | "error";

/** One event of a run, for people. */
export interface LogLine {
  readonly id: EventId;
  readonly time: number;
  readonly level: LineLevel;
  /** Absent: the run as a whole. */
  readonly asset?: AssetKey;
  readonly text: string;
  /** Written by the user's own code. */
  readonly isMine: boolean;
  /** Worth reading when there is little time. */
  readonly isImportant: boolean;
  /** The user's own line. */
  readonly place?: SourceRange;
}

/** The line of an event; undefined: it says nothing to people. `steps` are the run's, for the names of what events count. */
export function logLine(event: StoredEvent, steps: readonly StepDetails[]): LogLine | undefined {
  const base = { id: eventId(event), time: event.time, level: "" as const, isMine: false, isImportant: true };
  switch (event.kind) {
    case "run":
      return { ...base, ...runLine(event) };
    case "step": {
      const step = steps[event.step];
      const [asset] = step === undefined ? [] : [step.assets[0] ?? step.checks[0]?.asset];
      const name = step === undefined || step.assets.length === 1 ? "" : `${stepName(step)} `;
      return { ...base, ...(asset === undefined ? {} : { asset }), ...stepLine(event, name) };
    }
    case "materialization":
      return {
        ...base,
        asset: event.of.asset,
        text: ["materialized", madeWords(event.metadata)].filter(isText).join(": "),
      };
    case "observation":
      return { ...base, asset: event.of.asset, text: "observed", isImportant: false };
    case "check":
      return { ...base, asset: event.of.asset, ...checkLine(event) };
    case "outcome": {
      const line = outcomeLine(event);
      return line === undefined ? undefined : { ...base, asset: event.of.asset, ...line };
    }
    case "accepted":
      return { ...base, asset: event.of.asset, text: "accepted: the new code makes the same data" };
    case "log":
      return {
        ...base,
        ...(event.asset === undefined ? {} : { asset: event.asset }),
        level: event.level === "info" ? "log" : event.level,
        text: event.fields === undefined ? event.text : `${event.text} ${fieldWords(event.fields)}`,
        isMine: true,
        isImportant: event.level !== "debug",
      };
    case "code":
      return undefined;
    default:
      event satisfies never;
      // Written by a newer version.
      return undefined;
  }
}

type Said = Pick<LogLine, "text"> & Partial<Pick<LogLine, "level" | "isImportant" | "place">>;
type Of<Kind extends StoredEvent["kind"]> = Extract<StoredEvent, { readonly kind: Kind }>;

function runLine(event: Of<"run">): Said {
  switch (event.state) {
    case "started":
      return {
        text: event.plan === undefined ? "started" : `started: ${formatCount(event.plan.steps.length, "step")}`,
      };
    case "succeeded":
      return { text: "done" };
    case "cancelled":
      return { text: "cancelled", level: "warn" };
    case "failed":
      return failure("failed", event.error);
    default:
      return event.state satisfies never;
  }
}

function stepLine(event: Of<"step">, name: string): Said {
  switch (event.state) {
    case "started":
      return { text: `${name}started${event.attempt > 1 ? `, attempt ${event.attempt}` : ""}`, isImportant: false };
    case "succeeded": {
      const words =
        event.seconds === undefined
          ? ""
          : `: load ${formatSeconds(event.seconds.load)}, compute ${formatSeconds(event.seconds.compute)}, store ${formatSeconds(event.seconds.store)}`;
      return { text: `${name}ended${words}`, isImportant: false };
    }
    case "failed":
      return failure(`${name}failed`, event.error);
    case "retrying":
      return { ...failure(`${name}attempt ${event.attempt} failed, it is tried again`, event.error), level: "warn" };
    case "skipped":
      return { text: `${name}skipped`, isImportant: false };
    case "cancelled":
      return { text: `${name}cancelled`, level: "warn" };
    case "upstream failed": {
      const why = event.because === undefined ? "something above it failed" : `${event.because} failed`;
      return { text: `${name}not run: ${why}`, level: "error" };
    }
    default:
      return event.state satisfies never;
  }
}

function checkLine({ check, result }: Of<"check">): Said {
  if (result.error !== undefined) return failure(`check ${check} ended with an error`, result.error);
  const said = result.description === undefined ? "" : `: ${result.description}`;
  if (result.passed) return { text: `check ${check} passed${said}`, isImportant: false };
  return { text: `check ${check} failed${said}`, level: result.severity === "ERROR" ? "error" : "warn" };
}

/** What the step's own events have not said already. */
function outcomeLine({ outcome, because, error }: Of<"outcome">): Said | undefined {
  switch (outcome) {
    case "upstream failed":
      return { text: because === undefined ? "not run" : `not run: ${because} failed`, level: "error" };
    case "skipped":
      return { text: because === undefined ? "skipped" : `skipped: ${because}` };
    case "cancelled":
      return { text: "cancelled", level: "warn", isImportant: false };
    case "failed":
      return error === undefined ? undefined : { ...failure("failed", error), isImportant: false };
    case "materialized":
      return undefined;
    default:
      return outcome satisfies never;
  }
}

function failure(what: string, error: RecordedError | undefined): Said {
  if (error === undefined) return { text: what, level: "error" };
  return {
    text: `${what}: ${error.message}`,
    level: "error",
    ...(error.range === undefined ? {} : { place: error.range }),
  };
}

function madeWords(metadata: Metadata): string {
  const number = (name: string): number | undefined => {
    const value = metadata[name];
    return value?.type === "int" || value?.type === "float" ? value.value : undefined;
  };
  const rows = number(recordedUnasked.rows);
  const bytes = number(recordedUnasked.bytes);
  const seconds = number(recordedUnasked.seconds);
  return [
    rows === undefined ? "" : `${formatRows(rows)} ${rows === 1 ? "row" : "rows"}`,
    bytes === undefined ? "" : formatBytes(bytes),
    seconds === undefined ? "" : formatSeconds(seconds),
  ]
    .filter(isText)
    .join(", ");
}

function fieldWords(fields: Json): string {
  if (fields === null || typeof fields !== "object" || Array.isArray(fields)) return JSON.stringify(fields);
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}

function isText(text: string): boolean {
  return text !== "";
}
