import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";

/**
 * The files that a plan was made from, as they are on disk: text by absolute path. Throws `source-changed` when one is not as it was, so
 * that what is recorded is what ran.
 */
export async function readBasis(
  project: string,
  files: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const read = await Promise.all(
    Object.entries(files).map(async ([file, hash]) => {
      const absolute = path.join(project, file);
      const content = await readFile(absolute).catch(() => undefined);
      if (content === undefined || contentHash(content) !== hash) throw userError(runErrors.sourceChanged, { file });
      return [absolute, content.toString("utf8")] as const;
    }),
  );
  return new Map(read);
}

/** SHA-256 in hexadecimal. */
export function contentHash(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
