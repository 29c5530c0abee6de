// Opens the project that is named, as the language server does, and prints the megabytes that this takes.
import { openWorkspace } from "../server/workspace/open-workspace.ts";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder of a project.");
const workspace = await openWorkspace({ folder, trusted: false, types: false });
workspace.summary();
globalThis.gc?.();
const { rss, heapUsed } = process.memoryUsage();
await workspace.close();
process.stdout.write(JSON.stringify({ resident: rss / 2 ** 20, heap: heapUsed / 2 ** 20 }));
