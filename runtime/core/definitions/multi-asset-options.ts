import type { Description } from "./asset-options.ts";
import type { CheckSpec } from "./check-options.ts";
import type { BatchValueOf, Checked, Result, ValueOf } from "./compute-types.ts";
import type { Execution } from "./execution.ts";
import type { Batched } from "./partition-context.ts";
import type { CheckRefs } from "./references.ts";
import type { StandardSchema } from "./schema.ts";

/** One of the assets that a function makes. What is said here counts instead of what is said of all; `deps` are added. */
export interface OutputSpec<SI = unknown, SO = unknown> extends Description {
  /** Of a row. */
  schema?: StandardSchema<SI, SO> | undefined;
  /** The function may leave it out: it is skipped then. */
  optional?: boolean | undefined;
}
export type Specs = { readonly [key: string]: OutputSpec<any, any> };

export interface MultiAssetOptions<O, Subset, I, P, R, CI, CO, CN extends string, B>
  extends Omit<Description, "io">,
    Execution {
  /** By asset key. */
  outputs: O;
  /** The function looks at `context.selected`, and may leave the others out. Without it all are made whenever one is wanted. */
  canSubset?: Subset | undefined;
  /** Instead of the destructured names: exactly these arrive. */
  inputs?: (CheckRefs<I, P> & I) | undefined;
  partitions?: P | undefined;
  resources?: R | undefined;
  config?: StandardSchema<CI, CO> | undefined;
  /** Checks that the function itself reports, each of an output. */
  checks?: { readonly [N in CN]: CheckSpec & { asset: keyof O } } | undefined;
  backfillPolicy?: B | undefined;
}

type OutputRows<O, B> = Result<O extends { readonly schema: StandardSchema<infer SI, any> } ? SI : unknown, B>;
type OutputChecked<O, V> = O extends { readonly schema: StandardSchema<any, infer SO> } ? Checked<SO, V> : V;
type OptionalOutputs<O, Subset> = true extends Subset
  ? keyof O
  : { [N in keyof O]: O[N] extends { readonly optional: true } ? N : never }[keyof O];

/** What the function returns: a value for each output. */
export type Outputs<O, Subset, B> = {
  readonly [N in Exclude<keyof O, OptionalOutputs<O, Subset>>]: OutputRows<O[N], B>;
} & { readonly [N in OptionalOutputs<O, Subset>]?: OutputRows<O[N], B> };

/** The value of one output. */
export type OutputValue<Spec, N, Ret, B> = OutputChecked<
  Spec,
  N extends keyof Ret ? (B extends Batched ? BatchValueOf<NonNullable<Ret[N]>> : ValueOf<NonNullable<Ret[N]>>) : unknown
>;

/** Names that nothing was said of are mistakes. */
export type NoOthers<Ret, O> = { readonly [N in Exclude<keyof Ret, keyof O>]: never };
