import { Worker } from "node:worker_threads";
import type { KnownSources } from "./fact-store.ts";
import { entryBeside } from "./load-extractor.ts";

/** The parser makes much garbage that dies at once: a large young generation spares the collector most of its work. */
const memory = { maxYoungGenerationSizeMb: 64 };

export interface ReadingInWorker {
  /** What was read; undefined: the thread broke down. */
  readonly sources: Promise<KnownSources | undefined>;
  /** The thread is gone, and the snapshot is written. */
  readonly ended: Promise<void>;
}

/** Reads a project's files in a thread of its own, from the disk, with the help of a snapshot and into it if one is named. */
export function readInWorker(folder: string, snapshot: string | undefined): ReadingInWorker {
  const sources = Promise.withResolvers<KnownSources | undefined>();
  const ended = Promise.withResolvers<void>();
  const worker = new Worker(entryBeside("./source-worker.ts", "source-worker.mjs"), {
    workerData: { folder, snapshot },
    name: "evergraph-sources",
    resourceLimits: memory,
  });
  worker.once("message", sources.resolve);
  worker.once("error", () => sources.resolve(undefined));
  worker.once("exit", () => {
    sources.resolve(undefined);
    ended.resolve();
  });
  return { sources: sources.promise, ended: ended.promise };
}
