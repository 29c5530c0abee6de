import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import { diagnose } from "../../protocol/errors/error-entry.ts";
import { terminalErrors } from "../../protocol/errors/terminal-errors.ts";
import { ts } from "./rewrite/compiler.ts";

/** What of a text does not parse, at its places. In an editor TypeScript says it itself; nobody says it in a terminal. */
export function syntaxErrors(file: string, text: string): readonly Diagnostic[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext);
  const { parseDiagnostics = [] } = source as unknown as { readonly parseDiagnostics?: readonly ParseDiagnostic[] };
  return parseDiagnostics.map(({ start, length, messageText, code }) => {
    const why = ts.flattenDiagnosticMessageText(messageText, " ").replace(/\.$/, "");
    const range = { file, start: placeOf(start), end: placeOf(start + length) };
    return diagnose(terminalErrors.syntaxError, { why, typescript: code }, range);
  });

  function placeOf(offset: number) {
    return source.getLineAndCharacterOfPosition(Math.min(offset, text.length));
  }
}

/** As the compiler keeps them beside what it parsed. */
interface ParseDiagnostic {
  readonly start: number;
  readonly length: number;
  readonly messageText: Parameters<typeof ts.flattenDiagnosticMessageText>[0];
  readonly code: number;
}
