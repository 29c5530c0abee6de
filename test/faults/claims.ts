import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openStore } from "../../runtime/storage/journal-store.ts";

export interface ClaimFigures {
  readonly claims: number;
  /** Times when two runs made the asset at once. */
  readonly together: number;
}

const processes = 3;
const program = fileURLToPath(new URL("claiming-run.ts", import.meta.url));

/** Lets processes make the same asset as different runs. A fault put in on purpose: each believes that it holds every lock. */
export async function competeForAsset(times: number, fault?: "no lock"): Promise<ClaimFigures> {
  const root = mkdtempSync(join(tmpdir(), "evergraph-claims-"));
  const folder = join(root, ".evergraph", "dev");
  try {
    await (await openStore({ folder, access: "write", index: "memory" })).close();
    const outputs = await Promise.all(
      Array.from({ length: processes }, (_, number) =>
        promisify(execFile)(process.execPath, [program, folder, `${number}x`, String(times), fault ?? "none"]),
      ),
    );
    const words = outputs.flatMap(({ stdout }) => stdout.trim().split("\n"));
    return { claims: words.length, together: words.filter((word) => word === "together").length };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
