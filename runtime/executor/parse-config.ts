import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { type Json, userError } from "../../protocol/errors/error-entry.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import { parseWith } from "../core/definitions/schema.ts";

/** The asset's part of the run's config (by asset key), parsed by its schema. */
export async function parseConfig(definition: AssetDefinition, config: Json): Promise<unknown> {
  const key = definition.multiAsset?.key ?? definition.key;
  const parsed = await parseWith(definition.config, partOf(config, key) ?? {});
  if ("issues" in parsed) throw userError(definitionErrors.badConfig, { key, issues: [...parsed.issues] });
  return parsed.value;
}

function partOf(config: Json, key: string): Json | undefined {
  if (typeof config !== "object" || config === null || Array.isArray(config)) return undefined;
  return (config as Readonly<Record<string, Json | undefined>>)[key];
}
