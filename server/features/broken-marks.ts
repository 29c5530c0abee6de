import { type Diagnostic, diagnose } from "../../protocol/errors/error-entry.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** One for each file that does not parse and defines assets, where it fails: TypeScript says what is wrong, this what follows from it. */
export function brokenMarks(workspace: Workspace): readonly Diagnostic[] {
  return workspace
    .brokenFiles()
    .flatMap(({ file, assets, range }) =>
      range === undefined ? [] : [diagnose(serverErrors.lastGoodText, { file, assets }, range)],
    );
}
