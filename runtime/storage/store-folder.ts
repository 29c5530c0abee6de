import { basename, dirname, join } from "node:path";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { isEnvironmentName } from "../../protocol/graph/environment-name.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { launcherMarkName } from "../../protocol/record/launcher-mark.ts";
import { type FileSystem, hasCode, replaceFile } from "./file-system.ts";

/** The format of the store that this version writes. */
export const storeFormat = 1;

/** The folder that holds the stores of a project's environments. */
export const storesFolder = ".evergraph";

/** Names everything in the folder of an environment. */
export interface StoreFolder {
  readonly folder: string;
  /** Holds the format. */
  readonly formatFile: string;
  /** Segments: the truth. */
  readonly journal: string;
  /** Databases made from the journal, one a reading process. */
  readonly index: string;
  /** Values that are too large for their events. */
  readonly values: string;
  readonly locks: string;
  indexFile(slot: number): string;
  indexLock(slot: number): string;
  writerLock(writer: string): string;
  runLock(run: string): string;
  /** What a run has claimed. */
  claimFile(run: string): string;
  /** Which process launched the run and goes on with it when its runner dies. */
  launcherMark(run: string): string;
  /** Is there when somebody asked to cancel the run. */
  cancelFile(run: string): string;
  /** How many slots of pools a run holds and waits for. */
  slotsFile(run: string): string;
  /** Held while slots are counted and taken. */
  readonly slotsLock: string;
  /** Held while claims are compared and made. */
  readonly claimsLock: string;
}

export function storeFolder(folder: string): StoreFolder {
  const index = join(folder, "index");
  const locks = join(folder, "locks");
  return {
    folder,
    formatFile: join(folder, "store.json"),
    journal: join(folder, "journal"),
    index,
    values: join(folder, "values"),
    locks,
    indexFile: (slot) => join(index, `${slot}.db`),
    indexLock: (slot) => join(locks, `index-${slot}`),
    writerLock: (writer) => join(locks, `writer-${writer}`),
    runLock: (run) => join(locks, `run-${run}`),
    claimFile: (run) => join(locks, `claim-${run}.json`),
    launcherMark: (run) => join(locks, launcherMarkName(run as RunId)),
    cancelFile: (run) => join(locks, `cancel-${run}`),
    slotsFile: (run) => join(locks, `slots-${run}.json`),
    slotsLock: join(locks, "slots"),
    claimsLock: join(locks, "claims"),
  };
}

/** The folder of an environment's store. Throws `bad-environment-name` for a name that could lead out of the project. */
export function environmentFolder(project: string, environment: string): string {
  if (!isEnvironmentName(environment)) throw userError(definitionErrors.badEnvironmentName, { name: environment });
  return join(project, storesFolder, environment);
}

/** What lies in a folder that is to be a store. */
export type FoundStore =
  | { readonly kind: "missing" }
  | { readonly kind: "known" }
  | { readonly kind: "newer"; readonly found: number }
  | { readonly kind: "unknown"; readonly why: string };

export function inspectStore(fileSystem: FileSystem, names: StoreFolder): FoundStore {
  let text: string;
  try {
    text = Buffer.from(fileSystem.readFileSync(names.formatFile)).toString();
  } catch (error) {
    if (!hasCode(error, "ENOENT") && !hasCode(error, "ENOTDIR")) throw error;
    // Each event carries its own version, so a journal without the file that names its format is still known.
    return fileSystem.listSync(names.journal).length > 0 ? { kind: "known" } : { kind: "missing" };
  }
  const format = readFormat(text);
  if (format === undefined) return { kind: "unknown", why: "store.json does not say its format" };
  if (format === storeFormat) return { kind: "known" };
  if (format > storeFormat) return { kind: "newer", found: format };
  return { kind: "unknown", why: `its format ${format} was never written by any version` };
}

/** Makes what is missing of a store. Safe to call in several processes at once. */
export function makeStore(fileSystem: FileSystem, names: StoreFolder): void {
  for (const folder of [names.journal, names.index, names.values, names.locks]) fileSystem.makeFolderSync(folder);
  keepOutOfGit(fileSystem, dirname(names.folder));
  if (fileSystem.statSync(names.formatFile) !== undefined) return;
  replaceFile(fileSystem, names.formatFile, Buffer.from(`${JSON.stringify({ format: storeFormat })}\n`));
}

/** Lets the folder that holds a project's stores ignore itself. Another folder is left as it is. */
export function keepOutOfGit(fileSystem: FileSystem, stores: string): void {
  const ignoreFile = join(stores, ".gitignore");
  if (basename(stores) !== storesFolder || fileSystem.statSync(ignoreFile) !== undefined) return;
  replaceFile(fileSystem, ignoreFile, Buffer.from("*\n"));
}

function readFormat(text: string): number | undefined {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null || !("format" in content)) return undefined;
    return typeof content.format === "number" && Number.isInteger(content.format) ? content.format : undefined;
  } catch {
    return undefined;
  }
}
