import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CheckHistory } from "../core/definitions/definition.ts";
import type { Metadata } from "../core/definitions/metadata.ts";
import { readReference } from "../core/definitions/references.ts";
import type { Reader } from "./io-context.ts";
import { loadValue, type UpstreamRead } from "./load-inputs.ts";
import type { RunScope } from "./run-scope.ts";

/** What a context needs of the attempt that it is for. What is absent or undefined is not in the context. */
export interface ContextParts {
  readonly key: AssetKey;
  readonly reader: Reader;
  readonly reads: ReadonlyMap<AssetKey, UpstreamRead>;
  readonly resources: Readonly<Record<string, unknown>> | undefined;
  /** By its schema. */
  readonly config: { readonly parsed: unknown } | undefined;
  readonly addMetadata: ((metadata: Metadata) => void) | undefined;
  readonly check?: ((name: string, result: unknown) => void) | undefined;
  /** Names of outputs, or of checks, that are wanted. */
  readonly selected?: ReadonlySet<string> | undefined;
  /** Of a check: further values. */
  readonly inputs?: Readonly<Record<string, unknown>> | undefined;
  readonly history?: CheckHistory | undefined;
}

/** The last argument of an asset's or a check's function. What was not declared is not in it. */
export function makeContext(scope: RunScope, parts: ContextParts): object {
  const { reader, addMetadata, resources, config, check, selected, inputs, history } = parts;
  const { plan } = scope;
  return {
    key: parts.key,
    run: { id: plan.run, tags: plan.backfill === undefined ? {} : { "evergraph/backfill": plan.backfill } },
    environment: plan.environment,
    log: reader.log,
    signal: reader.signal,
    loadInput: (asset: unknown) => loadDeclared(scope, parts, asset),
    ...(addMetadata !== undefined && { metadata: { add: addMetadata } }),
    ...(resources !== undefined && { resources }),
    ...(config !== undefined && { config: config.parsed }),
    ...(check !== undefined && { check }),
    ...(selected !== undefined && { selected }),
    ...(inputs !== undefined && { inputs }),
    ...(history !== undefined && { history }),
  };
}

/** Reads only what is declared, as it was when the step began. */
async function loadDeclared(scope: RunScope, { reads, reader }: ContextParts, asset: unknown) {
  const input = readReference(asset).asset;
  const read = reads.get(input);
  if (read === undefined) throw userError(runErrors.inputUndeclared, { key: reader.name, input });
  return loadValue(scope, reader, read);
}
