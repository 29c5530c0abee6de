import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";
import { type CheckFacts, checkOf } from "./check-details.ts";
import { checkFailures, runFailure } from "./run-failures.ts";

export interface FailureFacts {
  readonly node: (asset: AssetId) => AssetNode | undefined;
  readonly record: (asset: AssetId) => AssetRecord;
  readonly checkFacts: (asset: AssetId) => CheckFacts | undefined;
  /** The text of a file as it is now. */
  readonly text: (file: string) => string | undefined;
}

/** What failed the last time, of each asset, as diagnostics at the user's lines. */
export interface FailureNotes {
  /** What happened to the asset, or its definition, may be another. */
  note(asset: AssetId): void;
  all(): readonly Diagnostic[];
}

export function createFailureNotes(facts: FailureFacts): FailureNotes {
  const failures = new Map<AssetId, readonly Diagnostic[]>();

  function failedChecks(asset: AssetId, node: AssetNode): readonly Diagnostic[] {
    const known = facts.checkFacts(asset);
    if (known === undefined) return [];
    return checkFailures(
      node,
      node.checks.map((check) => checkOf(known, check)),
      (file, line) => (facts.text(file) ?? "").split("\n")[line]?.trimEnd().length ?? 0,
    );
  }

  return {
    note(asset) {
      const node = facts.node(asset);
      if (node === undefined) {
        failures.delete(asset);
        return;
      }
      const record = facts.record(asset);
      const failure = runFailure(node, record);
      const checks = Object.keys(record.checks).length === 0 ? [] : failedChecks(asset, node);
      if (failure === undefined && checks.length === 0) failures.delete(asset);
      else failures.set(asset, failure === undefined ? checks : [failure, ...checks]);
    },
    all: () => [...failures.values()].flat(),
  };
}
