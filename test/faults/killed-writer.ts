import { writeSync } from "node:fs";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { createRandom } from "./random.ts";
import { appendSome } from "./workload.ts";

// A process that appends until it is killed. What it says on its output has been acknowledged by the store.
const [folder = "", seed = "0"] = process.argv.slice(2);
const random = createRandom(Number(seed));
const store = await openStore({ folder, access: "write", index: "file", segmentBytes: 100_000 });
for (;;) {
  await appendSome(store, random, (ids) => writeSync(1, ids.map((id) => `${id}\n`).join("")));
  if (random() < 0.1) store.refresh();
}
