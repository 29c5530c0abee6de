import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type EventId, eventId, type StoredEvent } from "../../protocol/record/events.ts";
import type { AssetRecord } from "../core/record/asset-record.ts";

/** An asset's record without what is joined when it is asked for: history and running. */
export type AssetFacts = Omit<AssetRecord, "history" | "running">;

/** The asset that an event is about; undefined for runs, steps and code. */
export function assetOf(event: StoredEvent): AssetKey | undefined {
  switch (event.kind) {
    case "materialization":
    case "observation":
    case "check":
    case "outcome":
    case "accepted":
      return event.of.asset;
    case "log":
      return event.asset;
    default:
      return undefined;
  }
}

/** The facts with one more event of the asset; the same facts when it changes nothing, as an older or a repeated one. */
export function applyToAsset(facts: AssetFacts, event: StoredEvent): AssetFacts {
  switch (event.kind) {
    case "materialization": {
      if (facts.latest !== undefined && !isNewer(event, facts.latest)) return facts;
      const { accepted, ...rest } = facts;
      const stillAccepted = accepted !== undefined && isNewer(accepted, event) ? { accepted } : {};
      return { ...rest, ...stillAccepted, latest: recorded(event) };
    }
    case "observation":
      if (facts.observed !== undefined && !isNewer(event, facts.observed)) return facts;
      return { ...facts, observed: recorded(event) };
    case "check": {
      const known = facts.checks[event.check];
      if (known !== undefined && !isNewer(event, known)) return facts;
      return { ...facts, checks: { ...facts.checks, [event.check]: recorded(event) } };
    }
    case "outcome": {
      if (facts.outcome !== undefined && event.time < facts.outcome.time) return facts;
      const { outcome, because, error, run, time } = event;
      const reason = { ...(because === undefined ? {} : { because }), ...(error === undefined ? {} : { error }) };
      return { ...facts, outcome: { outcome, ...reason, ...(run === undefined ? {} : { run }), time } };
    }
    case "accepted":
      if (facts.latest !== undefined && !isNewer(event, facts.latest)) return facts;
      if (facts.accepted !== undefined && !isNewer(event, facts.accepted)) return facts;
      return { ...facts, accepted: recorded(event) };
    default:
      return facts;
  }
}

/** The body of an event with what identifies it. */
export function recorded<Event extends StoredEvent>(event: Event): Event & { readonly id: EventId } {
  return { ...event, id: eventId(event) };
}

/** Whether an event comes after another in the order of events. */
export function isNewer(
  event: { readonly time: number } & (
    | { readonly id: EventId }
    | { readonly writer: string; readonly sequence: number }
  ),
  other: { readonly time: number } & (
    | { readonly id: EventId }
    | { readonly writer: string; readonly sequence: number }
  ),
): boolean {
  if (event.time !== other.time) return event.time > other.time;
  const [writer, sequence] = identityOf(event);
  const [otherWriter, otherSequence] = identityOf(other);
  return writer === otherWriter ? sequence > otherSequence : writer > otherWriter;
}

function identityOf(
  event: { readonly id: EventId } | { readonly writer: string; readonly sequence: number },
): readonly [string, number] {
  if ("writer" in event) return [event.writer, event.sequence];
  const end = event.id.lastIndexOf(":");
  return [event.id.slice(0, end), Number(event.id.slice(end + 1))];
}
