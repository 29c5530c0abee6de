import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose } from "../../../protocol/errors/error-entry.ts";
import type { CallFact } from "../extract/file-facts.ts";
import { type Options, optionsOf, rangeInCall } from "./read-options.ts";

/** As the runtime reads one; a test holds the two together. */
const duration = /^\d+(?:\.\d+)?(?:ms|s|m|h|d)$/;

/** Whether a text is a duration: "90s", "1.5h". */
export function isDuration(text: string): boolean {
  return duration.test(text);
}

/** What is wrong with `timeout` and `retry.delay` of a call, where text shows them; key: of what, as the runtime names it. */
export function durationProblems(file: string, call: CallFact, options: Options, key: string): readonly Diagnostic[] {
  const delay = optionsOf(options.get("retry")?.value).get("delay");
  return [delay, options.get("timeout")].flatMap((option) => {
    // `undefined` says as much as nothing.
    if (option?.value.kind !== "literal" || option.value.value === undefined) return [];
    const written = String(option.value.value);
    if (isDuration(written)) return [];
    const range = rangeInCall(file, call, option.value, option.file === file ? option.span : undefined);
    return [diagnose(definitionErrors.badDuration, { key, duration: written }, range)];
  });
}
