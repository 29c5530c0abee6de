import assert from "node:assert/strict";
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { type FileSystem, nodeFileSystem } from "./file-system.ts";
import { type JournalStore, type OpenStoreOptions, openStore } from "./journal-store.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { Store } from "./store.ts";
import { storeFolder } from "./store-folder.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-store-"));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newFolder(): string {
  folders += 1;
  return join(root, `project-${folders}`, ".evergraph", "dev");
}

const open = (folder: string, options: Partial<OpenStoreOptions> = {}) =>
  openStore({ folder, access: "write", index: "file", ...options });

const key = asAssetKey;

function materialization(asset: string, dataVersion: string, inputs: readonly string[] = []): EventBody {
  return {
    kind: "materialization",
    of: { asset: key(asset) },
    value: { manager: "frames", inline: "AAAA", bytes: 3, preview: [dataVersion] },
    metadata: { "evergraph/rows": { type: "int", value: 7 } },
    provenance: {
      codeVersion: `code-${asset}`,
      dataVersion,
      inputs: inputs.map((input) => ({ asset: key(input), dataVersion: "v", event: "w:1" })),
    },
  };
}

function planOf(run: string, assets: readonly string[]): RunPlan {
  return {
    run: run as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: assets.map((asset) => ({ assets: [key(asset)], checks: [], after: [], why: ["selected"] })),
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
  };
}

const run1 = "20261124T100000-000001" as RunId;

function appendRun(store: Store): void {
  store.append({ kind: "run", state: "started", plan: planOf(run1, ["a", "b"]) }, run1);
  store.append({ kind: "step", step: 0, attempt: 1, state: "started" }, run1);
  store.append({ kind: "log", asset: key("a"), level: "info", text: "héllo\nworld" }, run1);
  store.append(materialization("a", "1", ["x"]), run1);
  store.append({ kind: "outcome", of: { asset: key("a") }, outcome: "materialized" }, run1);
  store.append({ kind: "code", versions: [{ hash: "h1", certainty: "exact", doubts: [], members: [] }] }, run1);
}

function facts(store: Store): unknown {
  const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null));
  const run = store.run(run1);
  return {
    a: plain(store.asset(key("a"))),
    b: plain(store.asset(key("b"))),
    run: run === undefined ? null : { ...plain(run), outcomes: [...run.outcomes] },
    runs: store.runs(10).map((record) => record.run),
    code: plain(store.code("h1")),
    events: [...store.events({ run: run1 })].map((event) => event.kind),
    ofAsset: [...store.events({ asset: key("a"), kinds: ["log", "outcome"] })].map((event) => event.kind),
    last: [...store.events({ limit: 2 })].map((event) => event.kind),
  };
}

const withoutIdentity = (value: unknown) =>
  JSON.parse(
    JSON.stringify(value, (name, field) =>
      ["id", "time", "startedAt", "endedAt", "settled"].includes(name) ? undefined : field,
    ),
  );

test("answers the same as the store in memory, while a run goes on, after it, and when it is opened again", async () => {
  const folder = newFolder();
  const store = await open(folder);
  const memory = createMemoryStore();
  const same = async (opened: Store) => {
    await opened.flushed();
    assert.deepEqual(withoutIdentity(facts(opened)), withoutIdentity(facts(memory)));
  };
  appendRun(store);
  appendRun(memory);
  await same(store);
  assert.deepEqual(store.asset(key("b")).running, [{ run: run1 }]);
  const reader = await open(folder, { access: "read" });
  await same(reader);
  for (const one of [store, memory]) {
    one.append({ kind: "outcome", of: { asset: key("b") }, outcome: "failed", error: { message: "no" } }, run1);
    one.append({ kind: "run", state: "failed", error: { message: "no" } }, run1);
  }
  await same(store);
  reader.refresh();
  await same(reader);
  await reader.close();
  await store.close();
  const again = await open(folder);
  await same(again);
  await again.close();
  const inMemory = await open(folder, { access: "read", index: "memory" });
  await same(inMemory);
  await inMemory.close();
});

