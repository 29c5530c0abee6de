import type { Batched } from "./partition-context.ts";
import type { Output, Skip, Stream } from "./result.ts";
import type { Absent } from "./schema.ts";

/**
 * An asset's function, as `ComputeOf<…>["compute"]`. A method: methods are compared bivariantly, so that an annotated parameter may narrow
 * what arrives (`unknown` from an external asset), yet not contradict it. No alias stands for it: the compiler would print the alias in
 * place of the function.
 */
export interface ComputeOf<In, Ctx, Ret> {
  compute(inputs: In, context: Ctx): Ret;
}
export type MaybePromise<T> = T | Promise<T>;

// `any` becomes `unknown`: an edge is typed or it says that it is not.
export type ValueOf<R> = 0 extends 1 & R ? unknown : ResultValue<Awaited<R>>;
type ResultValue<R> = R extends Skip ? never : R extends Output<infer V> ? StreamOr<V> : StreamOr<R>;
type StreamOr<V> = 0 extends 1 & V ? unknown : V extends AsyncIterable<infer E> ? Stream<E> : V;

// Several partitions in one call: a Map by partition key, or pairs as they are made. What is left out is skipped.
type BatchResult<V> = ReadonlyMap<string, V> | AsyncIterable<readonly [key: string, value: V]> | void;
export type BatchValueOf<R> = 0 extends 1 & R
  ? unknown
  : Awaited<R> extends ReadonlyMap<any, infer V> | AsyncIterable<readonly [any, infer V]>
    ? ResultValue<V>
    : void;

type Body<Row> = Row | readonly Row[] | AsyncIterable<Row>;
/** What a function may return whose rows have this schema. */
export type Result<Row, B = Absent> = B extends Batched
  ? BatchResult<[unknown] extends [Row] ? unknown : ResultOf<Row>>
  : ResultOf<Row>;
type ResultOf<Row> = [unknown] extends [Row] ? unknown : Body<Loose<Row>> | Output<Body<Loose<Row>>> | Skip;

// The schema checks literals at run time. Asking for them here would make users write `as const`: what a generic
// function's callback returns has lost its literals before the schema's type is known to the compiler.
type Loose<T> = T extends string
  ? string
  : T extends number
    ? number
    : T extends boolean
      ? boolean
      : T extends Date | Function | ReadonlyMap<any, any> | ReadonlySet<any> | ArrayBufferView
        ? T
        : T extends object
          ? { readonly [N in keyof T]: Loose<T[N]> }
          : T;

/** The value whose rows are the parsed ones. */
export type Checked<Row, V> = [unknown] extends [Row]
  ? V
  : V extends Stream<unknown>
    ? Stream<Row>
    : V extends readonly unknown[]
      ? Row[]
      : Row;
