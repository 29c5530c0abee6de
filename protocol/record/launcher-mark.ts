import type { RunId } from "./identifiers.ts";

/**
 * The file, from the project's root, that says which process launched a run and goes on with it when its runner dies. The runner writes
 * it, and removes it with the run's end; the launcher removes it when it gives up.
 */
export function launcherMark(environment: string, run: RunId): string {
  return `.evergraph/${environment}/locks/${launcherMarkName(run)}`;
}

export function launcherMarkName(run: RunId): string {
  return `launcher-${run}.json`;
}
