import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetDefinition, InputDefinition } from "./definition.ts";
import { inputNames } from "./input-names.ts";
import { assetKey } from "./key.ts";
import type { Refs } from "./references.ts";
import { readReference } from "./references.ts";

export type AnyCompute = (inputs: Readonly<Record<string, unknown>>, context: unknown) => unknown;

/** The function, and what it reads: what `inputs` names, else what its first parameter destructures. */
export function computedBy(
  key: AssetKey,
  named: Refs | undefined,
  compute: AnyCompute,
): Required<Pick<AssetDefinition, "inputs" | "compute">> {
  if (named !== undefined) return { inputs: namedInputs(named), compute };
  const inputs = destructured(key, compute);
  return { inputs, compute: inputs.length === 0 ? guarded(key, compute) : compute };
}

/** What an option `inputs` names. */
export function namedInputs(named: Refs | undefined): readonly InputDefinition[] {
  return Object.entries(named ?? {}).map(([name, reference]) => ({ name, ...readReference(reference) }));
}

function destructured(key: AssetKey, compute: AnyCompute): readonly InputDefinition[] {
  const names = inputNames(compute.toString());
  switch (names.kind) {
    case "names":
      return names.names.map((name) => ({ name, asset: assetKey(name), optional: false }));
    case "rest":
      throw userError(definitionErrors.restInput, { name: names.name });
    case "computed":
      throw userError(definitionErrors.computedInput, { expression: names.expression });
    case "unreadable":
      throw userError(definitionErrors.inputsUnreadable, { key });
  }
}

/** A function that names no inputs and reads one all the same, by `inputs.name`, would get undefined without a word. */
function guarded(key: AssetKey, compute: AnyCompute): AnyCompute {
  if (compute.length === 0) return compute;
  const guard = new Proxy(Object.freeze({}), {
    get(target, name) {
      if (typeof name === "symbol" || name === "then" || name === "toJSON") return Reflect.get(target, name);
      throw userError(definitionErrors.inputsNotDestructured, { key, name });
    },
  });
  return (_, context) => compute(guard, context);
}
