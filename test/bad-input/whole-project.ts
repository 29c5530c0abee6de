import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import { projectOf } from "../../runtime/runner/run-fixture.ts";
import { openWorkspace } from "../../server/workspace/open-workspace.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";

const everything = new URL("../../runtime/index.ts", import.meta.url).href;

/** A project in a folder of its own that can import all that the package exports. */
export function wholeProject(files: Readonly<Record<string, string>>): string {
  return projectOf({
    "package.json": '{ "type": "module", "dependencies": { "evergraph": "0.1.0" } }',
    "node_modules/evergraph/index.js": `export * from ${JSON.stringify(everything)};\n`,
    ...files,
  });
}

/** What the editor and the terminal know of a project, while a function looks at it. */
export async function inWorkspace<Answer>(
  options: { readonly folder: string; readonly trusted?: boolean; readonly onProblem?: (problem: unknown) => void },
  look: (workspace: Workspace) => Answer | Promise<Answer>,
): Promise<Answer> {
  const workspace = await openWorkspace({ trusted: true, types: false, ...options });
  try {
    return await look(workspace);
  } finally {
    await workspace.close();
  }
}

/** A diagnostic as `file code text`, the text being what is underlined. */
export function placed({ code, range: { file, start, end } }: Diagnostic, textOf: (file: string) => string): string {
  const line = textOf(file).split("\n")[start.line] ?? "";
  const underlined = start.line === end.line ? line.slice(start.character, end.character) : line.slice(start.character);
  return `${file} ${code} ${underlined}`;
}

/** Every file below a folder, with the digest of what is in it. */
export function contentOf(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(folder.length + 1), createHash("sha256").update(readFileSync(file)).digest("hex")]),
  );
}
