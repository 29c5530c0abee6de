import { entry } from "./error-entry.ts";

/** What can be wrong with the store of an environment, and with values on their way in and out. */
export const storeErrors = {
  newer: entry<{ folder: string; found: number; known: number }>(
    "store-newer",
    ({ folder, found, known }) =>
      `The store in ${folder} has format ${found}; this version writes format ${known}, so it only reads.`,
    () => "Update evergraph in this project, and the extension.",
  ),
  unknownFormat: entry<{ folder: string; why: string }>(
    "store-unknown-format",
    ({ folder, why }) => `The store in ${folder} is not written to: ${why}.`,
    () => "Restore store.json from a copy, or move the folder away to begin anew.",
  ),
  damaged: entry<{ folder: string; lines: number; files: number }>(
    "store-damaged",
    ({ folder, lines, files }) =>
      `${lines} ${lines === 1 ? "line" : "lines"} in ${files} ${files === 1 ? "file" : "files"} of the store in ${folder} cannot be read. All others are used.`,
    () => "Restore the journal folder from a copy, or go on: nothing was overwritten.",
    "warning",
  ),
  unreadable: entry<{ folder: string; why: string }>(
    "store-unreadable",
    ({ folder, why }) => `The store in ${folder} cannot be read: ${why}.`,
    () => "Check that the folder exists and that you may read it.",
  ),
  readOnly: entry<{ folder: string }>(
    "store-read-only",
    ({ folder }) => `The store in ${folder} was opened for reading only.`,
    () => "Open it for writing.",
  ),
  cannotWrite: entry<{ folder: string; why: string }>(
    "store-cannot-write",
    ({ folder, why }) => `The store in ${folder} cannot be written: ${why}.`,
    () => "Free space on the disk, or make the folder writable, then run again.",
  ),
  indexInMemory: entry<{ why: string }>(
    "store-index-in-memory",
    ({ why }) => `The index of the store is kept in memory: ${why}.`,
    () => "Everything works; a large store opens more slowly.",
    "information",
  ),
  assetTaken: entry<{ asset: string; run: string }>(
    "asset-taken",
    ({ asset, run }) => `The run ${run} is making "${asset}" now.`,
    () => "Wait until it has ended, or cancel it.",
  ),
  runTaken: entry<{ run: string }>(
    "run-taken",
    ({ run }) => `The run ${run} is carried out by another process.`,
    () => "Wait until it has ended, or start a new run.",
  ),
  runnerDied: entry<{ run: string }>(
    "runner-died",
    ({ run }) => `The process of the run ${run} ended before the run did.`,
    () => "Look at the run's log for the last thing it did, then run again.",
  ),
  valueNotStorable: entry<{ path: string; what: string }>(
    "value-not-storable",
    ({ path, what }) => `The value cannot be stored: ${path} is ${what}.`,
    () => "Return plain objects, arrays, numbers, strings, dates, Maps, Sets or typed arrays.",
  ),
  valueMissing: entry<{ asset: string; path: string }>(
    "value-missing",
    ({ asset, path }) => `The stored value of "${asset}" is gone: ${path} is not there.`,
    ({ asset }) => `Materialize "${asset}" again.`,
  ),
  valueOutside: entry<{ asset: string; path: string }>(
    "value-outside",
    ({ asset, path }) => `The stored value of "${asset}" is not read: ${path} leads out of the store.`,
    ({ asset }) => `Materialize "${asset}" again, or name the folder of its file in io of evergraph.config.ts.`,
  ),
  valueDamaged: entry<{ asset: string; why: string }>(
    "value-damaged",
    ({ asset, why }) => `The stored value of "${asset}" cannot be read: ${why}.`,
    ({ asset }) => `Materialize "${asset}" again.`,
  ),
  valueNewer: entry<{ asset: string; found: number; known: number }>(
    "value-newer",
    ({ asset, found, known }) =>
      `The stored value of "${asset}" has format ${found}; this version reads up to format ${known}.`,
    () => "Update evergraph in this project, and the extension.",
  ),
} as const;
