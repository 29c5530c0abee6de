import { type CodeAction, CodeActionKind, type Range } from "vscode-languageserver";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import { asAssetKey, parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import { offeredCommands } from "../../protocol/messages/command-arguments.ts";
import type { SourceEdit, SourceRewriter } from "../analysis/rewrite-source.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { shownDiagnostic } from "./diagnostics.ts";
import { workspaceEdit } from "./edits.ts";
import { touches } from "./places.ts";

/** What a fix is made from: a problem, and the file in which it stands. */
interface Problem {
  readonly workspace: Workspace;
  readonly diagnostic: Diagnostic;
  readonly source: SourceRewriter;
  readonly open: (file: string) => SourceRewriter | undefined;
}

interface Fix {
  readonly title: string;
  /** Edits of the problem's own file, or of another one. */
  readonly edits?: readonly SourceEdit[];
  readonly file?: string;
  readonly goTo?: SourceRange;
  /** The one that is most likely meant. */
  readonly isPreferred?: boolean;
}

const makers: Readonly<Record<string, (problem: Problem) => readonly Fix[]>> = {
  [definitionErrors.unknownDependency.code]: unknownDependency,
  [definitionErrors.duplicateKey.code]: duplicateKey,
  [definitionErrors.notExported.code]: notExported,
  [definitionErrors.badOwner.code]: badOwner,
  [definitionErrors.malformedKey.code]: malformedKey,
  [definitionErrors.unknownResource.code]: unknownResource,
};

/** What can be done about the problems in a range, at once. */
export async function quickFixes(workspace: Workspace, file: string, range: Range): Promise<readonly CodeAction[]> {
  const problems = workspace
    .diagnostics()
    .filter((diagnostic) => diagnostic.range.file === file && Object.hasOwn(makers, diagnostic.code))
    .filter((diagnostic) => touches(diagnostic.range, range.start) || isWithin(diagnostic.range, range));
  if (problems.length === 0) return [];
  const { rewriteSource } = await import("../analysis/rewrite-source.ts");
  const open = (wanted: string): SourceRewriter | undefined => {
    const text = workspace.analysis.text(wanted);
    return text === undefined ? undefined : rewriteSource(wanted, text);
  };
  const source = open(file);
  if (source === undefined) return [];
  return problems.flatMap((diagnostic) =>
    (makers[diagnostic.code]?.({ workspace, diagnostic, source, open }) ?? []).map((fix) =>
      actionOf(workspace, diagnostic, fix),
    ),
  );
}

function actionOf(workspace: Workspace, diagnostic: Diagnostic, fix: Fix): CodeAction {
  const { title, edits, file = diagnostic.range.file, goTo, isPreferred } = fix;
  const project = workspace.folder;
  return {
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [shownDiagnostic(project, diagnostic)],
    ...(edits === undefined ? {} : { edit: workspaceEdit(workspace, [[file, edits]]) }),
    ...(goTo === undefined
      ? {}
      : { command: { title, command: offeredCommands.goToDefinition, arguments: [{ project, place: goTo }] } }),
    ...(isPreferred === true ? { isPreferred } : {}),
  };
}

function unknownDependency({ diagnostic, source }: Problem): readonly Fix[] {
  const { start } = diagnostic.range;
  const key = textFact(diagnostic, "key");
  const suggestion = textFact(diagnostic, "suggestion");
  const corrected = suggestion === "" ? undefined : source.renameKeyAt(start, key, suggestion);
  const created = source.createAsset(start, key);
  return [
    ...(corrected === undefined || corrected.length === 0
      ? []
      : [{ title: `Change to "${suggestion}"`, edits: corrected, isPreferred: true }]),
    ...(created === undefined ? [] : [{ title: `Create the asset "${key}"`, edits: created }]),
  ];
}

function duplicateKey({ workspace, diagnostic, source }: Problem): readonly Fix[] {
  const key = textFact(diagnostic, "key");
  const free = freeKey(workspace, key);
  const edit = source.replaceText(diagnostic.range.start, free);
  const [other] = diagnostic.related;
  return [
    ...(other === undefined
      ? []
      : [
          {
            title: `Go to the other one, in ${other.range.file}, line ${other.range.start.line + 1}`,
            goTo: other.range,
          },
        ]),
    ...(edit === undefined ? [] : [{ title: `Rename this one to "${free}"`, edits: [edit] }]),
  ];
}

function freeKey(workspace: Workspace, key: string): string {
  for (let number = 2; ; number++) {
    const candidate = `${key}_${number}`;
    if (!isTaken(workspace, candidate)) return candidate;
  }
}

function isTaken(workspace: Workspace, key: string): boolean {
  const id = workspace.find(asAssetKey(key));
  return id !== undefined && workspace.graph().nodes[id] != null;
}

function notExported({ diagnostic, source }: Problem): readonly Fix[] {
  const key = textFact(diagnostic, "key");
  const edits = source.exportDefinition(diagnostic.range.start, key);
  return edits === undefined ? [] : [{ title: `Export "${key}"`, edits, isPreferred: true }];
}

function badOwner({ diagnostic, source }: Problem): readonly Fix[] {
  const name = textFact(diagnostic, "owner")
    .replace(/^(?:team:|@)+/i, "")
    .trim()
    .replaceAll(/[\s:]+/g, "-");
  if (name === "") return [];
  const owner = `team:${name}`;
  const edit = source.replaceText(diagnostic.range.start, owner);
  return edit === undefined ? [] : [{ title: `Change to "${owner}"`, edits: [edit], isPreferred: true }];
}

function malformedKey({ workspace, diagnostic, source }: Problem): readonly Fix[] {
  const corrected = correctedKey(textFact(diagnostic, "key"));
  if (corrected === undefined || isTaken(workspace, corrected)) return [];
  const edit = source.replaceText(diagnostic.range.start, corrected);
  return edit === undefined ? [] : [{ title: `Change to "${corrected}"`, edits: [edit], isPreferred: true }];
}

/** The key that is nearest to a malformed one: `raw orders//v2` becomes `raw_orders/v2`. */
export function correctedKey(written: string): string | undefined {
  const segments = written
    .normalize("NFC")
    .split(/[/\\]/)
    .map((segment) =>
      segment
        .trim()
        .replaceAll(/[^\p{L}\p{N}\p{M}_.-]+/gu, "_")
        .replaceAll(/^_+|_+$/g, ""),
    )
    .filter((segment) => segment !== "");
  return parseAssetKey(segments.join("/"));
}

function unknownResource({ workspace, diagnostic, open }: Problem): readonly Fix[] {
  const resource = textFact(diagnostic, "resource");
  const name = textFact(diagnostic, "environment");
  const environment = workspace.graph().environments.find((each) => each.name === name);
  if (environment === undefined) return [];
  const { file, start } = environment.range;
  const edits = open(file)?.bindResource(start, resource, name);
  return edits === undefined ? [] : [{ title: `Bind "${resource}" in ${file}, for ${name}`, edits, file }];
}

/** What an entry of the catalogue was told; "" when it was not. */
function textFact({ facts }: Diagnostic, name: string): string {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return "";
  const fact: unknown = Reflect.get(facts, name);
  return typeof fact === "string" ? fact : "";
}

function isWithin(inner: SourceRange, outer: Range): boolean {
  return touches({ file: inner.file, ...outer }, inner.start);
}
