import assert from "node:assert/strict";
import path from "node:path";
import { describe, it } from "node:test";
import { relativeStack, userPlace } from "./user-place.ts";

const project = import.meta.dirname;
const own = path.join(project, "user-place.test.ts");

const cases: readonly [string, readonly string[], { file: string; line: number; character: number } | undefined][] = [
  ["a named function", [`at check (${own}:3:9)`], { file: "user-place.test.ts", line: 2, character: 8 }],
  ["an unnamed one", [`at ${own}:3:9`], { file: "user-place.test.ts", line: 2, character: 8 }],
  [
    "an async one, by URL",
    [`at async Object.run (file://${own}:1:1)`],
    { file: "user-place.test.ts", line: 0, character: 0 },
  ],
  [
    "the first that is the user's own",
    [
      "at node:fs:12:3",
      `at x (${path.join(project, "node_modules/lib/index.js")}:1:1)`,
      `at y (${path.join(project, ".evergraph/bundles/a.mjs")}:1:1)`,
      `at z (${own}:2:1)`,
    ],
    { file: "user-place.test.ts", line: 1, character: 0 },
  ],
  [
    "none outside the project",
    [`at x (${path.dirname(project)}/other.ts:1:1)`, "at Array.map (<anonymous>)"],
    undefined,
  ],
];

describe("the place in a stack", () => {
  for (const [name, frames, expected] of cases) {
    it(`is ${name}`, () => {
      const place = userPlace(`Error: x\n${frames.map((frame) => `    ${frame}`).join("\n")}`, project);
      assert.deepEqual(place && { file: place.file, ...place.start }, expected);
    });
  }

  it("reaches to the end of its line", () => {
    const place = userPlace(`Error: x\n    at ${own}:1:1`, project);
    assert.deepEqual(place?.end, { line: 0, character: 'import assert from "node:assert/strict";'.length });
  });

  it("is relative in the stack that people read", () => {
    assert.equal(relativeStack(`at x (file://${own}:1:2)`, project), "at x (user-place.test.ts:1:2)");
  });
});
