import type { Diagnostic } from "../protocol/errors/error-entry.ts";

/** Whether a selection was answered with what is wrong with it. */
export function isDiagnostics<Item>(answer: readonly Item[] | readonly Diagnostic[]): answer is readonly Diagnostic[] {
  const first = answer[0];
  return typeof first === "object" && first !== null && "code" in first && "remedy" in first;
}
