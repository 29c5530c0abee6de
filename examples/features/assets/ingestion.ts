/**
 * The group `ingestion`: what the application knows, as it is. Both assets ask for the resource `event_log`; which one they get is said
 * in `evergraph.config.ts`, and a test gives its own.
 */
import { asset, output } from "evergraph";
import { z } from "zod";
import { eventLog } from "../resources.ts";

const owners = ["team:platform"];

/** The rows are checked against it when they are made, and their types follow from it. */
const eventRow = z.object({
  event_id: z.string(),
  user_id: z.string(),
  session_id: z.string(),
  kind: z.enum(["view", "cart", "purchase"]),
  amount: z.number().nonnegative(),
  at: z.date(),
});

/** What users did, one row an event, oldest first. `days` says how far back. */
export const rawEvents = asset(
  "raw_events",
  {
    group: "ingestion",
    kinds: ["events"],
    owners,
    resources: { eventLog },
    config: z.object({ days: z.number().int().min(1).default(30) }),
    schema: eventRow,
  },
  async (_, { resources, config, log, signal }) => {
    const events = await resources.eventLog.events(config.days, signal);
    log.info(`${events.length} events of ${config.days} days`);
    return output(events, { metadata: { days: config.days, first: events[0]?.at, last: events.at(-1)?.at } });
  },
);

/** Who took a subscription in the month after: what the model shall foresee. One row a user. */
export const conversions = asset(
  "conversions",
  { group: "ingestion", kinds: ["events"], owners, resources: { eventLog } },
  (_, { resources }) => resources.eventLog.conversions(),
);
