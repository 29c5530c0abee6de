import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import { diagnose } from "../../../protocol/errors/error-entry.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import type { SelectionProblem, Span } from "./selection.ts";

/** What is wrong with a selection, for people. `rangeOf` says where in a file a part of the selection's text stands. */
export function selectionDiagnostic(
  problem: SelectionProblem,
  selection: string,
  rangeOf: (span: Span) => SourceRange,
): Diagnostic {
  const range = rangeOf(problem);
  switch (problem.kind) {
    case "syntax":
      return diagnose(definitionErrors.selectionSyntax, { selection, why: problem.why }, range);
    case "unsupported":
      return diagnose(definitionErrors.selectionUnsupported, { attribute: problem.attribute }, range);
    case "unknown key": {
      const { key, suggestion } = problem;
      return diagnose(
        definitionErrors.unknownDependency,
        { key, ...(suggestion === undefined ? {} : { suggestion }) },
        range,
      );
    }
    default:
      return problem satisfies never;
  }
}
