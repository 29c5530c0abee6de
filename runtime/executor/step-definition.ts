import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { PlannedStep } from "../../protocol/record/run-plan.ts";
import type {
  AssetDefinition,
  CheckFunction,
  CheckFunctionDefinition,
  InputDefinition,
} from "../core/definitions/definition.ts";

/** What a planned step carries out. undefined of a part: it was not loaded. */
export type StepDefinition =
  | { readonly kind: "make"; readonly main: AssetDefinition; readonly outputs: readonly AssetDefinition[] }
  | { readonly kind: "judge"; readonly function: CheckFunction };

export interface KnownDefinitions {
  readonly definitions: ReadonlyMap<AssetKey, AssetDefinition>;
  readonly checks: ReadonlyMap<CheckId, CheckFunctionDefinition>;
}

/** undefined: not all of it was loaded. */
export function stepDefinition(step: PlannedStep, known: KnownDefinitions): StepDefinition | undefined {
  const [first] = step.assets;
  if (first === undefined) {
    const [check] = step.checks;
    const found = check === undefined ? undefined : known.checks.get(checkId(check.asset, check.name));
    return found === undefined ? undefined : { kind: "judge", function: found.function };
  }
  const main = known.definitions.get(first);
  if (main === undefined) return undefined;
  if (step.assets.length === 1) return { kind: "make", main, outputs: [main] };
  const outputs = step.assets.map((key) => known.definitions.get(key)).filter((one) => one !== undefined);
  return outputs.length === step.assets.length ? { kind: "make", main, outputs } : undefined;
}

/** Assets whose values a step loads, each as often as it does. */
export function loadedBy(definition: StepDefinition): readonly AssetKey[] {
  if (definition.kind === "make") return definition.main.inputs.map(({ asset }) => asset);
  return [definition.function.asset, ...definition.function.inputs.map(({ asset }) => asset)];
}

/** For messages about all of it. */
export function nameOf(definition: StepDefinition): string {
  if (definition.kind === "make") return definition.main.multiAsset?.key ?? definition.main.key;
  const { asset, name, several } = definition.function;
  return several ? name : checkId(asset, name);
}

/** What it says about running, whatever it is. */
export function partsOf(definition: StepDefinition): AssetDefinition | CheckFunction {
  return definition.kind === "make" ? definition.main : definition.function;
}

/** Why a step waits for an asset; undefined: it does not. `optional`: it can go on without it. */
export function needOf(definition: StepDefinition, key: AssetKey): "needed" | "optional" | undefined {
  const { inputs } = partsOf(definition);
  const deps =
    definition.kind === "make" ? definition.outputs.flatMap((output) => output.deps) : definition.function.deps;
  const isJudged = definition.kind === "judge" && judges(definition.function, key);
  if (isJudged || deps.includes(key)) return "needed";
  const reads = inputs.filter((input: InputDefinition) => input.asset === key);
  if (reads.length === 0) return undefined;
  return reads.every(({ optional }) => optional) ? "optional" : "needed";
}

/** Whether a check function judges the asset itself: then no other check keeps it from that. */
export function judges(of: CheckFunction, key: AssetKey): boolean {
  return of.asset === key || of.checks.some(({ asset }) => asset === key);
}
