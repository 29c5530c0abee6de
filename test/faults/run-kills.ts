import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { eventId } from "../../protocol/record/events.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { framesIoManager } from "../../runtime/io/frames-io-manager.ts";
import { type JournalStore, openStore } from "../../runtime/storage/journal-store.ts";
import { endDeadRuns } from "../../runtime/storage/record-missing-outcomes.ts";
import { environmentFolder } from "../../runtime/storage/store-folder.ts";
import { findLoss } from "./check-store.ts";
import { judgeRun } from "./judge-run.ts";
import { planKilledRun, writeKilledRunProject } from "./killed-run-project.ts";
import { createRandom, type Random, whole } from "./random.ts";

export interface RunKillFigures {
  readonly kills: number;
  readonly runs: number;
  /** Events that a reader saw as durable. */
  readonly acknowledged: number;
  /** Of these, those that are gone; values of assets that count as made and cannot be loaded. */
  readonly lost: number;
  /** What is wrong with the records of runs, in words. */
  readonly wrong: readonly string[];
}

const program = fileURLToPath(new URL("killed-parent.ts", import.meta.url));
const mostEvents = 34;

/**
 * Kills runners in the middle of runs with checks and multi-assets, often twice, now and then with their parent, and looks at what is
 * recorded in the end.
 */
export async function killRunners(kills: number, seed = 1): Promise<RunKillFigures> {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "evergraph-run-kills-")));
  const random = createRandom(seed);
  const folder = environmentFolder(project, "dev");
  const plans: RunPlan[] = [];
  const seen = new Set<EventId>();
  let done = 0;
  try {
    writeKilledRunProject(project);
    const reader = await openStore({ folder, access: "write", index: "memory" });
    while (done < kills) {
      const plan = planKilledRun(plans.length);
      plans.push(plan);
      done += await runAndKill(project, plan, { reader, random, seen });
    }
    await endAll(reader);
    await reader.close();
    return { kills: done, runs: plans.length, acknowledged: seen.size, ...(await inspect(folder, plans, seen)) };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** Ends the last run too, whose process may just be ending itself. */
async function endAll(store: JournalStore): Promise<void> {
  const limit = AbortSignal.timeout(30_000);
  for (;;) {
    await endDeadRuns(store);
    store.refresh();
    if (store.activeRuns().length === 0) return;
    await wait(50, undefined, { signal: limit });
  }
}

interface Killing {
  readonly reader: JournalStore;
  readonly random: Random;
  readonly seen: Set<EventId>;
}

/** Resolves with how often it was killed, when the run has ended, or nobody carries it out any more. */
async function runAndKill(project: string, plan: RunPlan, { reader, random, seen }: Killing): Promise<number> {
  const parent = fork(program, [project], { execPath: process.execPath });
  const ended = new Promise<void>((resolve) => parent.once("exit", () => resolve()));
  const over = new AbortController();
  void ended.then(() => over.abort());
  let runner: number | undefined;
  parent.on("message", (id) => {
    runner = Number(id);
  });
  parent.send(plan);
  let kills = 0;
  let left = whole(random, 1, mostEvents);
  for await (const events of reader.follow(reader.cursor(), over.signal)) {
    for (const event of events) {
      seen.add(eventId(event));
      if (event.run !== plan.run) continue;
      left -= 1;
      if (left !== 0 || runner === undefined) continue;
      kills += killOne(runner, parent, random() < 0.15);
      left = random() < 0.5 ? whole(random, 1, 12) : 0;
    }
  }
  await ended;
  return kills;
}

function killOne(runner: number, parent: ChildProcess, withParent: boolean): number {
  if (withParent) parent.kill("SIGKILL");
  try {
    process.kill(runner, "SIGKILL");
    return 1;
  } catch {
    // It has ended in this moment.
    return withParent ? 1 : 0;
  }
}

/** Reads all of it anew, as one does who comes later. */
async function inspect(folder: string, plans: readonly RunPlan[], seen: ReadonlySet<EventId>) {
  const store = await openStore({ folder, access: "read", index: "file" });
  try {
    const events = [...store.events({})];
    const { lost, wrongRecords } = findLoss(store, seen);
    const wrong = plans.flatMap((plan) => judgeRun(plan, events));
    if (wrongRecords > 0) wrong.push(`${wrongRecords} records are not what their events add up to`);
    return { lost: lost + (await countLostValues(store, folder, plans)), wrong };
  } finally {
    await store.close();
  }
}

/** Latest values of assets that cannot be loaded. */
async function countLostValues(store: JournalStore, folder: string, plans: readonly RunPlan[]): Promise<number> {
  const manager = framesIoManager();
  const assets = new Set(plans.flatMap(({ steps }) => steps.flatMap((step) => step.assets)));
  let lost = 0;
  for (const asset of assets) {
    const value = store.asset(asset).latest?.value;
    if (value === undefined) continue;
    const context = { asset, folder, signal: new AbortController().signal };
    const loaded = await manager.load(context, value).catch(() => undefined);
    if (loaded === undefined) lost += 1;
  }
  return lost;
}
