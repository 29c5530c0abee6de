// Entry of the worker thread that reads all files of a project once. What the compiler leaves behind goes with the thread.
import { parentPort, workerData } from "node:worker_threads";
import { readSnapshot, stampSources, writeSnapshot } from "./fact-snapshot.ts";
import { FactStore } from "./fact-store.ts";
import { readClosure, readRest, readSources } from "./read-sources.ts";
import { SourceTexts } from "./source-texts.ts";

const { folder, snapshot } = workerData as { readonly folder: string; readonly snapshot: string | undefined };
const stamps = snapshot === undefined ? new Map() : stampSources(folder);
const known = snapshot === undefined ? undefined : readSnapshot(snapshot, stamps);
const store = new FactStore(new SourceTexts(folder), known);
readSources(store);
readClosure(store);
readRest(store, stamps.keys());
const all = store.all();
parentPort?.postMessage(all);
if (snapshot !== undefined) writeSnapshot(snapshot, stamps, all, Date.now());
