import assert from "node:assert/strict";
import { test } from "node:test";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import type { LineageRow } from "../../protocol/messages/lineage-feed.ts";
import { createLineageFeed, type LineageFeed } from "./lineage-feed.ts";

const start = 1_000;

test("a change of badges alone is a status message, every other a delta, and nothing is nothing", () => {
  const feed = createLineageFeed(start);
  const kinds = (...rows: readonly (readonly [AssetId, LineageRow | undefined])[]): string[] =>
    feed.change(new Map(rows)).map(({ kind, from, to }) => `${kind} ${from - start}-${to - start}`);
  assert.deepEqual(kinds([0, row(0)], [1, row(1, { upstream: [0] })]), ["delta 0-1"]);
  assert.deepEqual(kinds([0, row(0)], [1, row(1, { upstream: [0] })]), []);
  assert.deepEqual(kinds([0, row(0, { badge: 3 })]), ["status 1-2"]);
  assert.deepEqual(kinds([0, row(0, { badge: 4, group: "other" })], [1, row(1, { upstream: [0], badge: 5 })]), [
    "delta 2-3",
    "status 3-4",
  ]);
  assert.deepEqual(kinds([1, undefined]), ["delta 4-5"]);
  assert.deepEqual(kinds([1, undefined], [7, undefined]), []);
  assert.equal(feed.revision, start + 5);
});

test("who missed a few messages gets them, who is unknown or too far behind gets a snapshot", () => {
  const feed = createLineageFeed(start);
  for (let badge = 0; badge < 110; badge++)
    feed.change(new Map([[0, row(0, { badge: badge % 11, group: `g${badge}` })]]));
  const kinds = (since: number | undefined): string[] => feed.since(since).map((message) => message.kind);
  assert.deepEqual(kinds(feed.revision), []);
  assert.deepEqual(kinds(feed.revision - 2), ["delta", "delta"]);
  assert.equal(kinds(feed.revision - 100).length, 100);
  for (const unknown of [undefined, 0, 17, feed.revision - 101, feed.revision + 1]) {
    assert.deepEqual(kinds(unknown), ["snapshot"], String(unknown));
  }
});

test("a table fed with every message equals one that begins with a snapshot", () => {
  const feed = createLineageFeed(start);
  const table = emptyAssetTable();
  for (const message of feed.since(undefined)) table.apply(message);
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 48271) % 2147483647;
    return seed % below;
  };
  for (let round = 0; round < 300; round++) {
    const id = random(40);
    const next =
      random(5) === 0
        ? undefined
        : row(id, {
            badge: random(11),
            group: `g${random(4)}`,
            upstream: random(2) === 0 || id === 0 ? [] : [random(id)],
          });
    for (const message of feed.change(new Map([[id, next]]))) assert.notEqual(table.apply(message).kind, "gap");
  }
  assert.deepEqual(seen(table), seen(applied(feed)));
});

function applied(feed: LineageFeed): ReturnType<typeof emptyAssetTable> {
  const table = emptyAssetTable();
  for (const message of feed.since(undefined)) table.apply(message);
  return table;
}

function seen(table: ReturnType<typeof emptyAssetTable>): unknown {
  return Array.from({ length: 40 }, (_, id) =>
    table.present[id] === 1
      ? {
          key: table.key(id),
          badge: table.badge[id],
          group: table.groups[table.group[id] ?? 0],
          upstream: [...table.upstream.ids.subarray(table.upstream.start[id], table.upstream.start[id + 1])],
        }
      : null,
  );
}

function row(id: AssetId, given: Partial<LineageRow> = {}): LineageRow {
  return { id, key: asAssetKey(`asset_${id}`), group: "default", badge: 4, external: false, upstream: [], ...given };
}
