import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CheckResult } from "../../protocol/record/events.ts";
import type { AssetDefinition, CheckDefinition } from "../core/definitions/definition.ts";
import { readCheckResult } from "../core/definitions/read-check-result.ts";

/** What a function says of its own checks by `context.check`. */
export interface Reports {
  /** Said twice, the last word counts. Throws `check-undeclared`, `check-result-invalid`. */
  readonly report: ((name: string, result: unknown) => void) | undefined;
  results(): readonly { readonly check: CheckDefinition; readonly result: CheckResult | undefined }[];
  /** Throws `check-unreported` for one of an asset that was made. */
  refuseMissing(made: ReadonlySet<AssetKey>): void;
}

const nothingToReport: Reports = { report: undefined, results: () => [], refuseMissing() {} };

export function createReports(key: AssetKey, outputs: readonly AssetDefinition[]): Reports {
  if (outputs.every(({ checks }) => checks === undefined || checks.length === 0)) return nothingToReport;
  const declared = outputs.flatMap(({ checks = [] }) => checks);
  const results = new Map<CheckDefinition, CheckResult>();
  return {
    report(name, result) {
      const check = declared.find((one) => one.name === name);
      if (check === undefined) throw userError(definitionErrors.checkUndeclared, { key, check: name });
      results.set(check, readCheckResult(check, result));
    },
    results: () => declared.map((check) => ({ check, result: results.get(check) })),
    refuseMissing(made) {
      const missing = declared.find((check) => made.has(check.asset) && !results.has(check));
      if (missing !== undefined) throw userError(runErrors.checkUnreported, { key, check: missing.name });
    },
  };
}
