import assert from "node:assert/strict";
import { test } from "node:test";
import { openReal } from "./real-workspace-fixture.ts";
import { prepareRename, rename } from "./rename.ts";

const own = 'import { asset } from "evergraph";\nexport const raw = asset("r$0aw", () => [1]);\n';
const all = 'import { asset, assetCheck, notNull, from, job, multiAsset } from "evergraph";\n';

interface Case {
  readonly name: string;
  /** What reads the asset "raw", behind the imports. */
  readonly reader: string;
  readonly to?: string;
  readonly expected: string;
}

const cases: readonly Case[] = [
  {
    name: "a destructured name and its uses",
    reader: 'export const b = asset("b", ({ raw }) => raw.map((row) => ({ raw, x: row.raw, y: { raw: 1 } })));',
    expected:
      'export const b = asset("b", ({ orders }) => orders.map((row) => ({ raw: orders, x: row.raw, y: { raw: 1 } })));',
  },
  {
    name: "a destructured name that is not used",
    reader: 'export const b = asset("b", ({ raw }) => 1);',
    expected: 'export const b = asset("b", ({ orders }) => 1);',
  },
  {
    name: "one that has another name in the function",
    reader: 'export const b = asset("b", ({ raw: rows }) => rows);',
    expected: 'export const b = asset("b", ({ orders: rows }) => rows);',
  },
  {
    name: "one that has the new name in the function",
    reader: 'export const b = asset("b", ({ raw: orders }) => orders);',
    expected: 'export const b = asset("b", ({ orders }) => orders);',
  },
  {
    name: "where the new name is used already",
    reader: 'export const b = asset("b", ({ raw }) => { const orders = 1; return raw.concat(orders); });',
    expected: 'export const b = asset("b", ({ orders: raw }) => { const orders = 1; return raw.concat(orders); });',
  },
  {
    name: "where the old name is declared again",
    reader: 'export const b = asset("b", ({ raw }) => raw.map((raw) => raw));',
    expected: 'export const b = asset("b", ({ orders: raw }) => raw.map((raw) => raw));',
  },
  {
    name: "to a key that is no name",
    reader: 'export const b = asset("b", ({ raw }) => raw);',
    to: "marts/orders",
    expected: 'export const b = asset("b", ({ "marts/orders": raw }) => raw);',
  },
  {
    name: "to a word of the language",
    reader: 'export const b = asset("b", ({ raw }) => raw);',
    to: "new",
    expected: 'export const b = asset("b", ({ new: raw }) => raw);',
  },
  {
    name: "a name with a default",
    reader: 'export const b = asset("b", ({ raw = [] }) => raw);',
    expected: 'export const b = asset("b", ({ orders = [] }) => orders);',
  },
  {
    name: "inputs and deps by key, in their own quotes",
    reader:
      "export const b = asset('b', { inputs: { raw: 'raw' }, deps: [`raw`, \"c\"] }, ({ raw }) => raw);\nexport const c = asset('c', { deps: [from('raw')] }, () => 1);",
    expected:
      "export const b = asset('b', { inputs: { raw: 'orders' }, deps: [`orders`, \"c\"] }, ({ raw }) => raw);\nexport const c = asset('c', { deps: [from('orders')] }, () => 1);",
  },
  {
    name: "a handle stays",
    reader:
      'import { raw } from "./raw.ts";\nexport const b = asset("b", { deps: [raw], inputs: { raw } }, ({ raw }) => raw);',
    expected: "",
  },
  {
    name: "a constant",
    reader:
      'const source = "raw";\nexport const b = asset("b", { deps: [source] }, () => 1);\nexport const c = asset("c", { deps: [source] }, () => 1);',
    expected:
      'const source = "orders";\nexport const b = asset("b", { deps: [source] }, () => 1);\nexport const c = asset("c", { deps: [source] }, () => 1);',
  },
  {
    name: "checks",
    reader:
      'export const b = assetCheck("fine", { asset: "raw" }, () => true);\nexport const c = notNull("raw", "id");\nexport const d = console.log("raw");',
    expected:
      'export const b = assetCheck("fine", { asset: "orders" }, () => true);\nexport const c = notNull("orders", "id");\nexport const d = console.log("raw");',
  },
  {
    name: "selections",
    reader: 'export const b = job("raw", { selection: "+raw and not key:raw or raw_x" });',
    expected: 'export const b = job("raw", { selection: "+orders and not key:orders or raw_x" });',
  },
  {
    name: "a selection in which the new key needs quotes",
    reader: 'export const b = job("j", { selection: "raw+" });',
    to: "2024",
    expected: 'export const b = job("j", { selection: "\\"2024\\"+" });',
  },
];

for (const { name, reader, to = "orders", expected } of cases) {
  test(`renames: ${name}`, async (context) => {
    const files = { "raw.ts": own, "b.ts": `${all}${reader}\n` };
    const { workspace, file, position, edited } = await openReal(context, files);
    const renamed = await rename(workspace, file, position, to);
    assert.ok(renamed !== null && "edit" in renamed, JSON.stringify(renamed));
    assert.deepEqual(edited(renamed.edit), {
      "raw.ts": own.replace("r$0aw", to),
      ...(expected === "" ? {} : { "b.ts": `${all}${expected}\n` }),
    });
    assert.equal(renamed.note, undefined);
  });
}

const constantKey =
  'import { asset } from "evergraph";\nimport { key } from "./keys.ts";\nexport const raw = asset(key, () => 1);\n';
const refusals: readonly (readonly [name: string, files: Record<string, string>, to: string, code: string])[] = [
  ["a malformed key", { "raw.ts": own }, "raw orders", "malformed-key"],
  ["a key that is taken", { "raw.ts": own, "b.ts": `${all}export const b = asset("b", () => 1);` }, "b", "key-taken"],
  [
    "a key that another file keeps",
    {
      "keys.ts": 'export const key = "raw";\n',
      "raw.ts": constantKey,
      "b.ts": `${all}export const b = asset("b", ({ r$0aw }) => raw);`,
    },
    "orders",
    "key-not-plain",
  ],
  [
    "an output of a multi-asset",
    { "raw.ts": `${all}export const m = multiAsset("m", { outputs: { r$0aw: {} } }, () => ({ raw: [1] }));` },
    "orders",
    "key-of-output",
  ],
];
for (const [name, files, to, code] of refusals) {
  test(`refuses ${name}`, async (context) => {
    const { workspace, file, position } = await openReal(context, files);
    const renamed = await rename(workspace, file, position, to);
    assert.equal(renamed !== null && "refused" in renamed && renamed.refused.code, code);
  });
}

const prepared: readonly (readonly [text: string, placeholder: string | undefined])[] = [
  ['export const b = asset("b$0", () => 1);', "b"],
  ['export const b = asset("b", ({ r$0aw }) => raw);', "raw"],
  ['export const b = asset("b", ({ raw }) => ra$0w);', undefined],
  ['import { raw } from "./raw.ts";\nexport const b = asset("b", { deps: [r$0aw] }, () => 1);', undefined],
  ['export const b = asset("b", ({ go$0ne }) => 1);', undefined],
];
for (const [text, placeholder] of prepared) {
  test(`rename is offered as ${placeholder ?? "the compiler's own"}: ${text}`, async (context) => {
    const files = { "raw.ts": own.replace("$0", ""), "b.ts": `${all}${text}` };
    const { workspace, file, position } = await openReal(context, files);
    const answer = await prepareRename(workspace, file, position);
    assert.equal(answer !== null && "placeholder" in answer ? answer.placeholder : undefined, placeholder);
  });
}
