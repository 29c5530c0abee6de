import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { encodeDelta, encodeSnapshot, encodeStatus, type LineageRow } from "../../protocol/messages/lineage-feed.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import { matcherOf } from "../lineage/filter-assets.ts";
import { badgeShapes, byNeed } from "./badge-shapes.ts";
import { causesOf, lineRoles } from "./edges.ts";
import { type Context, Pen } from "./pen.ts";
import { Scene } from "./scene.ts";
import { colourRoles, type Theme } from "./theme-colors.ts";
import { walk } from "./walk.ts";

/** Node has no canvas: this one writes down the texts and keeps the clip. */
class Paper {
  readonly texts: string[] = [];
  readonly clips: number[][] = [];
  #last: number[] = [];
  measureText(text: string) {
    return { width: text.length * 6 };
  }
  fillText(text: string) {
    this.texts.push(text);
  }
  rect(...box: number[]) {
    this.#last = box;
  }
  clip() {
    this.clips.push(this.#last);
  }
  static make(): Paper & Context {
    const paper = new Paper();
    const rest = new Proxy(paper, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target) as unknown;
        return typeof value === "function" ? value.bind(target) : (value ?? (() => undefined));
      },
    });
    return rest as unknown as Paper & Context;
  }
}
// The paths are not looked at.
Object.assign(globalThis, {
  Path2D: class {
    moveTo() {}
    lineTo() {}
    bezierCurveTo() {}
  },
});

const theme: Theme = {
  colours: Object.fromEntries(colourRoles.map((role) => [role, role])) as Theme["colours"],
  highContrast: false,
  reducedMotion: true,
  font: "sans-serif",
  codeFont: "monospace",
  fontSize: 13,
};

const byte = (badge: Badge) => badges.indexOf(badge);

function row(id: number, key: string, group: string, badge: Badge, upstream: number[] = []): LineageRow {
  return { id, key: asAssetKey(key), group, badge: byte(badge), external: false, upstream };
}

/** raw -> stg -> fct -> report; dim -> fct. stg has new code, so fct and report wait for it. */
const shop = [
  row(0, "raw", "sources", "fresh"),
  row(1, "stg", "staging", "stale", [0]),
  row(2, "dim", "staging", "fresh", [0]),
  row(3, "fct", "core", "stale", [1, 2]),
  row(4, "report", "core", "stale", [3]),
];

function sceneOf(rows: readonly LineageRow[]) {
  const paper = Paper.make();
  const scene = new Scene(new Pen(paper, theme));
  scene.view = { width: 1600, height: 900 };
  scene.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  return { scene, paper };
}

function card(key: string, more: Partial<Card> = {}): Card {
  return {
    key: asAssetKey(key),
    group: "core",
    kinds: ["ts"],
    owners: ["team:data-platform"],
    badge: "fresh",
    history: [1, 2, 3],
    checks: { passed: 1, total: 2 },
    ...more,
  };
}

test("every status has its own shape and word, and a place in the order of need", () => {
  assert.deepEqual([...byNeed].sort(), [...badges].sort());
  for (const side of ["strokes", "cell"] as const) {
    const drawn = badges.map((badge) => JSON.stringify(badgeShapes[badge][side]));
    assert.equal(new Set(drawn).size, badges.length, side);
  }
  assert.equal(new Set(badges.map((badge) => badgeShapes[badge].word)).size, badges.length);
});

test("shapes differ without their colours too", () => {
  const bare = badges.map((badge) =>
    JSON.stringify(badgeShapes[badge].strokes.map(({ path, width, dash }) => [path, width !== undefined, dash])),
  );
  assert.equal(new Set(bare).size, badges.length);
});

test("a card shows what is known of its asset", () => {
  const { scene, paper } = sceneOf(shop);
  const now = Date.UTC(2026, 0, 1);
  scene.setCard(0, card("raw", { rows: 1_284_310, rowsChange: 0.021, made: now - 480_000, seconds: 41, columns: 9 }));
  scene.setCard(3, card("fct", { rows: 412, rowsChange: -0.31, reason: "waits for stg" }));
  scene.draw(now);
  for (const text of ["raw", "1.28M", "+2.1%", "8 min ago", "41 s", "DP", "1/2"]) {
    assert.ok(paper.texts.includes(text), `${text} in ${paper.texts.join(" | ")}`);
  }
  for (const text of ["412", "\u221231%", "Waits for stg"]) assert.ok(paper.texts.includes(text), text);
});

test("keys are text, whatever they look like", () => {
  const key = "<img src=x onerror=alert(1)>";
  const { scene, paper } = sceneOf([row(0, key, "<b>group<b>", "fresh")]);
  scene.draw(0);
  assert.ok(paper.texts.some((text) => key.endsWith(text.replace("…", "")) && text.length > 5));
  assert.ok(paper.texts.includes("<b>group<b>"));
});

