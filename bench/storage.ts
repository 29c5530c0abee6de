import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { asAssetKey } from "../protocol/graph/asset-key.ts";
import type { EventBody } from "../protocol/record/events.ts";
import { nodeFileSystem } from "../runtime/storage/file-system.ts";
import { createSegmentWriter } from "../runtime/storage/journal/segment-writer.ts";
import { openStore } from "../runtime/storage/journal-store.ts";
import type { BenchRow } from "./row.ts";

const assets = 10_000;
const rounds = 5;

/** Measures the store; `scale` is the number of events of the large one. */
export async function* measureStorage({ scale = 1e6 }: { readonly scale?: number } = {}): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), "evergraph-bench-"));
  try {
    yield* measureJournal(join(folder, "journal"));
    yield* measureAppends(join(folder, "appends"));
    yield* measureLarge(join(folder, "large"), scale);
    yield* measureManySegments(join(folder, "segments"));
    yield* measureIdle(join(folder, "idle"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const appends = 20_000;

/** The journal alone: what an append costs a process that keeps no index. */
async function* measureJournal(folder: string): AsyncGenerator<BenchRow> {
  nodeFileSystem.makeFolderSync(folder);
  const options = { fileSystem: nodeFileSystem, folder, writer: "bench", onDurable: () => {} };
  const writer = createSegmentWriter(options);
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const before = process.cpuUsage();
    for (let done = 0; done < appends; done += 100) {
      for (let index = done; index < done + 100; index += 1) {
        writer.add({ version: 1, writer: "bench", sequence: index, time: index, ...smallEvent(index) });
      }
      await writer.flushed();
    }
    least = Math.min(least, microseconds(before) / appends);
  }
  await writer.close();
  yield { name: "append of an event, 100 concurrent", budget: 10, unit: "us", measured: least, note: "CPU, durable" };
}

async function* measureAppends(folder: string): AsyncGenerator<BenchRow> {
  const events = appends;
  for (const concurrent of [100, 1000]) {
    const store = await openStore({ folder: join(folder, String(concurrent)), access: "write", index: "file" });
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < rounds; round += 1) {
      const before = process.cpuUsage();
      for (let done = 0; done < events; done += concurrent) {
        for (let index = 0; index < concurrent; index += 1) store.append(eventOf(done + index, round));
        await store.flushed();
      }
      least = Math.min(least, microseconds(before) / events);
    }
    await store.close();
    const name = `append of a materialization, ${concurrent} concurrent, queryable`;
    yield { name, budget: 30, unit: "us", measured: least, note: "CPU, durable" };
  }
}

async function* measureLarge(folder: string, scale: number): AsyncGenerator<BenchRow> {
  const options = { folder, access: "write", index: "file" } as const;
  const writer = await openStore(options);
  const started = process.cpuUsage();
  for (let index = 0; index < scale; index += 1) {
    writer.append(eventOf(index, 0));
    if (index % 5000 === 4999) await writer.flushed();
  }
  await writer.flushed();
  const building = microseconds(started) / scale;
  await writer.close();
  let opening = Number.POSITIVE_INFINITY;
  let asking = Number.POSITIVE_INFINITY;
  let again = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const beforeOpening = process.cpuUsage();
    const store = await openStore({ ...options, access: "read" });
    opening = Math.min(opening, microseconds(beforeOpening) / 1000);
    for (const first of [true, false]) {
      const beforeAsking = process.cpuUsage();
      let found = 0;
      for (let asset = 0; asset < assets; asset += 1) {
        if (store.asset(asAssetKey(`group/asset_${asset}`)).latest?.provenance.dataVersion !== undefined) found += 1;
      }
      const spent = microseconds(beforeAsking) / 1000;
      if (first) asking = Math.min(asking, spent);
      else again = Math.min(again, spent);
      if (found !== Math.min(assets, scale)) throw new Error(`only ${found} assets have a record`);
    }
    await store.close();
  }
  const note = `${scale.toExponential(0)} events, CPU; writing them took ${building.toFixed(1)} us each`;
  yield {
    name: `open the store with ${scale.toExponential(0)} events`,
    budget: 20,
    unit: "ms",
    measured: opening,
    note,
  };
  yield { name: "statuses of 10,000 assets, first time", budget: 20, unit: "ms", measured: asking, note: "CPU" };
  yield { name: "statuses of 10,000 assets, again", budget: 20, unit: "ms", measured: again, note: "CPU" };
}

const segments = 2_000;

/** Each process that ever wrote has left a segment: what looking for news costs when there are none. */
async function* measureManySegments(folder: string): AsyncGenerator<BenchRow> {
  const options = { folder, access: "write", index: "file" } as const;
  const first = await openStore(options);
  for (let segment = 0; segment < segments; segment += 1) {
    const journal = join(folder, "journal");
    const name = `gone-${segment}`;
    const writer = createSegmentWriter({ fileSystem: nodeFileSystem, folder: journal, writer: name, onDurable() {} });
    writer.add({ version: 1, writer: name, sequence: 0, time: segment, ...smallEvent(segment) });
    await writer.close();
  }
  await first.close();
  // An hour later, so that none of them may still be on its way here.
  const store = await openStore({ ...options, access: "read", now: () => Date.now() + 3_600_000 });
  store.refresh();
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5 * rounds; round += 1) {
    const before = process.cpuUsage();
    store.refresh();
    least = Math.min(least, microseconds(before) / 1000);
  }
  await store.close();
  yield { name: `refresh with ${segments} segments, no news`, budget: 5, unit: "ms", measured: least, note: "CPU" };
}

const idleSeconds = 10;

/** A store that is followed while nobody writes. */
async function* measureIdle(folder: string): AsyncGenerator<BenchRow> {
  const options = { folder, access: "write", index: "file" } as const;
  const writer = await openStore(options);
  for (let index = 0; index < assets; index += 1) writer.append(eventOf(index, 0));
  await writer.flushed();
  await writer.close();
  const store = await openStore({ ...options, access: "read" });
  const stop = new AbortController();
  const following = (async () => {
    for await (const _ of store.follow(store.cursor(), stop.signal));
  })();
  await wait(1_000);
  const before = process.cpuUsage();
  await wait(idleSeconds * 1_000);
  const measured = microseconds(before) / 1000;
  stop.abort();
  await following;
  await store.close();
  yield {
    name: `follow a store in which nothing happens, ${idleSeconds} s`,
    budget: 10,
    unit: "ms",
    measured,
    note: "CPU",
  };
}

/** About 250 bytes of JSON. */
function smallEvent(index: number): EventBody {
  const asset = asAssetKey(`group/asset_${index % assets}`);
  return { kind: "log", asset, level: "info", text: `row ${index} `.repeat(12) };
}

function eventOf(index: number, round: number): EventBody {
  const asset = index % assets;
  return {
    kind: "materialization",
    of: { asset: asAssetKey(`group/asset_${asset}`) },
    metadata: { "evergraph/rows": { type: "int", value: index } },
    provenance: {
      codeVersion: digestOf(asset),
      dataVersion: digestOf(index + round),
      inputs: [1, 2, 3].map((step) => ({
        asset: asAssetKey(`group/asset_${(asset + step) % assets}`),
        dataVersion: digestOf(index + step),
        event: `${"w".repeat(16)}:${index}` as const,
      })),
    },
  };
}

/** As long as a SHA-256. */
function digestOf(seed: number): string {
  return seed.toString(16).padStart(8, "0").repeat(8);
}

function microseconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
