import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs as they ship, in a folder of their own, and what V8 keeps of them between two starts. */
export interface BundledStarts {
  file(name: "analysis-start" | "server-memory"): string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

export function bundleStarts(): BundledStarts {
  const folder = mkdtempSync(join(tmpdir(), "evergraph-bench-starts-"));
  execFileSync(process.execPath, [fileURLToPath(new URL("./bundle-starts.mjs", import.meta.url)), folder], {
    stdio: "inherit",
  });
  return {
    file: (name) => join(folder, `${name}.mjs`),
    environment: { ...process.env, NODE_COMPILE_CACHE: join(folder, "compiled") },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
