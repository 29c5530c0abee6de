import { Worker } from "node:worker_threads";
import { unpackLinks } from "../link/packed-links.ts";
import type { KnownSources } from "./fact-store.ts";
import { entryBeside } from "./load-extractor.ts";
import { threadEnvironment } from "./thread-environment.ts";

/** The parser makes much garbage that dies at once: a large young generation spares the collector most of its work. */
const memory = { maxYoungGenerationSizeMb: 32 };

export interface ReadingTask {
  readonly folder: string;
  /** Where what is read is written, and the word with which it can be read at once. */
  readonly snapshot: { readonly file: string; readonly handover: string } | undefined;
}

export type ReadingAnswer =
  | { readonly sources: Omit<KnownSources, "links">; readonly links: readonly string[] }
  | { readonly written: boolean };

/** Reads a project's files from the disk in a thread of its own. undefined: the thread broke down. */
export async function readInWorker(folder: string): Promise<KnownSources | undefined> {
  const answer = await inWorker({ folder, snapshot: undefined });
  if (answer === undefined || !("sources" in answer)) return undefined;
  return { ...answer.sources, links: answer.links.map(unpackLinks) };
}

/**
 * As `readInWorker`, but into a snapshot, so that this process need not hold what can be read from there. Answers whether that could be
 * written. The snapshot before is made use of.
 */
export async function writeInWorker(folder: string, file: string, handover: string): Promise<boolean> {
  const answer = await inWorker({ folder, snapshot: { file, handover } });
  return answer !== undefined && "written" in answer && answer.written;
}

/** Waits for the thread's end, so that its memory is free before more is asked for. */
function inWorker(task: ReadingTask): Promise<ReadingAnswer | undefined> {
  const worker = new Worker(entryBeside("./source-worker.ts", "source-worker.mjs"), {
    workerData: task,
    name: "evergraph-sources",
    resourceLimits: memory,
    env: threadEnvironment(),
  });
  return new Promise((resolve) => {
    let answer: ReadingAnswer | undefined;
    worker.once("message", (message: ReadingAnswer) => {
      answer = message;
    });
    worker.once("error", () => resolve(undefined));
    worker.once("exit", () => resolve(answer));
  });
}
