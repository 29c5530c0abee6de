import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { namedInputs } from "./computed-by.ts";
import { executionOf, resourcesOf } from "./defined-by-options.ts";
import type { CheckDefinition, CheckFunction } from "./definition.ts";
import type { Execution } from "./execution.ts";
import type { Refs } from "./references.ts";
import { readReference } from "./references.ts";
import type { Slots } from "./resource.ts";

/** What the options of `assetCheck` and `assetChecks` have in common. */
interface FunctionOptions extends Execution {
  readonly inputs?: unknown;
  readonly deps?: readonly unknown[] | undefined;
  readonly resources?: Slots | undefined;
  readonly canSubset?: boolean | undefined;
  readonly whole?: boolean | undefined;
}

/** One function with one check or several, as data. */
export function checkFunction(
  name: string,
  asset: AssetKey,
  checks: readonly CheckDefinition[],
  options: FunctionOptions,
  compute: CheckFunction["compute"],
): CheckFunction {
  const deps = (options.deps ?? []).map((dep) => readReference(dep).asset);
  return {
    name,
    asset,
    checks,
    several: false,
    canSubset: options.canSubset === true,
    whole: options.whole === true,
    inputs: namedInputs(options.inputs as Refs | undefined),
    deps: [...new Set(deps)],
    resources: resourcesOf(options.resources),
    ...executionOf(name, options),
    compute,
  };
}
