import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import type { StoredEvent } from "../../../protocol/record/events.ts";
import { type FileSystem, nodeFileSystem } from "../file-system.ts";
import { decodeLines, durableLength } from "./journal-line.ts";
import { readSegment } from "./segment-reader.ts";
import { createSegmentWriter, type DurableGroup, segmentName, writerOfSegment } from "./segment-writer.ts";

let folder = "";
const made: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "evergraph-journal-"));
  made.push(folder);
});
after(() => {
  for (const one of made) rmSync(one, { recursive: true, force: true });
});

function eventOf(sequence: number, text = "x"): StoredEvent {
  return { version: 1, writer: "w", sequence, time: sequence, kind: "log", level: "info", text };
}

function writerOn(fileSystem: FileSystem, more: { segmentBytes?: number } = {}) {
  const groups: DurableGroup[] = [];
  const onDurable = (group: DurableGroup) => groups.push(group);
  return { groups, writer: createSegmentWriter({ fileSystem, folder, writer: "w", onDurable, ...more }) };
}

test("events that are added together share one sync", async () => {
  let syncs = 0;
  const counting: FileSystem = {
    ...nodeFileSystem,
    sync(descriptor) {
      syncs += 1;
      return nodeFileSystem.sync(descriptor);
    },
  };
  const { writer, groups } = writerOn(counting);
  for (let index = 0; index < 100; index += 1) writer.add(eventOf(index));
  await writer.flushed();
  assert.equal(syncs, 1);
  assert.equal(groups[0]?.events.length, 100);
  await writer.close();
});

test("each event's place leads back to it", async () => {
  const { writer, groups } = writerOn(nodeFileSystem, { segmentBytes: 300 });
  for (let index = 0; index < 20; index += 1) {
    writer.add(eventOf(index, `é${"\u2028".repeat(index)}`));
    await writer.flushed();
  }
  await writer.close();
  for (const { file, offset, length, event } of groups.flatMap((group) => group.events)) {
    const line = readFileSync(join(folder, file)).subarray(offset, offset + length);
    assert.deepEqual(decodeLines(line, file, offset).events[0]?.event, event);
  }
  assert.ok(readdirSync(folder).length > 3, "it has begun new segments");
});

test("a closed segment is marked as being on disk to its end", async () => {
  const { writer } = writerOn(nodeFileSystem);
  writer.add(eventOf(0));
  await writer.close();
  const bytes = readFileSync(join(folder, segmentName("w", 0)));
  assert.equal(durableLength(bytes), bytes.length);
});

test("a reader of what is marked does not see what has not reached the disk", async () => {
  const held = Promise.withResolvers<void>();
  let holding = false;
  const slow: FileSystem = {
    ...nodeFileSystem,
    async sync(descriptor) {
      if (holding) await held.promise;
      return nodeFileSystem.sync(descriptor);
    },
  };
  const { writer } = writerOn(slow);
  writer.add(eventOf(0));
  await writer.flushed();
  holding = true;
  writer.add(eventOf(1));
  const path = join(folder, segmentName("w", 0));
  while (!readFileSync(path, "utf8").includes('"sequence":1')) await new Promise((resolve) => setImmediate(resolve));
  const sequences = (extent: "marked" | "all") =>
    readSegment(nodeFileSystem, folder, segmentName("w", 0), 0, extent).events.map(({ event }) => event.sequence);
  assert.deepEqual(sequences("marked"), [0]);
  assert.deepEqual(sequences("all"), [0, 1]);
  held.resolve();
  await writer.close();
});

for (const failing of ["write", "sync"] as const) {
  test(`after a failed ${failing} flushing rejects, and nothing is added behind it`, async () => {
    let full = false;
    const disk: FileSystem = {
      ...nodeFileSystem,
      [failing]: (...parts: never) =>
        full
          ? Promise.reject(new Error("no space left on device"))
          : (nodeFileSystem[failing] as (...all: never) => Promise<void>)(...parts),
    };
    const { writer, groups } = writerOn(disk);
    writer.add(eventOf(0));
    await writer.flushed();
    full = true;
    writer.add(eventOf(1));
    await assert.rejects(writer.flushed(), /no space left/);
    full = false;
    writer.add(eventOf(2));
    await assert.rejects(writer.flushed(), /no space left/);
    await assert.rejects(writer.close(), /no space left/);
    assert.deepEqual(
      groups.flatMap((group) => group.events.map(({ event }) => event.sequence)),
      [0],
    );
    const read = readSegment(nodeFileSystem, folder, segmentName("w", 0), 0, "all").events;
    assert.ok(read.every(({ event }) => event.sequence < 2));
  });
}

const names: readonly (readonly [string, string | undefined])[] = [
  ["abc-12.00000.ndjson", "abc-12"],
  ["a.b.00012.ndjson", "a.b"],
  ["notes.txt", undefined],
  [".00000.ndjson", undefined],
  ["abc.1.ndjson", undefined],
];

for (const [name, writer] of names) {
  test(`the writer of ${name} is ${writer}`, () => assert.equal(writerOfSegment(name), writer));
}
