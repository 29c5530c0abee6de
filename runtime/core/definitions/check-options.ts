import type { Execution } from "./execution.ts";
import type { Metadata } from "./metadata.ts";
import type { Unpartitioned } from "./partitions.ts";
import type { AnyAsset, CheckRefs, Dep, RefPartitions } from "./references.ts";
import type { RegisteredKey } from "./registry-entry.ts";

export type Severity = "WARN" | "ERROR";

/** What a check found. */
export interface CheckResult {
  passed: boolean;
  /** Instead of the check's own. */
  severity?: Severity | undefined;
  /** Short, for people: "3 of 412 rows have no price". */
  description?: string | undefined;
  metadata?: Metadata | undefined;
}
export type AnyCheckResult = boolean | CheckResult;

/** Holds back what is downstream, only these, or all but these. A check that warns holds back nothing. */
export type Blocking =
  | boolean
  | readonly (AnyAsset | RegisteredKey)[]
  | { except: readonly (AnyAsset | RegisteredKey)[] };

/** What describes a check. */
export interface CheckSpec {
  /** Whether a failure of severity ERROR holds back what is downstream. Without it nothing is held back. */
  blocking?: Blocking | undefined;
  /** Of a failure; ERROR when it is absent. */
  severity?: Severity | undefined;
  description?: string | undefined;
  metadata?: Metadata | undefined;
}

interface CheckInputs<I, P, R> extends Execution {
  /** Further assets whose values arrive in `context.inputs`. */
  inputs?: (CheckRefs<I, P> & I) | undefined;
  /** Further assets that have to be there first, and are not loaded. */
  deps?: readonly Dep[] | undefined;
  resources?: R | undefined;
}

/** Partitions of which a check sees one. */
export type CheckedPartitions<H, W> = W extends true ? Unpartitioned : RefPartitions<H>;

export interface CheckOptions<H, I, R, W> extends CheckSpec, CheckInputs<I, CheckedPartitions<H, W>, R> {
  asset: H;
  /** One result for all partitions, which arrive as a Map. Otherwise one for each. */
  whole?: W | undefined;
}

export interface ChecksOptions<H, C, Subset, I, R, W> extends CheckInputs<I, CheckedPartitions<H, W>, R> {
  /** Whose value arrives. */
  asset: H;
  /** By name. */
  checks: C;
  /** The function looks at `context.selected`, and may leave the others out. */
  canSubset?: Subset | undefined;
  whole?: W | undefined;
}

/** With `asset`, the result is another asset's. */
export interface SpecOfMany extends CheckSpec {
  asset?: AnyAsset | RegisteredKey | undefined;
}
