import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { Json } from "../../protocol/errors/error-entry.ts";
import { type UserError, userError } from "../../protocol/errors/error-entry.ts";
import { parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { Position, SourceRange } from "../../protocol/graph/source-range.ts";
import type { PanelMethod, ServerRequests } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";

/** What a page gave, field by field; it may be anything until it was read. */
export type PanelParameters = { readonly [name: string]: Json | undefined };

/** Whether a field is what it should be. */
interface FieldCheck {
  readonly isRight: (value: unknown) => boolean;
  readonly isOptional?: true;
}

/** One check for each field, so that a field which nobody checks does not compile. */
type FieldChecks<Parameters> = { readonly [Name in keyof Required<Omit<Parameters, "project">>]: FieldCheck };

const text: FieldCheck = { isRight: (value) => typeof value === "string" };
const flag: FieldCheck = { isRight: (value) => typeof value === "boolean" };
const count: FieldCheck = { isRight: isCount };
const assetKey: FieldCheck = { isRight: (value) => typeof value === "string" && parseAssetKey(value) === value };
const eventId: FieldCheck = { isRight: (value) => typeof value === "string" && /:\d+$/.test(value) };
const filePath: FieldCheck = { isRight: (value) => typeof value === "string" && isInside(value) };
const anything: FieldCheck = { isRight: (value) => value !== undefined };

const planFields: Omit<FieldChecks<PlanRequest>, "partitions"> = {
  selection: text,
  staleUpstream: optional(flag),
  config: optional(anything),
  checks: optional(oneOf("attached", "none", "only")),
  check: optional(text),
};
const planRequest: FieldCheck = { isRight: (value) => wrongField(planFields, value) === undefined };

const fieldsOfMethods: { readonly [Method in PanelMethod]: FieldChecks<ServerRequests[Method][0]> } = {
  place: { asset: assetKey },
  cards: { keys: listOf(assetKey) },
  details: { asset: assetKey },
  runs: { limit: count },
  events: {
    run: text,
    limit: count,
    asset: optional(assetKey),
    atLeast: optional(oneOf("debug", "info", "warn", "error")),
  },
  run: { run: text },
  source: { run: text, file: filePath, line: count },
  comparison: { run: text },
  select: { selection: text },
  complete: { text, offset: count },
  preview: { request: planRequest },
  explain: {},
  rows: { asset: assetKey, event: optional(eventId), from: count, count },
  difference: { asset: assetKey, before: eventId, after: eventId, by: optional(listOf(text)) },
};

/** The parameters of a question, when each of them is known and right; else what is wrong. */
export function readQuestion(method: PanelMethod, given: unknown): PanelParameters | UserError {
  const wrong = wrongField(fieldsOfMethods[method], given);
  if (wrong === undefined) return given as PanelParameters;
  // A plan has fields of its own, and the one at fault is worth its name.
  const inner = wrong === "request" ? wrongField(planFields, fieldsOf(given)["request"]) : undefined;
  return userError(editorErrors.badPanelRequest, { request: method, field: inner || wrong });
}

/** What is to be materialized; an error when a field is not known: less or more than was asked for must not run. */
export function readRequest(value: unknown): PlanRequest | UserError {
  const wrong = wrongField(planFields, value);
  if (wrong !== undefined) return userError(editorErrors.badPanelRequest, { request: "materialize", field: wrong });
  return value as PlanRequest;
}

/** A place inside the project: never one that leads out of it. */
export function readPlace(value: unknown): SourceRange | undefined {
  const { file, start, end } = fieldsOf(value);
  if (typeof file !== "string" || file === "" || !isInside(file)) return undefined;
  const from = readPosition(start);
  const to = readPosition(end);
  return from === undefined || to === undefined ? undefined : { file, start: from, end: to };
}

/** A name to offer for a file: without a folder in it. */
export function isFileName(name: string): boolean {
  return name !== "" && name.length <= 255 && !name.startsWith(".") && !/[\\/:*?"<>|]/.test(name);
}

/** The name of the first field that is missing, wrong or not known; `""` when the whole is no object. */
function wrongField(fields: { readonly [name: string]: FieldCheck }, value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "";
  const given = fieldsOf(value);
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) return unknown;
  for (const [name, { isRight, isOptional }] of Object.entries(fields)) {
    const field = given[name];
    if (field === undefined ? isOptional !== true : !isRight(field)) return name;
  }
  return undefined;
}

function optional({ isRight }: FieldCheck): FieldCheck {
  return { isRight, isOptional: true };
}

function oneOf(...values: readonly string[]): FieldCheck {
  return { isRight: (value) => typeof value === "string" && values.includes(value) };
}

function listOf({ isRight }: FieldCheck): FieldCheck {
  return { isRight: (value) => Array.isArray(value) && value.every(isRight) };
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
