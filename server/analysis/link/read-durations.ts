import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose } from "../../../protocol/errors/error-entry.ts";
import { parseDuration } from "../../../protocol/graph/duration.ts";
import type { CallFact } from "../extract/file-facts.ts";
import { type Options, optionsOf, rangeInCall } from "./read-options.ts";

/** What is wrong with `timeout` and `retry.delay` of a call, where text shows them; key: of what, as the runtime names it. */
export function durationProblems(file: string, call: CallFact, options: Options, key: string): readonly Diagnostic[] {
  const delay = optionsOf(options.get("retry")?.value).get("delay");
  return [delay, options.get("timeout")].flatMap((option) => {
    // `undefined` says as much as nothing.
    if (option?.value.kind !== "literal" || option.value.value === undefined) return [];
    const written = String(option.value.value);
    if (parseDuration(written) !== undefined) return [];
    const range = rangeInCall(file, call, option.value, option.file === file ? option.span : undefined);
    return [diagnose(definitionErrors.badDuration, { key, duration: written }, range)];
  });
}
