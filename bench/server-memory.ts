// Opens the project that is named, as the language server does in a trusted window, and prints the megabytes that this takes.
import { setTimeout } from "node:timers/promises";
import { openWorkspace } from "../server/workspace/open-workspace.ts";

/** V8 gives the memory of a thread that ended back to the system after eight seconds. */
const untilReturned = 10_000;

const [folder, cacheFolder] = process.argv.slice(2);
if (folder === undefined || cacheFolder === undefined)
  throw new Error("Name the folders of a project and of its cache.");
const workspace = await openWorkspace({ folder, cacheFolder, trusted: true, types: false });
workspace.summary();
await setTimeout(untilReturned);
globalThis.gc?.();
await setTimeout(untilReturned);
const { rss, heapUsed } = process.memoryUsage();
await workspace.close();
process.stdout.write(JSON.stringify({ resident: rss / 2 ** 20, heap: heapUsed / 2 ** 20 }));
