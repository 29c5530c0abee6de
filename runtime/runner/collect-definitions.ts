import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import { type AssetDefinition, type CheckFunctionDefinition, readDefinition } from "../core/definitions/definition.ts";

/** What modules define. Of two with one name the first is in it. */
export interface CollectedDefinitions {
  readonly assets: ReadonlyMap<AssetKey, AssetDefinition>;
  /** By each check that the function makes. */
  readonly checks: ReadonlyMap<CheckId, CheckFunctionDefinition>;
  /** Keys that several assets have, with the second of them. */
  readonly duplicates: ReadonlyMap<AssetKey, AssetDefinition>;
  /** Checks that several functions make. */
  readonly duplicateChecks: ReadonlySet<CheckId>;
}

/** Arrays and objects of definitions may be nested so deep. */
const deepest = 4;

/** Every asset and every check that these modules export, also inside arrays and plain objects. */
export function collectDefinitions(modules: Iterable<object>): CollectedDefinitions {
  const assets = new Map<AssetKey, AssetDefinition>();
  const checks = new Map<CheckId, CheckFunctionDefinition>();
  const duplicates = new Map<AssetKey, AssetDefinition>();
  const duplicateChecks = new Set<CheckId>();
  const seen = new Set<unknown>();
  for (const module of modules) for (const value of Object.values(module)) visit(value, 0);
  return { assets, checks, duplicates, duplicateChecks };

  function visit(value: unknown, depth: number): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    const definition = readDefinition(value);
    if (definition !== undefined) {
      if (definition.kind === "asset" || definition.kind === "external") addAsset(definition);
      if (definition.kind === "check") addChecks(definition);
      return;
    }
    if (depth === deepest || !isContainer(value)) return;
    for (const part of Object.values(value)) visit(part, depth + 1);
  }

  function addAsset(definition: AssetDefinition): void {
    const known = assets.get(definition.key);
    if (known === undefined) assets.set(definition.key, definition);
    else if (known !== definition) duplicates.set(definition.key, definition);
  }

  /** All of the call: `assetChecks` may be exported as a whole, or by one of its handles. */
  function addChecks(definition: CheckFunctionDefinition): void {
    for (const { asset, name } of definition.function.checks) {
      const id = checkId(asset, name);
      const known = checks.get(id);
      if (known === undefined) checks.set(id, definition);
      else if (known.function !== definition.function) duplicateChecks.add(id);
    }
  }
}

function isContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