test("an event is known to queries and on disk when flushing has resolved", async () => {
  const folder = newFolder();
  const store = await open(folder);
  const id = store.append(materialization("a", "1"));
  assert.equal(store.asset(key("a")).latest, undefined);
  await store.flushed();
  assert.equal(store.asset(key("a")).latest?.id, id);
  const journal = storeFolder(folder).journal;
  const text = readFileSync(join(journal, readdirSync(journal)[0]!), "utf8");
  assert.match(text, /^[0-9a-f]{8} \{"version":1,.*\}\n/);
  await store.close();
});

test("keeps the last materializations as history, with values and metadata from the journal", async () => {
  const folder = newFolder();
  const store = await open(folder);
  for (let index = 0; index < 25; index += 1) store.append(materialization("a", String(index)));
  await store.flushed();
  await store.close();
  const again = await open(folder, { access: "read" });
  const record = again.asset(key("a"));
  assert.deepEqual(
    record.history.map(({ provenance }) => provenance.dataVersion),
    Array.from({ length: 20 }, (_, index) => String(24 - index)),
  );
  assert.deepEqual(record.latest?.value?.preview, ["24"]);
  assert.deepEqual(record.latest?.metadata["evergraph/rows"], { type: "int", value: 7 });
  assert.equal(again.asset(key("a")), record, "the same object while nothing changes");
  await again.close();
});

test("follows other writers: first the past, then what comes, in their order", async () => {
  const folder = newFolder();
  const writer = await open(folder);
  writer.append(materialization("a", "1"));
  await writer.flushed();
  const reader = await open(folder, { access: "read" });
  const controller = new AbortController();
  const seen: string[] = [];
  const stream = reader.follow({}, controller.signal);
  for await (const events of stream) {
    for (const event of events) {
      assert.equal(event.kind, "materialization");
      if (event.kind !== "materialization") continue;
      seen.push(event.provenance.dataVersion);
      assert.equal(reader.asset(key("a")).latest?.provenance.dataVersion, seen.at(-1), "queries know it");
    }
    if (seen.length === 1) writer.append(materialization("a", "2"));
    if (seen.length === 2) writer.append(materialization("a", "3"));
    if (seen.length === 3) controller.abort();
  }
  assert.deepEqual(seen, ["1", "2", "3"]);
  await reader.close();
  await writer.close();
});

test("follows a store that comes to be only later", async () => {
  const folder = newFolder();
  const reader = await open(folder, { access: "read" });
  assert.equal(existsSync(folder), false, "reading makes nothing");
  const controller = new AbortController();
  const first = reader.follow({}, controller.signal)[Symbol.asyncIterator]().next();
  const writer = await open(folder);
  writer.append(materialization("a", "1"));
  await writer.flushed();
  const { value } = await first;
  assert.equal((value as readonly StoredEvent[])[0]?.kind, "materialization");
  controller.abort();
  await reader.close();
  await writer.close();
});

test("following from a cursor gives only what came after it", async () => {
  const store = await open(newFolder());
  store.append(materialization("a", "1"));
  await store.flushed();
  const cursor = store.cursor();
  store.append(materialization("a", "2"));
  await store.flushed();
  const controller = new AbortController();
  const { value } = await store.follow(cursor, controller.signal)[Symbol.asyncIterator]().next();
  assert.deepEqual(
    (value as readonly StoredEvent[]).map((event) => event.sequence),
    [1],
  );
  controller.abort();
  await store.close();
});

