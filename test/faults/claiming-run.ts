import { mkdirSync, rmdirSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { hasCode } from "../../runtime/storage/file-system.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { claimAssets } from "../../runtime/storage/leases.ts";

// A process that makes one asset again and again, each time as another run, and says when it was not alone in that.
const [folder = "", name = "", times = "0", fault = "none"] = process.argv.slice(2);
const store = await openStore({ folder, access: "write", index: "memory" });
const busy = join(folder, "busy");
const release = () => {};
const brokenLock = () => ({ state: "held", lock: { release, releaseForGood: release } }) as const;
for (let time = 0; time < Number(times); time += 1) {
  const lease = await claimAssets({
    store,
    run: `20261124T100000-${name}${time}` as RunId,
    assets: [asAssetKey("a")],
    whenTaken: "wait",
    // Looking again sooner than a real run would makes the processes meet more often.
    clock: { now: Date.now, wait: (milliseconds, signal) => wait(Math.min(milliseconds, 2), undefined, { signal }) },
    signal: AbortSignal.timeout(60_000),
    ...(fault === "no lock" ? { tryLock: brokenLock } : {}),
  });
  const alone = enter();
  // Long enough for the others to come in, if they can.
  await wait(3);
  if (alone) rmdirSync(busy);
  writeSync(1, alone ? "alone\n" : "together\n");
  lease.release();
}
await store.close();

function enter(): boolean {
  try {
    mkdirSync(busy);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}
