import { existsSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";

/** The package `evergraph` of a project. */
export interface FoundPackage {
  /** Absolute, with links resolved. */
  readonly folder: string;
  readonly version: string;
  /** The runner's entry. */
  readonly runner: string;
}

const runnerEntry = path.join("dist", "runner.mjs");

/**
 * The package that the project itself uses: the nearest `node_modules/evergraph` upwards, as Node looks for it. Throws `package-missing`
 * or `package-broken`.
 */
export function findPackage(project: string): FoundPackage {
  for (let folder = path.resolve(project); ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, "node_modules", "evergraph");
    if (existsSync(path.join(candidate, "package.json"))) return readPackage(candidate);
    if (folder === path.dirname(folder)) throw userError(runErrors.packageMissing, { project });
  }
}

function readPackage(folder: string): FoundPackage {
  const real = realpathSync(folder);
  const runner = path.join(real, runnerEntry);
  const version = readVersion(path.join(real, "package.json"));
  const missing = version === undefined ? "package.json" : existsSync(runner) ? undefined : runnerEntry;
  if (version === undefined || missing !== undefined) {
    throw userError(runErrors.packageBroken, { folder: real, missing: missing ?? "package.json" });
  }
  return { folder: real, version, runner };
}

function readVersion(file: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
