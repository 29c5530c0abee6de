import assert from "node:assert/strict";
import { test } from "node:test";
import { openScripted } from "../workspace/live-workspace-fixture.ts";
import { beginRun, type MadeAsset } from "../workspace/materialize-fixture.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { inlayHints } from "./inlay-hints.ts";
import { openReal } from "./real-workspace-fixture.ts";

const file = "a.ts";
const script = "raw\nclean <- raw in core\nreport <- clean";
const minute = 60_000;
const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
const rows = (count: number): MadeAsset => ({ rows: Array.from({ length: count }, (_, id) => ({ id })) });

interface Case {
  readonly name: string;
  readonly runs: readonly Readonly<Record<string, MadeAsset>>[];
  readonly after: number;
  readonly expected: readonly string[];
  readonly validFor: number | undefined;
}

const cases: readonly Case[] = [
  { name: "never made", runs: [], after: 8 * minute, expected: [], validFor: undefined },
  {
    name: "made once",
    runs: [{ raw: rows(1_200) }],
    after: 8 * minute,
    expected: ["0:3 1,200 rows  8 min"],
    validFor: minute,
  },
  {
    name: "made twice",
    runs: [{ clean: rows(100) }, { clean: rows(102) }],
    after: 3 * 60 * minute,
    expected: ["1:20 102 rows  +2.0%  3 h"],
    validFor: 60 * minute,
  },
  { name: "something without rows", runs: [{ report: {} }], after: 0, expected: ["2:15 now"], validFor: minute },
  { name: "a failure", runs: [{ raw: { error: { message: "boom" } } }], after: 0, expected: [], validFor: undefined },
  {
    name: "a failure after it was made",
    runs: [{ raw: rows(2) }, { raw: { error: { message: "boom" } } }],
    after: 0,
    expected: ["0:3 2 rows  now"],
    validFor: minute,
  },
];

for (const { name, runs, after, expected, validFor } of cases) {
  test(`at the line's end: ${name}`, async () => {
    const { workspace, record, clock } = await openScripted({ [file]: script });
    for (const run of runs) await record(run);
    clock.now += after;
    assert.deepEqual(shown(workspace), expected);
    assert.equal(inlayHints(workspace, file, whole).validFor, validFor);
  });
}

test("nothing while it is made, and nothing of other lines", async () => {
  const { workspace, record, analysis, store, changes } = await openScripted({ [file]: script });
  await record({ raw: rows(2), clean: rows(3) });
  beginRun(store, analysis, ["raw"]);
  await changes.until(({ runs }) => runs.some(({ endedAt }) => endedAt === undefined));
  assert.deepEqual(shown(workspace), ["1:20 3 rows  now"]);
  const first = { start: whole.start, end: { line: 0, character: 9 } };
  assert.deepEqual(inlayHints(workspace, file, first).hints, []);
});

test("a file that is no text of ours has none", async (context) => {
  const { workspace } = await openReal(context, { "a.ts": "export {};\n" });
  assert.deepEqual(inlayHints(workspace, "b.ts", whole), { hints: [], validFor: undefined });
});

function shown(workspace: Workspace): string[] {
  return inlayHints(workspace, file, whole).hints.map(
    ({ position: { line, character }, label }) => `${line}:${character} ${label}`,
  );
}
