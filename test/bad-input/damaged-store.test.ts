// A store in a bad state, made by a real run and met by the editor's side and by the next run: what is readable is kept,
// nothing is overwritten, one message says what was found and what to do.
import assert from "node:assert/strict";
import { chmodSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import { createChildLauncher } from "../../runtime/host/child-launcher.ts";
import { planOf, projectOf, recordOf, runner, useLaunchers } from "../../runtime/runner/run-fixture.ts";
import { openStore } from "../../runtime/storage/journal-store.ts";
import { environmentFolder } from "../../runtime/storage/store-folder.ts";
import { contentOf, inWorkspace } from "./whole-project.ts";

const { runToEnd } = useLaunchers(createChildLauncher);

const assets = { first: "rows.ts", second: "rows.ts", third: "rows.ts" };
const text = `import { asset } from "evergraph";
export const first = asset("first", () => [{ n: 1 }]);
export const second = asset("second", { deps: [first] }, () => [{ n: 2 }]);
export const third = asset("third", { deps: [second] }, () => [{ n: 3 }]);
`;
const above = { second: ["first"], third: ["second"] };

interface Met {
  /** Of the editor's side, by key. */
  readonly happened: Readonly<Record<string, string>>;
  /** Of whoever opens the store to write. */
  readonly problem: RecordedError | undefined;
}

async function meet(project: string): Promise<Met> {
  const happened = await inWorkspace({ folder: project, trusted: false }, (workspace) =>
    Object.fromEntries(
      workspace
        .graph()
        .nodes.flatMap((node) => (node === null ? [] : [[node.key, workspace.status(node.id).happened.latest]])),
    ),
  );
  const store = await openStore({ folder: environmentFolder(project, "dev"), access: "read", index: "memory" });
  const { problem } = store;
  await store.close();
  return { happened, problem };
}

function segmentOf(project: string): string {
  const [segment] = globSync(join(environmentFolder(project, "dev"), "journal", "*"));
  assert.ok(segment);
  return segment;
}

/** Bytes of the line that says that an asset was made. */
function lineOf(bytes: Buffer, asset: string): { readonly start: number; readonly end: number } {
  const at = bytes.indexOf(`"kind":"materialization","of":{"asset":"${asset}"`);
  assert.notEqual(at, -1);
  return { start: bytes.lastIndexOf("\n", at) + 1, end: bytes.indexOf("\n", at) };
}

const whole = { first: "materialized", second: "materialized", third: "materialized" };

const damages: readonly {
  readonly what: string;
  readonly damage: (bytes: Buffer) => Buffer;
  readonly lost: readonly string[];
  readonly code: string | undefined;
}[] = [
  {
    what: "a flipped bit in one event",
    damage(bytes) {
      const { start } = lineOf(bytes, "second");
      bytes[start + 40] = (bytes[start + 40] ?? 0) ^ 1;
      return bytes;
    },
    lost: ["second"],
    code: "store-damaged",
  },
  {
    what: "a hole of zeros over one event",
    damage(bytes) {
      const { start, end } = lineOf(bytes, "second");
      return bytes.fill(0, start, end);
    },
    lost: ["second"],
    code: "store-damaged",
  },
  {
    what: "a tail that is cut off inside the last event",
    damage: (bytes) => bytes.subarray(0, lineOf(bytes, "third").end - 5),
    lost: ["third"],
    code: undefined,
  },
];

for (const { what, damage, lost, code } of damages) {
  describe(`a store with ${what}`, () => {
    let project = "";
    let damaged: Buffer = Buffer.alloc(0);
    let met: Met | undefined;
    before(async () => {
      project = projectOf({ "rows.ts": text });
      await runToEnd(project, planOf(project, assets, above));
      assert.deepEqual((await meet(project)).happened, whole);
      const segment = segmentOf(project);
      damaged = damage(readFileSync(segment));
      writeFileSync(segment, damaged);
      met = await meet(project);
    });

    it("keeps all other events, and says what was found", () => {
      const kept = Object.entries(whole).filter(([asset]) => !lost.includes(asset));
      for (const [asset, latest] of kept) assert.equal(met?.happened[asset], latest, asset);
      for (const asset of lost) assert.notEqual(met?.happened[asset], undefined, asset);
      assert.equal(met?.problem?.code, code);
      if (code !== undefined) assert.match(met?.problem?.remedy ?? "", /nothing was overwritten/);
    });

    it("is written to further, and the damaged file is left as it is", async () => {
      const segment = segmentOf(project);
      const plan = planOf(project, { second: "rows.ts", third: "rows.ts" }, { third: ["second"] });
      const { end } = await runToEnd(project, plan);
      assert.equal(end?.state, "succeeded");
      assert.deepEqual(readFileSync(segment), damaged);
      assert.deepEqual((await meet(project)).happened, whole);
    });
  });
}

describe("a store of a newer version", () => {
  it("is read, and no run writes into it: its reason is told to whoever asked", async () => {
    const project = projectOf({ "rows.ts": text });
    await runToEnd(project, planOf(project, assets, above));
    const folder = environmentFolder(project, "dev");
    writeFileSync(join(folder, "store.json"), '{ "format": 99 }');
    const before = contentOf(folder);
    const { happened, problem } = await meet(project);
    assert.deepEqual(happened, whole);
    assert.equal(problem?.code, "store-newer");
    assert.match(problem?.remedy ?? "", /Update evergraph/);
    const { end } = await runToEnd(project, planOf(project, assets, above));
    assert.deepEqual([end?.state, end?.error?.code], ["failed", "store-newer"]);
    assert.deepEqual(contentOf(folder), before);
  });
});

/** A Node that may not write files beyond so many kilobytes: for it the disk is full. */
function nodeOnFullDisk(project: string, kilobytes: number): string {
  const file = join(project, "node-on-full-disk");
  writeFileSync(file, `#!/bin/bash\nulimit -f ${kilobytes}\nexec ${JSON.stringify(process.execPath)} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

describe("a disk that is full", { skip: process.platform === "win32" }, () => {
  it("fails the asset whose value finds no room, and keeps what was stored before", async () => {
    const project = projectOf({
      "rows.ts": `import { asset } from "evergraph";
export const small = asset("small", () => [{ n: 1 }]);
export const large = asset("large", { deps: [small] }, () => Array.from({ length: 400_000 }, (_, n) => ({ n, text: "row " + n })));
export const below = asset("below", { deps: [large] }, () => 1);
export const beside = asset("beside", { deps: [small] }, () => [{ n: 2 }]);
`,
    });
    const launcher = createChildLauncher({ project, nodePath: nodeOnFullDisk(project, 2_048), runner, spare: false });
    const keys = Object.fromEntries(["small", "large", "below", "beside"].map((key) => [key, "rows.ts"]));
    const plan = planOf(project, keys, { large: ["small"], below: ["large"], beside: ["small"] });
    try {
      const [end] = await launcher.launch([plan], { debug: false }).ended;
      const { outcomes, events } = await recordOf(project, plan);
      assert.equal(end?.state, "failed");
      assert.deepEqual(outcomes, {
        small: "materialized",
        large: "failed",
        below: "upstream failed",
        beside: "materialized",
      });
      const failed = events.find((event) => event.kind === "outcome" && event.of.asset === "large");
      assert.ok(failed?.kind === "outcome");
      assert.equal(failed.error?.code, "store-cannot-write");
      assert.match(failed.error?.message ?? "", /cannot be written: EFBIG/);
      assert.match(failed.error?.remedy ?? "", /Free space on the disk/);
      assert.equal((await meet(project)).happened["small"], "materialized");
    } finally {
      await launcher.dispose();
    }
  });
});