test("a changed status draws its card and nothing else", () => {
  const { scene, paper } = sceneOf(shop);
  const change = scene.apply({ kind: "status", from: 1, to: 2, bytes: encodeStatus([[0, byte("running")]]) });
  assert.deepEqual(change, { kind: "statuses", statuses: [0], lines: false });
  const box = scene.boxOf(0);
  assert.ok(box !== undefined);
  paper.texts.length = 0;
  scene.draw(0, [box]);
  assert.ok(paper.texts.includes("raw"));
  assert.ok(!paper.texts.includes("fct") && !paper.texts.includes("report"), paper.texts.join(" | "));
  assert.equal(paper.clips.length, 1);
});

test("a status that gives a line another colour says so", () => {
  const { scene } = sceneOf(shop);
  const change = scene.apply({ kind: "status", from: 1, to: 2, bytes: encodeStatus([[1, byte("fresh")]]) });
  assert.equal(change.lines, true);
});

test("causes are followed up to their roots", () => {
  const { scene } = sceneOf(shop);
  const causes = causesOf(scene.table, 4);
  assert.deepEqual([[...causes.all].sort(), causes.roots], [[1, 3, 4], [1]]);
  assert.deepEqual(causesOf(scene.table, 1).roots, []);
  assert.deepEqual([...causesOf(scene.table, 0).all], []);
});

test("the way of a cause stands out, the edges of what is looked at too, the others not", () => {
  const { scene } = sceneOf(shop);
  assert.ok(scene.placement !== undefined);
  const { lines } = scene.placement;
  const named = (selected?: number) => {
    assert.ok(scene.placement !== undefined);
    return Object.fromEntries(
      lineRoles(scene.table, scene.placement, selected, undefined).map((role, line) => {
        const [from, to] = [lines.from[line], lines.to[line]].map((end) =>
          end !== undefined && "asset" in end ? scene.table.key(end.asset) : "group",
        );
        return [`${from} ${to}`, role];
      }),
    );
  };
  const plain = {
    "raw stg": "plain",
    "raw dim": "plain",
    "stg fct": "cause",
    "dim fct": "plain",
    "fct report": "cause",
  };
  assert.deepEqual(named(), plain);
  assert.deepEqual(named(3), { ...plain, "dim fct": "near", "fct report": "near" });
});

test("staleness passes on in its colour, a failure that holds something back in its own; what failed by itself has no cause above", () => {
  const { scene } = sceneOf([
    row(0, "stale", "g", "stale"),
    row(1, "failed", "g", "failed", [0]),
    row(2, "also failed", "g", "failed", [1]),
    row(3, "held back", "g", "upstream failed", [0, 1]),
    row(4, "waits", "g", "stale", [1, 0]),
    row(5, "fresh", "g", "fresh", [1]),
  ]);
  assert.ok(scene.placement !== undefined);
  const { lines } = scene.placement;
  const id = (end: (typeof lines.from)[number] | undefined) => (end !== undefined && "asset" in end ? end.asset : -1);
  const roles = (selected?: number) => {
    assert.ok(scene.placement !== undefined);
    return lineRoles(scene.table, scene.placement, selected, undefined)
      .map((role, line) => `${id(lines.from[line])}>${id(lines.to[line])} ${role}`)
      .filter((text) => !text.endsWith("plain"));
  };
  assert.deepEqual(roles(), ["0>4 cause", "1>3 failure", "1>4 cause"]);
  assert.deepEqual(roles(3), ["0>3 near", "1>3 failure"]);
  assert.deepEqual(causesOf(scene.table, 4).roots.toSorted(), [0, 1]);
  assert.deepEqual(causesOf(scene.table, 2).roots, []);
});

test("what lies at a point: the name of a card, its body, a group, nothing", () => {
  const { scene } = sceneOf(shop);
  scene.camera = { x: 0, y: 0, scale: 1 };
  const box = scene.boxOf(3);
  const group = scene.placement?.groups.findIndex((one) => one.path === "core") ?? -1;
  const place = scene.placement?.groups[group];
  assert.ok(box !== undefined && place !== undefined);
  assert.deepEqual(scene.hit(box.x + 50, box.y + 20), { kind: "asset", asset: 3, name: true, cell: false });
  assert.deepEqual(scene.hit(box.x + 50, box.y + 80), { kind: "asset", asset: 3, name: false, cell: false });
  assert.deepEqual(scene.hit(place.x + 5, place.y + 5), { kind: "group", group, title: true });
  assert.deepEqual(scene.hit(-50, -50), { kind: "nothing" });
});

