import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asAssetKey } from "../graph/asset-key.ts";
import { badges } from "../record/status.ts";
import { emptyAssetTable } from "./asset-table.ts";
import { fromEnvelope, toEnvelope } from "./feed-envelope.ts";
import {
  decodeDelta,
  decodeSnapshot,
  decodeStatus,
  encodeDelta,
  encodeSnapshot,
  encodeStatus,
  type LineageRow,
} from "./lineage-feed.ts";

const id = fc.integer({ min: 0, max: 40 });
const badge = fc.integer({ min: 0, max: badges.length - 1 });
const group = fc.constantFrom("default", "marts", "marts/été", "数据", "a \u{1f600} group", "");
const row = fc.record(
  {
    id,
    key: fc.string({ unit: "binary", minLength: 1, maxLength: 9 }).map((text) => asAssetKey(text)),
    group,
    badge,
    external: fc.boolean(),
    upstream: fc.uniqueArray(id, { maxLength: 5 }),
    broken: fc.constant(true as const),
  },
  { noNullPrototype: true, requiredKeys: ["id", "key", "group", "badge", "external", "upstream"] },
);
const rows = fc.uniqueArray(row, { selector: (one) => one.id, maxLength: 30 });

test("a snapshot comes back as it was, whatever the keys are", () => {
  fc.assert(fc.property(rows, (all) => assert.deepEqual(decodeSnapshot(encodeSnapshot(all)), all)));
});

test("a delta comes back as it was", () => {
  fc.assert(
    fc.property(rows, fc.array(id), (put, gone) =>
      assert.deepEqual(decodeDelta(encodeDelta({ put, gone })), { put, gone }),
    ),
  );
});

test("statuses come back as they were, also with the largest ids", () => {
  const pair = fc.tuple(fc.oneof(id, fc.integer({ min: 0, max: 2 ** 30 })), badge);
  fc.assert(fc.property(fc.array(pair), (pairs) => assert.deepEqual(decodeStatus(encodeStatus(pairs)), pairs)));
});

test("an envelope holds the same bytes as its message, and is the base64 that Node knows", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const message = { kind: "status", from: 3, to: 4, bytes: bytes.slice().buffer } as const;
      const envelope = toEnvelope(message);
      assert.equal(envelope.base64, Buffer.from(bytes).toString("base64"));
      assert.deepEqual(fromEnvelope(envelope), message);
    }),
  );
});

test("a text that is no base64 is refused", () => {
  for (const base64 of ["abc", "ab!=", "\u{141}AAA"]) {
    assert.throws(() => fromEnvelope({ kind: "status", from: 0, to: 1, base64 }), RangeError, base64);
  }
});

test("bytes that end early, or of another layout, are refused and leave the table as it was", () => {
  const whole = encodeSnapshot([
    { id: 3, key: asAssetKey("orders"), group: "core", badge: 1, external: false, upstream: [1] },
  ]);
  const table = emptyAssetTable();
  for (let length = 0; length < whole.byteLength; length++) {
    const message = { kind: "snapshot", from: 0, to: 9, bytes: whole.slice(0, length) } as const;
    assert.throws(() => table.apply(message), RangeError, `${length} bytes`);
    assert.equal(table.revision, 0);
  }
  const other = new Uint8Array(whole.slice(0));
  other[0] = 99;
  assert.throws(() => decodeSnapshot(other.buffer), /layout 99/);
});

/** Names as projects have them: a group as prefix, words, a number. */
function project(count: number): LineageRow[] {
  const words = ["orders", "customers", "payments", "sessions", "inventory", "revenue", "churn", "products"];
  return Array.from({ length: count }, (_, index) => ({
    id: index,
    key: asAssetKey(`stg_area_${index % 250}/${words[index % 8]}_by_${words[(index * 7) % 8]}_${index}`),
    group: `stg_area_${index % 250}`,
    badge: index % badges.length,
    external: index % 50 === 0,
    upstream: index < 100 ? [] : [index - 100, (index * 31) % index],
  }));
}

test("10,000 assets take at most 400 KB", () => {
  const bytes = encodeSnapshot(project(10_000)).byteLength;
  assert.ok(bytes <= 400_000, `${bytes} bytes`);
});

test("20 statuses take less than 1 KB", () => {
  const pairs = Array.from({ length: 20 }, (_, index) => [index * 499, 5] as const);
  assert.ok(encodeStatus(pairs).byteLength < 100);
});
