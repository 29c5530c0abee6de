import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { frames, json, memory, type IoManager as OwnManager } from "../core/definitions/io-manager.ts";
import { resource } from "../core/definitions/resource.ts";
import type { StoreContext } from "./io-manager.ts";
import { ioManagersOf } from "./io-managers-of.ts";

const project = mkdtempSync(join(tmpdir(), "evergraph-io-"));
after(() => rmSync(project, { recursive: true, force: true }));
const folder = join(project, ".evergraph", "dev");
const context: StoreContext = {
  asset: asAssetKey("marts/orders"),
  run: "run-1" as RunId,
  folder,
  signal: new AbortController().signal,
  environment: "dev",
};
const throwsCode = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;
async function* rows(): AsyncGenerator<{ id: number }> {
  yield { id: 1 };
  yield { id: 2 };
}

async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for await (const row of stream) all.push(row);
  return all;
}

/** Keeps everything in a Map, as a user's own manager might in a database. */
function ownManager(): { readonly manager: OwnManager; readonly kept: Map<string, unknown>; readonly told: object[] } {
  const kept = new Map<string, unknown>();
  const told: object[] = [];
  const manager: OwnManager = {
    async store(value, { key, version, partition, environment, run, metadata }) {
      told.push({ key, partition, environment, run });
      metadata.add({ place: "map" });
      kept.set(version, value);
      return version;
    },
    async load(location, { missing, key, consumer }) {
      told.push({ key, consumer });
      if (!kept.has(location)) throw missing(location);
      return kept.get(location);
    },
    async storeStream(stream, { version }) {
      kept.set(version, await collect(stream));
      return version;
    },
    async *loadStream(location) {
      yield* kept.get(location) as unknown[];
    },
  };
  return { manager, kept, told };
}

test("without configuration there are the built-in ones, and frames is the default", () => {
  const managers = ioManagersOf({});
  assert.deepEqual(Object.keys(managers).sort(), ["default", "frames", "json", "memory"]);
  assert.equal(managers.default, managers.frames);
});

test("a built-in one records its own name, under whatever name it was chosen", async () => {
  const managers = ioManagersOf({ default: json(), scratch: memory(), exact: frames() }, project);
  const names = await Promise.all(
    ["default", "scratch", "exact"].map(async (name) => (await managers[name]?.store(context, [1]))?.stored.manager),
  );
  assert.deepEqual(names, ["json", "memory", "frames"]);
  assert.equal(managers.scratch, managers.memory);
});

for (const [kind, io] of [
  ["json", json({ directory: "public/data" })],
  ["frames", frames({ directory: "public/exact" })],
] as const) {
  test(`${kind} keeps even small values in its directory, where any reader of the project finds them`, async () => {
    const { default: manager } = ioManagersOf({ default: io }, project);
    const { stored } = await manager.store(context, [{ id: 1 }]);
    assert.equal(stored.inline, undefined);
    const directory = join(project, "public", kind === "json" ? "data" : "exact", "marts~2forders");
    assert.deepEqual(readdirSync(directory), [`run-1.${kind}`]);
    assert.deepEqual(await ioManagersOf({ other: io }, project)[kind]?.load(context, stored), [{ id: 1 }]);
    await assert.rejects(async () => ioManagersOf({}, project)[kind]?.load(context, stored), { code: "value-outside" });
    if (kind === "json") assert.deepEqual(JSON.parse(readFileSync(join(directory, "run-1.json"), "utf8")), [{ id: 1 }]);
  });
}

for (const path of ["../../package.json", "../other/values/a.json", join(project, "package.json")]) {
  test(`a stored path that leads out of the store, as ${path}, is not read in a run`, async () => {
    writeFileSync(join(project, "package.json"), "[]");
    const managers = ioManagersOf({ data: json({ directory: "public/data" }) }, project);
    const stored = { manager: "json", path, bytes: 2 };
    for (const manager of [managers["json"], managers["frames"], managers["data"]]) {
      await assert.rejects(async () => manager?.load(context, stored), { code: "value-outside" });
    }
  });
}

