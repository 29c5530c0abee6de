// Files that do not parse, and text on its way: the rest of the graph stands, the broken file keeps its last good assets, marked,
// and what does not come from it can be run.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import { planOf, useLaunchers } from "../../runtime/runner/run-fixture.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { inWorkspace, wholeProject } from "./whole-project.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

const good = `import { asset } from "evergraph";
import { double } from "./helper.ts";

/** Numbers. */
export const numbers = asset("numbers", { group: "raw" }, () => [1, 2, 3]);
export const doubled = asset("doubled", ({ numbers }) => numbers.map(double));
`;
const files = {
  "a.ts": good,
  "b.ts": 'import { asset } from "evergraph";\nexport const sum = asset("sum", ({ doubled }) => doubled.length);\n',
  "helper.ts": "export const double = (value: number): number => 2 * value;\n",
};

/** Keys, with the mark of those that are known from an earlier text. */
function known(workspace: Workspace): readonly string[] {
  return workspace
    .graph()
    .nodes.flatMap((node) =>
      node === null ? [] : [`${node.key}${node.knownFrom === "last good text" ? " (last good)" : ""}`],
    )
    .sort();
}

const broken: readonly (readonly [what: string, text: string])[] = [
  ["a bracket that is not closed", good.replace("[1, 2, 3]", "[1, 2, 3")],
  ["a text that is not closed", good.replace('"numbers"', '"numbers')],
  ["a comment that is not closed", `${good}/* and then`],
  [
    "a conflict that is not resolved",
    good.replace("/** Numbers. */", "<<<<<<< ours\n/** Numbers. */\n=======\n>>>>>>> theirs"),
  ],
  ["half a word", good.replace("export const doubled", "expor const doubled =")],
];

for (const [what, text] of broken) {
  describe(what, () => {
    it("keeps the assets of the file, marked, and all others as they are", () =>
      inWorkspace({ folder: wholeProject(files) }, (workspace) => {
        assert.deepEqual(known(workspace), ["doubled", "numbers", "sum"]);
        workspace.setText("a.ts", text);
        const keys = known(workspace);
        assert.ok(keys.includes("sum"), String(keys));
        assert.deepEqual(
          keys.map((key) => key.replace(" (last good)", "")),
          ["doubled", "numbers", "sum"],
        );
        assert.ok(
          keys.some((key) => key.endsWith("(last good)")),
          String(keys),
        );
        // Half a text is no mistake in the graph: its own errors are TypeScript's to tell.
        assert.deepEqual(workspace.diagnostics(), []);
        workspace.setText("a.ts", good);
        assert.deepEqual(known(workspace), ["doubled", "numbers", "sum"]);
      }));
  });
}

describe("a file while it is typed, character by character", () => {
  it("never takes down anything, and costs no other file an asset", () =>
    inWorkspace({ folder: wholeProject(files) }, (workspace) => {
      for (let length = 0; length <= good.length; length += 1) {
        workspace.setText("a.ts", good.slice(0, length));
        const keys = known(workspace);
        assert.ok(keys.includes("sum"), `${length}: ${keys}`);
        for (const id of workspace.assetsIn("a.ts")) workspace.status(id);
        workspace.diagnostics();
      }
      assert.deepEqual(known(workspace), ["doubled", "numbers", "sum"]);
    }));
});

describe("a file that is broken on the disk", () => {
  const beside = {
    ...files,
    "c.ts": 'import { asset } from "evergraph";\nexport const apart = asset("apart", () => 1);\n',
  };

  it("does not keep other files' assets from being made", async () => {
    const project = wholeProject({ ...beside, "a.ts": broken[0]?.[1] ?? "" });
    await inWorkspace({ folder: project }, (workspace) => {
      const answer = workspace.plan({ selection: "apart" }, { kind: "terminal" });
      assert.ok("plan" in answer);
    });
    const { outcomes } = await runToEnd(project, planOf(project, { apart: "c.ts" }));
    assert.deepEqual(outcomes, { apart: "materialized" });
  });

  it("fails its own assets at the place, when a run is started all the same", async () => {
    const project = wholeProject(beside);
    writeFileSync(join(project, "a.ts"), broken[0]?.[1] ?? "");
    const { end, outcomes } = await runToEnd(project, planOf(project, { numbers: "a.ts" }));
    assert.deepEqual([end?.error?.code, end?.error?.range?.file], ["bundle-failed", "a.ts"]);
    assert.deepEqual(outcomes, { numbers: "failed" });
  });
});
