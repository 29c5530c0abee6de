import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { type JournalStore, openStore } from "../../runtime/storage/journal-store.ts";
import { findLoss } from "./check-store.ts";
import { createRandom, type Random, whole } from "./random.ts";

export interface KillFigures {
  readonly kills: number;
  readonly acknowledged: number;
  /** Acknowledged events that some index lacked afterwards. */
  readonly lost: number;
  /** Records that were not what the events add up to. */
  readonly wrong: number;
  /** Indexes that were malformed or ahead of the journal. */
  readonly indexesSpoiled: number;
}

export interface KillOptions {
  readonly kills: number;
  readonly seed?: number;
}

const processes = 3;
const roundsInOneStore = 10;
const program = fileURLToPath(new URL("killed-writer.ts", import.meta.url));

/** Lets three processes write in one store, kills each with SIGKILL at a random moment, and looks at what is left, again and again. */
export async function killWriters({ kills, seed = 1 }: KillOptions): Promise<KillFigures> {
  const root = mkdtempSync(join(tmpdir(), "evergraph-kills-"));
  const random = createRandom(seed);
  let done = 0;
  let acknowledgedInAll = 0;
  let lost = 0;
  let wrong = 0;
  let indexesSpoiled = 0;
  try {
    for (let round = 0, acknowledged = new Set<EventId>(); done < kills; round += 1) {
      if (round % roundsInOneStore === 0) acknowledged = new Set();
      const folder = join(root, String(Math.floor(round / roundsInOneStore)), ".evergraph", "dev");
      const writers = Array.from({ length: processes }, (_, number) =>
        writeUntilKilled(folder, seed * 7919 + round * processes + number, random),
      );
      for (const ids of await Promise.all(writers)) {
        acknowledgedInAll += ids.length;
        for (const id of ids) acknowledged.add(id);
      }
      done += processes;
      const found = await inspect(folder, acknowledged);
      lost += found.lost;
      wrong += found.wrong;
      indexesSpoiled += found.indexesSpoiled;
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return { kills: done, acknowledged: acknowledgedInAll, lost, wrong, indexesSpoiled };
}

/** Resolves with what the process acknowledged before its end. */
function writeUntilKilled(folder: string, seed: number, random: Random): Promise<readonly EventId[]> {
  const enough = whole(random, 1, 150);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, folder, String(seed)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.stdout.on("data", (chunk) => {
      output += chunk;
      if (output.split("\n").length > enough) child.kill("SIGKILL");
    });
    child.on("error", reject);
    child.on("close", (_, signal) => {
      if (signal !== "SIGKILL") reject(new Error(`a writer ended by itself: ${errors}`));
      else resolve(output.split("\n").slice(0, -1) as EventId[]);
    });
  });
}

/** Opens the store as many times as there were processes, so that the index of each is looked at. */
async function inspect(folder: string, acknowledged: ReadonlySet<EventId>) {
  const stores: JournalStore[] = [];
  let lost = 0;
  let wrong = 0;
  let indexesSpoiled = 0;
  try {
    for (let number = 0; number < processes; number += 1) {
      const store = await openStore({ folder, access: "read", index: "file" });
      stores.push(store);
      if (store.index.place !== "file" || store.index.begunAnew) indexesSpoiled += 1;
      const loss = findLoss(store, acknowledged);
      lost += loss.lost;
      wrong += loss.wrongRecords;
    }
  } finally {
    for (const store of stores) await store.close();
  }
  return { lost, wrong, indexesSpoiled };
}
