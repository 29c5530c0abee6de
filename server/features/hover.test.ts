import assert from "node:assert/strict";
import { test } from "node:test";
import { openScripted } from "../workspace/live-workspace-fixture.ts";
import type { MadeAsset } from "../workspace/materialize-fixture.ts";
import { definition } from "./definition.ts";
import { hover } from "./hover.ts";
import { nameAtCursor } from "./name-at-cursor.ts";
import { uriOf } from "./places.ts";
import { references } from "./references.ts";
import { workspaceSymbols } from "./symbols.ts";

const folder = "/nowhere/project";
const script = "raw\nclean <- raw in core\nreport <- clean, raw";

const places: readonly (readonly [line: number, character: number, asset: string | undefined, reader?: string])[] = [
  [0, 0, "raw"],
  [0, 3, "raw"],
  [1, 2, "clean"],
  [1, 6, undefined],
  [1, 9, "raw", "clean"],
  [1, 12, "raw", "clean"],
  [1, 15, undefined],
  [2, 11, "clean", "report"],
  [2, 19, "raw", "report"],
  [7, 0, undefined],
];
for (const [line, character, asset, reader] of places) {
  test(`the name at ${line}:${character} is ${asset ?? "none"}`, async () => {
    const { workspace } = await openScripted({ "a.ts": script });
    const { keys } = workspace.graph();
    const name = nameAtCursor(workspace, "a.ts", { line, character });
    assert.equal(name && keys[name.asset], asset);
    assert.equal(name?.reader === undefined ? undefined : keys[name.reader], reader);
  });
}

test("a definition is the key of the asset, in whatever file it stands", async () => {
  const { workspace } = await openScripted({ "a.ts": "report <- raw", "deep/b.ts": "other\nraw" });
  assert.deepEqual(definition(workspace, "a.ts", { line: 0, character: 10 }), [
    {
      originSelectionRange: { start: { line: 0, character: 10 }, end: { line: 0, character: 13 } },
      targetUri: uriOf(folder, "deep/b.ts"),
      targetRange: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
      targetSelectionRange: { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } },
    },
  ]);
  assert.deepEqual(definition(workspace, "a.ts", { line: 3, character: 0 }), []);
});

test("a name that nothing defines has no definition, but references", async () => {
  const { workspace } = await openScripted({ "a.ts": "report <- gone" });
  const at = { line: 0, character: 11 };
  assert.deepEqual(definition(workspace, "a.ts", at), []);
  assert.equal(hover(workspace, "a.ts", at), null);
  assert.equal(references(workspace, "a.ts", at, { includeDeclaration: true }).length, 1);
});

test("references are all that read it, with the key itself when it is asked for", async () => {
  const { workspace } = await openScripted({ "a.ts": script });
  const starts = (includeDeclaration: boolean): string[] =>
    references(workspace, "a.ts", { line: 0, character: 1 }, { includeDeclaration }).map(
      ({ range }) => `${range.start.line}:${range.start.character}`,
    );
  assert.deepEqual(starts(false), ["1:9", "2:17"]);
  assert.deepEqual(starts(true), ["0:0", "1:9", "2:17"]);
});

for (const [query, expected] of [
  ["", ["clean", "raw", "report"]],
  ["rp", ["report"]],
  ["R", ["raw", "report"]],
  ["xyz", []],
] as const) {
  test(`symbols like "${query}"`, async () => {
    const { workspace } = await openScripted({ "a.ts": script });
    assert.deepEqual(
      workspaceSymbols(workspace, query).map(({ name }) => name),
      expected,
    );
  });
}

interface Case {
  readonly name: string;
  readonly runs: readonly Readonly<Record<string, MadeAsset>>[];
  readonly edit?: string;
  readonly expected: readonly string[];
}

const lineage = (key: string): string =>
  `[Lineage](command:evergraph.showLineage?${encodeURIComponent(JSON.stringify([{ project: folder, asset: key }]))})`;

const hovers: readonly Case[] = [
  { name: "never made", runs: [], expected: ["**clean** · core", "Never run.", lineage("clean")] },
  {
    name: "made twice, with its first rows",
    runs: [
      { raw: {}, clean: { rows: [{ id: "a", amount: 1 }] } },
      {
        raw: {},
        clean: {
          rows: [
            { id: "a|b", amount: 1 },
            { id: "<b>", amount: 2 },
          ],
        },
      },
    ],
    expected: [
      "**clean** · core",
      "Fresh: its code and its inputs are as they were.",
      "Made 8 min ago in 1.7 s: **2 rows** (+100%), 86 MB",
      ["| id *string* | amount *number* |", "| :--- | ---: |", "| a\\|b | 1 |", "| &lt;b&gt; | 2 |"].join("\n"),
      `${lineage("clean")} · Run log · All rows`,
    ],
  },
  {
    name: "more columns than fit, dates, long cells",
    runs: [
      { raw: {}, clean: { rows: [{ ...Object.fromEntries([..."abcdefgh"].map((name) => [name, name.repeat(30)])) }] } },
    ],
    expected: [
      "**clean** · core",
      "Fresh: its code and its inputs are as they were.",
      "Made 8 min ago in 1.7 s: **1 row**, 86 MB",
      [
        `| ${[..."abcdef"].map((name) => `${name} *string*`).join(" | ")} | … 2 more |`,
        `| ${Array(7).fill(":---").join(" | ")} |`,
        `| ${[..."abcdef"].map((name) => `${name.repeat(23)}…`).join(" | ")} |  |`,
      ].join("\n"),
      `${lineage("clean")} · Run log · All rows`,
    ],
  },
  {
    name: "dates, which are not broken at their hyphens",
    runs: [{ raw: {}, clean: { rows: [{ day: "2026-11-24 06:00", range: "1-2 a" }] } }],
    expected: [
      "**clean** · core",
      "Fresh: its code and its inputs are as they were.",
      "Made 8 min ago in 1.7 s: **1 row**, 86 MB",
      "| day *string* | range *string* |\n| :--- | :--- |\n| 2026\u201111\u201124\u00a006:00 | 1-2 a |",
      `${lineage("clean")} · Run log · All rows`,
    ],
  },
  {
    name: "stale, with its cause",
    runs: [{ raw: {}, clean: {} }],
    edit: script.replace("clean <- raw in core", "clean <- raw in core @ 2"),
    expected: [
      "**clean** · core",
      "Stale: it is not what its code and its inputs would make now.  \nChanged: helper in helpers.ts.",
      "Made 8 min ago in 1.7 s",
      `${lineage("clean")} · Run log`,
    ],
  },
  {
    name: "failed with a text that looks like Markdown",
    runs: [{ raw: {}, clean: { error: { message: "![x](http://a.example)" } } }],
    expected: ["**clean** · core", "Failed: !\\[x\\](http\\://a.example).", lineage("clean")],
  },
];
for (const { name, runs, edit, expected } of hovers) {
  test(`hover: ${name}`, async () => {
    const { workspace, record, clock } = await openScripted({ "a.ts": script });
    for (const run of runs) await record(run);
    if (edit !== undefined) workspace.setText("a.ts", edit);
    clock.now += 8 * 60_000;
    const shown = hover(workspace, "a.ts", { line: 1, character: 2 });
    const value =
      shown !== null && typeof shown.contents === "object" && "value" in shown.contents ? shown.contents.value : "";
    // Ids of runs are other ones in each test; that the link is there is what counts.
    assert.equal(
      value.replaceAll(/ · \[(Run log|All rows)\]\(command:evergraph\.\w+\?[^)]*\)/g, " · $1"),
      expected.join("\n\n"),
    );
  });
}
