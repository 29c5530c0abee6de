// Entry of the worker thread that reads all files of a project once. What the compiler leaves behind goes with the thread.
import { parentPort, workerData } from "node:worker_threads";
import { FactStore } from "./fact-store.ts";
import { readClosure, readSources } from "./read-sources.ts";
import { SourceTexts } from "./source-texts.ts";

const { folder } = workerData as { readonly folder: string };
const store = new FactStore(new SourceTexts(folder));
readSources(store);
readClosure(store);
parentPort?.postMessage(store.all());
