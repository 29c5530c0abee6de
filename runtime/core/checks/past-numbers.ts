import type { Metadata as RecordedMetadata } from "../../../protocol/record/metadata.ts";
import { recordedUnasked } from "../../../protocol/record/metadata.ts";
import type { CheckHistory } from "../definitions/definition.ts";

/** A number among recorded facts; undefined when there is none of this name, or it is no number. */
export function numberIn(metadata: RecordedMetadata | undefined, name: string): number | undefined {
  const fact = metadata?.[name];
  return fact?.type === "int" || fact?.type === "float" ? fact.value : undefined;
}

/** How many rows the materialization that is judged had. */
export function judgedRows(history: CheckHistory): number | undefined {
  return numberIn(history[0]?.metadata, recordedUnasked.rows);
}

/** What was recorded under this name before the materialization that is judged, the newest first. */
export function numbersBefore(history: CheckHistory, name: string): readonly number[] {
  return history.slice(1).flatMap(({ metadata }) => numberIn(metadata, name) ?? []);
}
