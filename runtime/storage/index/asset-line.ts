import type { RecordedError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { InputRead, Outcome, Provenance } from "../../../protocol/record/events.ts";
import type { EventId, RunId } from "../../../protocol/record/identifiers.ts";
import type { AssetRecord } from "../../core/record/asset-record.ts";
import type { EventPlace } from "./event-page.ts";
import { lightMaterialization, type ReadMaterialization } from "./light-materialization.ts";

/*
 * What the index knows of an asset, as one line of text: ten thousand of them are read at once, and cutting a long text at tabs is several
 * times faster than parsing as much JSON. What only people look at (value, metadata, tags of the latest materialization) stays in the
 * journal and is read when it is asked for. Fields: the key, its number, the pages that hold its events; of the latest materialization its
 * id, time, run, place, code and data version; of the latest outcome its word, time and run; what is rare, as JSON; then three for each
 * input.
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
  /** Instead of fields of their own, when they have partitions, or letters that would cut the line. */
  readonly inputs?: readonly InputRead[] | undefined;
}

const fieldEnd = "\t";
const firstInput = 15;
const fieldsOfInput = 3;

export function encodeAsset({ id, pages, record, latestPlace }: IndexedAsset): string {
  const { key, latest, outcome } = record;
  const inputs = latest?.provenance.inputs ?? [];
  const inFields = inputs.every(fitsInFields);
  const place = latest === undefined ? undefined : latestPlace;
  const fields: (string | number | undefined)[] = [
    key,
    id,
    pages,
    latest?.id,
    latest?.time,
    latest?.run,
    place?.segment,
    place?.offset,
    place?.length,
    toField(latest?.provenance.codeVersion),
    toField(latest?.provenance.dataVersion),
    outcome?.outcome,
    outcome?.time,
    outcome?.run,
    encodeRare(record, inFields ? undefined : inputs),
  ];
  if (inFields) for (const { asset, dataVersion, event } of inputs) fields.push(asset, dataVersion, event);
  return fields.join(fieldEnd);
}

/** The key of a line, without reading the rest of it. */
export function keyOfLine(line: string): AssetKey {
  return line.slice(0, line.indexOf(fieldEnd)) as AssetKey;
}

export function decodeAsset(line: string, read: ReadMaterialization): IndexedAsset {
  const fields = line.split(fieldEnd);
  const field = (at: number) => fields[at] ?? "";
  const asset = field(0) as AssetKey;
  const rareText = field(firstInput - 1);
  const rare: RareFacts = rareText === "" ? noRareFacts : JSON.parse(rareText);
  const record: Mutable<AssetRecord> = { key: asset, history: [], running: [], checks: rare.checks ?? noChecks };
  let latestPlace: EventPlace | undefined;
  if (field(3) !== "") {
    latestPlace = { segment: Number(field(6)), offset: Number(field(7)), length: Number(field(8)) };
    const inputs = rare.inputs ?? decodeInputs(fields);
    const codeVersion = field(9);
    const dataVersion = toText(field(10));
    const provenance: Provenance =
      codeVersion === "" ? { dataVersion, inputs } : { codeVersion: toText(codeVersion), dataVersion, inputs };
    const run = field(5) === "" ? undefined : (field(5) as RunId);
    const facts = { id: field(3) as EventId, time: Number(field(4)), run, of: { asset }, provenance };
    record.latest = lightMaterialization(facts, latestPlace, read);
  }
  if (field(11) !== "") record.outcome = decodeOutcome(field(11), field(12), field(13), rare);
  if (rare.observed !== undefined) record.observed = rare.observed;
  if (rare.accepted !== undefined) record.accepted = rare.accepted;
  return { id: Number(field(1)), pages: field(2), record, latestPlace };
}

function decodeOutcome(outcome: string, time: string, run: string, { because, error }: RareFacts) {
  return {
    outcome: outcome as Outcome,
    time: Number(time),
    ...(run === "" ? {} : { run: run as RunId }),
    ...(because === undefined ? {} : { because }),
    ...(error === undefined ? {} : { error }),
  };
}

function encodeRare(record: AssetRecord, inputs: readonly InputRead[] | undefined): string {
  const { outcome, checks, observed, accepted } = record;
  const rare: RareFacts = {
    because: outcome?.because,
    error: outcome?.error,
    checks: hasAny(checks) ? checks : undefined,
    observed,
    accepted,
    inputs,
  };
  for (const name in rare) if (rare[name as keyof RareFacts] !== undefined) return JSON.stringify(rare);
  return "";
}

function hasAny(fields: object): boolean {
  for (const _ in fields) return true;
  return false;
}

type Mutable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

const noRareFacts: RareFacts = {};
const noChecks: AssetRecord["checks"] = {};

function fitsInFields({ dataVersion, partitions }: InputRead): boolean {
  return partitions === undefined && toField(dataVersion) === dataVersion;
}

function decodeInputs(fields: readonly string[]): readonly InputRead[] {
  const inputs: InputRead[] = [];
  for (let at = firstInput; at < fields.length; at += fieldsOfInput) {
    const asset = (fields[at] ?? "") as AssetKey;
    const dataVersion = fields[at + 1] ?? "";
    const event = (fields[at + 2] ?? "") as EventId | "";
    inputs.push(event === "" ? { asset, dataVersion } : { asset, dataVersion, event });
  }
  return inputs;
}

/** Versions that users write may hold any letter, also those that cut lines. */
function toField(text: string | undefined): string | undefined {
  return text?.replace(/[\t\n%]/g, (letter) => `%${letter.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function toText(field: string): string {
  if (!field.includes("%")) return field;
  return field.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
