import assert from "node:assert/strict";
import { test } from "node:test";
import { openReal } from "./real-workspace-fixture.ts";
import { prepareRename, rename } from "./rename.ts";

// What a key or a name is a part of: outputs of multi-assets, checks, and what tests give.

const imports =
  'import { asset, assetCheck, assetChecks, from, job, materialize, multiAsset, notNull, output } from "evergraph";\n';

interface Case {
  readonly name: string;
  /** Of `a.ts`, with the cursor. */
  readonly before: string;
  readonly after: string;
  readonly to?: string;
  /** Of `b.ts`. */
  readonly beside?: readonly [before: string, after: string];
}

/** `large` and `small` are made by one function, whose text is given. */
function split(compute: string, name = "sm$0all", taken = "{ large, small }"): string {
  return `export const ${taken} = multiAsset("split", { canSubset: true, outputs: { large: {}, ${name}: { group: "g" } } }, ${compute});`;
}

function splitAfter(compute: string, name = "tiny", taken = "{ large, tiny: small }"): string {
  return split(compute, name, taken);
}

const outputs: readonly Case[] = [
  {
    name: "what the function returns, and where the handle is taken",
    before: split("() => ({ large: [1], small: [2] })"),
    after: splitAfter("() => ({ large: [1], tiny: [2] })"),
  },
  {
    name: "every return, but not those of functions inside",
    before: split(
      "async (_, { run }) => { const id = (small) => { return { small }; }; if (run) { return { large: 1, small: id(2) }; } return { large: 2, 'small': 3 } as const; }",
    ),
    after: splitAfter(
      "async (_, { run }) => { const id = (small) => { return { small }; }; if (run) { return { large: 1, tiny: id(2) }; } return { large: 2, 'tiny': 3 } as const; }",
    ),
  },
  {
    name: "a shorthand keeps its variable",
    before: split("() => { const small = [1]; return { large: small, small }; }"),
    after: splitAfter("() => { const small = [1]; return { large: small, tiny: small }; }"),
  },
  {
    name: "values with their metadata, and what is left out",
    before: split(
      '(_, { selected }) => ({ ...(selected.has("large") && { large: output(1) }), ...(selected.has("small") ? { small: output(2) } : {}) })',
    ),
    after: splitAfter(
      '(_, { selected }) => ({ ...(selected.has("large") && { large: output(1) }), ...(selected.has("tiny") ? { tiny: output(2) } : {}) })',
    ),
  },
  {
    name: "an object that is filled first",
    before: split(
      "(_, context) => { const made = { large: [] }; if (context.selected.has('small')) made.small = [1]; made[\"small\"] ??= []; return made; }",
    ),
    after: splitAfter(
      "(_, context) => { const made = { large: [] }; if (context.selected.has('tiny')) made.tiny = [1]; made[\"tiny\"] ??= []; return made; }",
    ),
  },
  {
    name: "a function that says what it returns",
    before: split("async (): Promise<{ large: number; small?: number }> => ({ large: 1, small: 2 })"),
    after: splitAfter("async (): Promise<{ large: number; tiny?: number }> => ({ large: 1, tiny: 2 })"),
  },
  {
    name: "a function that has a name",
    before: `function cut() { return { large: 1, small: 2 }; }\n${split("cut")}`,
    after: `function cut() { return { large: 1, tiny: 2 }; }\n${splitAfter("cut")}`,
  },
  {
    name: "to a key that is no name",
    to: "marts/tiny",
    before: split("() => ({ large: 1, small: 2 })"),
    after: splitAfter('() => ({ large: 1, "marts/tiny": 2 })', '"marts/tiny"', '{ large, "marts/tiny": small }'),
  },
  {
    name: "handles that are kept together",
    before: `${split("() => ({ large: 1, small: 2 })", "sm$0all", "parts").replace("export ", "")}\nexport const small = parts.small;\nexport const { large } = parts;`,
    after: `${split("() => ({ large: 1, tiny: 2 })", "tiny", "parts").replace("export ", "")}\nexport const small = parts.tiny;\nexport const { large } = parts;`,
  },
  {
    name: "whoever names it",
    before: split("() => ({ large: 1, small: 2 })"),
    after: splitAfter("() => ({ large: 1, tiny: 2 })"),
    beside: [
      'export const c = asset("c", { deps: ["small"], inputs: { rows: "small" } }, ({ rows }) => rows);\nexport const d = asset("d", ({ small }, { loadInput }) => [small, loadInput("small")]);\nexport const j = job("j", { selection: "+small" });\nexport const n = notNull("small", "id");',
      'export const c = asset("c", { deps: ["tiny"], inputs: { rows: "tiny" } }, ({ rows }) => rows);\nexport const d = asset("d", ({ tiny }, { loadInput }) => [tiny, loadInput("tiny")]);\nexport const j = job("j", { selection: "+tiny" });\nexport const n = notNull("tiny", "id");',
    ],
  },
  {
    name: "a check of the output",
    before:
      'export const { large, small } = multiAsset("split", { outputs: { large: {}, sm$0all: {} }, checks: { full: { asset: "small" } } }, (_, { check }) => { check("full", true); return { large: 1, small: 2 }; });',
    after:
      'export const { large, tiny: small } = multiAsset("split", { outputs: { large: {}, tiny: {} }, checks: { full: { asset: "tiny" } } }, (_, { check }) => { check("full", true); return { large: 1, tiny: 2 }; });',
  },
  {
    name: "tests that give it",
    before: `${split("() => ({ large: 1, small: 2 })")}\nexport const mean = asset("mean", ({ small }) => small);`,
    after: `${splitAfter("() => ({ large: 1, tiny: 2 })")}\nexport const mean = asset("mean", ({ tiny }) => tiny);`,
    beside: [
      'import { mean as m } from "./a.ts";\nawait materialize([m], { given: { small: [1], other: { small: 2 } } });\nawait m({ small: [1] }, { config: { small: 1 } });\nother({ small: [1] });',
      'import { mean as m } from "./a.ts";\nawait materialize([m], { given: { tiny: [1], other: { small: 2 } } });\nawait m({ tiny: [1] }, { config: { small: 1 } });\nother({ small: [1] });',
    ],
  },
];

