import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import type { Log } from "../core/definitions/resource.ts";
import type { LoadContext, StoreContext } from "../io/io-manager.ts";
import type { RunScope } from "./run-scope.ts";

/** On whose behalf values are loaded. */
export interface Reader {
  /** For messages: of an asset, a multi-asset or a check. */
  readonly name: string;
  /** The asset that is being made from them; undefined: none, they are judged. */
  readonly consumer: AssetKey | undefined;
  /** From 1. */
  readonly attempt: number;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** What an IO manager is told when the value of an asset is loaded. */
export function loadContext(scope: RunScope, asset: AssetKey, { consumer, log, signal }: Reader): LoadContext {
  const { plan, store, resources } = scope;
  return {
    asset,
    folder: store.folder,
    environment: plan.environment,
    signal,
    log,
    resource: resources.openOne,
    ...(consumer !== undefined && { consumer }),
  };
}

/** What an IO manager is told when the value of an asset is stored. */
export function storeContext(
  scope: RunScope,
  { key, schema }: AssetDefinition,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): StoreContext {
  const { plan, store, resources, hasSecret } = scope;
  return {
    asset: key,
    folder: store.folder,
    run: plan.run,
    environment: plan.environment,
    signal,
    log,
    resource: resources.openOne,
    schema,
    hasSecret,
  };
}
