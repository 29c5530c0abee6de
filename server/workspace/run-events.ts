import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { LogLevel, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Store } from "../../runtime/storage/store.ts";

/** What of a run's events is wanted. */
export interface EventFilter {
  readonly asset?: AssetKey;
  readonly atLeast?: LogLevel;
}

/** The last events of a run that pass the filter, in their order. */
export function runEvents(store: Store, run: RunId, limit: number, filter: EventFilter): readonly StoredEvent[] {
  const { asset, atLeast } = filter;
  if (asset === undefined && atLeast === undefined) return [...store.events({ run, limit })];
  const steps = asset === undefined ? undefined : stepsOf(store, run, asset);
  const found: StoredEvent[] = [];
  for (const event of store.events({ run })) {
    if (atLeast !== undefined && levelRank[levelOf(event)] < levelRank[atLeast]) continue;
    if (asset !== undefined && !isAbout(event, asset, steps ?? new Set())) continue;
    found.push(event);
  }
  return limit >= found.length ? found : found.slice(found.length - limit);
}

const levelRank: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** How loud an event is, beside what the user's own code logs. */
export function levelOf(event: StoredEvent): LogLevel {
  switch (event.kind) {
    case "log":
      return event.level;
    case "run":
      return event.error !== undefined || event.state === "failed" ? "error" : "info";
    case "step":
      if (event.state === "failed") return "error";
      return event.state === "retrying" || event.state === "upstream failed" ? "warn" : "info";
    case "outcome":
      return event.outcome === "failed" ? "error" : event.outcome === "upstream failed" ? "warn" : "info";
    case "check":
      return event.result.passed ? "info" : event.result.severity === "ERROR" ? "error" : "warn";
    case "code":
      return "debug";
    case "materialization":
    case "observation":
    case "accepted":
      return "info";
    default:
      // An event of a later version, of a kind that this one passes over.
      event satisfies never;
      return "debug";
  }
}

function stepsOf(store: Store, run: RunId, asset: AssetKey): ReadonlySet<number> {
  const steps = store.run(run)?.plan.steps ?? [];
  return new Set(
    steps.flatMap(({ assets, checks }, step) =>
      assets.includes(asset) || checks.some((check) => check.asset === asset) ? [step] : [],
    ),
  );
}

/** What ends or begins a run is about each of its assets. */
function isAbout(event: StoredEvent, asset: AssetKey, steps: ReadonlySet<number>): boolean {
  switch (event.kind) {
    case "step":
      return steps.has(event.step);
    case "log":
      return event.asset === asset;
    case "run":
      return true;
    case "code":
      return false;
    case "materialization":
    case "observation":
    case "check":
    case "outcome":
    case "accepted":
      return event.of.asset === asset;
    default:
      event satisfies never;
      return false;
  }
}