const checks: readonly Case[] = [
  {
    name: "of a check with a function of its own",
    before: 'export const c = assetCheck("sm$0all", { asset: "a" }, (small) => small);',
    after: 'export const c = assetCheck("tiny", { asset: "a" }, (small) => small);',
  },
  {
    name: "of a check that its asset reports",
    before:
      'export const b = asset("b", { checks: { sm$0all: {}, other: {} } }, (_, { check }) => { check("small", true); check("other", false); return "small"; });',
    after:
      'export const b = asset("b", { checks: { tiny: {}, other: {} } }, (_, { check }) => { check("tiny", true); check("other", false); return "small"; });',
  },
  {
    name: "to one that is no name",
    to: "is tiny",
    before:
      'export const b = asset("b", { checks: { sm$0all: {} } }, (_, context) => { context.check("small", true); return 1; });',
    after:
      'export const b = asset("b", { checks: { "is tiny": {} } }, (_, context) => { context.check("is tiny", true); return 1; });',
  },
  {
    name: "of several in one function",
    before:
      'export const { small, ids } = assetChecks("ok", { asset: "a", checks: { sm$0all: {}, ids: {} } }, (rows) => ({ small: true, ids: rows.small }));',
    after:
      'export const { tiny: small, ids } = assetChecks("ok", { asset: "a", checks: { tiny: {}, ids: {} } }, (rows) => ({ tiny: true, ids: rows.small }));',
  },
  {
    name: "of a ready-made one",
    before: 'export const c = notNull("a", "small", { name: "sm$0all" });',
    after: 'export const c = notNull("a", "small", { name: "tiny" });',
  },
];

const own = 'export const a = asset("a", () => [1]);\n';

for (const [what, all] of [
  ["an output", outputs],
  ["a check", checks],
] as const) {
  for (const { name, before, after, to = "tiny", beside } of all) {
    test(`renames ${what}: ${name}`, async (context) => {
      const { workspace, file, position, edited } = await openReal(context, {
        "a.ts": `${imports}${own}${before}\n`,
        "b.ts": `${imports}${beside?.[0] ?? ""}\n`,
      });
      assert.notEqual(await prepareRename(workspace, file, position), null);
      const renamed = await rename(workspace, file, position, to);
      assert.ok(renamed !== null && "edit" in renamed, JSON.stringify(renamed));
      assert.deepEqual(edited(renamed.edit), {
        "a.ts": `${imports}${own}${after}\n`,
        ...(beside === undefined ? {} : { "b.ts": `${imports}${beside[1]}\n` }),
      });
    });
  }
}

