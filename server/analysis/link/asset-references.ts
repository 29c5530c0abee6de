import { type AssetKey, parseAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { PartitionMapping } from "../../../protocol/graph/partitions.ts";
import type { CallFact } from "../extract/file-facts.ts";
import type { Evaluated, Evaluator } from "./evaluate-value.ts";
import { optionsOf, textOf } from "./read-options.ts";

/** A reference to an asset, with the partition mapping that it asks for. */
export interface AssetReference {
  readonly key: AssetKey;
  readonly mapping: PartitionMapping | undefined;
  /** By its key, not by its handle. */
  readonly named: boolean;
  readonly at: Evaluated;
}

/** The assets that a value refers to: handles, keys, `from(…)`, `optional(…)`, lists of these. */
export function referencesIn(evaluator: Evaluator, value: Evaluated): readonly AssetReference[] {
  switch (value.kind) {
    case "literal": {
      const key = typeof value.value === "string" ? parseAssetKey(value.value) : undefined;
      return key === undefined ? [] : [{ key, mapping: undefined, named: true, at: value }];
    }
    case "list":
      return value.items.flatMap((item) => referencesIn(evaluator, item));
    case "choice":
      return value.values.flatMap((each) => referencesIn(evaluator, each));
    case "made": {
      const [first, second] = value.call.arguments;
      if (value.by === "from" || value.by === "optional") {
        if (first === undefined) return [];
        const mapping = second === undefined ? undefined : mappingOf(evaluator, value.file, second);
        return referencesIn(evaluator, evaluator.evaluate(value.file, first)).map((reference) => ({
          ...reference,
          mapping: mapping ?? reference.mapping,
        }));
      }
      return keysMadeBy(evaluator, value).map((key) => ({ key, mapping: undefined, named: false, at: value }));
    }
    default:
      return [];
  }
}

function mappingOf(
  evaluator: Evaluator,
  file: string,
  options: Parameters<Evaluator["evaluate"]>[1],
): PartitionMapping | undefined {
  const mapping = optionsOf(evaluator.evaluate(file, options)).get("partitions")?.value;
  return mapping?.kind === "made" ? { kind: mapping.by } : undefined;
}

/** The keys of the assets that a call makes, as far as text shows them. */
export function keysMadeBy(evaluator: Evaluator, value: Evaluated & { readonly kind: "made" }): readonly AssetKey[] {
  const { by, call, file, output } = value;
  if (by === "asset" || by === "externalAsset") {
    const key = keyOf(evaluator, file, call);
    return key === undefined ? [] : [key];
  }
  if (by !== "multiAsset") return [];
  if (output !== undefined) {
    const key = parseAssetKey(output);
    return key === undefined ? [] : [key];
  }
  const options = call.arguments[1];
  const outputs =
    options === undefined ? undefined : optionsOf(evaluator.evaluate(file, options)).get("outputs")?.value;
  return outputs?.kind === "object" ? outputs.entries.flatMap(({ name }) => parseAssetKey(name) ?? []) : [];
}

function keyOf(evaluator: Evaluator, file: string, call: CallFact): AssetKey | undefined {
  const [first] = call.arguments;
  const text = first === undefined ? undefined : textOf(evaluator.evaluate(file, first));
  return text === undefined ? undefined : parseAssetKey(text);
}
