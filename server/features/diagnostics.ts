import { DiagnosticSeverity, type Diagnostic as ShownDiagnostic } from "vscode-languageserver";
import type { Diagnostic, Severity } from "../../protocol/errors/error-entry.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { locationOf, rangeOf, uriOf } from "./places.ts";

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Shows the problems of a file; an empty list takes them away. */
export type ShowDiagnostics = (uri: string, diagnostics: readonly ShownDiagnostic[]) => void;

export interface DiagnosticsTeller {
  /** Tells the files of which the problems are others than those told last. */
  update(workspace: Workspace): void;
  /** Takes away all that was told of a project. */
  forget(project: string): void;
}

/** Problems of definitions and of failed runs, told file by file. `more`: what else is to be told of a project. */
export function createDiagnosticsTeller(
  show: ShowDiagnostics,
  more: (workspace: Workspace) => readonly Diagnostic[] = () => [],
): DiagnosticsTeller {
  const told = new Map<string, Map<string, string>>();

  return {
    update(workspace) {
      const before = told.get(workspace.folder) ?? new Map<string, string>();
      const now = new Map<string, string>();
      for (const [file, diagnostics] of byFile([...workspace.diagnostics(), ...more(workspace)])) {
        const uri = uriOf(workspace.folder, file);
        const shown = diagnostics.map((diagnostic) => shownDiagnostic(workspace.folder, diagnostic));
        const text = JSON.stringify(shown);
        now.set(uri, text);
        if (before.get(uri) !== text) show(uri, shown);
      }
      for (const uri of before.keys()) if (!now.has(uri)) show(uri, []);
      told.set(workspace.folder, now);
    },
    forget(project) {
      for (const uri of told.get(project)?.keys() ?? []) show(uri, []);
      told.delete(project);
    },
  };
}

/** A diagnostic as the editor takes it: what happened, then what to do. */
export function shownDiagnostic(project: string, diagnostic: Diagnostic): ShownDiagnostic {
  return {
    range: rangeOf(diagnostic.range),
    severity: severities[diagnostic.severity],
    source: "evergraph",
    code: diagnostic.code,
    message: `${diagnostic.message} ${diagnostic.remedy}`.trim(),
    ...(diagnostic.related.length === 0
      ? {}
      : {
          relatedInformation: diagnostic.related.map(({ range, message }) => ({
            location: locationOf(project, range),
            message,
          })),
        }),
    data: diagnostic.facts,
  };
}

function byFile(diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  return Map.groupBy(diagnostics, ({ range }) => range.file);
}
