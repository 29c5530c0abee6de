import { type Diagnostic, diagnose } from "../../protocol/errors/error-entry.ts";
import { relatedWords } from "../../protocol/errors/related-words.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";

/** The error of an asset whose latest outcome is a failure, at the user's own line, or at its key when that is not known. */
export function runFailure(node: AssetNode, record: AssetRecord): Diagnostic | undefined {
  const { outcome } = record;
  if (outcome?.outcome !== "failed") return undefined;
  const { error } = outcome;
  const range = error?.range ?? node.keyRange;
  const diagnostic = diagnose(
    serverErrors.assetFailed,
    { key: node.key, why: error?.message ?? "it did not say why" },
    range,
    error?.range === undefined ? [] : [{ range: node.keyRange, message: relatedWords.whileMade(node.key) }],
  );
  if (error?.code === undefined) return diagnostic;
  // An error of the catalogue is a sentence of its own, and says what to do.
  return { ...diagnostic, code: error.code, message: error.message, remedy: error.remedy ?? "" };
}
