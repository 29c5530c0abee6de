import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { OutcomeEvent, StoredEvent } from "../../../protocol/record/events.ts";
import { eventId } from "../../../protocol/record/events.ts";
import type { EventId } from "../../../protocol/record/identifiers.ts";
import type { AssetRecord, Recorded } from "./asset-record.ts";

/*
 * The one reducer of what happened to assets. Pure; events may come in any order and more than once, and the same set of them always adds up to the same
 * record: the latest is told by (time, writer, sequence). Unknown kinds are passed over. Events of some partitions of an asset are not
 * facts about the asset without partitions, and are passed over here too.
 */

const mostHistory = 20;

export function emptyAssetRecord(key: AssetKey): AssetRecord {
  return { key, history: [], running: [], checks: {} };
}

/** The asset's record with one more event; the same object when nothing changes. Runs in progress are the store's to tell. */
export function applyToAsset(record: AssetRecord, event: StoredEvent): AssetRecord {
  if ("of" in event && (event.of.asset !== record.key || event.of.partitions !== undefined)) return record;
  switch (event.kind) {
    case "materialization":
      return applyMaterialization(record, recorded(event));
    case "observation":
      return isLater(event, record.observed) ? { ...record, observed: recorded(event) } : record;
    case "check":
      return isLater(event, record.checks[event.check])
        ? { ...record, checks: { ...record.checks, [event.check]: recorded(event) } }
        : record;
    case "accepted":
      return isLater(event, record.accepted) && isLater(event, record.latest)
        ? { ...record, accepted: recorded(event) }
        : record;
    case "outcome":
      return withOutcome(record, event);
    default:
      return record;
  }
}

/** Order of recorded events: by time, then writer, then sequence. */
export function compareRecorded(a: { id: EventId; time: number }, b: { id: EventId; time: number }): number {
  if (a.time !== b.time) return a.time - b.time;
  const [writerA, sequenceA] = splitId(a.id);
  const [writerB, sequenceB] = splitId(b.id);
  return writerA < writerB ? -1 : writerA > writerB ? 1 : sequenceA - sequenceB;
}

function splitId(id: EventId): [writer: string, sequence: number] {
  const colon = id.lastIndexOf(":");
  return [id.slice(0, colon), Number(id.slice(colon + 1))];
}

/** The asset's record with one more materialization (of all of it), for those that keep less of it than its event. */
export function applyMaterialization(record: AssetRecord, event: AssetRecord["history"][number]): AssetRecord {
  const { history, latest } = record;
  if (latest === undefined || compareRecorded(event, latest) > 0) {
    const { accepted, ...rest } = record;
    const stillAccepted = accepted !== undefined && compareRecorded(accepted, event) > 0;
    return {
      ...rest,
      latest: event,
      history: history.length === 0 ? [event] : [event, ...history].slice(0, mostHistory),
      ...(stillAccepted ? { accepted } : {}),
    };
  }
  const at = history.findIndex((other) => compareRecorded(event, other) >= 0);
  if (at === -1 ? history.length >= mostHistory : history[at]?.id === event.id) return record;
  const place = at === -1 ? history.length : at;
  return { ...record, history: [...history.slice(0, place), event, ...history.slice(place)].slice(0, mostHistory) };
}

function withOutcome(record: AssetRecord, event: StoredEvent & OutcomeEvent): AssetRecord {
  const known = record.outcome;
  const isNew =
    known === undefined ||
    event.time > known.time ||
    (event.time === known.time && (event.run ?? "") > (known.run ?? ""));
  if (!isNew) return record;
  const { outcome, because, error, run, time } = event;
  return {
    ...record,
    outcome: {
      outcome,
      time,
      ...(because === undefined ? {} : { because }),
      ...(error === undefined ? {} : { error }),
      ...(run === undefined ? {} : { run }),
    },
  };
}

function isLater(event: StoredEvent, known: { readonly id: EventId; readonly time: number } | undefined): boolean {
  return known === undefined || compareRecorded({ id: eventId(event), time: event.time }, known) > 0;
}

function recorded<Event extends StoredEvent>(event: Event): Recorded<Event> {
  const { version: _, writer, sequence, ...body } = event;
  return { ...body, id: eventId({ writer, sequence }) } as unknown as Recorded<Event>;
}