test("times never go back, and are later than what was read of others, whatever the clock says", async () => {
  const folder = newFolder();
  let now = 5000;
  const first = await open(folder, { now: () => now });
  first.append(materialization("a", "1"));
  now = 1000;
  first.append(materialization("a", "2"));
  await first.flushed();
  const second = await open(folder, { now: () => 0 });
  second.append(materialization("a", "3"));
  await second.flushed();
  first.refresh();
  assert.equal(first.asset(key("a")).latest?.provenance.dataVersion, "3");
  first.append(materialization("a", "4"));
  await first.flushed();
  second.refresh();
  for (const store of [first, second]) assert.equal(store.asset(key("a")).latest?.provenance.dataVersion, "4");
  const times = [...second.events({})].map(({ time }) => time);
  assert.deepEqual(times, [5000, 5000, 5000.001, 5000.002]);
  await first.close();
  await second.close();
});

test("rotates its segments and reads them in order", async () => {
  const folder = newFolder();
  const store = await open(folder, { segmentBytes: 500 });
  for (let index = 0; index < 10; index += 1) {
    store.append(materialization("a", String(index)));
    await store.flushed();
  }
  const reader = await open(folder, { access: "read" });
  assert.equal(reader.asset(key("a")).latest?.provenance.dataVersion, "9");
  assert.ok(readdirSync(storeFolder(folder).journal).length > 3);
  assert.deepEqual(reader.cursor(), { [store.writer]: 10 });
  await reader.close();
  await store.close();
});

test("ignores itself in git, and says its format", async () => {
  const folder = newFolder();
  await (await open(folder)).close();
  assert.equal(readFileSync(join(folder, "..", ".gitignore"), "utf8"), "*\n");
  assert.deepEqual(JSON.parse(readFileSync(join(folder, "store.json"), "utf8")), { format: 1 });
});

const formats: readonly (readonly [string, string, string])[] = [
  ["a newer format", '{"format":2}', "store-newer"],
  ["no format", "{}", "store-unknown-format"],
  ["garbage", "\u0000\u0001", "store-unknown-format"],
  ["a format from before the first", '{"format":0}', "store-unknown-format"],
];

for (const [name, content, code] of formats) {
  test(`a store with ${name} is read and never written`, async () => {
    const folder = newFolder();
    const store = await open(folder);
    store.append(materialization("a", "1"));
    await store.flushed();
    await store.close();
    rmSync(storeFolder(folder).index, { recursive: true });
    writeFileSync(join(folder, "store.json"), content);
    const before = filesOf(folder);
    const opened = await open(folder);
    assert.equal(opened.problem?.code, code);
    assert.equal(opened.asset(key("a")).latest?.provenance.dataVersion, "1");
    assert.throws(() => opened.append(materialization("a", "2")), { code });
    await opened.close();
    assert.deepEqual(filesOf(folder), before);
  });
}

test("reading a store refuses to append", async () => {
  const folder = newFolder();
  await (await open(folder)).close();
  const reader = await open(folder, { access: "read" });
  assert.equal(reader.problem, undefined);
  assert.throws(() => reader.append(materialization("a", "1")), { code: "store-read-only" });
  await reader.close();
});

test("in Restricted Mode nothing is written", async () => {
  const folder = newFolder();
  const store = await open(folder);
  store.append(materialization("a", "1"));
  await store.flushed();
  await store.close();
  const before = filesOf(folder);
  const reader = await open(folder, { access: "read", index: "memory" });
  assert.equal(reader.asset(key("a")).latest?.provenance.dataVersion, "1");
  await reader.close();
  assert.deepEqual(filesOf(folder), before);
});

