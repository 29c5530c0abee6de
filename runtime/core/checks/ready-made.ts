import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { checkDefinition } from "../definitions/check-definition.ts";
import { checkFunction } from "../definitions/check-function.ts";
import { type AssetCheck, checkHandle } from "../definitions/check-handle.ts";
import type { CheckResult, CheckSpec } from "../definitions/check-options.ts";
import type { CheckFunction, CheckHistory } from "../definitions/definition.ts";
import type { RefKey, RefValue } from "../definitions/references.ts";
import { readReference } from "../definitions/references.ts";

/** One row of a value: of a list or a stream its element, else the value itself. */
export type RowOf<V> = V extends AsyncIterable<infer E> ? E : V extends readonly (infer E)[] ? E : V;
export type ReadyMade<H> = AssetCheck<string, RefKey<H>, RefValue<H>, object>;

/** What describes a ready-made check. */
export interface ReadyCheck extends CheckSpec {
  /** Instead of the one that is made from what is checked: `not_null_user_id`. */
  name?: string | undefined;
}

export interface Between {
  /** Inclusive. */
  min?: number | undefined;
  /** Inclusive. */
  max?: number | undefined;
}

export interface ReadyContext {
  readonly signal: { throwIfAborted(): void };
  /** Empty: nothing was recorded, or it was not asked for. */
  readonly history: CheckHistory;
}

export interface ReadyMadeParts {
  /** Unless the options give one; as text analysis makes it. */
  readonly name: string;
  readonly options: ReadyCheck;
  readonly needsHistory?: true;
  readonly check: (value: unknown, context: ReadyContext) => Promise<CheckResult> | CheckResult;
}

/** The handle of a ready-made check. */
export function readyMade(asset: unknown, { name: made, options, needsHistory, check }: ReadyMadeParts): AssetCheck {
  const key: AssetKey = readReference(asset).asset;
  const { name = made, ...spec } = options;
  const definition = checkDefinition(name, key, spec);
  const compute = (value: unknown, context: unknown) => check(value, context as ReadyContext);
  const plain = checkFunction(name, key, [definition], {}, compute);
  const of: CheckFunction = needsHistory === undefined ? plain : { ...plain, needsHistory };
  return checkHandle(definition, of);
}
