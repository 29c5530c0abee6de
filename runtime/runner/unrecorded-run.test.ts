import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { createChildLauncher } from "../host/child-launcher.ts";
import { header, planOf, projectOf, recordOf, useLaunchers } from "./run-fixture.ts";

const { launcherOf, runToEnd } = useLaunchers(createChildLauncher);

const unrecorded = { debug: false, record: false } as const;

/** Every file of a store that is truth, with its size and time: not the index. */
function truthOf(project: string): readonly string[] {
  const folder = path.join(project, ".evergraph", "dev");
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => !/^(?:index|locks)\b/.test(name))
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    })
    .sort();
}

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("evergraph-unrecorded-"));

const rows = `${header}export const rows = asset("rows", () => Array.from({ length: 2000 }, (_, id) => ({ id, text: "row " + id })));`;
const below = `${header}
export const first = asset("first", ({ rows }) => rows.map((row) => ({ ...row, length: rows.length })));
export const second = asset("second", async ({ first }) => first.slice(0, 3));
export const third = asset("third", ({ first, second }) => { if (second.length < 9) throw new Error("too few of " + first.length); return 1; });
`;

describe("a run that is not recorded", () => {
  it("reads the real values, and leaves nothing behind", async () => {
    const project = projectOf({ "rows.ts": rows, "below.ts": below });
    await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    const before = truthOf(project);
    const temporary = leftovers();
    const plan = planOf(
      project,
      { first: "below.ts", second: "below.ts", third: "below.ts" },
      { second: ["first"], third: ["first", "second"] },
    );
    const [end] = await launcherOf(project).launch([plan], unrecorded).ended;
    assert.equal(end?.state, "failed");
    assert.equal(end?.error?.message, "too few of 2000");
    assert.deepEqual([end?.error?.range?.file, end?.error?.range?.start.line], ["below.ts", 5]);
    assert.deepEqual(end?.rows, { first: 2000, second: 3 });
    assert.deepEqual(truthOf(project), before);
    assert.deepEqual((await recordOf(project, plan)).events, []);
    assert.deepEqual(
      leftovers().filter((name) => !temporary.includes(name)),
      [],
    );
  });

  it("writes nothing with IO managers that keep values elsewhere", async () => {
    const project = projectOf({
      "rows.ts": rows.replace('"rows", ', '"rows", { io: "files" }, '),
      "evergraph.config.ts":
        'import { defineConfig, json } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: {}, io: { files: json({ directory: "out" }) } } } });',
    });
    const plan = planOf(project, { rows: "rows.ts" });
    const [end] = await launcherOf(project).launch([plan], unrecorded).ended;
    assert.deepEqual([end?.state, end?.error?.message, end?.rows], ["succeeded", undefined, { rows: 2000 }]);
    assert.deepEqual(
      readdirSync(project).filter((name) => name === "out"),
      [],
    );
    // The same, recorded, does write there.
    await runToEnd(project, planOf(project, { rows: "rows.ts" }));
    assert.deepEqual(
      readdirSync(project).filter((name) => name === "out"),
      ["out"],
    );
  });

  it("needs no store", async () => {
    const project = projectOf({ "rows.ts": rows });
    const [end] = await launcherOf(project).launch([planOf(project, { rows: "rows.ts" })], unrecorded).ended;
    assert.deepEqual([end?.state, end?.rows], ["succeeded", { rows: 2000 }]);
    assert.deepEqual(
      readdirSync(path.join(project, ".evergraph")).filter((name) => name === "dev"),
      [],
    );
  });
});
