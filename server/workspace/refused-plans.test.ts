import assert from "node:assert/strict";
import { test } from "node:test";
import { openWorkspace } from "./open-workspace.ts";
import { makeProject } from "./project-fixture.ts";

/** What text shows to be wrong is refused before anything runs; what it does not concern is planned. */
const cases: readonly {
  readonly name: string;
  readonly text: string;
  readonly plans: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    name: "two checks of one name",
    text: `import { asset, assetCheck } from "evergraph";
export const a = asset("a", { checks: ["full"] }, () => 1);
export const b = asset("b", () => 2);
export const full = assetCheck("full", { asset: a }, () => true);
`,
    plans: { a: ["3: duplicate-check"], b: ["b"], "*": ["3: duplicate-check"] },
  },
  {
    name: "durations that are none",
    text: `import { asset, multiAsset } from "evergraph";
export const a = asset("a", { timeout: "soon" as never }, () => 1);
export const b = asset("b", () => 2);
export const { c, d } = multiAsset("m", { outputs: { c: {}, d: {} }, retry: { retries: 1, delay: "1w" as never } }, () => ({ c: 1, d: 1 }));
`,
    plans: { a: ["1: bad-duration"], b: ["b"], c: ["3: bad-duration"], "*": ["1: bad-duration", "3: bad-duration"] },
  },
  {
    name: "only a key that is none",
    text: `import { asset } from "evergraph";
export const a = asset("raw orders", () => 1);
`,
    plans: { "*": ["1: malformed-key"], "raw*": ["1: malformed-key"] },
  },
  {
    name: "only a multi-asset without outputs",
    text: `import { multiAsset } from "evergraph";
export const m = multiAsset("m", { outputs: {} }, () => ({}));
`,
    plans: { "*": ["1: no-outputs"] },
  },
  {
    name: "a key that is none beside another asset",
    text: `import { asset } from "evergraph";
export const a = asset("raw orders", () => 1);
export const b = asset("b", () => 2);
`,
    plans: { "raw*": ["0: empty-selection", "1: malformed-key"], b: ["b"], "*": ["b"] },
  },
  {
    name: "no definition at all",
    text: "export const a = 1;\n",
    plans: { "*": ["0: empty-selection"] },
  },
];

for (const { name, text, plans } of cases) {
  test(name, async (context) => {
    const project = makeProject({ "a.ts": text });
    const workspace = await openWorkspace({ folder: project.folder, trusted: false, types: false });
    context.after(async () => {
      await workspace.close();
      project.remove();
    });
    for (const [selection, expected] of Object.entries(plans)) {
      const answer = workspace.plan({ selection }, { kind: "test" });
      const found =
        "refused" in answer
          ? answer.refused.map(({ code, range }) => `${range.start.line}: ${code}`)
          : answer.plan.steps.flatMap(({ assets }) => assets);
      assert.deepEqual(found, expected, selection);
    }
  });
}
