import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { compareEvents, type EventBody, eventId, type StoredEvent } from "../../../protocol/record/events.ts";
import type { RunId } from "../../../protocol/record/identifiers.ts";
import { type JournalStore, openStore } from "../journal-store.ts";
import type { EventQuery } from "../store.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-pages-"));
after(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, ".evergraph", "dev");

const asset = (number: number) => asAssetKey(`group/a${number}`);
const runs = ["20261124T100000-000001", "20261124T100000-000002"] as RunId[];

const queries: readonly EventQuery[] = [
  {},
  { limit: 1 },
  { limit: 700 },
  { run: runs[0]! },
  { run: runs[1]!, limit: 30 },
  { asset: asset(0) },
  { asset: asset(1), limit: 5 },
  { asset: asset(2), kinds: ["materialization"], limit: 40 },
  { asset: asset(2), run: runs[1]!, kinds: ["log"] },
  { kinds: ["outcome"], limit: 3 },
  { asset: asset(99) },
  { run: "20261124T100000-000009" as RunId },
];

function bodyOf(index: number): EventBody {
  const of = { asset: asset(index % 5) };
  const dataVersion = String(index);
  switch (index % 3) {
    case 0:
      return { kind: "materialization", of, metadata: {}, provenance: { dataVersion, inputs: [] } };
    case 1:
      return { kind: "outcome", of, outcome: "materialized" };
    default:
      return { kind: "log", asset: of.asset, level: "info", text: dataVersion };
  }
}

function matching(events: readonly StoredEvent[], query: EventQuery): readonly string[] {
  const found = events.filter((event) => {
    const about = "of" in event ? event.of.asset : event.kind === "log" ? event.asset : undefined;
    if (query.run !== undefined && event.run !== query.run) return false;
    if (query.asset !== undefined && about !== query.asset) return false;
    return query.kinds === undefined || query.kinds.includes(event.kind);
  });
  return found
    .sort(compareEvents)
    .slice(-(query.limit ?? found.length))
    .map(eventId);
}

function checkAll(store: JournalStore, written: readonly StoredEvent[]): void {
  for (const query of queries) {
    const found = [...store.events(query)].map(eventId);
    assert.deepEqual(found, matching(written, query), JSON.stringify(query));
  }
  for (let number = 0; number < 5; number += 1) {
    const made = matching(written, { asset: asset(number), kinds: ["materialization"], limit: 20 });
    const record = store.asset(asset(number));
    assert.deepEqual(
      record.history.map(({ id }) => id),
      made.toReversed(),
    );
    assert.equal(record.latest?.id, made.at(-1));
  }
}

test("finds the same events as a look at all of them, of two writers, in groups of any size, and opened again", async () => {
  let clock = 1_000;
  const options = { folder, access: "write", index: "file", now: () => clock } as const;
  const stores = [await openStore(options), await openStore(options)] as const;
  const stop = new AbortController();
  const followed = stores[0].follow({}, stop.signal);
  for (let index = 0; index < 2_400; index += 1) {
    // The clock stands still now and then, and goes back once.
    if (index % 4 === 0) clock += 1;
    if (index === 1_200) clock -= 100;
    const run = index % 7 === 0 ? undefined : runs[index % 2];
    stores[Math.floor(index / 10) % 2 === 0 ? 0 : 1].append(bodyOf(index), run);
    // First an event at a time, so that facts are written anew more than once; then hundreds together.
    if (index < 1_300 || index % 600 === 599) for (const store of stores) await store.flushed();
  }
  for (const store of stores) await store.flushed();
  for (const store of stores) store.refresh();
  const written: StoredEvent[] = [];
  for await (const events of followed) {
    written.push(...events);
    if (written.length >= 2_400) break;
  }
  stop.abort();
  assert.equal(written.length, 2_400);
  for (const store of stores) checkAll(store, written);
  for (const store of stores) await store.close();
  const again = await openStore({ ...options, access: "read" });
  assert.equal(again.index.begunAnew, false);
  checkAll(again, written);
  await again.close();
});
