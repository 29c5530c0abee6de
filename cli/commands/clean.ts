import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { isEnvironmentName } from "../../protocol/graph/environment-name.ts";
import { formatBytes, formatCount } from "../../protocol/record/format-facts.ts";
import { encodeName } from "../../runtime/io/value-file.ts";
import { type FileSystem, nodeFileSystem } from "../../runtime/storage/file-system.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { isRunAlive } from "../../runtime/storage/leases.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { environmentFolder, storeFolder, storesFolder } from "../../runtime/storage/store-folder.ts";
import { removeOldValues } from "../../runtime/storage/value-retention.ts";
import { openAnalysis } from "../../server/analysis/open-analysis.ts";
import { cacheOption } from "../cache-folder.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { say, sayJson } from "../terminal.ts";

export interface CleanOptions {
  /** Removes nothing. */
  readonly dryRun: boolean;
}

interface Removed {
  readonly files: number;
  readonly bytes: number;
}

/** Events that are read to find out to which assets the values of definitions belong that are no longer there. */
const mostEvents = 100_000;

/** Removes values beyond the last three of each asset, and bundles; never what a run in progress may read. */
export async function cleanCommand(context: CommandContext, { dryRun }: CleanOptions): Promise<ExitCode> {
  const { folder, terminal } = context;
  const environments = await wantedEnvironments(context);
  const defined = environments.length === 0 ? [] : await definedKeys(folder);
  const values: (Removed & { readonly environment: string })[] = [];
  let running = 0;
  for (const environment of environments) {
    const store = await openStore({ folder: environmentFolder(folder, environment), access: "read", index: "file" });
    try {
      running += store.activeRuns().filter(({ run }) => isRunAlive(store.folder, run)).length;
      values.push({ environment, ...cleanValues(store, defined, dryRun) });
    } finally {
      await store.close();
    }
  }
  // A runner reads the maps of its bundle when an asset throws.
  const bundles =
    running > 0 ? { files: 0, bytes: 0 } : cleanFolder(path.join(folder, storesFolder, "bundles"), dryRun);
  if (context.json) {
    sayJson(terminal, { version: 1, dryRun, values, bundles, running });
    return exitCodes.done;
  }
  const verb = dryRun ? "Would remove" : "Removed";
  for (const { environment, ...removed } of values)
    say(terminal, `${verb} ${told(removed, "value")} in ${environment}.`);
  say(
    terminal,
    running > 0
      ? `Bundles stay: ${formatCount(running, "run is", "runs are")} in progress.`
      : bundles.files === 0
        ? "There are no bundles to remove."
        : `${verb} ${told(bundles, "bundle file")}.`,
  );
  return exitCodes.done;
}

/** The stores that there are, also of environments that the config no longer has; or the one that is named. */
async function wantedEnvironments({ folder, environment, openWorkspace }: CommandContext): Promise<readonly string[]> {
  const stores = environmentsOf(folder);
  if (environment === undefined) return stores;
  if (stores.includes(environment)) return [environment];
  // Refuses what the config does not have either.
  await openWorkspace();
  return [];
}

function told({ files, bytes }: Removed, what: string): string {
  return files === 0 ? `no old ${what}` : `${formatCount(files, what)} (${formatBytes(bytes)})`;
}

/** Those that have a store. */
function environmentsOf(project: string): readonly string[] {
  return nodeFileSystem
    .listSync(path.join(project, storesFolder))
    .filter((name) => isEnvironmentName(name) && existsSync(storeFolder(environmentFolder(project, name)).formatFile))
    .sort();
}

async function definedKeys(folder: string): Promise<readonly AssetKey[]> {
  const analysis = await openAnalysis({ folder, ...cacheOption(folder) });
  try {
    return analysis.graph().keys;
  } finally {
    analysis.close();
  }
}

function cleanValues(store: Store, defined: readonly AssetKey[], dryRun: boolean): Removed {
  const counting = countingFileSystem(dryRun);
  removeOldValues(store, keysWithValues(store, defined), { fileSystem: counting });
  return counting.removed;
}

/** Of assets that are no longer defined too: their last values stay like all others'. */
function keysWithValues(store: Store, defined: readonly AssetKey[]): ReadonlySet<AssetKey> {
  const folders = new Set(nodeFileSystem.listSync(storeFolder(store.folder).values));
  const keys = new Set<AssetKey>();
  const find = (key: AssetKey) => {
    if (folders.delete(encodeName(key))) keys.add(key);
  };
  for (const key of defined) find(key);
  if (folders.size === 0) return keys;
  for (const event of store.events({ kinds: ["materialization"], limit: mostEvents })) {
    if (event.kind === "materialization") find(event.of.asset);
  }
  return keys;
}

/** The disk, on which what is removed is counted, and nothing is removed when it is only to be told. */
function countingFileSystem(dryRun: boolean): FileSystem & { readonly removed: Removed } {
  let files = 0;
  let bytes = 0;
  return {
    ...nodeFileSystem,
    unlinkSync(file) {
      const facts = nodeFileSystem.statSync(file);
      if (!dryRun) nodeFileSystem.unlinkSync(file);
      if (facts === undefined) return;
      files += 1;
      bytes += facts.size;
    },
    get removed() {
      return { files, bytes };
    },
  };
}

function cleanFolder(folder: string, dryRun: boolean): Removed {
  if (!existsSync(folder)) return { files: 0, bytes: 0 };
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0);
  if (!dryRun) rmSync(folder, { recursive: true, force: true });
  return { files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
