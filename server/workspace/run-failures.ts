import { type Diagnostic, diagnose } from "../../protocol/errors/error-entry.ts";
import { relatedWords } from "../../protocol/errors/related-words.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { CheckDetails } from "../../protocol/messages/server-messages.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";

/** Checks of an asset that did not pass the last time, at the check. One of which the code is another now is not judged. */
export function checkFailures(
  node: AssetNode,
  checks: readonly CheckDetails[],
  lineLength: (file: string, line: number) => number,
): readonly Diagnostic[] {
  return checks.flatMap(({ name, range, results, outdated }) => {
    const result = results[0]?.result;
    if (result === undefined || result.passed || outdated === "code") return [];
    const { error, description } = result;
    const at = error?.range ?? firstLine(range, lineLength);
    const entry = result.severity === "WARN" ? serverErrors.checkWarned : serverErrors.checkFailed;
    const why = asSentence(error?.message ?? description ?? "it did not say why");
    return diagnose(entry, { key: node.key, check: name, why }, at);
  });
}

/** A whole function underlined would be hard to read. */
function firstLine(range: SourceRange, lineLength: (file: string, line: number) => number): SourceRange {
  const { file, start, end } = range;
  if (start.line === end.line) return range;
  return { file, start, end: { line: start.line, character: Math.max(start.character, lineLength(file, start.line)) } };
}

function asSentence(text: string): string {
  const [line = ""] = text.trim().split(/\r?\n/);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}

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
