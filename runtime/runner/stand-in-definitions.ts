import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { PlannedCheck, RunPlan } from "../../protocol/record/run-plan.ts";
import { bareAsset } from "../core/definitions/bare-asset.ts";
import type { AssetDefinition, CheckFunctionDefinition } from "../core/definitions/definition.ts";
import type { LoadedDefinitions } from "./load-definitions.ts";

/**
 * The definitions of a plan, with one that throws in the place of each whose file could not be loaded: so it fails with the error of its
 * own file, what is below it is told so, and everything else runs.
 */
export function withStandIns(plan: RunPlan, loaded: LoadedDefinitions): LoadedDefinitions {
  const { failures } = loaded;
  if (failures.size === 0) return loaded;
  const definitions = new Map(loaded.definitions);
  const checks = new Map(loaded.checks);
  for (const [step, { assets, checks: planned }] of plan.steps.entries()) {
    const broken = assets.find((asset) => !definitions.has(asset) && failures.has(fileOf(plan, asset)));
    if (broken !== undefined) {
      for (const definition of throwingAssets(assets, failures.get(fileOf(plan, broken))))
        definitions.set(definition.key, definition);
    }
    if (assets.length === 0) addThrowingCheck(plan, step, planned, failures, checks);
  }
  return { ...loaded, definitions, checks };
}

function fileOf({ sources }: RunPlan, asset: AssetKey): string {
  return sources[asset]?.file ?? "";
}

/** What one step makes together. */
function throwingAssets(keys: readonly AssetKey[], error: unknown): readonly AssetDefinition[] {
  const [first] = keys;
  const multiAsset =
    keys.length > 1 && first !== undefined
      ? { multiAsset: { key: first, canSubset: true, outputs: keys, optional: new Set<AssetKey>() } }
      : {};
  return keys.map((key) => ({
    ...bareAsset(key, "asset"),
    compute: () => {
      throw error;
    },
    ...multiAsset,
  }));
}

function addThrowingCheck(
  { checkSources = {}, steps }: RunPlan,
  step: number,
  planned: readonly PlannedCheck[],
  failures: ReadonlyMap<string, unknown>,
  checks: Map<CheckId, CheckFunctionDefinition>,
): void {
  const [first] = planned;
  if (first === undefined) return;
  const id = checkId(first.asset, first.name);
  const file = checkSources[id]?.file ?? "";
  if (checks.has(id) || !failures.has(file)) return;
  // Only what a check may hold back waits for it.
  const isBlocking = steps.some(({ after }) => after.includes(step));
  const definition: CheckFunctionDefinition = {
    kind: "check",
    name: first.name,
    function: {
      name: first.name,
      asset: first.asset,
      checks: planned.map(({ asset, name, severity = "ERROR" }) => ({
        name,
        asset,
        blocking: { kind: isBlocking ? "everything" : "nothing" },
        severity,
        metadata: {},
      })),
      several: planned.length > 1,
      canSubset: true,
      whole: false,
      inputs: [],
      deps: [],
      resources: {},
      compute: () => {
        throw failures.get(file);
      },
    },
  };
  for (const { asset, name } of planned) checks.set(checkId(asset, name), definition);
}
