import type { RecordedError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { InputRead, MaterializationEvent, Outcome, Provenance } from "../../../protocol/record/events.ts";
import type { EventId, RunId } from "../../../protocol/record/identifiers.ts";
import type { AssetRecord, Recorded } from "../../core/record/asset-record.ts";

/*
 * What a status needs of an asset, as one line of text in its row of the index: ten thousand of them are read at once, and cutting a long
 * text at tabs is several times faster than parsing as much JSON. What only people look at (value, metadata, tags of the latest
 * materialization) stays in the journal and is read when it is asked for. Fields: the key; of the latest materialization its id, time,
 * run, place, code and data version; of the latest outcome its word, time and run; what is rare, as JSON; then three for each input.
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

/** What few assets have. */
interface RareFacts {
  readonly because?: string | undefined;
  readonly error?: RecordedError | undefined;
  readonly checks?: AssetRecord["checks"] | undefined;
  readonly observed?: AssetRecord["observed"];
  readonly accepted?: AssetRecord["accepted"];
  /** Instead of fields of their own, when they have partitions, or letters that would cut the line. */
  readonly inputs?: readonly InputRead[] | undefined;
}

const fieldEnd = "\t";
const firstInput = 13;
const fieldsOfInput = 3;

export function encodeFacts({ record, latestPlace }: AssetFacts): string {
  const { key, latest, outcome, checks, observed, accepted } = record;
  const inputs = latest?.provenance.inputs ?? [];
  const inFields = inputs.every(fitsInFields);
  const place = latest === undefined ? undefined : latestPlace;
  const rare: RareFacts = {
    because: outcome?.because,
    error: outcome?.error,
    checks: Object.keys(checks).length === 0 ? undefined : checks,
    ...(observed === undefined ? {} : { observed }),
    ...(accepted === undefined ? {} : { accepted }),
    inputs: inFields ? undefined : inputs,
  };
  const rareText = JSON.stringify(rare);
  const fields: (string | number | undefined)[] = [
    key,
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
    rareText === "{}" ? undefined : rareText,
  ];
  if (inFields) for (const { asset, dataVersion, event } of inputs) fields.push(asset, dataVersion, event);
  return fields.join(fieldEnd);
}

export function decodeFacts(line: string, read: ReadMaterialization): AssetFacts {
  const fields = line.split(fieldEnd);
  const [key = "", id = "", time, run = "", segment, offset, length, codeVersion = "", dataVersion = ""] = fields;
  const [outcome = "", outcomeTime, outcomeRun = "", rareText = ""] = fields.slice(9, firstInput);
  const rare: RareFacts = rareText === "" ? noRareFacts : JSON.parse(rareText);
  const asset = key as AssetKey;
  const place = { segment: Number(segment), offset: Number(offset), length: Number(length) };
  const record: Mutable<AssetRecord> = { key: asset, history: [], running: [], checks: rare.checks ?? noChecks };
  if (id !== "") {
    const inputs = rare.inputs ?? decodeInputs(fields);
    const version = toText(dataVersion);
    const provenance: Provenance =
      codeVersion === ""
        ? { dataVersion: version, inputs }
        : { codeVersion: toText(codeVersion), dataVersion: version, inputs };
    const identity = { id: id as EventId, time: Number(time), of: { asset }, provenance };
    record.latest = lightMaterialization(run === "" ? identity : { ...identity, run: run as RunId }, place, read);
  }
  if (outcome !== "") {
    record.outcome = {
      outcome: outcome as Outcome,
      time: Number(outcomeTime),
      ...(outcomeRun === "" ? {} : { run: outcomeRun as RunId }),
      ...(rare.because === undefined ? {} : { because: rare.because }),
      ...(rare.error === undefined ? {} : { error: rare.error }),
    };
  }
  if (rare.observed !== undefined) record.observed = rare.observed;
  if (rare.accepted !== undefined) record.accepted = rare.accepted;
  return { record, latestPlace: id === "" ? undefined : place };
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
