import type { Diagnostic, RecordedError, UserError } from "../protocol/errors/error-entry.ts";
import { type CommandContext, type ExitCode, exitCodes } from "./command.ts";
import { complain, complainOf, sayJson } from "./terminal.ts";

type Listener = Pick<CommandContext, "terminal" | "json">;

/** Says why a request is not carried out: for people on the standard error, and as the command's document with `--json`. */
export function refuse({ terminal, json }: Listener, refused: readonly Diagnostic[] | RecordedError): ExitCode {
  if (isList(refused)) complain(terminal, refused);
  else complainOf(terminal, refused);
  if (json) sayJson(terminal, { version: 1, refused: isList(refused) ? refused : [refused] });
  return exitCodes.refused;
}

/** An error for people as it is recorded and printed. */
export function recordedOf({ code, message, remedy, range }: UserError): RecordedError {
  return { code, message, remedy, ...(range === undefined ? {} : { range }) };
}

function isList(refused: readonly Diagnostic[] | RecordedError): refused is readonly Diagnostic[] {
  return Array.isArray(refused);
}
