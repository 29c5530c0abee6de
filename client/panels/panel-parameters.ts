import type { Json } from "../../protocol/errors/error-entry.ts";
import type { Position, SourceRange } from "../../protocol/graph/source-range.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";

/** Reads what a page gave, which may be anything. Each answers undefined for what is none. */

/** A place inside the project: never one that leads out of it. */
export function readPlace(value: unknown): SourceRange | undefined {
  const { file, start, end } = fieldsOf(value);
  if (typeof file !== "string" || file === "" || !isInside(file)) return undefined;
  const from = readPosition(start);
  const to = readPosition(end);
  return from === undefined || to === undefined ? undefined : { file, start: from, end: to };
}

export function readRequest(value: unknown): PlanRequest | undefined {
  const { selection, staleUpstream, checks, check, config } = fieldsOf(value);
  if (typeof selection !== "string") return undefined;
  return {
    selection,
    ...(staleUpstream === true && { staleUpstream }),
    ...((checks === "attached" || checks === "none" || checks === "only") && { checks }),
    ...(typeof check === "string" && { check }),
    ...(config !== undefined && { config: config as Json }),
  };
}

/** A name to offer for a file: without a folder in it. */
export function isFileName(name: string): boolean {
  return name !== "" && name.length <= 255 && !name.startsWith(".") && !/[\\/:*?"<>|]/.test(name);
}

function readPosition(value: unknown): Position | undefined {
  const { line, character } = fieldsOf(value);
  return isCount(line) && isCount(character) ? { line, character } : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isInside(file: string): boolean {
  return !/^(?:[\\/]|[A-Za-z]:)/.test(file) && !file.split(/[\\/]/).includes("..");
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
