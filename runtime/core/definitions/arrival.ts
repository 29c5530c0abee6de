import type { Batch, KeyOf } from "./partition-context.ts";
import type { AlongDimension, ByDimension, DownName, PartitionMapping } from "./partition-mappings.ts";
import type {
  DynamicPartitions,
  MultiPartitions,
  StaticPartitions,
  TimePartitions,
  Unpartitioned,
} from "./partitions.ts";

/* The grains of both assets and the mapping between them decide what arrives, never how many partitions happened to exist. */

interface TimeArrival {
  hourly: { hourly: "one"; daily: "many"; weekly: "many"; monthly: "many"; cron: "many" };
  daily: { hourly: "one"; daily: "one"; weekly: "many"; monthly: "many"; cron: "many" };
  weekly: { hourly: "one"; daily: "one"; weekly: "one"; monthly: "many"; cron: "many" };
  monthly: { hourly: "one"; daily: "one"; weekly: "many"; monthly: "one"; cron: "many" };
  cron: { hourly: "many"; daily: "many"; weekly: "many"; monthly: "many"; cron: "one" };
}

/** What arrives without an explicit mapping; "none" when one has to be chosen. */
export type DefaultShape<Up, Down> = Up extends Unpartitioned
  ? "one"
  : Down extends Unpartitioned
    ? "many"
    : Down extends Batch<infer D>
      ? DefaultShape<Up, D> extends "none"
        ? "none"
        : "many"
      : Up extends TimePartitions
        ? Down extends TimePartitions
          ? TimeArrival[Up["kind"]][Down["kind"]]
          : OfDimensions<Up, Down>
        : Up extends StaticPartitions<infer U>
          ? Down extends StaticPartitions<infer D>
            ? [D] extends [U]
              ? "one"
              : "none"
            : OfDimensions<Up, Down>
          : Up extends DynamicPartitions<infer U>
            ? Down extends DynamicPartitions<infer D>
              ? [D] extends [U]
                ? "one"
                : "none"
              : OfDimensions<Up, Down>
            : Up extends MultiPartitions<infer UD>
              ? Down extends MultiPartitions<infer DD>
                ? [keyof UD] extends [keyof DD]
                  ? "one"
                  : "many"
                : "one" extends { [N in keyof UD]: DefaultShape<UD[N], Down> }[keyof UD]
                  ? "many"
                  : "none"
              : "none";
type OfDimensions<Up, Down> =
  Down extends MultiPartitions<infer DD> ? OneOf<{ [N in keyof DD]: DefaultShape<Up, DD[N]> }[keyof DD]> : "none";
type OneOf<S> = "one" extends S ? "one" : "many" extends S ? "many" : "none";

/** What arrives by an explicit mapping. */
export type ShapeOf<S, Up, Down> = S extends "fixed"
  ? "one"
  : Down extends Batch<infer D>
    ? Up extends Unpartitioned
      ? ShapeOf<S, Up, D>
      : ShapeOf<S, Up, D> extends infer X extends "none" | "misfit"
        ? X
        : "many"
    : S extends "one" | "maybe" | "many"
      ? S
      : S extends "default"
        ? DefaultShape<Up, Down>
        : S extends "window"
          ? DefaultShape<Up, Down> extends "one"
            ? "maybe"
            : DefaultShape<Up, Down>
          : S extends AlongDimension<infer N, infer Inner>
            ? AlongShape<N, Inner, Up, Down>
            : S extends ByDimension<infer M>
              ? ByShape<M, Up, Down>
              : "misfit";

type AlongShape<N, Inner, Up, Down> =
  Up extends MultiPartitions<infer UD>
    ? N extends keyof UD
      ? ShapeOf<Inner, UD[N], Down> extends "none" | "misfit"
        ? "misfit"
        : "many"
      : "misfit"
    : Down extends MultiPartitions<infer DD>
      ? N extends keyof DD
        ? ShapeOf<Inner, Up, DD[N]>
        : "misfit"
      : "misfit";

type ByShape<M, Up, Down> =
  Up extends MultiPartitions<infer UD>
    ? Down extends MultiPartitions<infer DD>
      ? Together<
          [keyof UD] extends [keyof M] ? never : "many",
          { [N in keyof M & keyof UD]: DimensionShape<M[N], UD[N], N, DD> }[keyof M & keyof UD]
        >
      : "misfit"
    : "misfit";
type DimensionShape<T, U, N, DD> =
  DownName<T, N> extends infer D extends keyof DD
    ? ShapeOf<
        T extends PartitionMapping<infer S, any, any>
          ? S
          : T extends { readonly mapping: PartitionMapping<infer S, any, any> }
            ? S
            : "default",
        U,
        DD[D]
      >
    : "misfit";
type Together<Rest, S> = "none" extends S
  ? "misfit"
  : "misfit" extends S
    ? "misfit"
    : "many" extends S | Rest
      ? "many"
      : "maybe" extends S
        ? "maybe"
        : "one";

export type Arrives<V, Up, S> = S extends "one"
  ? V
  : S extends "maybe"
    ? V | undefined
    : S extends "many"
      ? ReadonlyMap<KeyOf<Up>, V>
      : S extends "misfit"
        ? Problem<"This mapping does not fit the partitions of the two assets">
        : Problem<"The partitions of the two assets differ: choose a mapping, inputs: { name: from(asset, { partitions }) }">;

// No alias stands for a problem: it would be printed in place of the message.
/** What is wrong, for the compiler to print. */
export interface Problem<Message extends string> {
  readonly "~problem": Message;
}
