import { readFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { asAssetKey } from "../protocol/graph/asset-key.ts";
import { type AssetTable, emptyAssetTable } from "../protocol/messages/asset-table.ts";
import { fromEnvelope, toEnvelope } from "../protocol/messages/feed-envelope.ts";
import { encodeDelta, encodeSnapshot, encodeStatus, type LineageRow } from "../protocol/messages/lineage-feed.ts";
import { badges } from "../protocol/record/status.ts";
import { changeGroups, layoutGroups } from "../webview/layout/layout-groups.ts";
import type { Openness } from "../webview/layout/sheet-draft.ts";
import { measureFrames } from "./lineage-frames.ts";
import { type BenchRow, least, processorMilliseconds } from "./row.ts";

const rounds = 5;
/** Assets that came before the ones that are measured. */
const changesBefore = 10;
const shape = 1.7;
const closed: Openness = { isOpen: () => false, shape };
const open: Openness = { isOpen: () => true, shape };

/** The lineage panel: what it works out, then what it draws in a browser, where there is one. */
export async function* measureLineage(): AsyncGenerator<BenchRow> {
  const rows = generatedRows(10_000, 250);
  yield* measureSnapshot(rows);
  yield* measureStatuses(rows);
  yield {
    name: "first view of 10,000 assets: bytes to places",
    budget: 120,
    unit: "ms",
    measured: cpu(() => layoutGroups(tableOf(rows), closed)),
    note: "the budget includes drawing, which needs a browser",
  };
  yield* measureChanges(rows);
  yield {
    name: "1,000 assets with all groups open",
    budget: 50,
    unit: "ms",
    measured: cpu(() => layoutGroups(tableOf(generatedRows(1_000, 25)), open)),
  };
  for (const [file, budget] of [
    ["real-1200.json", 120],
    ["real-11500.json", 1_000],
  ] as const) {
    const real = realRows(file);
    yield {
      name: `first view of ${file}: ${real.length} assets`,
      budget,
      unit: "ms",
      measured: cpu(() => layoutGroups(tableOf(real), closed)),
      note: "a real shape; 1 s is what the panel may take to draw it",
    };
  }
  yield* measureNested(rows);
  yield* measureMemory(rows);
  yield* measureFrames([
    { name: "10,000 assets", rows, firstPixels: 120 },
    { name: "real-1200.json", rows: realRows("real-1200.json"), firstPixels: 120 },
    { name: "real-11500.json", rows: realRows("real-11500.json"), firstPixels: 1_000 },
  ]);
}

/** What the worker keeps: the table, the places, and the ground under them. */
function* measureMemory(rows: readonly LineageRow[]): Generator<BenchRow> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = (): number => {
    // What only weak tables held goes with the second.
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const table = tableOf(rows);
  const placement = layoutGroups(table, closed);
  const { boxes } = placement.made.ground();
  const measured = (used() - before) / 1_000_000;
  yield { name: `${table.count} assets in ${boxes.size} boxes, kept`, budget: 16, unit: "MB", measured };
}

function* measureSnapshot(rows: readonly LineageRow[]): Generator<BenchRow> {
  const bytes = encodeSnapshot(rows);
  yield { name: "snapshot of 10,000 assets, size", budget: 400, unit: "KB", measured: bytes.byteLength / 1_000 };
  yield {
    name: "snapshot of 10,000 assets, packed to applied",
    budget: 60,
    unit: "ms",
    measured: cpu(() => {
      const envelope = toEnvelope({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
      emptyAssetTable().apply(fromEnvelope(envelope));
    }),
    note: "with base64 there and back",
  };
}

function* measureStatuses(rows: readonly LineageRow[]): Generator<BenchRow> {
  const table = tableOf(rows);
  let revision = 1;
  const bytes = encodeStatus(Array.from({ length: 20 }, (_, index) => [index * 497, badges.indexOf("stale")] as const));
  yield { name: "20 statuses, size", budget: 1, unit: "KB", measured: bytes.byteLength / 1_000 };
  yield {
    name: "20 statuses applied",
    budget: 2,
    unit: "ms",
    measured: cpu(() => {
      table.apply({ kind: "status", from: revision, to: revision + 1, bytes });
      revision++;
    }),
  };
}

/** Assets that come and go one by one, and groups that open, in a graph of 10,000: as they come, everything else stays. */
function* measureChanges(rows: readonly LineageRow[]): Generator<BenchRow> {
  const here = rows[4_000]?.group ?? "";
  const withOne = (name: string): Openness => ({ isOpen: (path) => path === name, shape });
  const put = (group: (id: number) => string) => (id: number) => ({
    put: [{ ...row(id, group(id), [2_000]), badge: badges.indexOf("never") }],
    gone: [],
  });
  const ways: readonly (readonly [string, Openness, (id: number) => Parameters<typeof encodeDelta>[0]])[] = [
    ["a cell more", closed, put(() => here)],
    ["a group more", closed, put((id) => `new_area_${id}`)],
    ["a card more in an open group", withOne(here), put(() => here)],
    ["one less", closed, (id) => ({ put: [], gone: [id - 3_000] })],
  ];
  for (const [name, openness, delta] of ways) {
    const table = tableOf(rows);
    let placement = changeGroups(table, openness, layoutGroups(table, closed));
    let revision = 1;
    const change = (): void => {
      const bytes = encodeDelta(delta(rows.length + revision - 1));
      table.apply({ kind: "delta", from: revision, to: revision + 1, bytes });
      revision++;
      placement = changeGroups(table, openness, placement);
    };
    const first = cpuOnce(change);
    for (let before = 1; before < changesBefore; before++) change();
    const budget = 5;
    const unit = "ms";
    const one = `one asset more at 10,000: ${name}`;
    yield { name: `${one}, the first`, budget, unit, measured: first, note: "its code is not compiled yet" };
    yield { name: one, budget, unit, measured: cpu(change), note: `after ${changesBefore} others` };
  }
  const table = tableOf(rows);
  let placement = layoutGroups(table, closed);
  let turn = 0;
  const measured = cpu(() => {
    placement = changeGroups(table, withOne(rows[(turn++ * 40) % rows.length]?.group ?? ""), placement);
  });
  yield { name: "a group opened among 250", budget: 16, unit: "ms", measured };
}

/** The same 10,000, ten groups in each of 25: only the outermost are laid out at first, and one opens with those in it. */
function* measureNested(rows: readonly LineageRow[]): Generator<BenchRow> {
  const nested = rows.map((one) => ({ ...one, group: nestedGroup(one.group) }));
  yield {
    name: "first view of 10,000 assets, 250 groups in 25",
    budget: 120,
    unit: "ms",
    measured: cpu(() => layoutGroups(tableOf(nested), closed)),
  };
  const table = tableOf(nested);
  let placement = layoutGroups(table, closed);
  let turn = 0;
  const opened = cpu(() => {
    const part = turn++ % 25;
    const outer = `part_${part}`;
    const isOpen = (path: string): boolean => path === outer || path === `${outer}/area_${part * 10}`;
    placement = changeGroups(table, { isOpen, shape }, placement);
  });
  yield { name: "a group opened with ten in it", budget: 16, unit: "ms", measured: opened };
}

function nestedGroup(name: string): string {
  return `part_${Math.floor(Number(name.slice("area_".length)) / 10)}/${name}`;
}

function tableOf(rows: readonly LineageRow[]): AssetTable {
  const table = emptyAssetTable();
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  return table;
}

/** Processor time, the least of several: what it costs when nothing else interferes. */
function cpu(work: () => void): number {
  return least(Array.from({ length: rounds }, () => cpuOnce(work)));
}

function cpuOnce(work: () => void): number {
  const began = processorMilliseconds();
  work();
  return processorMilliseconds() - began;
}

function row(id: number, group: string, upstream: readonly number[]): LineageRow {
  const key = asAssetKey(`${group}/asset_with_a_name_${id}`);
  return { id, key, group, badge: badges.indexOf("fresh"), external: false, upstream };
}

/** Five stages of groups; an asset reads one to three of the stage before it, mostly of groups at the same height. */
function generatedRows(count: number, groups: number): LineageRow[] {
  let seed = 7;
  const random = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const perGroup = count / groups;
  const perStage = groups / 5;
  return Array.from({ length: count }, (_, id) => {
    const group = Math.floor(id / perGroup);
    const upstream = new Set<number>();
    const wanted = group < perStage ? 0 : 1 + Math.floor(random() * 3);
    for (let edge = 0; edge < wanted; edge++) {
      const apart = random() < 0.8 ? Math.round(random() * 2 - 1) : Math.floor(random() * perStage);
      const stage = Math.floor(group / perStage) - 1;
      const source = stage * perStage + ((((group + apart) % perStage) + perStage) % perStage);
      upstream.add(Math.floor((source + random()) * perGroup));
    }
    return row(id, `area_${group}`, [...upstream]);
  });
}

/** Origin: test/graphs/README.md. */
function realRows(file: string): LineageRow[] {
  const { groupOf, edges } = JSON.parse(readFileSync(new URL(`../test/graphs/${file}`, import.meta.url), "utf8")) as {
    readonly groupOf: readonly number[];
    readonly edges: readonly number[];
  };
  const upstream: number[][] = groupOf.map(() => []);
  for (let index = 0; index < edges.length; index += 2) upstream[edges[index + 1] ?? 0]?.push(edges[index] ?? 0);
  return groupOf.map((group, id) => row(id, `area_${group}`, upstream[id] ?? []));
}
