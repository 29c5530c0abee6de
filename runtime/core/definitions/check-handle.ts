import { callCheck } from "./call-check.ts";
import type { CheckResult } from "./check-options.ts";
import type { CheckDefinition, CheckFunction, CheckFunctionDefinition } from "./definition.ts";
import { definitionOf } from "./definition.ts";
import type { Given } from "./handle.ts";
import type { KeyOf } from "./partition-context.ts";
import type { Unpartitioned } from "./partitions.ts";
import type { Arriving } from "./references.ts";
import type { ResourcesOf } from "./resource.ts";

/** A check's handle: name it in tests; call it to run its function alone. */
export interface AssetCheck<out Name extends string = string, out K extends string = string, V = any, C = any>
  extends CallableCheck<V, C> {
  readonly check: Name;
  /** Key of the asset whose result it is. */
  readonly asset: K;
}

// A method in disguise, as with assets.
type CallableCheck<V, C> = {
  /** Runs the function on this value: no store. */
  call(
    value: Given<V>,
    ...context: 0 extends 1 & C ? [context?: any] : {} extends C ? [context?: C] : [context: C]
  ): Promise<CheckResult>;
}["call"];

/** What calling a check's handle asks for besides the value. */
export type CheckCall<I, P, R> = {
  readonly signal?: AbortSignal | undefined;
  readonly environment?: string | undefined;
} & ([keyof I] extends [never] ? unknown : { readonly inputs: { readonly [N in keyof I]: Given<Arriving<I[N], P>> } }) &
  ([keyof R] extends [never] ? unknown : { readonly resources: ResourcesOf<R> }) &
  (P extends Unpartitioned ? unknown : { readonly partition?: KeyOf<P> | undefined });

/** What users get for one check of a function. */
export function checkHandle(definition: CheckDefinition, of: CheckFunction): AssetCheck {
  const { name, asset } = definition;
  const carried: CheckFunctionDefinition = { kind: "check", name, function: of };
  const handle = (value: unknown, context?: object) => callCheck(of, definition, value, context ?? {});
  return Object.defineProperties(handle, {
    check: { value: name, enumerable: true },
    asset: { value: asset, enumerable: true },
    name: { value: name },
    [definitionOf]: { value: carried },
  }) as never;
}