test("a folded group shows its assets as cells that can be hit, and opens again", () => {
  const { scene } = sceneOf(shop);
  const index = () => scene.placement?.groups.findIndex((one) => one.path === "staging") ?? -1;
  scene.toggle(index());
  assert.deepEqual([scene.closed, scene.opened], [["staging"], []]);
  scene.camera = { x: 0, y: 0, scale: 1 };
  const cell = scene.boxOf(2);
  assert.ok(cell !== undefined && cell.width < 20);
  assert.deepEqual(scene.hit(cell.x + 2, cell.y + 2), { kind: "asset", asset: 2, name: false, cell: true });
  scene.toggle(index());
  assert.ok((scene.boxOf(2)?.width ?? 0) > 100);
});

/** Two assets in each of three groups in a group, after one in another. */
const nestedShop = [
  row(0, "raw", "sources", "fresh"),
  ...["staging/orders", "staging/web/visits", "staging/web/clicks"].flatMap((group, index) =>
    [1, 2].map((one) => row(2 * index + one, `${group}_${one}`, group, "fresh", [0])),
  ),
];

test("revealing an asset opens the groups around it, from the outermost in, and no other", () => {
  const { scene } = sceneOf(nestedShop);
  scene.remember(
    [],
    ["sources", "staging", "staging/orders", "staging/web", "staging/web/visits", "staging/web/clicks"],
  );
  scene.layOut();
  const shown = () => scene.placement?.groups.map(({ path, open }) => `${path}${open ? " open" : ""}`);
  assert.deepEqual(shown(), ["sources", "staging"]);
  scene.reveal(3);
  const opened = [
    "sources",
    "staging open",
    "staging/orders",
    "staging/web open",
    "staging/web/visits open",
    "staging/web/clicks",
  ];
  assert.deepEqual(shown(), opened);
  assert.deepEqual(scene.groupsAround(3), [
    { path: "staging", open: true, assets: 6 },
    { path: "staging/web", open: true, assets: 4 },
    { path: "staging/web/visits", open: true, assets: 2 },
  ]);
});

test("a point hits the innermost group that lies there", () => {
  const { scene } = sceneOf(nestedShop);
  scene.remember([], ["staging/orders"]);
  scene.layOut();
  scene.camera = { x: 0, y: 0, scale: 1 };
  for (const [index, { x, y, path }] of (scene.placement?.groups ?? []).entries()) {
    const hit = scene.hit(x + 4, y + 4);
    assert.deepEqual(hit, { kind: "group", group: index, title: true }, path);
  }
  const box = scene.boxOf(5);
  assert.ok(box !== undefined);
  assert.deepEqual(scene.hit(box.x + 50, box.y + 80), { kind: "asset", asset: 5, name: false, cell: false });
});

test("up and down lead through a group, out of it and into the next, and reach every asset", () => {
  const { scene } = sceneOf(nestedShop);
  const { placement } = scene;
  assert.ok(placement !== undefined);
  const seen: (number | undefined)[] = [];
  for (let id = walk(scene.table, placement, undefined, "first"); id !== undefined; ) {
    seen.push(id);
    id = walk(scene.table, placement, id, "after");
  }
  assert.deepEqual(seen.toSorted(), [0, 1, 2, 3, 4, 5, 6]);
  assert.deepEqual(
    seen.toReversed().map((id) => walk(scene.table, placement, id, "before")),
    [...seen.toReversed().slice(1), undefined],
  );
});

test("a new asset comes without any other card moving, and the ones that stay know their places after it went", () => {
  const { scene } = sceneOf(shop);
  const places = () => shop.map(({ id }) => scene.boxOf(id));
  const before = places();
  const put = [row(5, "extra", "marts", "never", [4])];
  scene.apply({ kind: "delta", from: 1, to: 2, bytes: encodeDelta({ put, gone: [] }) });
  assert.ok(scene.boxOf(5) !== undefined);
  assert.deepEqual(places(), before);
  scene.apply({ kind: "delta", from: 2, to: 3, bytes: encodeDelta({ put: [], gone: [5] }) });
  assert.equal(scene.boxOf(5), undefined);
  assert.deepEqual(places(), before);
});

test("a snapshot that names everything as before moves nothing, one with other ids is laid out anew", () => {
  const { scene } = sceneOf(shop);
  const before = shop.map(({ id }) => scene.boxOf(id));
  scene.apply({ kind: "snapshot", from: 0, to: 7, bytes: encodeSnapshot(shop) });
  assert.deepEqual(
    shop.map(({ id }) => scene.boxOf(id)),
    before,
  );
  const renamed = shop.map((one) => ({ ...one, id: 4 - one.id, upstream: one.upstream.map((id) => 4 - id) }));
  scene.apply({ kind: "snapshot", from: 0, to: 9, bytes: encodeSnapshot(renamed) });
  for (const { id } of shop) assert.ok(scene.boxOf(id) !== undefined);
  assert.ok((scene.boxOf(4)?.x ?? 0) < (scene.boxOf(0)?.x ?? 0), "the source is left of the report");
});

