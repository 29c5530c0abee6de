import { entry } from "./error-entry.ts";

/** What can go wrong with the registry of types, `evergraph-env.d.ts`. */
export const typeErrors = {
  registryOutdated: entry<{ file: string }>(
    "registry-outdated",
    ({ file }) => `${file} is not what the definitions say now.`,
    () => "Write it with `evergraph codegen`.",
  ),
  registryNotWritten: entry<{ file: string; why: string }>(
    "registry-not-written",
    ({ file, why }) => `${file} cannot be written: ${why}.`,
    () => "Nothing else was changed. Correct that, then run `evergraph codegen` again.",
  ),
  noTypes: entry<{ assets: number }>(
    "no-types",
    ({ assets }) => `The types of all ${assets} assets are unknown.`,
    () => "Install the package evergraph in this project, then run `evergraph codegen` again.",
    "warning",
  ),
} as const;
