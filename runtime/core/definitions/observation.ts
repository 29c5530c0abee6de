import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { Metadata as RecordedMetadata } from "../../../protocol/record/metadata.ts";
import { type Metadata, recordMetadata } from "./metadata.ts";

/** The data version, or more about it. */
export type Observation =
  | string
  | number
  | Date
  | { dataVersion?: string | undefined; metadata?: Metadata | undefined };

export interface RecordedObservation {
  /** Absent: only facts were observed, no version. */
  readonly dataVersion?: string;
  readonly metadata: RecordedMetadata;
}

/** What `observe` of an external asset returned, as it is recorded. Throws `observation-invalid`, `metadata-value`. */
export function readObservation(key: string, returned: unknown): RecordedObservation {
  if (typeof returned === "string" || typeof returned === "number") return { dataVersion: `${returned}`, metadata: {} };
  if (returned instanceof Date && !Number.isNaN(returned.getTime())) {
    return { dataVersion: returned.toISOString(), metadata: {} };
  }
  if (typeof returned !== "object" || returned === null || returned instanceof Date) {
    throw userError(definitionErrors.observationInvalid, { key });
  }
  const { dataVersion, metadata = {} } = returned as { readonly dataVersion?: unknown; readonly metadata?: Metadata };
  if (dataVersion !== undefined && typeof dataVersion !== "string") {
    throw userError(definitionErrors.observationInvalid, { key });
  }
  return { metadata: recordMetadata(metadata), ...(dataVersion === undefined ? {} : { dataVersion }) };
}
