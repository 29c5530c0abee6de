import { createHash } from "node:crypto";
import type { InputRead, Provenance, StoredValue } from "../../protocol/record/events.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { AssetDefinition } from "../core/definitions/definition.ts";
import { toInputRead, type UpstreamRead } from "./load-inputs.ts";

/** What a materialization was made from, and its data version. */
export function makeProvenance(
  plan: RunPlan,
  definition: AssetDefinition,
  reads: Iterable<UpstreamRead>,
  stored: StoredValue | undefined,
  givenVersion: string | undefined,
): Provenance {
  const inputs: InputRead[] = [];
  for (const read of reads) inputs.push(toInputRead(read));
  const codeVersion = plan.code.versions[definition.key]?.hash;
  return {
    ...(codeVersion !== undefined && { codeVersion }),
    ...(definition.declaredVersion !== undefined && { declaredVersion: definition.declaredVersion }),
    dataVersion: givenVersion ?? dataVersion(plan, definition, inputs, stored),
    inputs,
  };
}

/**
 * With a declared code version the user vouches that equal code and inputs give equal data; else equal content is equal
 * data; and of what is not stored nothing is known, so each time is another.
 */
function dataVersion(
  plan: RunPlan,
  definition: AssetDefinition,
  inputs: readonly InputRead[],
  stored: StoredValue | undefined,
): string {
  if (definition.declaredVersion !== undefined) return digestOf(definition.declaredVersion, inputs);
  return stored?.digest ?? `${plan.run}/${definition.key}`;
}

/** Each part with its length before it: "1" and "23" must not be "12" and "3". */
function digestOf(codeVersion: string, inputs: readonly InputRead[]): string {
  const hash = createHash("sha256");
  const add = (part: string) => hash.update(`${Buffer.byteLength(part)}:`).update(part);
  add(codeVersion);
  const sorted = [...inputs].sort((a, b) => (a.asset < b.asset ? -1 : a.asset > b.asset ? 1 : 0));
  for (const { asset, dataVersion } of sorted) {
    add(asset);
    add(dataVersion);
  }
  return hash.digest("hex");
}
