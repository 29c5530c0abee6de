import type { Diagnostic } from "../protocol/errors/error-entry.ts";
import type { Workspace } from "../server/workspace/workspace.ts";

/** What does not parse, of all files or of some. The compiler is loaded only when there is something that it has to explain. */
export async function syntaxErrorsOf(
  { analysis }: Workspace,
  among: (file: string) => boolean = () => true,
): Promise<readonly Diagnostic[]> {
  const broken = analysis.brokenFiles().filter(among);
  if (broken.length === 0) return [];
  const { syntaxErrors } = await import("../server/analysis/syntax-errors.ts");
  return broken.flatMap((file) => syntaxErrors(file, analysis.text(file) ?? ""));
}
