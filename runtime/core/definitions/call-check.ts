import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";
import { type CallOptions, callContext } from "./call-context.ts";
import type { CheckResult } from "./check-options.ts";
import type { CheckDefinition, CheckFunction, CheckHistory } from "./definition.ts";
import { plainCheckResult } from "./read-check-result.ts";

/**
 * Runs a check's function on this value, without store. Rejects with `check-result-invalid`, and with whatever the function throws. Of a
 * check that needs the past, none is there unless `history` gives it.
 */
export async function callCheck(
  of: CheckFunction,
  definition: CheckDefinition,
  value: unknown,
  options: CallOptions & { readonly history?: CheckHistory },
): Promise<CheckResult> {
  const { name, asset } = definition;
  const returned = await of.compute(value, {
    ...callContext(of.asset, options),
    ...(options.inputs === undefined ? {} : { inputs: options.inputs }),
    ...(of.canSubset ? { selected: new Set([name]) } : {}),
    ...(of.needsHistory === true ? { history: options.history ?? [] } : {}),
  });
  if (!of.several) return plainCheckResult(definition, returned);
  if (typeof returned !== "object" || returned === null) {
    throw userError(definitionErrors.checkResultInvalid, {
      check: of.name,
      asset,
      what: "no object of results by name",
    });
  }
  return plainCheckResult(definition, (returned as Readonly<Record<string, unknown>>)[name]);
}
