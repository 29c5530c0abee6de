import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { parseDuration } from "../../../protocol/graph/duration.ts";
import type { Description } from "./asset-options.ts";
import type { AssetDefinition, ResourceDefinition, RetryPolicy as RetryData } from "./definition.ts";
import type { Concurrency, Execution, RetryPolicy } from "./execution.ts";
import { numberFrom } from "./number-from.ts";
import type { PartitionsDefinition } from "./partitions.ts";
import { partitionsData } from "./partitions.ts";
import { readReference } from "./references.ts";
import type { Slots } from "./resource.ts";

type Described = Pick<
  AssetDefinition,
  | "group"
  | "owners"
  | "tags"
  | "kinds"
  | "description"
  | "deps"
  | "partitions"
  | "declaredVersion"
  | "metadata"
  | "schema"
  | "io"
>;

/** What the options of any asset say, made here or elsewhere. */
export function definedBy(
  options: Description & { partitions?: PartitionsDefinition | undefined; schema?: unknown },
): Described {
  const partitions = options.partitions === undefined ? undefined : partitionsData(options.partitions);
  return {
    group: options.group ?? "default",
    owners: [...(options.owners ?? [])],
    tags: { ...options.tags },
    kinds: [...(options.kinds ?? [])],
    deps: [...new Set<AssetKey>((options.deps ?? []).map((dep) => readReference(dep).asset))],
    metadata: { ...options.metadata },
    ...(options.description === undefined ? {} : { description: options.description }),
    ...(partitions === undefined ? {} : { partitions }),
    // An empty text declares nothing, as in Dagster.
    ...(options.codeVersion === undefined || options.codeVersion === ""
      ? {}
      : { declaredVersion: options.codeVersion }),
    ...(options.schema === undefined ? {} : { schema: options.schema }),
    ...(options.io === undefined ? {} : { io: options.io }),
  };
}

/** How the function is to be run, with durations in milliseconds. `key`: of what, for errors. */
export function executionOf(
  key: string,
  options: Execution,
): Pick<AssetDefinition, "retry" | "timeout" | "concurrency" | "priority"> {
  const concurrency = poolsOf(key, options.concurrency);
  return {
    ...(concurrency.length === 0 ? {} : { concurrency }),
    ...(options.priority === undefined ? {} : { priority: priorityOf(key, options.priority) }),
    ...(options.retry === undefined ? {} : { retry: retryData(key, options.retry) }),
    ...(options.timeout === undefined ? {} : { timeout: milliseconds(key, options.timeout) }),
  };
}

/** Slots by the name under which they arrive. */
export function resourcesOf(slots: Slots | undefined): Readonly<Record<string, ResourceDefinition>> {
  const entries = Object.entries(slots ?? {}).map(([name, slot]) => [name, { kind: "resource", name: slot.name }]);
  return Object.fromEntries(entries) as Record<string, ResourceDefinition>;
}

function retryData(key: string, { retries, delay, backoff, jitter }: RetryPolicy): RetryData {
  const changed = backoff === undefined ? (jitter === undefined ? undefined : "jitter") : "backoff";
  if (delay === undefined && changed !== undefined)
    throw userError(definitionErrors.delayMissing, { key, option: changed });
  return {
    retries: numberFrom(0, retries, `"${key}"`, "retries"),
    ...(delay === undefined ? {} : { delay: milliseconds(key, delay) }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(jitter === undefined ? {} : { jitter }),
  };
}

function priorityOf(key: string, priority: number): number {
  if (Number.isFinite(priority)) return priority;
  const facts = { of: `"${key}"`, option: "priority", value: String(priority), wanted: "a number" };
  throw userError(definitionErrors.badNumber, facts);
}

function milliseconds(key: string, duration: string): number {
  const known = parseDuration(duration);
  if (known === undefined) throw userError(definitionErrors.badDuration, { key, duration });
  return known;
}

/** A pool's name as often as slots are taken of it. */
function poolsOf(key: string, option: Execution["concurrency"]): readonly string[] {
  if (option === undefined) return [];
  const taken: readonly Concurrency[] = Array.isArray(option) ? option : [option as Concurrency];
  return taken.flatMap((one) => {
    const { pool, slots } = typeof one === "string" ? { pool: one, slots: 1 } : one;
    if (!Number.isSafeInteger(slots) || slots < 1) throw userError(definitionErrors.badSlots, { key, pool, slots });
    return new Array<string>(slots).fill(pool);
  });
}
