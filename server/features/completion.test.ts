import assert from "node:assert/strict";
import { test } from "node:test";
import { completion } from "./completion.ts";
import { applyEdits, openReal } from "./real-workspace-fixture.ts";

const others = `import { asset, externalAsset } from "evergraph";
/** Orders *as* they come. */
export const rawOrders = asset("raw_orders", { group: "sources", owners: ["team:core"] }, () => [1]);
export const rawPayments = asset("raw_payments", { group: "sources" }, () => [1]);
export const martsOrders = asset("marts/orders", { group: "marts" }, ({ report }) => report);
export const shop = externalAsset<number>("shop");
`;
const all = "import { asset, multiAsset, assetCheck, notNull, from, optional, job } from 'evergraph';\n";

interface Case {
  readonly name: string;
  /** The line after the imports; `$0` is the cursor. */
  readonly line: string;
  /** Labels, the best first; undefined: nothing of ours. */
  readonly labels: readonly string[] | undefined;
  /** The line with the first one taken. */
  readonly taken?: string;
}

const cases: readonly Case[] = [
  {
    name: "a destructured name, without what is made from the asset itself",
    line: 'export const a = asset("report", ({ $0 }) => 1);',
    labels: ["raw_orders", "raw_payments", "shop"],
    taken: 'export const a = asset("report", ({ raw_orders }) => 1);',
  },
  {
    name: "the start of one, beside another",
    line: 'export const a = asset("report", ({ raw_orders, ra$0 }) => raw_orders);',
    labels: ["raw_payments"],
    taken: 'export const a = asset("report", ({ raw_orders, raw_payments }) => raw_orders);',
  },
  {
    name: "a key that is no name",
    line: 'export const a = asset("other", ({ mar$0 }) => 1);',
    labels: ["marts/orders"],
    taken: 'export const a = asset("other", ({ "marts/orders": martsOrders }) => 1);',
  },
  {
    name: "in quotes",
    line: 'export const a = asset("other", ({ "mar$0": orders }) => orders);',
    labels: ["marts/orders"],
    taken: 'export const a = asset("other", ({ "marts/orders": orders }) => orders);',
  },
  {
    name: "before the arrow is written",
    line: 'export const a = asset("other", ({ sh$0 })',
    labels: ["shop"],
    taken: 'export const a = asset("other", ({ shop })',
  },
  {
    name: "its own group first",
    line: 'export const a = asset("other", { group: "marts" }, ({ ord$0 }) => 1);',
    labels: ["marts/orders", "raw_orders"],
  },
  {
    name: "deps, in quotes",
    line: 'export const a = asset("other", { deps: ["raw_orders", "pay$0"] }, () => 1);',
    labels: ["raw_payments"],
    taken: 'export const a = asset("other", { deps: ["raw_orders", "raw_payments"] }, () => 1);',
  },
  {
    name: "deps, without quotes",
    line: 'export const a = asset("other", { deps: [$0] }, () => 1);',
    labels: ["marts/orders", "raw_orders", "raw_payments", "shop"],
    taken: 'export const a = asset("other", { deps: ["marts/orders"] }, () => 1);',
  },
  {
    name: "inputs",
    line: "export const a = asset('other', { inputs: { orders: 'raw_o$0' } }, ({ orders }) => orders);",
    labels: ["raw_orders"],
    taken: "export const a = asset('other', { inputs: { orders: 'raw_orders' } }, ({ orders }) => orders);",
  },
  {
    name: "inputs by way of from",
    line: 'export const a = asset("other", { inputs: { orders: optional(from("sho$0")) } }, ({ orders }) => 1);',
    labels: ["shop"],
  },
  {
    name: "names that inputs gave, not ours to complete",
    line: 'export const a = asset("other", { inputs: { orders: "raw_orders" } }, ({ $0 }) => 1);',
    labels: undefined,
  },
  {
    name: "the asset of a check",
    line: 'export const a = assetCheck("fine", { asset: "pay$0" }, () => true);',
    labels: ["raw_payments"],
  },
  { name: "the asset of a ready-made check", line: 'export const a = notNull("sho$0", "id");', labels: ["shop"] },
  {
    name: "a key in a selection",
    line: 'export const a = job("nightly", { selection: "group:marts or +raw_p$0+" });',
    labels: ["raw_payments"],
    taken: 'export const a = job("nightly", { selection: "group:marts or +raw_payments+" });',
  },
  {
    name: "a group in a selection",
    line: 'export const a = job("nightly", { selection: "group:sou$0" });',
    labels: ["sources"],
    taken: 'export const a = job("nightly", { selection: "group:sources" });',
  },
  {
    name: "a value that needs quotes, in quotes of the other kind and of the same",
    line: "export const a = job('nightly', { selection: 'owner:te$0' });",
    labels: ["team:core"],
    taken: "export const a = job('nightly', { selection: 'owner:\"team:core\"' });",
  },
  {
    name: "the same with double quotes around",
    line: 'export const a = job("nightly", { selection: "owner:te$0" });',
    labels: ["team:core"],
    taken: 'export const a = job("nightly", { selection: "owner:\\"team:core\\"" });',
  },
  { name: "a text of its own", line: 'export const a = asset("raw$0", () => 1);', labels: undefined },
  { name: "a text of another function", line: 'export const a = other({ deps: ["raw$0"] });', labels: undefined },
  { name: "names of another function", line: "export const a = other('a', ({ $0 }) => 1);", labels: undefined },
  { name: "the context of a function", line: 'export const a = asset("other", (_, { $0 }) => 1);', labels: undefined },
  { name: "the body of a function", line: 'export const a = asset("other", ({ shop }) => sh$0);', labels: undefined },
];

for (const { name, line, labels, taken } of cases) {
  test(`completes: ${name}`, async (context) => {
    const files = { "others.ts": others, "a.ts": `${all}${line}\n` };
    const { workspace, file, position } = await openReal(context, files);
    const list = await completion(workspace, file, position);
    assert.deepEqual(
      list?.items.map(({ label }) => label),
      labels,
    );
    const first = list?.items[0]?.textEdit;
    if (taken !== undefined && first !== undefined && "range" in first) {
      assert.equal(applyEdits(workspace.analysis.text(file) ?? "", [first]), `${all}${taken}\n`);
    } else assert.equal(taken, undefined);
  });
}

test("an item says the group, the status and the description, as text", async (context) => {
  const files = { "others.ts": others, "a.ts": `${all}export const a = asset("a", ({ raw_o$0 }) => 1);` };
  const { workspace, file, position } = await openReal(context, files);
  const [item] = (await completion(workspace, file, position))?.items ?? [];
  assert.equal(item?.detail, "sources · never run");
  assert.deepEqual(item?.documentation, { kind: "markdown", value: "Orders \\*as\\* they come." });
});

test("of very many assets the best hundred are offered, and more letters ask again", async (context) => {
  const lines = Array.from({ length: 3_000 }, (_, index) => `export const a${index} = asset("key_${index}", () => 1);`);
  const files = {
    "many.ts": `${all}${lines.join("\n")}`,
    "a.ts": `${all}export const a = asset("a", ({ key_29$0 }) => 1);`,
  };
  const { workspace, file, position } = await openReal(context, files);
  const list = await completion(workspace, file, position);
  assert.deepEqual([list?.isIncomplete, list?.items.length, list?.items[0]?.label], [true, 100, "key_29"]);
});
