import type { AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { AssetStatus, Badge } from "../../../protocol/record/status.ts";
import { badges } from "../../../protocol/record/status.ts";

/** What a badge is told from. `behind`: whether something above is stale, or may be. */
export interface BadgeFacts extends Pick<AssetStatus, "happened" | "freshness"> {
  readonly kind: AssetNode["kind"];
  readonly state: AssetStatus["sync"]["state"];
  readonly behind: "nothing" | "maybe stale" | "stale";
}

/** When each badge applies; the first in the order of `badges` wins. */
const applies: Readonly<Record<Badge, (facts: BadgeFacts) => boolean>> = {
  running: ({ happened }) => happened.running.length > 0,
  failed: ({ happened }) => happened.latest === "failed" || happened.checks.failed > 0,
  "upstream failed": ({ happened }) => happened.latest === "upstream failed",
  overdue: ({ freshness }) => freshness === "overdue",
  never: ({ happened, kind }) => happened.made === undefined && kind !== "external",
  stale: ({ state, behind }) => state === "stale" || behind === "stale",
  "maybe stale": ({ state, behind }) => state === "maybe stale" || behind === "maybe stale",
  unknown: ({ state }) => state === "unknown",
  skipped: ({ happened }) => happened.latest === "skipped",
  external: ({ kind }) => kind === "external",
  fresh: () => true,
};

export function badgeOf(facts: BadgeFacts): Badge {
  return badges.find((badge) => applies[badge](facts)) ?? "fresh";
}
