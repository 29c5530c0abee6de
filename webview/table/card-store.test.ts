import assert from "node:assert/strict";
import { test } from "node:test";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { makeCardStore } from "./card-store.ts";
import { tableOf } from "./table-fixture.ts";

const { cards } = tableOf(Array.from({ length: 1_300 }, (_, id) => ({ key: `asset_${id}`, badge: "fresh" as const })));
const byKey = new Map(cards.map((card) => [card.key, card]));
const keys = cards.map(({ key }) => key);

/** A store whose questions are answered, and whose idle work is done, when the test says so. */
function openStore() {
  const questions: { keys: readonly AssetKey[]; answer(): Promise<void>; fail(): Promise<void> }[] = [];
  const idle: (() => void)[] = [];
  const arrived: [count: number, all: boolean][] = [];
  const problems: unknown[] = [];
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  const store = makeCardStore({
    ask: (asked) =>
      new Promise((resolve, reject) =>
        questions.push({
          keys: asked,
          answer: () => {
            resolve(asked.map((key): Card | null => byKey.get(key) ?? null));
            return settled();
          },
          fail: () => {
            reject(new Error("away"));
            return settled();
          },
        }),
      ),
    arrived: (some, all) => arrived.push([some.length, all]),
    problem: (error) => problems.push(error),
    idle: (work) => idle.push(work),
  });
  const doIdle = () => {
    for (const work of idle.splice(0)) work();
  };
  return { store, questions, arrived, problems, doIdle };
}

test("rows in view go first, all others follow in batches when the page is idle, each once", async () => {
  const { store, questions, arrived, doIdle } = openStore();
  store.wantAll(keys);
  assert.equal(questions.length, 0);
  store.want(keys.slice(700, 730));
  assert.deepEqual(questions[0]?.keys, keys.slice(700, 730));
  doIdle();
  assert.equal(questions.length, 1, "one question at a time");
  await questions[0]?.answer();
  for (let turn = 1; turn < 4; turn++) {
    doIdle();
    await questions[turn]?.answer();
  }
  doIdle();
  assert.deepEqual(
    questions.map((question) => question.keys.length),
    [30, 500, 500, 270],
  );
  assert.deepEqual(arrived, [
    [30, false],
    [500, false],
    [500, false],
    [270, true],
  ]);
  assert.equal(store.known(), 1_300);
});

test("an outdated card is shown until the next one is there, also when it got outdated under way", async () => {
  const { store, questions, doIdle } = openStore();
  const [key = asAssetKey("none")] = keys;
  store.want([key]);
  store.outdate([key]);
  await questions[0]?.answer();
  assert.equal(store.get(key)?.key, key);
  doIdle();
  assert.equal(questions.length, 2);
  await questions[1]?.answer();
  doIdle();
  assert.equal(questions.length, 2);
});

test("an asset that is no more loses its card", async () => {
  const { store, questions } = openStore();
  store.want([asAssetKey("gone")]);
  await questions[0]?.answer();
  assert.equal(store.get(asAssetKey("gone")), undefined);
  assert.equal(store.known(), 0);
});

test("a server that is away is asked again only when something is wanted again", async () => {
  const { store, questions, problems, doIdle } = openStore();
  store.want(keys.slice(0, 3));
  await questions[0]?.fail();
  doIdle();
  assert.deepEqual([questions.length, problems.length], [1, 1]);
  store.want(keys.slice(0, 3));
  await questions[1]?.answer();
  assert.equal(store.known(), 3);
});