test("a user's own manager is told of the asset, and gives back what lies at its place", async () => {
  const { manager, kept, told } = ownManager();
  const managers = ioManagersOf({ archive: manager });
  const written = await managers.archive?.store(context, [{ id: 1 }, { id: 2 }]);
  assert.deepEqual(
    [written?.rows, written?.columns, written?.metadata],
    [2, [{ name: "id", type: "number" }], { place: "map" }],
  );
  assert.deepEqual(
    [written?.stored.manager, written?.stored.path, written?.stored.digest],
    ["archive", undefined, undefined],
  );
  const reading = { ...context, consumer: asAssetKey("report") };
  assert.deepEqual(await managers.archive?.load(reading, written?.stored as never), [{ id: 1 }, { id: 2 }]);
  assert.deepEqual(told, [
    { key: "marts/orders", partition: undefined, environment: "dev", run: { id: "run-1" } },
    { key: "marts/orders", consumer: "report" },
  ]);
  await managers.archive?.store(context, "again");
  assert.equal(kept.size, 2);
  kept.clear();
  await assert.rejects(
    async () => managers.archive?.load(context, written?.stored as never),
    throwsCode("value-missing"),
  );
});

test("streams pass through a user's own manager, and are read again and again", async () => {
  const { archive } = ioManagersOf({ archive: ownManager().manager });
  const written = await archive?.store(context, rows());
  assert.deepEqual([written?.rows, written?.stored.preview], [2, [{ id: 1 }, { id: 2 }]]);
  const stream = (await archive?.load(context, written?.stored as never)) as AsyncIterable<unknown>;
  for (const _ of [1, 2]) assert.deepEqual(await collect(stream), [{ id: 1 }, { id: 2 }]);
});

test("a stream that is cancelled is no longer fed", async () => {
  const stop = new AbortController();
  const { archive } = ioManagersOf({ archive: ownManager().manager });
  async function* stopping() {
    yield 1;
    stop.abort(new Error("cancelled"));
    yield 2;
  }
  await assert.rejects(async () => archive?.store({ ...context, signal: stop.signal }, stopping()), /cancelled/);
});

test("a user's own manager reaches the resources of the run", async () => {
  const slot = resource<string>("bucket");
  const manager: OwnManager = {
    store: async (_, { resource: of }) => of(slot),
    load: async (location) => location,
  };
  const { own } = ioManagersOf({ own: manager });
  const written = await own?.store({ ...context, resource: async ({ name }) => `${name}-1` }, 1);
  assert.equal(await own?.load(context, written?.stored as never), "bucket-1");
  await assert.rejects(async () => own?.store(context, 1), throwsCode("io-no-resources"));
});

const refused: readonly (readonly [code: string, io: object, value: unknown])[] = [
  ["io-place-missing", { store: async () => undefined, load: async () => 1 }, 1],
  ["io-place-missing", { store: async () => "", load: async () => 1 }, 1],
  ["io-no-streams", { store: async () => "x", load: async () => 1 }, rows()],
];
for (const [at, [code, io, value]] of refused.entries()) {
  test(`storing is refused with ${code} (${at})`, async () => {
    const { own } = ioManagersOf({ own: io });
    await assert.rejects(async () => own?.store(context, value), throwsCode(code));
  });
}

test("what is no manager is refused by its name", () => {
  assert.throws(() => ioManagersOf({ odd: { store: 1 } }), throwsCode("io-manager-invalid"));
});

test("a record without a place is damaged", async () => {
  const { own } = ioManagersOf({ own: ownManager().manager });
  await assert.rejects(
    async () => own?.load(context, { manager: "own", inline: "!", bytes: 0 }),
    throwsCode("value-damaged"),
  );
});
