import { entry } from "./error-entry.ts";

/** What the language server says of runs: why one failed, at the user's own line. */
export const serverErrors = {
  assetFailed: entry<{ key: string; why: string }>(
    "asset-failed",
    ({ key, why }) => `"${key}" failed: ${why}`,
    () => "Correct it, then materialize it again.",
  ),
} as const;
