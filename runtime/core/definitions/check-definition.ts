import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { Blocking as BlockingOption, CheckSpec } from "./check-options.ts";
import type { Blocking, CheckDefinition } from "./definition.ts";
import { readReference } from "./references.ts";

/** A check as data, from its options. */
export function checkDefinition(name: string, asset: AssetKey, spec: CheckSpec): CheckDefinition {
  return {
    name,
    asset,
    blocking: blockingData(spec.blocking),
    severity: spec.severity ?? "ERROR",
    metadata: { ...spec.metadata },
    ...(spec.description === undefined ? {} : { description: spec.description }),
  };
}

/** What the option `checks` of an asset names: a list, or specifications by name. */
export function reportedChecks<Spec extends CheckSpec>(
  checks: readonly string[] | Readonly<Record<string, Spec>> | undefined,
): readonly { readonly name: string; readonly spec: Spec | CheckSpec }[] {
  if (checks === undefined) return [];
  if (isList(checks)) return checks.map((name) => ({ name, spec: {} }));
  return Object.entries(checks).map(([name, spec]) => ({ name, spec }));
}

function isList(checks: readonly string[] | object): checks is readonly string[] {
  return Array.isArray(checks);
}

function blockingData(blocking: BlockingOption | undefined): Blocking {
  if (blocking === undefined || typeof blocking === "boolean") return { kind: blocking ? "everything" : "nothing" };
  const keys = (assets: readonly unknown[]) => assets.map((asset) => readReference(asset).asset);
  if ("except" in blocking) return { kind: "except", assets: keys(blocking.except) };
  return { kind: "only", assets: keys(blocking) };
}