const refusals: readonly (readonly [why: string, text: string, code: string, line?: number])[] = [
  ["its function returns what another makes", split("() => cut()"), "key-of-output", 3],
  ["its function returns computed names", split("() => ({ [name]: 1, large: 2 })"), "key-of-output", 3],
  ["its function returns what is spread in", split("() => ({ large: 2, ...rest })"), "key-of-output", 3],
  ["its function is imported", `import { cut } from "./b.ts";\n${split("cut")}`, "key-of-output", 4],
  [
    "its function is used elsewhere",
    `const cut = () => ({ large: 1, small: 2 });\n${split("cut")}\ncut();`,
    "key-of-output",
    4,
  ],
  [
    "its object is handed on",
    split("() => { const made = { large: 1, small: 2 }; fill(made); return made; }"),
    "key-of-output",
    3,
  ],
  [
    "its names are compared",
    split(
      '(_, { selected }) => { for (const one of selected) if (one === "small") return { large: 1 }; return { small: 2 }; }',
    ),
    "key-of-output",
    3,
  ],
  [
    "all its handles are exported together",
    split("() => ({ large: 1, small: 2 })", "sm$0all", "parts"),
    "key-of-output",
    3,
  ],
  [
    "what is left of its handles is kept",
    split("() => ({ large: 1, small: 2 })", "sm$0all", "{ large, ...others }"),
    "key-of-output",
    3,
  ],
  [
    "another asset has the key",
    `${split("() => ({ large: 1, small: 2 })")}\nexport const tiny = asset("tiny", () => 1);`,
    "key-taken",
  ],
  ["the check is named by what it looks at", 'export const c = not$0Null("a", "small");', "check-named-by-default"],
  [
    "another check has the name",
    'export const c = assetCheck("sm$0all", { asset: "a" }, () => true);\nexport const d = assetCheck("tiny", { asset: "a" }, () => true);',
    "check-taken",
  ],
  [
    "the function reports names that it computes",
    'export const b = asset("b", { checks: { sm$0all: {} } }, (_, { check }) => { for (const name of names) check(name, true); return 1; });',
    "check-not-plain",
    3,
  ],
];
for (const [why, text, code, line] of refusals) {
  test(`refuses, since ${why}`, async (context) => {
    const { workspace, file, position } = await openReal(context, {
      "a.ts": `${imports}${own}${text}\n`,
      "b.ts": "export const cut = () => ({ large: 1, small: 2 });\n",
    });
    const renamed = await rename(workspace, file, position, "tiny");
    assert.ok(renamed !== null && "refused" in renamed, JSON.stringify(renamed));
    assert.equal(renamed.refused.code, code);
    if (line !== undefined) assert.match(renamed.refused.message, new RegExp(`in a.ts, line ${line},`));
  });
}

for (const name of ["", " ", "a\nb"]) {
  test(`refuses ${JSON.stringify(name)} as the name of a check`, async (context) => {
    const text = `${imports}${own}export const c = assetCheck("sm$0all", { asset: "a" }, () => true);\n`;
    const { workspace, file, position } = await openReal(context, { "a.ts": text });
    const renamed = await rename(workspace, file, position, name);
    assert.equal(renamed !== null && "refused" in renamed && renamed.refused.code, "check-name-malformed");
  });
}

test("a project inside of the project is left as it is", async (context) => {
  const reader = `${imports}await materialize([], { given: { a: 1 } });\n`;
  const files = { "a.ts": `${imports}export const a = asset("$0a", () => 1);\n`, "test.ts": reader };
  const inner = { "inner/evergraph.config.ts": "export default {};\n", "inner/test.ts": reader };
  const { workspace, file, position, edited } = await openReal(context, { ...files, ...inner });
  const renamed = await rename(workspace, file, position, "tiny");
  assert.ok(renamed !== null && "edit" in renamed);
  assert.deepEqual(Object.keys(edited(renamed.edit)), ["a.ts", "test.ts"]);
});
