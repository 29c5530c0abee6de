import type { SourceRange } from "../graph/source-range.ts";

export type Severity = "error" | "warning" | "information" | "hint";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/** A row of the catalogue. No message for people is written elsewhere. */
export interface ErrorEntry<Facts> {
  /** Stable, kebab-case: `duplicate-key`. */
  readonly code: string;
  readonly severity: Severity;
  /** What happened, with the names in it. One sentence. */
  message(facts: Facts): string;
  /** What to do. One sentence. */
  remedy(facts: Facts): string;
}

export interface Related {
  readonly range: SourceRange;
  readonly message: string;
}

/** Something wrong at a place in the user's text. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
  readonly range: SourceRange;
  readonly related: readonly Related[];
  readonly facts: Json;
}

/** An error as it is kept and sent. `range` is the user's own line; `stack` has source-mapped frames. */
export interface RecordedError {
  readonly code?: string;
  readonly message: string;
  readonly remedy?: string;
  readonly stack?: string;
  readonly range?: SourceRange;
}

/** A row of a catalogue, as the files of this folder write them. */
export function entry<Facts>(
  code: string,
  message: (facts: Facts) => string,
  remedy: (facts: Facts) => string,
  severity: Severity = "error",
): ErrorEntry<Facts> {
  return { code, severity, message, remedy };
}

/** Makes a diagnostic from an entry of the catalogue. */
export function diagnose<Facts extends Json>(
  entry: ErrorEntry<Facts>,
  facts: Facts,
  range: SourceRange,
  related: readonly Related[] = [],
): Diagnostic {
  return {
    code: entry.code,
    severity: entry.severity,
    message: entry.message(facts),
    remedy: entry.remedy(facts),
    range,
    related,
    facts,
  };
}

/** An error that a person is to read: from the catalogue, with what to do. Bugs are plain errors; cancellation is an AbortError. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly code: string;
  readonly remedy: string;
  readonly range: SourceRange | undefined;
  constructor(code: string, message: string, remedy: string, range?: SourceRange) {
    super(message);
    this.code = code;
    this.remedy = remedy;
    this.range = range;
  }
}

/** Makes the error of an entry, to be thrown. */
export function userError<Facts>(entry: ErrorEntry<Facts>, facts: Facts, range?: SourceRange): UserError {
  return new UserError(entry.code, entry.message(facts), entry.remedy(facts), range);
}
