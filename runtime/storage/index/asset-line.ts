import type { RecordedError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { Outcome, Provenance } from "../../../protocol/record/events.ts";
import type { EventId, RunId } from "../../../protocol/record/identifiers.ts";
import type { AssetRecord } from "../../core/record/asset-record.ts";
import type { EventPlace } from "./event-page.ts";
import { fitsInFields, inputsToFields, provenanceFromFields } from "./indexed-provenance.ts";
import { lightMaterialization, type ReadMaterialization } from "./light-materialization.ts";

/*
 * What the index knows of an asset, as one line of text: ten thousand of them are read at once, and cutting a long text at tabs is several
 * times faster than parsing as much JSON. What only people look at (value, metadata, tags of the latest materialization) stays in the
 * journal and is read when it is asked for. Fields: the key, its number, the pages that hold its events; of the latest materialization its
 * id, time, run, place, code and data version; of the latest outcome its word, time and run; what is rare, as JSON; then the inputs.
 */

/** What the index knows of an asset. */
export interface IndexedAsset {
  readonly id: number;
  /** Numbers of the pages that hold its last events, each with a comma behind it. */
  pages: string;
  /** Without what is joined when it is asked for: `history` and `running` are empty. */
  record: AssetRecord;
  /** Of the latest materialization. */
  latestPlace: EventPlace | undefined;
}

/** What few assets have. */
interface RareFacts {
  readonly because?: string | undefined;
  readonly error?: RecordedError | undefined;
  readonly checks?: AssetRecord["checks"] | undefined;
  readonly observed?: AssetRecord["observed"] | undefined;
  readonly accepted?: AssetRecord["accepted"] | undefined;
  /** Instead of fields of its own, when it would not fit in them. */
  readonly provenance?: Provenance | undefined;
}

const fieldEnd = "\t";
/** Those before the inputs. */
const fieldCount = 13;

export function encodeAsset({ id, pages, record, latestPlace }: IndexedAsset): string {
  const { key, latest, outcome } = record;
  const begin = `${key}\t${id}\t${pages}\t`;
  const end =
    outcome === undefined ? "\t\t" : `${outcome.outcome}\t${outcome.time}\t${sameRun(outcome.run, latest?.run)}`;
  if (latest === undefined || latestPlace === undefined) {
    return `${begin}\t\t\t\t\t\t${end}\t${encodeRare(record, undefined)}`;
  }
  const { provenance } = latest;
  const { segment, offset, length } = latestPlace;
  const identity = `${latest.id}\t${latest.time}\t${latest.run ?? ""}\t${segment},${offset},${length}`;
  if (!fitsInFields(provenance)) return `${begin}${identity}\t\t\t${end}\t${encodeRare(record, provenance)}`;
  const versions = `${provenance.codeVersion ?? ""}\t${provenance.dataVersion}`;
  const rare = encodeRare(record, undefined);
  return `${begin}${identity}\t${versions}\t${end}\t${rare}${inputsToFields(provenance.inputs)}`;
}

/** The key of a line, without reading the rest of it. */
export function keyOfLine(line: string): AssetKey {
  return line.slice(0, line.indexOf(fieldEnd)) as AssetKey;
}

export function decodeAsset(line: string, read: ReadMaterialization): IndexedAsset {
  const fields = line.split(fieldEnd, fieldCount);
  const field = (at: number) => fields[at] ?? "";
  const asset = field(0) as AssetKey;
  const rare = decodeRare(field(12));
  const record: Mutable<AssetRecord> = { key: asset, history: none, running: none, checks: rare.checks ?? noChecks };
  const latestRun = field(5) === "" ? undefined : (field(5) as RunId);
  let latestPlace: EventPlace | undefined;
  if (field(3) !== "") {
    latestPlace = decodePlace(field(6));
    const provenance = rare.provenance ?? provenanceFromFields(field(7), field(8), line, lengthOf(fields));
    const facts = { id: field(3) as EventId, time: Number(field(4)), run: latestRun, of: { asset }, provenance };
    record.latest = lightMaterialization(facts, latestPlace, read);
  }
  if (field(9) !== "") {
    const run = field(11) === same ? latestRun : field(11) === "" ? undefined : (field(11) as RunId);
    record.outcome = decodeOutcome(field(9) as Outcome, Number(field(10)), run, rare);
  }
  if (rare.observed !== undefined) record.observed = rare.observed;
  if (rare.accepted !== undefined) record.accepted = rare.accepted;
  return { id: Number(field(1)), pages: field(2), record, latestPlace };
}

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** Instead of the run of an outcome: that of the materialization. */
const same = "=";
const noRareFacts: RareFacts = {};
const noChecks: AssetRecord["checks"] = {};
const none: readonly never[] = [];

function sameRun(run: RunId | undefined, latest: RunId | undefined): string {
  if (run === undefined) return "";
  return run === latest ? same : run;
}

function decodeOutcome(outcome: Outcome, time: number, run: RunId | undefined, { because, error }: RareFacts) {
  return {
    outcome,
    time,
    ...(run === undefined ? {} : { run }),
    ...(because === undefined ? {} : { because }),
    ...(error === undefined ? {} : { error }),
  };
}

function decodePlace(text: string): EventPlace {
  const [segment, offset, length] = text.split(",");
  return { segment: Number(segment), offset: Number(offset), length: Number(length) };
}

/** Of these fields in their line. */
function lengthOf(fields: readonly string[]): number {
  let length = fields.length - 1;
  for (const field of fields) length += field.length;
  return length;
}

function encodeRare(record: AssetRecord, provenance: Provenance | undefined): string {
  const { outcome, checks, observed, accepted } = record;
  const rare: RareFacts = {
    because: outcome?.because,
    error: outcome?.error,
    checks: hasAny(checks) ? checks : undefined,
    observed,
    accepted,
    provenance,
  };
  for (const name in rare) if (rare[name as keyof RareFacts] !== undefined) return JSON.stringify(rare);
  return "";
}

function decodeRare(text: string): RareFacts {
  return text === "" ? noRareFacts : JSON.parse(text);
}

function hasAny(fields: object): boolean {
  for (const _ in fields) return true;
  return false;
}
