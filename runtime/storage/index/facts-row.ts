import type { RecordedError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { PartitionSet } from "../../../protocol/graph/partitions.ts";
import type {
  AcceptedEvent,
  CheckEvent,
  EventId,
  InputRead,
  MaterializationEvent,
  ObservationEvent,
  Outcome,
  Provenance,
  RunId,
} from "../../../protocol/record/events.ts";
import type { AssetRecord, Recorded } from "../../core/record/asset-record.ts";

/*
 * What a status needs of an asset, as one short text of JSON in its row of the index: ten thousand of them are read at once. What only
 * people look at (value, metadata, tags of the latest materialization) stays in the journal and is read when it is asked for.
 */

/** Where an event lies in the journal, with the segment's number in the index. */
export interface EventPlace {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** Reads the materialization at a place again. */
export type ReadMaterialization = (place: EventPlace) => MaterializationEvent;

/** A record without what is joined when it is asked for: `history` and `running` are empty. */
export interface AssetFacts {
  readonly record: AssetRecord;
  /** Of the latest materialization. */
  readonly latestPlace: EventPlace | undefined;
}

type InputCells = readonly [AssetKey, string, EventId | 0, PartitionSet | 0];
type LatestCells = readonly [
  id: EventId,
  time: number,
  run: RunId | 0,
  segment: number,
  offset: number,
  length: number,
  codeVersion: string | 0,
  dataVersion: string,
  inputs: readonly InputCells[],
];
type OutcomeCells = readonly [Outcome, number, RunId | 0, string | 0, RecordedError | 0];
export type FactsCells = readonly [
  key: AssetKey,
  latest: LatestCells | 0,
  outcome: OutcomeCells | 0,
  checks: Readonly<Record<string, Recorded<CheckEvent>>> | 0,
  observed: Recorded<ObservationEvent> | 0,
  accepted: Recorded<AcceptedEvent> | 0,
];

export function encodeFacts({ record, latestPlace }: AssetFacts): string {
  const { key, latest, outcome, checks, observed, accepted } = record;
  const cells: FactsCells = [
    key,
    latest === undefined || latestPlace === undefined ? 0 : latestCells(latest, latestPlace),
    outcome === undefined
      ? 0
      : [outcome.outcome, outcome.time, outcome.run ?? 0, outcome.because ?? 0, outcome.error ?? 0],
    Object.keys(checks).length === 0 ? 0 : checks,
    observed ?? 0,
    accepted ?? 0,
  ];
  return JSON.stringify(cells);
}

export function decodeFacts(cells: FactsCells, read: ReadMaterialization): AssetFacts {
  const [key, latest, outcome, checks, observed, accepted] = cells;
  const latestPlace = latest === 0 ? undefined : { segment: latest[3], offset: latest[4], length: latest[5] };
  const record: AssetRecord = {
    key,
    history: [],
    running: [],
    checks: checks === 0 ? {} : checks,
    ...(latest === 0 ? {} : { latest: decodeLatest(key, latest, read) }),
    ...(outcome === 0 ? {} : { outcome: decodeOutcome(outcome) }),
    ...(observed === 0 ? {} : { observed }),
    ...(accepted === 0 ? {} : { accepted }),
  };
  return { record, latestPlace };
}

/** The latest materialization without what its row lacks: that is read from the journal when it is first asked for. */
export function lightMaterialization(
  light: Omit<Recorded<MaterializationEvent>, "value" | "metadata" | "tags" | "kind">,
  place: EventPlace,
  read: ReadMaterialization,
): Recorded<MaterializationEvent> {
  let whole: MaterializationEvent | undefined;
  const get = () => {
    whole ??= read(place);
    return whole;
  };
  const materialization = {
    kind: "materialization" as const,
    ...light,
    get metadata() {
      return get().metadata;
    },
    get value() {
      return get().value;
    },
    get tags() {
      return get().tags;
    },
  };
  // An optional field that is there and undefined reads like one that is absent.
  return materialization as unknown as Recorded<MaterializationEvent>;
}

function latestCells(latest: Recorded<MaterializationEvent>, place: EventPlace): LatestCells {
  const { codeVersion, dataVersion, inputs } = latest.provenance;
  return [
    latest.id,
    latest.time,
    latest.run ?? 0,
    place.segment,
    place.offset,
    place.length,
    codeVersion ?? 0,
    dataVersion,
    inputs.map((input) => [input.asset, input.dataVersion, input.event ?? 0, input.partitions ?? 0]),
  ];
}

function decodeLatest(key: AssetKey, cells: LatestCells, read: ReadMaterialization): Recorded<MaterializationEvent> {
  const [id, time, run, segment, offset, length, codeVersion, dataVersion, inputs] = cells;
  const provenance: Provenance = {
    dataVersion,
    inputs: inputs.map(decodeInput),
    ...(codeVersion === 0 ? {} : { codeVersion }),
  };
  const identity = run === 0 ? { id, time } : { id, time, run };
  return lightMaterialization({ ...identity, of: { asset: key }, provenance }, { segment, offset, length }, read);
}

function decodeInput([asset, dataVersion, event, partitions]: InputCells): InputRead {
  if (partitions !== 0) return { asset, dataVersion, partitions, ...(event === 0 ? {} : { event }) };
  return event === 0 ? { asset, dataVersion } : { asset, dataVersion, event };
}

function decodeOutcome([outcome, time, run, because, error]: OutcomeCells): NonNullable<AssetRecord["outcome"]> {
  return {
    outcome,
    time,
    ...(run === 0 ? {} : { run }),
    ...(because === 0 ? {} : { because }),
    ...(error === 0 ? {} : { error }),
  };
}
