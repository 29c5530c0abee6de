import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import type { CallFact } from "../extract/file-facts.ts";
import type { TextSpan } from "../extract/text-span.ts";
import type { Evaluated, EvaluatedEntry } from "./evaluate-value.ts";

/** The options of a call, by name. */
export type Options = ReadonlyMap<string, EvaluatedEntry>;

export function optionsOf(value: Evaluated | undefined): Options {
  const options = new Map<string, EvaluatedEntry>();
  const visit = (each: Evaluated): void => {
    if (each.kind === "object") for (const entry of each.entries) options.set(entry.name, entry);
    // One of several: what it gives first stands for it.
    else if (each.kind === "choice" && each.values[0] !== undefined) visit(each.values[0]);
  };
  if (value !== undefined) visit(value);
  return options;
}

/** The text that a value is, or undefined. */
export function textOf(value: Evaluated | undefined): string | undefined {
  return value?.kind === "literal" && typeof value.value === "string" ? value.value : undefined;
}

/** The texts of a list, each with where it stands. */
export function textsOf(value: Evaluated | undefined): readonly { readonly text: string; readonly value: Evaluated }[] {
  if (value === undefined) return [];
  const values = value.kind === "list" ? value.items : [value];
  return values.flatMap((item) => {
    const text = textOf(item);
    return text === undefined ? [] : [{ text, value: item }];
  });
}

export function rangeOf(file: string, span: TextSpan): SourceRange {
  return { file, start: span.start, end: span.end };
}

/** Where a value of a call is shown: its own place when that is in the call, else that of the option which leads to it. */
export function rangeInCall(file: string, call: CallFact, value: Evaluated, option: TextSpan | undefined): SourceRange {
  if (value.file === file && isInside(value.span, call.range)) return rangeOf(file, value.span);
  if (option !== undefined && isInside(option, call.range)) return rangeOf(file, option);
  return rangeOf(file, call.range);
}

function isInside(inner: TextSpan, outer: TextSpan): boolean {
  return !isBefore(inner.start, outer.start) && !isBefore(outer.end, inner.end);
}

function isBefore(one: TextSpan["start"], other: TextSpan["start"]): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}
