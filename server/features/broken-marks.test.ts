import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenMarks } from "./broken-marks.ts";
import { openReal } from "./real-workspace-fixture.ts";

const good =
  'import { asset } from "evergraph";\nexport const a = asset("a", () => [1]);\nexport const b = asset("b", () => 2);\n';

test("a file that does not parse is told once, where it fails, with what follows from it", async (context) => {
  const { workspace } = await openReal(context, { "deep/a.ts": good, "empty.ts": "export const x = 1;\n" });
  assert.deepEqual(brokenMarks(workspace), []);
  workspace.setText("empty.ts", "export const x = (1;\n");
  workspace.setText("deep/a.ts", good.replace("[1]", "[1"));
  await new Promise<void>((resolve) => {
    workspace.onChange(() => brokenMarks(workspace).length > 0 && resolve());
  });
  assert.deepEqual(
    brokenMarks(workspace).map(({ code, severity, message, range }) => [
      code,
      severity,
      message,
      range.file,
      range.start.line,
    ]),
    [
      [
        "last-good-text",
        "warning",
        "deep/a.ts does not parse, so its 2 assets stand as they were before.",
        "deep/a.ts",
        1,
      ],
    ],
  );
  workspace.setText("deep/a.ts", good);
  assert.deepEqual(brokenMarks(workspace), []);
});
