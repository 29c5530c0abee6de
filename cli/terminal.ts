import { styleText } from "node:util";
import type { Diagnostic, RecordedError } from "../protocol/errors/error-entry.ts";
import type { SourceRange } from "../protocol/graph/source-range.ts";
import type { Badge } from "../protocol/record/status.ts";
import { clip, visibleWidth } from "./text-width.ts";

/** Where a command writes: results to `output`, everything else to `errors`. */
export interface Terminal {
  readonly output: NodeJS.WriteStream;
  readonly errors: NodeJS.WriteStream;
}

type Style = Parameters<typeof styleText>[0];

/** A shape and a colour for each badge: never colour alone. */
const badgeLooks: Readonly<Record<Badge, { readonly shape: string; readonly style: Style }>> = {
  running: { shape: "◔", style: "blue" },
  failed: { shape: "✖", style: "red" },
  "upstream failed": { shape: "⊖", style: "red" },
  overdue: { shape: "◷", style: "magenta" },
  never: { shape: "◌", style: "gray" },
  stale: { shape: "◐", style: "yellow" },
  "maybe stale": { shape: "◑", style: "yellow" },
  unknown: { shape: "?", style: "gray" },
  skipped: { shape: "»", style: "gray" },
  external: { shape: "□", style: "gray" },
  fresh: { shape: "✔", style: "green" },
};

/** Writes lines of text for people. */
export function say(terminal: Terminal, ...lines: readonly string[]): void {
  for (const line of lines) terminal.output.write(`${line}\n`);
}

/** Writes rows of a table as aligned lines, cut at the width of the screen; a pipe or a file gets all of them. */
export function sayTable(terminal: Terminal, rows: readonly (readonly string[])[], indent = ""): void {
  const width = screenWidth(terminal);
  say(terminal, ...columns(rows).map((line) => clip(indent + line, width)));
}

/** Cells in a line of the screen; Infinity where there is none. */
export function screenWidth({ output }: Terminal): number {
  return output.isTTY ? output.columns || 80 : Number.POSITIVE_INFINITY;
}

/** Writes the one JSON document of a command. */
export function sayJson(terminal: Terminal, document: unknown): void {
  terminal.output.write(`${JSON.stringify(document, undefined, 2)}\n`);
}

/** Colours text where the stream shows colours (and `NO_COLOR` does not forbid them). */
export function styled(terminal: Terminal, style: Style, text: string): string {
  return styleText(style, text, { stream: terminal.output });
}

/** The badge's shape in its colour. */
export function badgeShape(terminal: Terminal, badge: Badge): string {
  const look = badgeLooks[badge];
  return styled(terminal, look.style, look.shape);
}

/** Columns padded to the widest cell; what is empty at the end of a row is left out. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
  }
  return rows.map((row) => {
    // A colour around nothing is empty too.
    const last = row.findLastIndex((cell) => visibleWidth(cell) > 0);
    return row
      .slice(0, last + 1)
      .map((cell, column) => (column === last ? cell : cell + " ".repeat((widths[column] ?? 0) - visibleWidth(cell))))
      .join("  ");
  });
}

/** `src/marts.ts:12:3`, both counted from 1. */
export function place(range: SourceRange): string {
  return `${range.file}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** Writes what is wrong with definitions or a request, as other tools of the editor print it. */
export function complain(terminal: Terminal, diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) {
    const severity = styleText(diagnostic.severity === "error" ? "red" : "yellow", diagnostic.severity, {
      stream: terminal.errors,
    });
    const where = diagnostic.range.file === "" ? "" : `${place(diagnostic.range)} `;
    terminal.errors.write(`${where}${severity} ${diagnostic.message} ${diagnostic.remedy} (${diagnostic.code})\n`);
  }
}

/** Writes a failure, or what was survived: what, where, what to do. */
export function complainOf(terminal: Terminal, error: RecordedError, severity: "error" | "warning" = "error"): void {
  const where = error.range === undefined ? "" : ` at ${place(error.range)}`;
  const code = error.code === undefined ? "" : ` (${error.code})`;
  const word = styleText(severity === "error" ? "red" : "yellow", severity, { stream: terminal.errors });
  terminal.errors.write(`${word} ${error.message}${where}${code}\n`);
  if (error.remedy !== undefined) terminal.errors.write(`${" ".repeat(severity.length + 1)}${error.remedy}\n`);
}
