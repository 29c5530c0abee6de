import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { badgeIcon } from "../contributions.ts";
import type { Translate } from "../runs/run-words.ts";
import type { BadgeCounts } from "./tree-rows.ts";

/** Badges that stand in the status bar, with the word of each. */
const shown: readonly (readonly [badges: readonly [Badge, ...Badge[]], word: string])[] = [
  [["running"], "{0} running"],
  [["stale", "maybe stale"], "{0} stale"],
  [["failed"], "{0} failed"],
  [["overdue"], "{0} overdue"],
];

/** `$(evergraph-stale) 3 stale $(evergraph-failed) 1 failed`; when nothing is amiss, how many assets are fresh. */
export function countsText(translate: Translate, projects: readonly ProjectSummary[]): string {
  const counts = sum(projects.map((project) => project.counts));
  const parts = shown
    .map(([badges, word]) => ({
      badges,
      word,
      count: badges.reduce((total, badge) => total + (counts[badge] ?? 0), 0),
    }))
    .filter(({ count }) => count > 0)
    .map(({ badges, word, count }) => `$(${badgeIcon(badges[0])}) ${translate(word, count)}`);
  if (parts.length > 0) return parts.join("  ");
  const fresh = counts.fresh ?? 0;
  const icon = badgeIcon(fresh > 0 ? "fresh" : "never");
  return fresh > 0 ? `$(${icon}) ${translate("{0} fresh", fresh)}` : `$(${icon}) ${translate("none made")}`;
}

function sum(all: readonly BadgeCounts[]): BadgeCounts {
  const total: Partial<Record<Badge, number>> = {};
  for (const counts of all)
    for (const [badge, count] of Object.entries(counts) as [Badge, number][])
      total[badge] = (total[badge] ?? 0) + count;
  return total;
}
