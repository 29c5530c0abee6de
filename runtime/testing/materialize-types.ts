import type { Outcome } from "../../protocol/record/events.ts";
import type { AnyKeyOf, BindingsByName, ConfigByKey, GivenByKey } from "../core/definitions/by-key.ts";
import type { CheckResult } from "../core/definitions/check-options.ts";
import type { PlainMetadata } from "../core/definitions/metadata.ts";
import type { PartitionSelection } from "../core/definitions/partition-context.ts";
import type { RefValue } from "../core/definitions/references.ts";

export interface MaterializeOptions<H> {
  /** Values of assets that are not to be made. */
  given?: GivenByKey | undefined;
  /** What fills the slots that the assets ask for. */
  resources?: BindingsByName | undefined;
  partition?: AnyKeyOf<H> | undefined;
  partitions?: PartitionSelection<AnyKeyOf<H>> | undefined;
  /** By asset key, before it is parsed. */
  config?: ConfigByKey<H> | undefined;
  /** What `context.environment` says; `"test"` when it is absent. */
  environment?: string | undefined;
  /** Cancels. */
  signal?: AbortSignal | undefined;
  /** Reject with the first error instead of telling it in the result. */
  throwOnError?: boolean | undefined;
}

/** What came of `materialize`. Asking for an asset that was not in its list throws `not-materialized`. */
export interface MaterializeResult<H> {
  /** Whether nothing failed: no asset, no check that threw, and no blocking check of severity ERROR. A skipped asset has not failed. */
  readonly success: boolean;
  /** Throws the asset's own error when it failed, and `not-materialized` when there is none for another reason. */
  value<A extends H>(asset: A): RefValue<A>;
  outcome(asset: H): Outcome;
  /** Of an asset all its checks that ran, of a check itself. One that threw has not passed, and its description says why. */
  checks(asset: H): readonly (CheckResult & { readonly name: string })[];
  /** As plain values, with what is recorded unasked, under `evergraph/rows` and others. */
  metadata(asset: H): PlainMetadata;
  /** What it threw; for one that was not started, what went wrong above. */
  error(asset: H): Error | undefined;
}
