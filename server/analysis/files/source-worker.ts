// Entry of the worker thread that reads all files of a project once. What the compiler leaves behind goes with the thread.
import { parentPort, workerData } from "node:worker_threads";
import { GraphLinker } from "../link/link-graph.ts";
import { readSnapshot, stampSources, writeSnapshot } from "./fact-snapshot.ts";
import { FactStore } from "./fact-store.ts";
import { writeLinks } from "./link-snapshot.ts";
import { readClosure, readRest, readSources } from "./read-sources.ts";
import { SourceTexts } from "./source-texts.ts";

const { folder, snapshot } = workerData as { readonly folder: string; readonly snapshot: string | undefined };
const stamps = snapshot === undefined ? new Map() : stampSources(folder);
const known = snapshot === undefined ? undefined : readSnapshot(snapshot, stamps);
const looked = new Set<string>();
const store = new FactStore(new SourceTexts(folder, looked), known);
const { defining } = readSources(store);
readClosure(store);
readRest(store, stamps.keys());
const all = store.all();
parentPort?.postMessage(all);
if (snapshot !== undefined) {
  const sign = writeSnapshot(snapshot, stamps, all, Date.now());
  if (sign !== undefined) {
    // After the answer, so that nobody waits for it: the next start finds the definitions put together.
    const linker = new GraphLinker(store, undefined);
    linker.link(defining);
    for (const file of stamps.keys()) looked.delete(file);
    writeLinks(folder, snapshot, sign, looked, linker.linked.values());
  }
}
