import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type AssetDefinition, readDefinition } from "../core/definitions/definition.ts";

/** Arrays and objects of definitions may be nested so deep. */
const deepest = 4;

/** Every asset that these modules export, also inside arrays and plain objects. Throws `duplicate-key` for two of one key. */
export function collectDefinitions(modules: Iterable<object>): ReadonlyMap<AssetKey, AssetDefinition> {
  const definitions = new Map<AssetKey, AssetDefinition>();
  const seen = new Set<unknown>();
  for (const module of modules) for (const value of Object.values(module)) visit(value, 0);
  return definitions;

  function visit(value: unknown, depth: number): void {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    const definition = readDefinition(value);
    if (definition !== undefined) {
      if (definition.kind === "asset" || definition.kind === "external") add(definition);
      return;
    }
    if (depth === deepest || !isContainer(value)) return;
    for (const part of Object.values(value)) visit(part, depth + 1);
  }

  function add(definition: AssetDefinition): void {
    const known = definitions.get(definition.key);
    if (known !== undefined && known !== definition) {
      throw userError(definitionErrors.duplicateKey, { key: definition.key });
    }
    definitions.set(definition.key, definition);
  }
}

function isContainer(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
