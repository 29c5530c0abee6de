import { createHash } from "node:crypto";
import type { SourceLines } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { Analysis } from "../analysis/analysis.ts";

/** Lines shown before and after the one that is asked for. */
const around = 3;

/** A line of a file of a run. */
export interface WantedLine {
  readonly run: RunId;
  /** From the project's folder. */
  readonly file: string;
  /** From 0. */
  readonly line: number;
}

/**
 * The text around a line. Only of files that the run was made from: who asks, a page, sees no other file of the project.
 * Null: the run knows no such file, the file is gone, or has fewer lines.
 */
export function sourceLines(
  store: Pick<Store, "run"> | undefined,
  analysis: Pick<Analysis, "text">,
  { run, file, line }: WantedLine,
): SourceLines | null {
  const ran = sumOf(store?.run(run)?.plan.basis.files ?? {}, file);
  const text = ran === undefined ? undefined : analysis.text(file);
  if (text === undefined) return null;
  const lines = text.split(/\r?\n/);
  if (line < 0 || line >= lines.length) return null;
  const from = Math.max(0, line - around);
  return {
    from,
    lines: lines.slice(from, line + around + 1),
    changed: createHash("sha256").update(text).digest("hex") !== ran,
  };
}

function sumOf(files: Readonly<Record<string, string>>, file: string): string | undefined {
  return Object.hasOwn(files, file) ? files[file] : undefined;
}
