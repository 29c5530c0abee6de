import type { MaterializationSummary } from "../../protocol/messages/server-messages.ts";
import type { MaterializationEvent } from "../../protocol/record/events.ts";
import { type Metadata, type RecordedColumn, recordedUnasked } from "../../protocol/record/metadata.ts";
import type { Recorded } from "../../runtime/core/record/asset-record.ts";

/** What was recorded unasked with a materialization, read back from its metadata. Each is absent when it was not recorded. */
export function rowsIn(metadata: Metadata): number | undefined {
  return numberIn(metadata, recordedUnasked.rows);
}

function bytesIn(metadata: Metadata): number | undefined {
  return numberIn(metadata, recordedUnasked.bytes);
}

export function secondsIn(metadata: Metadata): number | undefined {
  return numberIn(metadata, recordedUnasked.seconds);
}

export function columnsIn(metadata: Metadata): readonly RecordedColumn[] | undefined {
  const fact = metadata[recordedUnasked.columns];
  if (fact?.type !== "json" || !Array.isArray(fact.value)) return undefined;
  const columns: RecordedColumn[] = [];
  for (const column of fact.value) {
    if (typeof column !== "object" || column === null) continue;
    const name: unknown = Reflect.get(column, "name");
    const type: unknown = Reflect.get(column, "type");
    if (typeof name === "string" && typeof type === "string") columns.push({ name, type });
  }
  return columns.length === 0 ? undefined : columns;
}

/** A materialization as panels and hovers are told of it. */
export function summarize(event: Recorded<MaterializationEvent>): MaterializationSummary {
  const { id, metadata, provenance, run, time } = event;
  const rows = rowsIn(metadata);
  const bytes = bytesIn(metadata) ?? event.value?.bytes;
  const seconds = secondsIn(metadata);
  return {
    event: id,
    time,
    dataVersion: provenance.dataVersion,
    metadata,
    ...(run === undefined ? {} : { run }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(rows === undefined ? {} : { rows }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(provenance.codeVersion === undefined ? {} : { codeVersion: provenance.codeVersion }),
  };
}

function numberIn(metadata: Metadata, name: string): number | undefined {
  const fact = metadata[name];
  return fact?.type === "int" || fact?.type === "float" ? fact.value : undefined;
}
