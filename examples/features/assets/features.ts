/**
 * The group `features`: what is known about each user, as numbers. `checks/` says what must hold of them.
 */
import { asset, output } from "evergraph";
import { mean, round, shareOf, sum } from "../helpers/numbers.ts";

/** What each user did, one row a user with at least one event. */
export const userFeatures = asset(
  "user_features",
  { group: "features", owners: ["team:growth", "ada@example.com"] },
  ({ raw_events }) => {
    const rows = [...Map.groupBy(raw_events, (event) => event.user_id)].map(([user_id, events]) => {
      const purchases = events.filter((event) => event.kind === "purchase");
      const sessions = Map.groupBy(events, (event) => event.session_id);
      return {
        user_id,
        sessions: sessions.size,
        events_a_session: round(events.length / sessions.size, 2),
        cart_share: round(
          shareOf([...sessions.values()], (session) => session.some((event) => event.kind === "cart")),
          3,
        ),
        purchases: purchases.length,
        total_spend: round(sum(purchases.map((event) => event.amount)), 2),
        last_seen: new Date(Math.max(...events.map((event) => event.at.getTime()))),
      };
    });
    return output(rows, { metadata: { mean_spend: round(mean(rows.map((row) => row.total_spend)), 2) } });
  },
);
