// Entry of the worker thread that reads all files of a project once. What the compiler leaves behind goes with the thread.
import { parentPort, workerData } from "node:worker_threads";
import { GraphLinker } from "../link/link-graph.ts";
import { canPackLinks, packLinks } from "../link/packed-links.ts";
import { readSnapshot, stampSources, writeSnapshot } from "./fact-snapshot.ts";
import { FactStore } from "./fact-store.ts";
import { writeLinks } from "./link-snapshot.ts";
import type { ReadingAnswer, ReadingTask } from "./read-in-worker.ts";
import { readClosure, readRest, readSources } from "./read-sources.ts";
import { SourceTexts } from "./source-texts.ts";
import { Surroundings } from "./surroundings.ts";

/** The thread looks at every file more than once, and does not live long. */
const mostUnpacked = 4_000;

const { folder, snapshot } = workerData as ReadingTask;
answer(snapshot === undefined ? readAll(folder) : { written: writeAll(folder, snapshot) });

function answer(message: ReadingAnswer): void {
  parentPort?.postMessage(message);
}

function readAll(folder: string): ReadingAnswer {
  const store = new FactStore(new SourceTexts(folder), undefined, mostUnpacked);
  const { defining } = readSources(store);
  readClosure(store);
  // The facts are at hand here: whoever has to unpack them first needs far longer for it.
  const linker = new GraphLinker(store, undefined);
  linker.link(defining);
  const links = [...linker.linked.values()].filter(canPackLinks).map(packLinks);
  return { sources: store.all(), links };
}

/** Into a snapshot, with the help of the one that is there. Answers whether it can be read there. */
function writeAll(folder: string, { file, handover }: NonNullable<ReadingTask["snapshot"]>): boolean {
  const stamps = stampSources(folder);
  const looked = new Surroundings(folder);
  const store = new FactStore(new SourceTexts(folder, looked), readSnapshot(file, stamps), mostUnpacked);
  const { defining } = readSources(store);
  readClosure(store);
  readRest(store, stamps.keys());
  const written = writeSnapshot(file, stamps, store.all(), Date.now(), handover);
  if (written?.isComplete !== true) return written !== undefined;
  const linker = new GraphLinker(store, undefined);
  linker.link(defining);
  writeLinks(
    file,
    written.sign,
    looked.stamps((each) => stamps.has(each)),
    linker.linked.values(),
  );
  return true;
}
