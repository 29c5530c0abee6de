import type { AssetNode, Check } from "../../protocol/graph/asset-graph.ts";
import type { CheckDetails, CheckSummary } from "../../protocol/messages/server-messages.ts";
import type { CheckEvent, StoredEvent } from "../../protocol/record/events.ts";
import type { AssetRecord, Recorded } from "../../runtime/core/record/asset-record.ts";
import { checkOutdated, latestResult } from "../../runtime/core/status/check-outdated.ts";
import type { Store } from "../../runtime/storage/store.ts";

const mostResults = 20;

/** What a check is judged by. */
export interface CheckFacts {
  readonly node: AssetNode;
  readonly record: AssetRecord;
  /** Hash of the check's code of now; undefined: not known. */
  readonly codeOf: (check: string) => string | undefined;
}

/** The checks of an asset with their past, in the order of the definitions. */
export function checkDetails(facts: CheckFacts, store: Store | undefined): readonly CheckDetails[] {
  const { node, record } = facts;
  if (node.checks.length === 0) return [];
  const past = new Map<string, CheckSummary[]>();
  if (Object.keys(record.checks).length > 0 && store !== undefined) {
    const limit = mostResults * node.checks.length;
    for (const event of store.events({ asset: node.key, kinds: ["check"], limit })) addResult(past, event);
  }
  return node.checks.map((check) => {
    const results = (past.get(check.name) ?? []).reverse().slice(0, mostResults);
    return { ...checkOf(facts, check), results };
  });
}

/** A check with its latest result alone, which needs no look at the past. */
export function checkOf(facts: CheckFacts, check: Check): CheckDetails {
  const latest = latestResult(facts.record, check.name);
  const outdated = checkOutdated(check, facts.record, facts.codeOf(check.name));
  return {
    name: check.name,
    blocking: check.blocking,
    severity: check.severity,
    range: check.range,
    results: latest === undefined ? [] : [summaryOf(latest)],
    ...(check.description === undefined ? {} : { description: check.description }),
    ...(outdated === undefined ? {} : { outdated }),
  };
}

function addResult(past: Map<string, CheckSummary[]>, event: StoredEvent): void {
  if (event.kind !== "check" || event.of.partitions !== undefined) return;
  const known = past.get(event.check);
  if (known === undefined) past.set(event.check, [summaryOf(event)]);
  else known.push(summaryOf(event));
}

function summaryOf({ time, run, result }: Pick<Recorded<CheckEvent>, "time" | "run" | "result">): CheckSummary {
  return { time, result, ...(run === undefined ? {} : { run }) };
}
