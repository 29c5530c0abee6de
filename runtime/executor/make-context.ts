import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import type { Metadata } from "../core/definitions/metadata.ts";
import { readReference } from "../core/definitions/references.ts";
import type { Log } from "../core/definitions/resource.ts";
import { loadValue, type UpstreamRead } from "./load-inputs.ts";
import type { RunScope } from "./run-scope.ts";

/** What a context needs of the attempt that it is for. */
export interface ContextParts {
  readonly definition: AssetDefinition;
  readonly reads: ReadonlyMap<AssetKey, UpstreamRead>;
  readonly resources: Readonly<Record<string, unknown>>;
  /** Parsed by its schema. */
  readonly config: unknown;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly addMetadata: (metadata: Metadata) => void;
}

/** The second argument of an asset's function. What was not declared is not in it. */
export function makeContext(scope: RunScope, parts: ContextParts): object {
  const { definition, log, signal } = parts;
  const { plan } = scope;
  return {
    key: definition.key,
    run: { id: plan.run, tags: plan.backfill === undefined ? {} : { "evergraph/backfill": plan.backfill } },
    environment: plan.environment,
    log,
    metadata: { add: parts.addMetadata },
    signal,
    loadInput: (asset: unknown) => loadDeclared(scope, parts, asset),
    ...(Object.keys(definition.resources).length > 0 && { resources: parts.resources }),
    ...(definition.config !== undefined && { config: parts.config }),
  };
}

/** Reads only what is declared, as it was when the step began. */
async function loadDeclared(scope: RunScope, { definition, reads, signal }: ContextParts, asset: unknown) {
  const key = readReference(asset).asset;
  const read = reads.get(key);
  if (read === undefined) throw userError(runErrors.inputUndeclared, { key: definition.key, input: key });
  return loadValue(scope, definition.key, read, signal);
}
