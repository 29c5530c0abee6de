import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { Description, RetryPolicy } from "./asset-options.ts";
import type { AssetDefinition, ResourceDefinition, RetryPolicy as RetryData } from "./definition.ts";
import { parseDuration } from "./duration.ts";
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
  };
}

/** How the function is to be run, with durations in milliseconds. */
export function executionOf(
  key: AssetKey,
  options: { retry?: RetryPolicy | undefined; timeout?: string | undefined },
): Pick<AssetDefinition, "retry" | "timeout"> {
  return {
    ...(options.retry === undefined ? {} : { retry: retryData(key, options.retry) }),
    ...(options.timeout === undefined ? {} : { timeout: milliseconds(key, options.timeout) }),
  };
}

/** Slots by the name under which they arrive. */
export function resourcesOf(slots: Slots | undefined): Readonly<Record<string, ResourceDefinition>> {
  const entries = Object.entries(slots ?? {}).map(([name, slot]) => [name, { kind: "resource", name: slot.name }]);
  return Object.fromEntries(entries) as Record<string, ResourceDefinition>;
}

function retryData(key: AssetKey, { retries, delay, backoff, jitter }: RetryPolicy): RetryData {
  return {
    retries,
    ...(delay === undefined ? {} : { delay: milliseconds(key, delay) }),
    ...(backoff === undefined ? {} : { backoff }),
    ...(jitter === undefined ? {} : { jitter }),
  };
}

function milliseconds(key: AssetKey, duration: string): number {
  const known = parseDuration(duration);
  if (known === undefined) throw userError(definitionErrors.badDuration, { key, duration });
  return known;
}
