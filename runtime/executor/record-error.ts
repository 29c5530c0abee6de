import { inspect } from "node:util";
import { type RecordedError, UserError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { relativeStack, userPlace } from "./user-place.ts";

const longestStack = 16_384;
const deepestCause = 5;

/** An error as it is kept: with code and remedy when it has them, and the user's own line. */
export function recordError(thrown: unknown, project: string | undefined): RecordedError {
  if (!(thrown instanceof Error)) return recordThrownValue(thrown);
  const stack = stackWithCauses(thrown);
  const range = thrown instanceof UserError && thrown.range !== undefined ? thrown.range : placeOf(stack, project);
  return {
    ...codeOf(thrown),
    message: thrown.message === "" ? thrown.name : thrown.message,
    ...(stack !== "" && {
      stack: (project === undefined ? stack : relativeStack(stack, project)).slice(0, longestStack),
    }),
    ...(range !== undefined && { range }),
  };
}

function codeOf(error: Error): { code?: string; remedy?: string } {
  if (error instanceof UserError) return { code: error.code, remedy: error.remedy };
  // Node's own errors, and those of many libraries, carry a code: ENOENT, ECONNREFUSED.
  const { code, remedy } = error as { code?: unknown; remedy?: unknown };
  return { ...(typeof code === "string" && { code }), ...(typeof remedy === "string" && { remedy }) };
}

function placeOf(stack: string, project: string | undefined) {
  return project === undefined ? undefined : userPlace(stack, project);
}

function stackWithCauses(error: Error): string {
  const parts: string[] = [];
  let current: unknown = error;
  for (let depth = 0; depth < deepestCause && current instanceof Error; depth++) {
    const stack = typeof current.stack === "string" ? current.stack : String(current);
    parts.push(depth === 0 ? stack : `Caused by: ${stack}`);
    current = current.cause;
  }
  return parts.join("\n");
}

function recordThrownValue(thrown: unknown): RecordedError {
  const facts = { thrown: inspect(thrown, { depth: 1, breakLength: Number.POSITIVE_INFINITY }).slice(0, 200) };
  const { code, message, remedy } = runErrors.thrownNothing;
  return { code, message: message(facts), remedy: remedy(facts) };
}
