import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import type { Selected } from "../../protocol/messages/server-messages.ts";
import type { HostConnection } from "../host-connection.ts";
import { makeChoice } from "./choice.ts";

function begin() {
  const table = emptyAssetTable();
  const rows = ["a", "b", "c"].map((key, id) => ({
    id,
    key: asAssetKey(key),
    group: "g",
    badge: id,
    external: false,
    upstream: [],
  }));
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  const asked: { readonly selection: string; give(answer: Selected | Error): Promise<void> }[] = [];
  const ask = (_: "select", { selection }: { selection: string }) =>
    new Promise<Selected>((resolve, reject) => {
      asked.push({
        selection,
        async give(answer) {
          if (answer instanceof Error) reject(answer);
          else resolve(answer);
          await new Promise(setImmediate);
        },
      });
    });
  const heard: string[] = [];
  const choice = makeChoice(
    { ask: ask as unknown as HostConnection["ask"] },
    table,
    { text: "", pressed: [] },
    { changed: () => heard.push("changed"), judged: () => heard.push("judged") },
  );
  return { choice, asked, heard };
}

test("the selection and the pills leave what both leave", async () => {
  const { choice, asked } = begin();
  assert.equal(choice.count(), 3);
  choice.setText("x");
  await asked[0]?.give({ ids: [1, 2] });
  assert.deepEqual([choice.has(0), choice.has(1), choice.count()], [false, true, 2]);
  choice.setPressed([2]);
  assert.deepEqual([choice.has(1), choice.has(2), choice.count()], [false, true, 1]);
  choice.setText("");
  assert.equal(choice.ids(), undefined);
  assert.equal(choice.count(), 1);
});

test("a late answer to an older text is passed over", async () => {
  const { choice, asked } = begin();
  choice.setText("x");
  choice.setText("y");
  await asked[1]?.give({ ids: [2] });
  await asked[0]?.give({ ids: [0] });
  assert.deepEqual(choice.ids(), [2]);
});

test("a wrong text keeps what the last good one named, and its places count from the text as written", async () => {
  const { choice, asked, heard } = begin();
  choice.setText("x");
  await asked[0]?.give({ ids: [1] });
  heard.length = 0;
  choice.setText("  zz");
  await asked[1]?.give({ refused: [{ start: 0, end: 2, message: "No.", remedy: "Yes." }] });
  assert.equal(asked[1]?.selection, "zz");
  assert.deepEqual(
    choice.problems().map(({ start, end }) => [start, end]),
    [[2, 4]],
  );
  assert.deepEqual(choice.ids(), [1]);
  assert.deepEqual(heard, ["judged"]);
  choice.setText("y");
  await asked[2]?.give(new Error("The server is away."));
  assert.equal(choice.problems()[0]?.message, "The server is away.");
});

test("many changes of the graph while an answer is awaited are one more question", async () => {
  const { choice, asked } = begin();
  choice.renew();
  assert.equal(asked.length, 0, "everything needs no question");
  choice.setText("x");
  for (let time = 0; time < 5; time++) choice.renew();
  assert.equal(asked.length, 1);
  await asked[0]?.give({ ids: [1] });
  assert.equal(asked.length, 2);
  await asked[1]?.give({ ids: [1] });
  assert.equal(asked.length, 2);
});
