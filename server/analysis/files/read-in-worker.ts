import { Worker } from "node:worker_threads";
import type { KeptFacts } from "./fact-store.ts";
import { entryBeside } from "./load-extractor.ts";

/** The parser makes much garbage that dies at once: a large young generation spares the collector most of its work. */
const memory = { maxYoungGenerationSizeMb: 64 };

/** Reads a project's files in a thread of its own, from the disk. undefined: the thread broke down. */
export function readInWorker(
  folder: string,
): Promise<readonly (readonly [file: string, kept: KeptFacts])[] | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(entryBeside("./source-worker.ts", "source-worker.mjs"), {
      workerData: { folder },
      name: "evergraph-sources",
      resourceLimits: memory,
    });
    worker.once("message", resolve);
    worker.once("error", () => resolve(undefined));
    worker.once("exit", () => resolve(undefined));
  });
}
