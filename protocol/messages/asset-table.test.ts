import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../graph/asset-key.ts";
import { badges } from "../record/status.ts";
import { type AssetTable, emptyAssetTable } from "./asset-table.ts";
import { encodeDelta, encodeSnapshot, encodeStatus, type FeedMessage, type LineageRow } from "./lineage-feed.ts";

function row(id: number, more: Partial<LineageRow> = {}): LineageRow {
  return { id, key: asAssetKey(`asset_${id}`), group: "core", badge: 10, external: false, upstream: [], ...more };
}

function snapshot(to: number, rows: readonly LineageRow[]): FeedMessage {
  return { kind: "snapshot", from: 0, to, bytes: encodeSnapshot(rows) };
}

/** All that a table says, in words that do not depend on how it came there. */
function content(table: AssetTable) {
  const neighbours = (of: { start: Uint32Array; ids: Uint32Array }, id: number) => [
    ...of.ids.subarray(of.start[id], of.start[id + 1]),
  ];
  const assets = [];
  for (let id = 0; id < table.size; id++) {
    if (table.present[id] !== 1) continue;
    const key = table.key(id) as ReturnType<typeof asAssetKey>;
    assert.equal(table.find(key), id);
    assets.push({
      id,
      key,
      group: table.groups[table.group[id]!],
      badge: table.badge[id],
      external: table.external[id],
      broken: table.broken[id],
      upstream: neighbours(table.upstream, id),
      downstream: neighbours(table.downstream, id),
    });
  }
  assert.equal(table.count, assets.length);
  return { assets, counts: [...table.counts()] };
}

test("any sequence of deltas and statuses gives what a snapshot of the end gives", () => {
  const id = fc.integer({ min: 0, max: 12 });
  const badge = fc.integer({ min: 0, max: badges.length - 1 });
  const put = fc.record({
    kind: fc.constant("put" as const),
    id,
    group: fc.constantFrom("a", "b", "c"),
    badge,
    external: fc.boolean(),
    upstream: fc.uniqueArray(id, { maxLength: 3 }),
  });
  const gone = fc.record({ kind: fc.constant("gone" as const), id });
  const status = fc.record({ kind: fc.constant("status" as const), id, badge });
  fc.assert(
    fc.property(
      fc.array(fc.oneof(put, gone, status), { maxLength: 40 }),
      fc.integer({ min: 0, max: 5 }),
      (steps, at) => {
        const rows = new Map<number, LineageRow>();
        const table = emptyAssetTable();
        let revision = 1;
        table.apply(snapshot(1, []));
        for (const [index, step] of steps.entries()) {
          const from = revision;
          const to = ++revision;
          if (step.kind === "put") {
            const { kind: _, id: of, ...more } = step;
            rows.set(of, row(of, more));
            table.apply({ kind: "delta", from, to, bytes: encodeDelta({ put: [row(of, more)], gone: [] }) });
          } else if (step.kind === "gone") {
            rows.delete(step.id);
            table.apply({ kind: "delta", from, to, bytes: encodeDelta({ put: [], gone: [step.id] }) });
          } else {
            const before = rows.get(step.id);
            if (before !== undefined) rows.set(step.id, { ...before, badge: step.badge });
            table.apply({ kind: "status", from, to, bytes: encodeStatus([[step.id, step.badge]]) });
          }
          // A snapshot in the middle must not matter either.
          if (index === at) table.apply(snapshot(revision, [...rows.values()]));
        }
        const fresh = emptyAssetTable();
        fresh.apply(snapshot(revision, [...rows.values()]));
        assert.deepEqual(content(table), content(fresh));
        assert.equal(table.revision, fresh.revision);
      },
    ),
  );
});

test("what changed is told apart: shape, status, or nothing", () => {
  const table = emptyAssetTable();
  const delta = (from: number, put: LineageRow[], gone: number[] = []) =>
    table.apply({ kind: "delta", from, to: from + 1, bytes: encodeDelta({ put, gone }) });
  assert.deepEqual(table.apply(snapshot(1, [row(0), row(1, { upstream: [0] })])), { kind: "everything" });
  assert.deepEqual(delta(1, [row(0, { badge: 5 })]), { kind: "statuses", statuses: [0] });
  assert.deepEqual(delta(2, [row(1), row(0, { badge: 1 })]), { kind: "graph", moved: [1], statuses: [0] });
  assert.deepEqual(delta(3, [], [1]), { kind: "graph", moved: [1], statuses: [] });
  assert.deepEqual(delta(4, [], [1]), { kind: "statuses", statuses: [] });
});

test("a message from the future is a gap and changes nothing; one from the past is nothing", () => {
  const table = emptyAssetTable();
  const status = (from: number, to: number): FeedMessage => ({
    kind: "status",
    from,
    to,
    bytes: encodeStatus([[0, 1]]),
  });
  table.apply(snapshot(5, [row(0)]));
  assert.deepEqual(table.apply(status(7, 8)), { kind: "gap", have: 5, needs: 7 });
  assert.deepEqual(table.apply(status(3, 5)), { kind: "nothing" });
  assert.equal(table.badge[0], 10);
  assert.deepEqual(table.apply(status(4, 6)), { kind: "statuses", statuses: [0] });
  assert.equal(table.revision, 6);
});

test("an older snapshot is taken: a server that started anew counts anew", () => {
  const table = emptyAssetTable();
  table.apply(snapshot(50, [row(0), row(7)]));
  table.apply(snapshot(2, [row(3)]));
  assert.deepEqual([table.revision, table.count, table.size], [2, 1, 4]);
});

test("an edge from an asset that is defined nowhere is left out until it comes", () => {
  const table = emptyAssetTable();
  table.apply(snapshot(1, [row(1, { upstream: [0] })]));
  assert.deepEqual([...table.upstream.ids], []);
  table.apply({ kind: "delta", from: 1, to: 2, bytes: encodeDelta({ put: [row(0)], gone: [] }) });
  assert.deepEqual([...table.upstream.ids], [0]);
});

test("an asset whose file does not parse any more keeps its place, and is told as another status", () => {
  const table = emptyAssetTable();
  table.apply(snapshot(1, [row(0), row(1, { upstream: [0] })]));
  const broken = { put: [row(1, { upstream: [0], broken: true })], gone: [] };
  const change = table.apply({ kind: "delta", from: 1, to: 2, bytes: encodeDelta(broken) });
  assert.deepEqual(change, { kind: "statuses", statuses: [1] });
  assert.deepEqual([...table.broken.subarray(0, 2)], [0, 1]);
  const whole = { put: [row(1, { upstream: [0] })], gone: [] };
  const back = table.apply({ kind: "delta", from: 2, to: 3, bytes: encodeDelta(whole) });
  assert.deepEqual([back, table.broken[1]], [{ kind: "statuses", statuses: [1] }, 0]);
});
