import type { Check } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import { type AssetReference, referencesIn } from "./asset-references.ts";
import type { Evaluated, Evaluator } from "./evaluate-value.ts";
import { type Options, optionsOf, textOf } from "./read-options.ts";

/** What is not said in a check's own options. */
export interface CheckSetting {
  /** What a comment says, where no option does. */
  readonly description?: string | undefined;
  readonly reported?: true;
  readonly after?: readonly AssetKey[];
  readonly madeBy?: string;
}

/** A check with its options. */
export function readCheck(
  evaluator: Evaluator,
  name: string,
  options: Options,
  range: SourceRange,
  { description: comment, after = [], ...setting }: CheckSetting = {},
): Check {
  const severity = textOf(options.get("severity")?.value);
  const description = textOf(options.get("description")?.value) ?? comment;
  return {
    name,
    ...readBlocking(evaluator, options.get("blocking")?.value),
    severity: severity === "WARN" ? "WARN" : "ERROR",
    range,
    ...(description === undefined ? {} : { description }),
    ...setting,
    ...(after.length === 0 ? {} : { after: [...new Set(after)] }),
  };
}

/** What a check names in `inputs` and `deps`. */
export function furtherAssets(evaluator: Evaluator, options: Options): readonly AssetReference[] {
  const inputs = options.get("inputs")?.value;
  const deps = options.get("deps")?.value;
  return [
    ...(inputs?.kind === "object" ? inputs.entries.flatMap(({ value }) => referencesIn(evaluator, value)) : []),
    ...(deps === undefined ? [] : referencesIn(evaluator, deps)),
  ];
}

/** `true`, the assets that are held back, or `{ except: … }`. */
function readBlocking(evaluator: Evaluator, value: Evaluated | undefined): Pick<Check, "blocking" | "gates"> {
  if (value === undefined) return { blocking: false };
  if (value.kind === "literal") return { blocking: value.value !== false && value.value !== undefined };
  const except = optionsOf(value).get("except")?.value;
  if (except !== undefined) return { blocking: true, gates: { kind: "except", assets: keysIn(evaluator, except) } };
  if (value.kind === "list") return { blocking: true, gates: { kind: "only", assets: keysIn(evaluator, value) } };
  // Only running knows; until then it holds back what is below.
  return { blocking: true };
}

function keysIn(evaluator: Evaluator, value: Evaluated): readonly AssetKey[] {
  return referencesIn(evaluator, value).map(({ key }) => key);
}
