import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Position, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { openWorkspace } from "../workspace/open-workspace.ts";
import { makeProject } from "../workspace/project-fixture.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { uriOf } from "./places.ts";

/** A workspace over real files in a temporary folder, for tests of one feature. */
export interface RealWorkspace {
  readonly workspace: Workspace;
  /** Where `$0` stood. */
  readonly file: string;
  readonly position: Position;
  /** The project's files as an edit leaves them, those alone that it changes. */
  edited(edit: WorkspaceEdit): Record<string, string>;
}

/** Opens a project with these files; `$0` in one of them is the cursor. It is closed and removed when the test ends. */
export async function openReal(test: TestContext, files: Readonly<Record<string, string>>): Promise<RealWorkspace> {
  const project = makeProject(files);
  const workspace = await openWorkspace({ folder: project.folder, trusted: false, types: false });
  test.after(async () => {
    await workspace.close();
    project.remove();
  });
  const cursor = project.cursor ?? { file: "", position: { line: 0, character: 0 } };
  const textOf = (file: string): string => readFileSync(join(project.folder, file), "utf8");
  return {
    workspace,
    ...cursor,
    edited({ changes = {} }) {
      const changed = Object.keys(files).flatMap((file): [string, string][] => {
        const edits = changes[uriOf(project.folder, file)];
        return edits === undefined ? [] : [[file, applyEdits(textOf(file), edits)]];
      });
      return Object.fromEntries(changed);
    },
  };
}

/** A text with edits applied. Throws when two of them overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offsetOf = ({ line, character }: Position): number => (starts[line] ?? text.length) + character;
  let result = text;
  let before = text.length + 1;
  const ordered = edits.map(({ range, newText }) => ({
    start: offsetOf(range.start),
    end: offsetOf(range.end),
    newText,
  }));
  for (const { start, end, newText } of ordered.sort((a, b) => b.start - a.start)) {
    if (end > before) throw new Error(`Two edits overlap at ${start}.`);
    before = start;
    result = result.slice(0, start) + newText + result.slice(end);
  }
  return result;
}
