import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { userError } from "../../../protocol/errors/error-entry.ts";

/** The number, if it is a whole one from `least` up. Throws `bad-number`; `of` begins its message. */
export function numberFrom(least: 0 | 1, value: number, of: string, option: string): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw userError(definitionErrors.badNumber, {
    of,
    option,
    value: String(value),
    wanted: `a whole number from ${least} up`,
  });
}