test("the 91st asset closes no group", () => {
  const rows = Array.from({ length: 90 }, (_, id) => row(id, `asset_${id}`, `group_${id % 9}`, "fresh"));
  const { scene } = sceneOf(rows);
  const open = () => scene.placement?.groups.filter((group) => group.open).length;
  assert.equal(open(), 9);
  scene.apply({
    kind: "delta",
    from: 1,
    to: 2,
    bytes: encodeDelta({ put: [row(90, "asset_90", "group_0", "never")], gone: [] }),
  });
  assert.equal(open(), 9);
});

test("only cards that are seen and large enough are asked for", () => {
  const { scene } = sceneOf(shop);
  scene.camera = { x: 0, y: 0, scale: 0.2 };
  assert.deepEqual(scene.missingCards(10), []);
  scene.fitAll();
  assert.equal(scene.missingCards(10).length, 5);
  scene.setCard(0, card("raw"));
  assert.deepEqual(scene.missingCards(10).sort(), [1, 2, 3, 4]);
  assert.equal(scene.missingCards(2).length, 2);
  scene.camera = { x: 100_000, y: 0, scale: 1 };
  assert.deepEqual(scene.missingCards(10), []);
});

test("a large project begins with its groups closed", () => {
  const rows = Array.from({ length: 400 }, (_, id) => row(id, `asset_${id}`, `group_${id % 8}`, "fresh"));
  const { scene } = sceneOf(rows);
  assert.equal(scene.placement?.groups.length, 8);
  assert.ok(scene.placement?.groups.every((group) => !group.open && group.assets.length === 50));
});

test("arrow keys walk along edges and among siblings", () => {
  const { scene } = sceneOf(shop);
  const { placement, table } = scene;
  assert.ok(placement !== undefined);
  const from = (id: number | undefined, direction: Parameters<typeof walk>[3]) => walk(table, placement, id, direction);
  assert.equal(from(undefined, "downstream"), 0);
  assert.equal(from(3, "downstream"), 4);
  assert.equal(from(4, "downstream"), undefined);
  assert.equal(from(4, "upstream"), 3);
  const upper = (scene.boxOf(1)?.y ?? 0) < (scene.boxOf(2)?.y ?? 0) ? 1 : 2;
  assert.equal(from(upper, "after"), 3 - upper);
  assert.equal(from(3 - upper, "before"), upper);
  // Past the first of a column the way leads into the group before.
  assert.equal(from(upper, "before"), 0);
  assert.equal(from(0, "before"), undefined);
  assert.equal(from(4, "first"), 0);
  assert.equal(from(0, "last"), 4);
});

test("a selection lives through a new snapshot, by its key, and goes with its asset", () => {
  const { scene } = sceneOf(shop);
  scene.selected = 3;
  const moved = shop.map((one) => ({ ...one, id: one.id + 10, upstream: one.upstream.map((id) => id + 10) }));
  scene.apply({ kind: "snapshot", from: 0, to: 5, bytes: encodeSnapshot(moved) });
  assert.equal(scene.selected, 13);
  scene.apply({ kind: "delta", from: 5, to: 6, bytes: encodeDelta({ put: [], gone: [13] }) });
  assert.equal(scene.selected, undefined);
});

test("a filter by status counts what matches of what is on the sheet, and follows statuses", () => {
  const { scene } = sceneOf(shop);
  const count = (badge: readonly Badge[]) => {
    scene.setFilter(matcherOf(scene.table, { badges: badge.map(byte) }));
    return scene.matchCount;
  };
  assert.equal(count([]), 5);
  assert.equal(count(["stale"]), 3);
  assert.equal(count(["failed"]), 0);
  scene.apply({ kind: "status", from: 1, to: 2, bytes: encodeStatus([[0, byte("failed")]]) });
  assert.equal(scene.matchCount, 1);
  scene.narrow([1, 2]);
  assert.equal(scene.matchCount, 0);
});

test("a narrowed sheet holds only the named assets and the lines between them; then all again", () => {
  const { scene } = sceneOf(shop);
  const all = scene.placement;
  const edges = (table: typeof scene.table) => table.upstream.ids.length;
  scene.narrow([1, 3, 99]);
  assert.equal(scene.shown.count, 2);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((id) => scene.boxOf(id) !== undefined),
    [false, true, false, true, false],
  );
  assert.ok(edges(scene.shown) < edges(scene.table));
  assert.ok((scene.placement?.width ?? 0) < (all?.width ?? 0) || (scene.placement?.height ?? 0) < (all?.height ?? 0));
  scene.narrow(undefined);
  assert.equal(scene.shown.count, 5);
  assert.equal(scene.boxOf(0) !== undefined, true);
});
