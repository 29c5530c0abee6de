import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import { applyRowSchema } from "./apply-row-schema.ts";
import { type CallOptions, callContext } from "./call-context.ts";
import type { AssetDefinition, MultiAssetDefinition } from "./definition.ts";
import { type Metadata, recordMetadata } from "./metadata.ts";
import { readCheckResult } from "./read-check-result.ts";
import { readReference } from "./references.ts";
import { readResult } from "./result.ts";
import { parseWith } from "./schema.ts";

/**
 * Runs an asset's function with these inputs, without store and upstream; of several outputs the value is the asset's own. Rejects with
 * `asset-skipped` when it skips, with `partitioned-not-yet` for a partitioned asset, and with whatever the function throws.
 */
export async function callAsset(
  definition: AssetDefinition,
  inputs: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<unknown> {
  const { key, compute, multiAsset } = definition;
  if (definition.partitions !== undefined) throw userError(definitionErrors.partitionedNotYet, { key });
  if (compute === undefined) throw userError(definitionErrors.externalNotMade, { key });
  const config = await parseConfig(definition, options.config);
  const returned = await compute(inputs, contextOf(definition, inputs, options, config));
  const result = readResult(returned);
  if (multiAsset === undefined || result?.kind === "skip") return ownValue(definition, returned);
  return ownValue(definition, outputOf(definition, multiAsset, returned));
}

async function ownValue(definition: AssetDefinition, returned: unknown): Promise<unknown> {
  const result = readResult(returned);
  if (result === undefined) return applyRowSchema(definition, returned);
  switch (result.kind) {
    case "skip":
      throw userError(definitionErrors.assetSkipped, { key: definition.key, reason: result.reason });
    case "output":
      recordMetadata(result.metadata);
      return applyRowSchema(definition, result.value);
  }
}

function outputOf({ key }: AssetDefinition, { key: of, optional }: MultiAssetDefinition, returned: unknown): unknown {
  if (typeof returned !== "object" || returned === null) {
    throw userError(definitionErrors.outputsUnreadable, {
      key: of,
      what: returned === null ? "null" : typeof returned,
    });
  }
  const value = (returned as Readonly<Record<string, unknown>>)[key];
  if (value !== undefined || Object.hasOwn(returned, key)) return value;
  if (optional.has(key)) throw userError(definitionErrors.assetSkipped, { key, reason: `"${of}" left it out` });
  throw userError(definitionErrors.outputMissing, { key: of, output: key });
}

async function parseConfig({ key, config: schema }: AssetDefinition, config: unknown): Promise<unknown> {
  if (schema === undefined) return undefined;
  const parsed = await parseWith(schema, config ?? {});
  if ("issues" in parsed) throw userError(definitionErrors.badConfig, { key, issues: [...parsed.issues] });
  return parsed.value;
}

function contextOf(
  definition: AssetDefinition,
  inputs: Readonly<Record<string, unknown>>,
  options: CallOptions,
  config: unknown,
): object {
  const { key, multiAsset } = definition;
  return {
    ...callContext(multiAsset?.key ?? key, options),
    metadata: { add: (metadata: Metadata) => void recordMetadata(metadata) },
    loadInput: async (reference: unknown) => givenInput(definition, inputs, reference),
    check: (name: string, result: unknown) => checkReported(definition, name, result),
    ...(multiAsset?.canSubset === true ? { selected: new Set([key]) } : {}),
    ...(config === undefined ? {} : { config }),
  };
}

/** Nothing is recorded in a call, yet a mistake is told as in a run. Of the checks of other outputs nothing is known here. */
function checkReported({ key, checks = [], multiAsset }: AssetDefinition, name: string, result: unknown): void {
  const declared = checks.find((check) => check.name === name);
  if (declared !== undefined) readCheckResult(declared, result);
  else if (multiAsset === undefined) throw userError(definitionErrors.checkUndeclared, { key, check: name });
}

function givenInput(
  definition: AssetDefinition,
  inputs: Readonly<Record<string, unknown>>,
  reference: unknown,
): unknown {
  const { asset } = readReference(reference);
  const input = definition.inputs.find((candidate) => candidate.asset === asset);
  const name = input?.name ?? asset;
  if (!(name in inputs)) throw userError(definitionErrors.inputNotGiven, { key: definition.key, input: asset });
  return inputs[name];
}
