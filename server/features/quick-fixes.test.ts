import assert from "node:assert/strict";
import { test } from "node:test";
import { correctedKey, quickFixes } from "./quick-fixes.ts";
import { openReal } from "./real-workspace-fixture.ts";

const head = 'import { asset } from "evergraph";\n';

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** By title, the files that the fix changes. */
  readonly expected: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const config = (environments: string): string =>
  `import { defineConfig } from "evergraph";\nexport default defineConfig({\n  environments: ${environments},\n});\n`;
const provided = (environments: string): string =>
  `import { defineConfig, provide } from "evergraph";\nexport default defineConfig({\n  environments: ${environments},\n});\n`;
const needing = `import { asset, resource } from "evergraph";
export const database = resource<{ rows(): number[] }>("database");
export const a = asset("a", { resources: { $0database } }, (_, { resources }) => resources.database.rows());
`;

const cases: readonly Case[] = [
  {
    name: "a misspelled name",
    files: {
      "a.ts": `${head}export const raw = asset("raw_orders", () => [1]);\n\n/** Reads it. */\nexport const b = asset("b", ({ raw_$0order }) => raw_order);\n`,
    },
    expected: {
      'Change to "raw_orders"': {
        "a.ts": `${head}export const raw = asset("raw_orders", () => [1]);\n\n/** Reads it. */\nexport const b = asset("b", ({ raw_orders }) => raw_orders);\n`,
      },
      'Create the asset "raw_order"': {
        "a.ts": `${head}export const raw = asset("raw_orders", () => [1]);\n\nexport const rawOrder = asset("raw_order", () => []);\n\n/** Reads it. */\nexport const b = asset("b", ({ raw_order }) => raw_order);\n`,
      },
    },
  },
  {
    name: "an unknown asset of a check, where asset is not imported",
    files: {
      "a.ts":
        'import { assetCheck } from "evergraph";\nexport const c = assetCheck("c", { asset: "go$0ne/x" }, () => true);\n',
    },
    expected: {
      'Create the asset "gone/x"': {
        "a.ts":
          'import { assetCheck, asset } from "evergraph";\nexport const goneX = asset("gone/x", () => []);\n\nexport const c = assetCheck("c", { asset: "gone/x" }, () => true);\n',
      },
    },
  },
  {
    name: "a key that is defined twice",
    files: {
      "a.ts": `${head}export const a = asset("a", () => 1);\n`,
      "b.ts": `${head}export const b = asset('$0a', () => 1);\n`,
    },
    expected: {
      "Go to the other one, in a.ts, line 2": {},
      'Rename this one to "a_2"': { "b.ts": `${head}export const b = asset('a_2', () => 1);\n` },
    },
  },
  {
    name: "an asset that is not exported",
    files: { "a.ts": `${head}/** Numbers. */\nconst a = asset("$0a", () => 1);\n` },
    expected: { 'Export "a"': { "a.ts": `${head}/** Numbers. */\nexport const a = asset("a", () => 1);\n` } },
  },
  {
    name: "an asset without a name",
    files: { "a.ts": `${head}asset("$0raw/orders", () => 1);\n` },
    expected: { 'Export "raw/orders"': { "a.ts": `${head}export const rawOrders = asset("raw/orders", () => 1);\n` } },
  },
  {
    name: "an owner without team:",
    files: { "a.ts": `${head}export const a = asset("a", { owners: ["data $0platform"] }, () => 1);\n` },
    expected: {
      'Change to "team:data-platform"': {
        "a.ts": `${head}export const a = asset("a", { owners: ["team:data-platform"] }, () => 1);\n`,
      },
    },
  },
  {
    name: "a malformed key",
    files: { "a.ts": `${head}export const a = asset("raw $0orders//v2", () => 1);\n` },
    expected: { 'Change to "raw_orders/v2"': { "a.ts": `${head}export const a = asset("raw_orders/v2", () => 1);\n` } },
  },
  {
    name: "a malformed key of which the corrected one is taken",
    files: { "a.ts": `${head}export const a = asset("a b$0", () => 1);\nexport const b = asset("a_b", () => 1);\n` },
    expected: {},
  },
  {
    name: "a resource that no environment binds",
    files: { "a.ts": needing, "evergraph.config.ts": config("{ dev: {} }") },
    expected: {
      'Bind "database" in evergraph.config.ts, for dev': {
        "evergraph.config.ts": provided(
          '{ dev: { resources: { database: provide(() => {\n    throw new Error("The resource database is not bound yet.");\n  }) } } }',
        ),
      },
    },
  },
  {
    name: "a resource that one of two environments binds, with others beside it",
    files: {
      "a.ts": needing,
      "evergraph.config.ts": provided(
        "{\n    dev: { resources: { database: provide(() => 1) } },\n    prod: {\n      resources: {\n        other: 1,\n      },\n    },\n  }",
      ),
    },
    expected: {
      'Bind "database" in evergraph.config.ts, for prod': {
        "evergraph.config.ts": provided(
          '{\n    dev: { resources: { database: provide(() => 1) } },\n    prod: {\n      resources: {\n        other: 1,\n        database: provide(() => {\n          throw new Error("The resource database is not bound yet.");\n        }),\n      },\n    },\n  }',
        ),
      },
    },
  },
  { name: "nothing wrong", files: { "a.ts": `${head}export const a = asset("$0a", () => 1);\n` }, expected: {} },
];

for (const { name, files, expected } of cases) {
  test(`fixes: ${name}`, async (context) => {
    const { workspace, file, position, edited } = await openReal(context, files);
    const actions = await quickFixes(workspace, file, { start: position, end: position });
    assert.deepEqual(Object.fromEntries(actions.map(({ title, edit }) => [title, edited(edit ?? {})])), expected);
    for (const { kind, diagnostics } of actions) assert.deepEqual([kind, diagnostics?.length], ["quickfix", 1]);
  });
}

test("what a fix leaves has the problem no more", async (context) => {
  for (const { files } of cases) {
    const { workspace, file, position, edited } = await openReal(context, files);
    const range = { start: position, end: position };
    const codes = (): readonly string[] => workspace.diagnostics().map(({ code }) => code);
    for (const { edit, diagnostics } of await quickFixes(workspace, file, range)) {
      if (edit === undefined) continue;
      const texts = Object.entries(edited(edit));
      for (const [changed, text] of texts) workspace.setText(changed, text);
      assert.ok(!codes().includes(String(diagnostics?.[0]?.code)), JSON.stringify(texts));
      for (const [changed] of texts) workspace.setText(changed, undefined);
    }
  }
});

test("the way to the other definition is a command with its place", async (context) => {
  const files = {
    "a.ts": `${head}export const a = asset("a", () => 1);\n`,
    "b.ts": `${head}export const b = asset("$0a", () => 1);\n`,
  };
  const { workspace, file, position } = await openReal(context, files);
  const [action] = await quickFixes(workspace, file, { start: position, end: position });
  assert.deepEqual(
    [action?.command?.command, action?.command?.arguments?.[0].place.file, action?.command?.arguments?.[0].project],
    ["evergraph.goToDefinition", "a.ts", workspace.folder],
  );
});

for (const [written, expected] of [
  ["raw orders", "raw_orders"],
  ["/raw//orders/", "raw/orders"],
  ["raw\\orders", "raw/orders"],
  ["größe in €", "größe_in"],
  ["  ", undefined],
  ["€", undefined],
] as const) {
  test(`the key nearest to "${written}" is ${expected ?? "none"}`, () => {
    assert.equal(correctedKey(written), expected);
  });
}
