import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { asOf } from "../../protocol/record/broken-text.ts";
import { type BrokenFile, createBrokenFiles } from "./broken-files.ts";
import { idOf, openScripted } from "./live-workspace-fixture.ts";

/** Files whose text is broken when it holds a `(`, and what is marked of them, as it comes. */
function watched(rest: number) {
  const texts = new Map<string, string>();
  const marks: string[] = [];
  let next = Promise.withResolvers<void>();
  const files = createBrokenFiles({
    analysis: { isBroken: (file) => texts.get(file)?.includes("(") === true, text: (file) => texts.get(file) },
    now: () => 1_000 + texts.size,
    rest,
    onMarked(file) {
      marks.push(file);
      next.resolve();
      next = Promise.withResolvers();
    },
    onProblem(problem) {
      throw problem;
    },
  });
  const write = (file: string, text: string): readonly string[] => {
    texts.set(file, text);
    return files.update([file]);
  };
  return { files, write, marks, marked: () => next.promise };
}

test("a file that stays broken is marked with its first error, and no more when it parses", async () => {
  const { files, write, marks, marked } = watched(1);
  assert.deepEqual(write("a.ts", "const a = f(1;"), []);
  assert.equal(files.of("a.ts"), undefined);
  await marked();
  const start = { line: 0, character: 13 };
  const range = { file: "a.ts", start, end: { line: 0, character: 14 } };
  const expected: BrokenFile = { file: "a.ts", since: 1_001, why: "')' expected", range };
  assert.deepEqual(files.of("a.ts"), expected);
  write("b.ts", "f(");
  write("a.ts", "\nconst a = f(1;");
  await marked();
  await marked();
  assert.deepEqual([files.of("a.ts")?.range?.start.line, files.of("a.ts")?.since], [1, 1_001]);
  assert.deepEqual([...files.all()].map(({ file }) => file).sort(), ["a.ts", "b.ts"]);
  assert.deepEqual(write("a.ts", "const a = 1;"), ["a.ts"]);
  assert.deepEqual([files.of("a.ts"), marks.length], [undefined, 3]);
});

test("text on its way is not marked", async () => {
  const { files, write, marked } = watched(1);
  write("a.ts", "f(");
  assert.deepEqual(write("a.ts", "f"), []);
  write("b.ts", "f(");
  await marked();
  assert.deepEqual(
    files.all().map(({ file }) => file),
    ["b.ts"],
  );
  files.stop();
});

test("assets of a file that does not parse are marked in the feed, the list, the card, the details and the summary", async () => {
  const { workspace, changes, clock } = await openScripted({ "a.ts": "raw\nclean <- raw", "b.ts": "other <- raw" });
  const table = emptyAssetTable();
  for (const message of workspace.feed(undefined)) table.apply(message);
  workspace.setText("a.ts", "raw\nclean <- raw ???");
  const since = clock.now;
  clock.now += 60_000;
  const { feed, listed } = await changes.until(
    ({ files }) => files.includes("a.ts") && workspace.brokenFiles().length > 0,
  );
  for (const message of feed) table.apply(message);
  const [raw, clean, other] = ["raw", "clean", "other"].map((key) => idOf(workspace, key)) as [number, number, number];
  assert.deepEqual([table.broken[raw], table.broken[clean], table.broken[other], listed], [1, 1, 0, true]);
  assert.deepEqual(
    workspace.list().map(({ key, description, broken }) => [key, description, broken]),
    [
      ["clean", asOf(since), true],
      ["other", "", undefined],
      ["raw", asOf(since), true],
    ],
  );
  assert.deepEqual([workspace.card(raw)?.broken, workspace.card(other)?.broken], [true, undefined]);
  assert.match(workspace.details(clean)?.sentences[0] ?? "", /^a\.ts does not parse, so this stands as it was at /);
  const [file, ...more] = workspace.summary().broken ?? [];
  assert.deepEqual([file?.file, file?.assets, file?.since, more], ["a.ts", 2, since, []]);

  workspace.setText("a.ts", undefined);
  const repaired = await changes.until(({ files }) => files.includes("a.ts"));
  for (const message of repaired.feed) table.apply(message);
  assert.deepEqual([table.broken[raw], table.broken[clean]], [0, 0]);
  assert.deepEqual([workspace.summary().broken, workspace.card(raw)?.broken], [undefined, undefined]);
});
