import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { PartitionsDefinition as PartitionsData } from "../../../protocol/graph/partitions.ts";

export interface PartitionsDefinition {
  readonly kind: string;
}

/** What an asset without partitions has. */
export interface Unpartitioned extends PartitionsDefinition {
  readonly kind: "none";
}

export type Grain = "hourly" | "daily" | "weekly" | "monthly" | "cron";

/** Any partitions at all. */
export interface SomePartitions extends PartitionsDefinition {
  readonly kind: Grain | "static" | "dynamic" | "multi";
}

/** Partitions among whose keys is `Key`. */
export interface HasKey<in Key extends string> {
  readonly has: (key: Key) => boolean;
}

/** Partitions that have no keys but these. */
export interface OnlyKeys<out Key extends string> {
  readonly keys: readonly Key[];
}

/** A window of time. `end` is exclusive. */
export interface TimePartition {
  readonly key: string;
  readonly start: Date;
  readonly end: Date;
}

export interface TimePartitions extends SomePartitions, HasKey<string> {
  readonly kind: Grain;
  readonly timezone: string;
  window(key: string): TimePartition;
  /** The one that contains this time; with `endClosed`, the one that ends then. */
  partitionAt(time: Date, options?: { endClosed?: boolean | undefined }): TimePartition;
  /** Those that exist at this time. */
  keysAt(now: Date, range?: { from: string; to: string }): Iterable<string>;
}

export interface HourlyPartitions extends TimePartitions {
  readonly kind: "hourly";
}
export interface DailyPartitions extends TimePartitions {
  readonly kind: "daily";
}
export interface WeeklyPartitions extends TimePartitions {
  readonly kind: "weekly";
}
export interface MonthlyPartitions extends TimePartitions {
  readonly kind: "monthly";
}
export interface CronPartitions extends TimePartitions {
  readonly kind: "cron";
}

export interface StaticPartitions<Key extends string> extends SomePartitions, HasKey<Key> {
  readonly kind: "static";
  readonly keys: readonly Key[];
}

export interface DynamicPartitions<out Name extends string = string> extends SomePartitions, HasKey<string> {
  readonly kind: "dynamic";
  readonly name: Name;
}

export type Dimensions = { readonly [name: string]: PartitionsDefinition };

export interface MultiPartitions<out D extends Dimensions> extends SomePartitions, HasKey<string> {
  readonly kind: "multi";
  readonly dimensions: D;
}

interface TimeOptions {
  /** Local time in the zone: "2024-01-01", "2024-01-01T06:00". The first window is the first that starts then or later. */
  start: string;
  /** Exclusive. */
  end?: string | undefined;
  /** IANA name; UTC if absent. */
  timezone?: string | undefined;
  /** 0: windows exist when they are over. 1: the current one too. -1: one later. */
  endOffset?: number | undefined;
  /** Windows that do not exist, by their start: crons or local times. */
  exclusions?: readonly string[] | undefined;
  /** Key of a window, from its local start; strftime. */
  format?: `${string}%${string}` | undefined;
}
interface AtMinute {
  minute?: number | undefined;
}
interface AtHour extends AtMinute {
  hour?: number | undefined;
}
interface OnWeekday extends AtHour {
  day?: Weekday | undefined;
}
interface OnDay extends AtHour {
  day?: number | undefined;
}

export type Weekday = "sunday" | "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday";

/**
 * Cuts an asset into one partition an hour. When to use: data that arrives by the hour. This version knows such definitions, draws them and
 * checks their types; running them comes later.
 * @throws nothing.
 * @example
 * ```ts
 * import { asset, hourly } from "evergraph";
 * export const hits = asset("hits", { partitions: hourly({ start: "2024-01-01T00:00" }) }, (_, { partition }) => [partition.key]);
 * ```
 */
export function hourly(options: TimeOptions & AtMinute): HourlyPartitions {
  return timePartitions("hourly", options);
}

/**
 * Cuts an asset into one partition a day, as `hourly` does by the hour.
 * @throws nothing.
 * @example
 * ```ts
 * import { daily } from "evergraph";
 * export const days = daily({ start: "2024-01-01", timezone: "Europe/Zurich" });
 * ```
 */
export function daily(options: TimeOptions & AtHour): DailyPartitions {
  return timePartitions("daily", options);
}

/**
 * Cuts an asset into one partition a week, from Sunday or from `day`.
 * @throws nothing.
 * @example
 * ```ts
 * import { weekly } from "evergraph";
 * export const weeks = weekly({ start: "2024-01-01", day: "monday" });
 * ```
 */
