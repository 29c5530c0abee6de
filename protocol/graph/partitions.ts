/** How an asset is cut into partitions, as data. What only running can know is absent (`keys`, `start`, …). */
export type PartitionsDefinition =
  | {
      readonly kind: "hourly" | "daily" | "weekly" | "monthly" | "cron";
      readonly start?: string;
      readonly end?: string;
      readonly timezone?: string;
      readonly cron?: string;
    }
  | { readonly kind: "static"; readonly keys?: readonly string[] }
  | { readonly kind: "dynamic"; readonly name?: string }
  | { readonly kind: "multi"; readonly dimensions?: Readonly<Record<string, PartitionsDefinition>> };

/** Which upstream partitions arrive, by the name of the public function that chose it. */
export interface PartitionMapping {
  readonly kind: string;
}

/** Half-open, in milliseconds since the epoch (UTC). */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** Some partitions of an asset: a union of boxes, each with one side a dimension (intervals, or sorted names). */
export interface PartitionSet {
  readonly boxes: readonly (readonly (readonly Interval[] | readonly string[])[])[];
}
