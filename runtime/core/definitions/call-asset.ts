import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import { applyRowSchema } from "./apply-row-schema.ts";
import type { AssetDefinition } from "./definition.ts";
import { type Metadata, recordMetadata } from "./metadata.ts";
import { readReference } from "./references.ts";
import { readResult } from "./result.ts";
import { parseWith } from "./schema.ts";

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly environment?: string;
  readonly resources?: object;
  readonly config?: unknown;
}

/**
 * Runs an asset's function with these inputs, without store and upstream. Rejects with `asset-skipped` when it skips, with
 * `partitioned-not-yet` for a partitioned asset, and with whatever the function throws.
 */
export async function callAsset(
  definition: AssetDefinition,
  inputs: Readonly<Record<string, unknown>>,
  options: CallOptions,
): Promise<unknown> {
  const { key, compute } = definition;
  if (definition.partitions !== undefined) throw userError(definitionErrors.partitionedNotYet, { key });
  if (compute === undefined) throw userError(definitionErrors.externalNotMade, { key });
  const config = await parseConfig(definition, options.config);
  const returned = await compute(inputs, contextOf(definition, inputs, options, config));
  const result = readResult(returned);
  if (result === undefined) return applyRowSchema(definition, returned);
  switch (result.kind) {
    case "skip":
      throw userError(definitionErrors.assetSkipped, { key, reason: result.reason });
    case "output":
      recordMetadata(result.metadata);
      return applyRowSchema(definition, result.value);
  }
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
  { signal, environment, resources }: CallOptions,
  config: unknown,
): object {
  return {
    key: definition.key,
    run: { id: "call", tags: {} },
    environment: environment ?? "test",
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    metadata: { add: (metadata: Metadata) => void recordMetadata(metadata) },
    signal: signal ?? neverAborted(),
    loadInput: async (reference: unknown) => givenInput(definition, inputs, reference),
    ...(resources === undefined ? {} : { resources }),
    ...(config === undefined ? {} : { config }),
  };
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

function ignore(): void {}

/** A standard global wherever JavaScript runs today, yet of no library that core may name. */
function neverAborted(): AbortSignal {
  const { AbortController } = globalThis as unknown as { AbortController: new () => { readonly signal: AbortSignal } };
  return new AbortController().signal;
}