const damages: readonly (readonly [string, (folder: string) => void, readonly string[], string | undefined])[] = [
  [
    "a flipped bit in the middle",
    (folder) => patchSegment(folder, (bytes) => flipLine(bytes, 1)),
    ["0", "2"],
    "store-damaged",
  ],
  [
    "a last line that is cut off",
    (folder) => patchSegment(folder, (bytes) => bytes.subarray(0, bytes.length - 12)),
    ["0", "1"],
    undefined,
  ],
  [
    "zeros behind the last line",
    (folder) => patchSegment(folder, (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)])),
    ["0", "1", "2"],
    undefined,
  ],
  [
    "a foreign file",
    (folder) => writeFileSync(join(storeFolder(folder).journal, "notes.txt"), "hello"),
    ["0", "1", "2"],
    undefined,
  ],
  ["a copy of a segment", copySegment, ["0", "1", "2"], undefined],
  ["no store.json", (folder) => unlinkSync(join(folder, "store.json")), ["0", "1", "2"], undefined],
  [
    "an index that is garbage",
    (folder) => writeFileSync(storeFolder(folder).indexFile(0), Buffer.alloc(9000, 7)),
    ["0", "1", "2"],
    undefined,
  ],
  [
    "an index that is cut off",
    (folder) => truncateSync(storeFolder(folder).indexFile(0), 9000),
    ["0", "1", "2"],
    undefined,
  ],
  [
    "an index with a damaged page",
    (folder) => patchFile(storeFolder(folder).indexFile(0), damagePages),
    ["0", "1", "2"],
    undefined,
  ],
  ["no index", (folder) => unlinkSync(storeFolder(folder).indexFile(0)), ["0", "1", "2"], undefined],
  [
    "a log without its index",
    (folder) => {
      writeFileSync(`${storeFolder(folder).indexFile(0)}-wal`, Buffer.alloc(5000, 3));
      unlinkSync(storeFolder(folder).indexFile(0));
    },
    ["0", "1", "2"],
    undefined,
  ],
];

for (const [name, damage, versions, code] of damages) {
  test(`a store with ${name} keeps what is readable`, async () => {
    const folder = newFolder();
    const store = await open(folder);
    for (let index = 0; index < 3; index += 1) store.append(materialization("a", String(index)));
    await store.flushed();
    await store.close();
    damage(folder);
    for (const index of ["file", "memory"] as const) {
      const opened = await open(folder, { index });
      const found = [...opened.events({ asset: key("a") })].map(versionOf);
      assert.deepEqual(found, versions, index);
      assert.equal(opened.asset(key("a")).latest?.provenance.dataVersion, versions.at(-1));
      if (index === "memory") assert.equal(opened.problem?.code, code);
      opened.append(materialization("a", "next"));
      await opened.flushed();
      assert.equal(opened.asset(key("a")).latest?.provenance.dataVersion, "next");
      await opened.close();
      forgetLast(folder);
    }
  });
}

test("an index that turns out malformed while it is used is made again", async () => {
  const folder = newFolder();
  const store = await open(folder);
  for (let index = 0; index < 2000; index += 1) store.append(materialization(`asset_${index}`, String(index)));
  await store.flushed();
  await store.close();
  patchFile(storeFolder(folder).indexFile(0), (bytes) => {
    bytes.fill(0xff, 4096 * 8);
    return bytes;
  });
  const again = await open(folder);
  assert.equal(again.asset(key("asset_1999")).latest?.provenance.dataVersion, "1999");
  assert.equal([...again.events({ asset: key("asset_7") })].length, 1);
  assert.equal([...again.events({})].length, 2000);
  await again.close();
});

test("two processes' worth of readers have an index each", async () => {
  const folder = newFolder();
  const stores: JournalStore[] = [];
  for (let index = 0; index < 3; index += 1) stores.push(await open(folder));
  for (const store of stores) store.append(materialization("a", store.writer));
  for (const store of stores) await store.flushed();
  for (const store of stores) {
    store.refresh();
    assert.equal([...store.events({ asset: key("a") })].length, 3);
    assert.deepEqual(store.index, { place: "file", why: undefined, begunAnew: false });
  }
  for (const store of stores) await store.close();
  assert.deepEqual(readdirSync(storeFolder(folder).index).sort(), ["0.db", "1.db", "2.db"]);
  assert.deepEqual(
    readdirSync(storeFolder(folder).locks).filter((name) => name.startsWith("writer-")),
    [],
  );
});

