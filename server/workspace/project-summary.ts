import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetId } from "../../protocol/graph/asset-graph.ts";
import type { BrokenSource, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { AssetStatus, Badge } from "../../protocol/record/status.ts";

/** What a summary is made from. */
export interface SummaryFacts {
  readonly folder: string;
  readonly environment: string;
  readonly graph: AssetGraph;
  readonly status: (asset: AssetId) => AssetStatus;
  readonly cannotRun: RecordedError | undefined;
  readonly storeProblem: RecordedError | undefined;
  readonly broken: readonly BrokenSource[];
}

/** Counts of a project, and what stands in its way. */
export function summarizeProject(facts: SummaryFacts): ProjectSummary {
  const { folder, environment, graph, cannotRun, storeProblem, broken } = facts;
  const counts: Partial<Record<Badge, number>> = {};
  let assets = 0;
  for (const node of graph.nodes) {
    if (node === null) continue;
    assets += 1;
    const { badge } = facts.status(node.id);
    counts[badge] = (counts[badge] ?? 0) + 1;
  }
  const names = graph.environments.map(({ name }) => name);
  return {
    folder,
    environment,
    environments: names.length === 0 ? [environment] : names,
    confirm: graph.environments.some(({ name, confirm }) => name === environment && confirm),
    counts,
    assets,
    ...(cannotRun === undefined ? {} : { cannotRun }),
    ...(storeProblem === undefined ? {} : { storeProblem }),
    ...(broken.length === 0 ? {} : { broken }),
  };
}
