import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import { badges } from "../../protocol/record/status.ts";
import { narrowTable } from "../drawing/narrow-table.ts";
import { layoutGroups } from "../layout/layout-groups.ts";
import { keptPageAsJson, readKeptPage } from "./kept-page.ts";
import { mermaidText } from "./mermaid-text.ts";
import { escapeXml } from "./sheet-as-svg.ts";
import { mapOf } from "./sheet-map.ts";

const byte = (badge: (typeof badges)[number]): number => badges.indexOf(badge);
const table = emptyAssetTable();
table.apply({
  kind: "snapshot",
  from: 0,
  to: 1,
  bytes: encodeSnapshot([
    { id: 0, key: asAssetKey("raw"), group: "s", badge: byte("fresh"), external: false, upstream: [] },
    { id: 1, key: asAssetKey("mid"), group: 'a "b" <i>', badge: byte("failed"), external: false, upstream: [0] },
    { id: 2, key: asAssetKey("end"), group: "s", badge: byte("stale"), external: false, upstream: [1, 0] },
  ]),
});

test("Mermaid holds the chosen assets by group and the edges between them, and names are text", () => {
  assert.equal(
    mermaidText(table, (id) => id !== 2),
    `flowchart LR
  subgraph g0["s"]
    a0["raw"]:::fresh
  end
  subgraph g1["a #quot;b#quot; #lt;i#gt;"]
    a1["mid"]:::failed
  end
  a0 --> a1
`,
  );
});

test("Mermaid puts inner groups into theirs; one alone in another is one subgraph with both names", () => {
  const nested = emptyAssetTable();
  const row = (id: number, group: string, upstream: number[] = []) => {
    return { id, key: asAssetKey(`k${id}`), group, badge: byte("fresh"), external: false, upstream };
  };
  const rows = [row(0, "a/b"), row(1, "a/c", [0]), row(2, "a", [1]), row(3, "d/e", [2])];
  nested.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  assert.equal(
    mermaidText(nested, () => true),
    `flowchart LR
  subgraph g0["a"]
    a2["k2"]:::fresh
    subgraph g1["b"]
      a0["k0"]:::fresh
    end
    subgraph g2["c"]
      a1["k1"]:::fresh
    end
  end
  subgraph g3["d / e"]
    a3["k3"]:::fresh
  end
  a1 --> a2
  a0 --> a1
  a2 --> a3
`,
  );
});

test("texts in SVG are text", () => {
  const rows: [string, string][] = [
    ["<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"],
    ['"; --', "&quot;; --"],
    ["a & b", "a &amp; b"],
    ["\u0000\u0007x\n", "  x "],
    ["Zoë 🍏", "Zoë 🍏"],
  ];
  for (const [text, escaped] of rows) assert.equal(escapeXml(text), escaped);
});

test("a narrowed table keeps ids, and only the edges between what is left", () => {
  const narrow = narrowTable(table, [0, 2, 2, 7]);
  assert.equal(narrow.count, 2);
  assert.deepEqual([...narrow.present], [1, 0, 1]);
  assert.deepEqual([...narrow.upstream.ids], [0]);
  assert.deepEqual([...narrow.downstream.ids], [2]);
  assert.deepEqual([narrow.key(1), narrow.key(2), narrow.find(asAssetKey("mid"))], [undefined, "end", undefined]);
  assert.equal(narrow.counts()[byte("failed")], 0);
});

test("the small map has a box for each card, and one in the worst status for a closed group", () => {
  const open = mapOf(layoutGroups(table, { isOpen: () => true, shape: 1.6 }), table);
  assert.equal(open.boxes.length, 3 * 5);
  assert.equal(open.frames.length, 2 * 4);
  const closed = mapOf(layoutGroups(table, { isOpen: () => false, shape: 1.6 }), table);
  assert.equal(closed.frames.length, 0);
  const statuses = [...closed.boxes].filter((_, index) => index % 5 === 4);
  // One group has a failed asset only; half of the other is stale.
  assert.deepEqual(statuses.sort(), [byte("failed"), byte("fresh"), byte("stale")].sort());
  const widths = [...closed.boxes].filter((_, index) => index % 5 === 2);
  assert.equal(new Set(widths).size, 2);
});

test("what a page kept comes back, and what does not fit is left out", () => {
  const page = {
    sheet: { opened: ["core"], closed: [], selected: asAssetKey("raw") },
    view: "table",
    selection: "+raw",
    earlier: ["raw", "+raw"],
    pressed: [1],
    follows: true,
    views: { table: { compact: true } },
  } as const;
  assert.deepEqual(readKeptPage(JSON.parse(JSON.stringify(keptPageAsJson(page)))), page);
  const nothing = {
    sheet: { opened: [], closed: [] },
    view: "graph",
    selection: "",
    earlier: [],
    pressed: [],
    follows: false,
    views: {},
  };
  for (const broken of [
    undefined,
    7,
    { views: { colour: 1 } },
    { view: "plan", selection: 1, earlier: "x", pressed: ["1"], follows: 1 },
  ]) {
    assert.deepEqual(readKeptPage(broken), nothing);
  }
});
