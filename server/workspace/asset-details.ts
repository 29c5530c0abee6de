import type { AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { AssetDetails, Card, CheckDetails, Listed } from "../../protocol/messages/server-messages.ts";
import { asOf, brokenSentence } from "../../protocol/record/broken-text.ts";
import { formatRowsShort, formatShortAge } from "../../protocol/record/format-facts.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";
import { reasonOf, sentencesOf } from "../../runtime/core/status/cause-text.ts";
import type { ValueType } from "../analysis/types/type-lane.ts";
import type { BrokenFile } from "./broken-files.ts";
import { columnsIn, rowsIn, secondsIn, summarize } from "./recorded-facts.ts";

/** All that is known of one asset now. */
export interface AssetFacts {
  readonly node: AssetNode;
  readonly status: AssetStatus;
  readonly record: AssetRecord;
  readonly valueType: ValueType | undefined;
  /** Its file does not parse. */
  readonly broken: BrokenFile | undefined;
}

/** What a card in the lineage shows. */
export function cardOf({ node, status, record, valueType, broken }: AssetFacts): Card {
  const { latest } = record;
  const rows = latest && rowsIn(latest.metadata);
  const change = rowsChange(record);
  const seconds = latest && secondsIn(latest.metadata);
  const reason = reasonOf(node.key, status);
  const columns = valueType?.columns?.length ?? (latest && columnsIn(latest.metadata)?.length);
  const startedAt = record.running.find((run) => run.startedAt !== undefined)?.startedAt;
  const { passed, warned, failed, notRun } = status.happened.checks;
  return {
    key: node.key,
    group: node.group,
    kinds: node.kinds,
    owners: node.owners,
    badge: status.badge,
    history: record.history.flatMap((event) => rowsIn(event.metadata) ?? []).reverse(),
    checks: { passed, total: passed + warned + failed + notRun },
    ...(rows === undefined ? {} : { rows }),
    ...(change === undefined ? {} : { rowsChange: change }),
    ...(reason === undefined ? {} : { reason }),
    ...(latest === undefined ? {} : { made: latest.time }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(columns === undefined ? {} : { columns }),
    ...(latest?.value === undefined ? {} : { hasValue: true }),
    ...(broken === undefined ? {} : { broken: true }),
    ...(startedAt === undefined ? {} : { startedAt }),
  };
}

/** What the tree shows beside the key: the reason, else rows and age. */
export function listedOf({ node, status, record, broken }: AssetFacts, now: number): Listed {
  const { latest } = record;
  const rows = latest && rowsIn(latest.metadata);
  const made = [
    rows === undefined ? undefined : formatRowsShort(rows),
    latest === undefined ? undefined : formatShortAge(latest.time, now),
  ].filter((fact) => fact !== undefined);
  return {
    key: node.key,
    group: node.group,
    badge: status.badge,
    description: broken === undefined ? (reasonOf(node.key, status) ?? made.join(" · ")) : asOf(broken.since),
    external: node.kind === "external",
    ...(broken === undefined ? {} : { broken: true }),
  };
}

/** What the details pane and the hover show. */
export function detailsOf(
  facts: AssetFacts,
  around: {
    readonly upstream: readonly AssetKey[];
    readonly downstream: readonly AssetKey[];
    readonly codeVersion: CodeVersion | undefined;
    readonly checks: readonly CheckDetails[];
    readonly reach: number;
  },
): AssetDetails {
  const { node, status, record, valueType, broken } = facts;
  const { latest } = record;
  const columns = valueType?.columns ?? (latest && columnsIn(latest.metadata));
  const { codeVersion } = around;
  return {
    card: cardOf(facts),
    range: node.range,
    status,
    sentences: [...(broken === undefined ? [] : [brokenSentence(broken)]), ...sentencesOf(node.key, status)],
    upstream: around.upstream,
    downstream: around.downstream,
    history: record.history.map(summarize),
    checks: around.checks,
    reach: around.reach,
    ...(node.description === undefined ? {} : { description: node.description }),
    ...(latest === undefined ? {} : { latest: summarize(latest) }),
    ...(columns === undefined ? {} : { columns: columns.map(({ name, type }) => ({ name, type })) }),
    ...(latest?.value?.preview === undefined ? {} : { preview: latest.value.preview }),
    ...(codeVersion === undefined ? {} : { codeVersion: { hash: codeVersion.hash, certainty: codeVersion.certainty } }),
    ...(valueType === undefined ? {} : { valueType: valueType.text }),
  };
}

/** Rows of the latest materialization against the one before, as a fraction; undefined when one is not known or there were none. */
function rowsChange({ history }: AssetRecord): number | undefined {
  const [now, before] = history.map((event) => rowsIn(event.metadata));
  if (now === undefined || before === undefined || before === 0) return undefined;
  return (now - before) / before;
}
