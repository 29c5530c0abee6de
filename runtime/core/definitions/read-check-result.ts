import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { CheckResult as RecordedResult } from "../../../protocol/record/events.ts";
import type { CheckResult } from "./check-options.ts";
import type { CheckDefinition } from "./definition.ts";
import { type Metadata, recordMetadata } from "./metadata.ts";

type Named = Pick<CheckDefinition, "name" | "asset" | "severity">;

/** What a check returned or reported, as it is recorded. Throws `check-result-invalid` for what is no result, `metadata-value`. */
export function readCheckResult(definition: Named, returned: unknown): RecordedResult {
  const { passed, severity, description, metadata } = plainCheckResult(definition, returned);
  return {
    passed,
    severity,
    metadata: recordMetadata(metadata),
    ...(description === undefined ? {} : { description }),
  };
}

/** A result with what it left out. */
export interface PlainCheckResult {
  readonly passed: boolean;
  readonly severity: "WARN" | "ERROR";
  readonly description?: string;
  readonly metadata: Metadata;
}

/** What a check returned, with what it left out: as a test reads it. Throws `check-result-invalid`. */
export function plainCheckResult(definition: Named, returned: unknown): PlainCheckResult {
  const result: unknown = typeof returned === "boolean" ? { passed: returned } : returned;
  if (!isResult(result)) {
    const { name, asset } = definition;
    throw userError(definitionErrors.checkResultInvalid, { check: name, asset, what: described(returned) });
  }
  const { passed, severity = definition.severity, description, metadata = {} } = result;
  return { passed, severity, metadata, ...(description === undefined ? {} : { description }) };
}

function isResult(value: unknown): value is CheckResult {
  if (typeof value !== "object" || value === null) return false;
  const { passed, severity, description, metadata } = value as Record<string, unknown>;
  return (
    typeof passed === "boolean" &&
    (severity === undefined || severity === "WARN" || severity === "ERROR") &&
    (description === undefined || typeof description === "string") &&
    (metadata === undefined || (typeof metadata === "object" && metadata !== null))
  );
}

function described(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (typeof value !== "object") return `a ${typeof value}`;
  if (Array.isArray(value)) return "a list";
  const { passed, severity } = value as Record<string, unknown>;
  if (typeof passed !== "boolean") return "an object without `passed: true` or `false`";
  if (severity !== undefined && severity !== "WARN" && severity !== "ERROR") return `the severity ${String(severity)}`;
  return "a description or metadata of the wrong kind";
}
