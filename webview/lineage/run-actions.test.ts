import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import type { ViewDesk } from "../views/view.ts";
import { assetAction, assetMenu, mainAction, mainMenu } from "./run-actions.ts";

/** A chain of assets with these badges: a0, a1, … */
function deskOf(of: readonly Badge[], selection = "", chosen: (id: number) => boolean = () => true, picked?: string) {
  const table = emptyAssetTable();
  const rows = of.map((badge, id) => ({
    id,
    key: asAssetKey(`a${id}`),
    group: "g",
    badge: badges.indexOf(badge),
    external: badge === "external",
    upstream: id === 0 ? [] : [id - 1],
  }));
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  const done: unknown[] = [];
  const desk = {
    host: { tell: (message: unknown) => done.push(message) },
    table,
    isChosen: chosen,
    selection: () => selection,
    picked: () => picked,
    go: (place: unknown) => done.push(place),
  } as unknown as ViewDesk;
  return { desk, done };
}

test("the primary button makes what is stale, else what never was made, of what the selection leaves", () => {
  const rows: [readonly Badge[], string, (id: number) => boolean, string | undefined, string | undefined][] = [
    [
      ["fresh", "stale", "maybe stale", "never"],
      "",
      () => true,
      "Materialize 2 stale",
      "status:stale or status:maybe_stale",
    ],
    [["fresh", "never"], "", () => true, "Materialize 1", "status:never"],
    [["fresh", "external", "failed"], "", () => true, undefined, undefined],
    [
      ["stale", "stale"],
      "a1 or x",
      (id) => id === 1,
      "Materialize 1 stale",
      "(a1 or x) and (status:stale or status:maybe_stale)",
    ],
  ];
  for (const [of, selection, chosen, words, request] of rows) {
    const action = mainAction(deskOf(of, selection, chosen).desk);
    assert.deepEqual([action?.words, action?.request.selection], [words, request]);
  }
});

test("an asset's button makes what is stale above it first; an external asset has none", () => {
  const rows: [readonly Badge[], number, string | undefined, string | undefined][] = [
    [["fresh", "stale"], 1, "Materialize", 'key:"a1"'],
    [["stale", "stale"], 1, "Materialize + 1 upstream", 'key:"a0" or key:"a1"'],
    [["external"], 0, undefined, undefined],
    [["fresh"], 7, undefined, undefined],
  ];
  for (const [of, id, words, selection] of rows) {
    const action = assetAction(deskOf(of).desk, asAssetKey(`a${id}`));
    assert.deepEqual([action?.words, action?.request.selection], [words, selection]);
  }
});

test("the menus offer each way to run, and do what they say", () => {
  const { desk, done } = deskOf(["stale", "stale"], "+a1", () => true, "a1");
  const items = [...mainMenu(desk), ...assetMenu(desk, asAssetKey("a1"), false)];
  for (const { pressed } of items) pressed();
  assert.equal(done.length, items.length);
  assert.deepEqual(
    mainMenu(desk).map(({ text }) => text),
    [
      "Materialize 2 stale",
      "Materialize 2 stale and what is stale above",
      "Plan: materialize 2 stale",
      "Materialize the selection",
      "Plan the selection",
      "Materialize a1 + 1 upstream",
      "Materialize only a1",
      "Materialize a1 and all below",
      "Plan a1",
      "Debug a1",
    ],
  );
  assert.deepEqual(done[1], {
    kind: "materialize",
    request: { selection: "(+a1) and (status:stale or status:maybe_stale)", staleUpstream: true },
  });
  assert.deepEqual(done.at(-1), { kind: "debug", asset: "a1" });
});