test("on a disk that is read only, what is there is read, and appending says why it cannot", async () => {
  const folder = newFolder();
  const store = await open(folder);
  store.append(materialization("a", "1"));
  await store.flushed();
  await store.close();
  const refuse = (): never => {
    throw new Error("EROFS: read-only file system");
  };
  const fileSystem = {
    ...nodeFileSystem,
    makeFolderSync: refuse,
    writeSync: refuse,
    unlinkSync: refuse,
    renameSync: refuse,
  };
  const opened = await open(folder, { fileSystem });
  assert.equal(opened.problem?.code, "store-cannot-write");
  assert.equal(opened.asset(key("a")).latest?.provenance.dataVersion, "1");
  assert.throws(() => opened.append(materialization("a", "2")), { code: "store-cannot-write", message: /EROFS/ });
  await opened.close();
});

test("on a full disk flushing rejects with what to do, and what was durable stays", async () => {
  const folder = newFolder();
  let full = false;
  const fileSystem: FileSystem = {
    ...nodeFileSystem,
    write: (...parts) => (full ? Promise.reject(new Error("ENOSPC: no space left")) : nodeFileSystem.write(...parts)),
  };
  const store = await open(folder, { fileSystem });
  store.append(materialization("a", "1"));
  await store.flushed();
  full = true;
  store.append(materialization("a", "2"));
  await assert.rejects(store.flushed(), { code: "store-cannot-write", message: /ENOSPC/ });
  assert.equal(store.asset(key("a")).latest?.provenance.dataVersion, "1");
  await assert.rejects(store.close(), { code: "store-cannot-write" });
  const again = await open(folder);
  assert.equal(again.asset(key("a")).latest?.provenance.dataVersion, "1");
  await again.close();
});

test("without node:sqlite the index is in memory, and says why", async () => {
  const folder = newFolder();
  const store = await open(folder, { tryLock: () => ({ state: "unavailable", why: "no locks here" }) });
  store.append(materialization("a", "1"));
  await store.flushed();
  assert.equal(store.index.place, "memory");
  assert.match(store.index.why?.message ?? "", /no locks here/);
  assert.equal(store.asset(key("a")).latest?.provenance.dataVersion, "1");
  await store.close();
});

function versionOf(event: StoredEvent): string {
  return event.kind === "materialization" ? event.provenance.dataVersion : event.kind;
}

function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    const path = join(folder, name);
    if (statSync(path).isFile()) files[name] = readFileSync(path, "base64");
  }
  return files;
}

function segmentOf(folder: string): string {
  const { journal } = storeFolder(folder);
  return join(
    journal,
    readdirSync(journal)
      .filter((name) => name.endsWith(".ndjson"))
      .sort()[0]!,
  );
}

function patchFile(file: string, change: (bytes: Buffer) => Buffer): void {
  writeFileSync(file, change(readFileSync(file)));
}

function patchSegment(folder: string, change: (bytes: Buffer) => Buffer): void {
  rmSync(storeFolder(folder).indexFile(0));
  patchFile(segmentOf(folder), change);
}

function flipLine(bytes: Buffer, line: number): Buffer {
  let start = 0;
  for (let index = 0; index < line; index += 1) start = bytes.indexOf(10, start) + 1;
  bytes[start + 40] = bytes[start + 40]! ^ 1;
  return bytes;
}

function copySegment(folder: string): void {
  const segment = segmentOf(folder);
  appendFileSync(segment.replace(".00000.", ".00001."), readFileSync(segment));
}

function damagePages(bytes: Buffer): Buffer {
  bytes.fill(0xa5, 4096, bytes.length);
  return bytes;
}

function forgetLast(folder: string): void {
  const { journal } = storeFolder(folder);
  const newest = readdirSync(journal)
    .filter((name) => name.endsWith(".ndjson"))
    .sort()
    .at(-1)!;
  if (join(journal, newest) !== segmentOf(folder) && !newest.endsWith(".00001.ndjson"))
    unlinkSync(join(journal, newest));
}
