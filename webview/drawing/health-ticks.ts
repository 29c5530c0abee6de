import type { Card } from "../../protocol/messages/server-messages.ts";
import type { Badge } from "../../protocol/record/status.ts";

export type HealthColour = "freshQuiet" | "stale" | "failed" | "overdue" | "running";

/** As many materializations as are remembered. */
const mostTicks = 20;

/**
 * The health bar of a card: a tick for each of the latest materializations, the oldest first, and at the end what became of it since.
 * Empty: it was never made.
 */
export function healthTicks(card: Pick<Card, "history" | "made">, badge: Badge): readonly HealthColour[] {
  const made = card.made === undefined ? 0 : Math.max(1, Math.min(mostTicks, card.history.length));
  const ticks = new Array<HealthColour>(made).fill("freshQuiet");
  switch (badge) {
    case "failed":
    case "running":
      // These are more than what was made.
      return [...ticks, badge].slice(-mostTicks);
    case "stale":
    case "maybe stale":
      return made === 0 ? [] : [...ticks.slice(0, -1), "stale"];
    case "overdue":
      return made === 0 ? [] : [...ticks.slice(0, -1), "overdue"];
    case "upstream failed":
    case "never":
    case "unknown":
    case "skipped":
    case "external":
    case "fresh":
      return ticks;
    default:
      return badge satisfies never;
  }
}
