import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { createPoolLeases, type PoolLeases } from "./pool-leases.ts";
import { type ProcessLock, tryLock } from "./process-lock.ts";
import { storeFolder } from "./store-folder.ts";

const root = mkdtempSync(join(tmpdir(), "evergraph-pools-"));
after(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
function newStore() {
  folders += 1;
  const folder = join(root, `${folders}`, "dev");
  const names = storeFolder(folder);
  mkdirSync(names.locks, { recursive: true });
  const time = { now: 1_000_000 };
  const locks = new Map<RunId, ProcessLock>();
  function open(number: number): PoolLeases & { readonly run: RunId; die(): void } {
    const run = `20261124T100000-00000${number}` as RunId;
    const attempt = tryLock(names.runLock(run));
    if (attempt.state === "held") locks.set(run, attempt.lock);
    const leases = createPoolLeases({ folder, run, now: () => time.now });
    return { ...leases, run, die: () => locks.get(run)?.release() };
  }
  after(() => {
    for (const lock of locks.values()) lock.release();
  });
  return { names, time, open };
}

const slots = { disk: 2, net: 1 };

test("slots of all runs count together, and are taken all or none", () => {
  const { open } = newStore();
  const [a, b] = [open(1), open(2)];
  assert.equal(a.take([["disk", 1]], slots), undefined);
  assert.equal(
    b.take(
      [
        ["disk", 1],
        ["net", 1],
      ],
      slots,
    ),
    undefined,
  );
  assert.deepEqual(a.take([["net", 1]], slots), { pool: "net", run: b.run });
  assert.deepEqual(a.take([["disk", 1]], slots), { pool: "disk", run: b.run });
  b.give([
    ["disk", 1],
    ["net", 1],
  ]);
  assert.equal(a.take([["net", 1]], slots), undefined);
});

test("a run that waits longer comes first, as long as it goes on asking", () => {
  const { open, time } = newStore();
  const [a, b] = [open(1), open(2)];
  assert.equal(a.take([["net", 1]], slots), undefined);
  assert.deepEqual(b.take([["net", 1]], slots), { pool: "net", run: a.run });
  time.now += 100;
  a.give([["net", 1]]);
  assert.deepEqual(a.take([["net", 1]], slots), { pool: "net", run: b.run });
  assert.equal(b.take([["net", 1]], slots), undefined);
  b.give([["net", 1]]);
  assert.equal(a.take([["net", 1]], slots), undefined);
  assert.deepEqual(b.take([["net", 1]], slots), { pool: "net", run: a.run });
  a.give([["net", 1]]);
  time.now += 2_000;
  assert.equal(a.take([["net", 1]], slots), undefined, "the other does not ask any more");
});

test("runs that wait for several pools never wait for each other while all is free", () => {
  const { open, time } = newStore();
  const [a, b, c] = [open(1), open(2), open(3)];
  const both = [
    ["disk", 1],
    ["net", 1],
  ] as const;
  const one = { disk: 1, net: 1 };
  assert.equal(c.take([["disk", 1]], one), undefined);
  const ask = (leases: PoolLeases) => {
    time.now += 100;
    return leases.take(both, one);
  };
  assert.notEqual(ask(a), undefined);
  assert.notEqual(ask(b), undefined);
  // Another step of the first run gets what is free; its first step goes on asking.
  time.now += 100;
  assert.equal(a.take([["net", 1]], one), undefined);
  assert.notEqual(ask(a), undefined);
  a.give([["net", 1]]);
  c.give([["disk", 1]]);
  const rounds = Array.from({ length: 3 }, () => [ask(a), ask(b)]);
  assert.ok(rounds.flat().includes(undefined), JSON.stringify(rounds));
});

test("what a dead run held or waited for is free, and its file goes", () => {
  const { open, names } = newStore();
  const [a, b, c] = [open(1), open(2), open(3)];
  a.take([["net", 1]], slots);
  c.take([["net", 1]], slots);
  assert.ok(existsSync(names.slotsFile(a.run)));
  a.die();
  c.die();
  assert.equal(b.take([["net", 1]], slots), undefined);
  assert.deepEqual([existsSync(names.slotsFile(a.run)), existsSync(names.slotsFile(c.run))], [false, false]);
});

test("a process that goes on with a run holds nothing of what the one before it held, and closing gives all back", () => {
  const { open } = newStore();
  const [a, b] = [open(1), open(2)];
  a.take([["net", 1]], slots);
  const again = open(1);
  assert.equal(b.take([["net", 1]], slots), undefined);
  b.close();
  assert.equal(again.take([["net", 1]], slots), undefined);
});
