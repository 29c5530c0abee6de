import { defineConfig, frames, json, provide } from "evergraph";
import { openEventLog } from "./helpers/generated-events.ts";

/**
 * Two environments. Each has its own store, so that trying something in `test` never shows in `dev`. The first is the default; the other:
 * `evergraph materialize "*" --env test`.
 */
export default defineConfig({
  environments: {
    dev: {
      resources: {
        event_log: provide(
          () => openEventLog({ users: 600, seed: 7 }),
          (log) => log.close(),
        ),
      },
    },
    test: {
      resources: {
        event_log: provide(
          () => openEventLog({ users: 120, seed: 7 }),
          (log) => log.close(),
        ),
      },
    },
  },
  // Tables are kept exactly, with their dates. A model is JSON: other programs read it.
  io: { default: frames(), models: json() },
});