export function weekly(options: TimeOptions & OnWeekday): WeeklyPartitions {
  return timePartitions("weekly", options);
}

/**
 * Cuts an asset into one partition a month, from the first or from `day`.
 * @throws nothing.
 * @example
 * ```ts
 * import { monthly } from "evergraph";
 * export const months = monthly({ start: "2024-01-01" });
 * ```
 */
export function monthly(options: TimeOptions & OnDay): MonthlyPartitions {
  return timePartitions("monthly", options);
}

/**
 * Cuts an asset into partitions that reach from each tick of a cron to the next.
 * @throws nothing.
 * @example
 * ```ts
 * import { cronPartitions } from "evergraph";
 * export const shifts = cronPartitions({ cron: "0 6,14,22 * * *", start: "2024-01-01" });
 * ```
 */
export function cronPartitions(options: TimeOptions & { cron: string }): CronPartitions {
  return timePartitions("cron", options);
}

/**
 * Cuts an asset into partitions of these keys.
 * @throws nothing.
 * @example
 * ```ts
 * import { staticPartitions } from "evergraph";
 * export const shops = staticPartitions(["paris", "lyon"]);
 * ```
 */
export function staticPartitions<const Key extends string>(keys: readonly Key[]): StaticPartitions<Key> {
  const known = new Set<string>(keys);
  return { kind: "static", keys: [...keys], has: (key) => known.has(key) };
}

/**
 * Cuts an asset into partitions whose keys come and go while it is in use.
 * @throws nothing.
 * @example
 * ```ts
 * import { dynamicPartitions } from "evergraph";
 * export const customers = dynamicPartitions("customers");
 * ```
 */
export function dynamicPartitions<const Name extends string>(name: Name): DynamicPartitions<Name> {
  return { kind: "dynamic", name, has: () => refuseArithmetic("has") };
}

/**
 * Cuts an asset along several dimensions at once. A key is the dimensions' keys in the order of their names, joined by `|`; `|` and `\`
 * inside one are escaped by `\`.
 * @throws nothing.
 * @example
 * ```ts
 * import { daily, multiPartitions, staticPartitions } from "evergraph";
 * export const cells = multiPartitions({ day: daily({ start: "2024-01-01" }), shop: staticPartitions(["paris", "lyon"]) });
 * ```
 */
export function multiPartitions<D extends Dimensions>(dimensions: D): MultiPartitions<D> {
  return { kind: "multi", dimensions, has: () => refuseArithmetic("has") };
}

/** What of a definition is data, as graphs carry it. */
export function partitionsData(definition: PartitionsDefinition): PartitionsData | undefined {
  const { kind, start, end, timezone, cron, keys, name, dimensions } = definition as PartitionsDefinition & DataFields;
  switch (kind) {
    case "hourly":
    case "daily":
    case "weekly":
    case "monthly":
    case "cron":
      return { kind, ...present({ start, end, timezone, cron }) };
    case "static":
      return { kind, ...present({ keys }) };
    case "dynamic":
      return { kind, ...present({ name }) };
    case "multi":
      return { kind, ...present({ dimensions: dimensions === undefined ? undefined : dimensionsData(dimensions) }) };
    default:
      return undefined;
  }
}

type DataFields = {
  readonly [N in "start" | "end" | "timezone" | "cron" | "name"]?: string;
} & { readonly keys?: readonly string[]; readonly dimensions?: Dimensions };

function dimensionsData(dimensions: Dimensions): Record<string, PartitionsData> {
  const data: Record<string, PartitionsData> = {};
  for (const [name, dimension] of Object.entries(dimensions)) {
    const known = partitionsData(dimension);
    if (known !== undefined) data[name] = known;
  }
  return data;
}

/** Without the properties that are undefined. */
function present<Fields extends object>(fields: Fields): { [N in keyof Fields]?: Exclude<Fields[N], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function timePartitions<Kind extends Grain>(
  kind: Kind,
  options: TimeOptions,
): TimePartitions & { readonly kind: Kind } {
  return {
    ...options,
    kind,
    timezone: options.timezone ?? "UTC",
    has: () => refuseArithmetic("has"),
    window: () => refuseArithmetic("window"),
    partitionAt: () => refuseArithmetic("partitionAt"),
    keysAt: () => refuseArithmetic("keysAt"),
  };
}

function refuseArithmetic(what: string): never {
  throw userError(definitionErrors.partitionArithmetic, { what });
}
