import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, it } from "node:test";
import { emptyGraph } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { TypeLane } from "./type-lane.ts";
import { createTypeLane } from "./type-lane.ts";
import type { TypesProject } from "./types-fixture.ts";
import { openTypesProject } from "./types-fixture.ts";

const raw = `import { asset } from "evergraph";
import { toNumber } from "../helpers/units.ts";
export const rawOrders = asset("raw_orders", () => [{ id: "a", sum: toNumber("1") }]);
`;
const clean = `import { asset } from "evergraph";
export const orders = asset("orders", ({ raw_orders }) => raw_orders.map((row) => ({ ...row, paid: true })));
export const count = asset("count", ({ orders }) => orders.length);
`;
const report = `import { asset } from "evergraph";
import { orders, count } from "./clean.ts";
export const report = asset("report", { inputs: { rows: orders, total: count } }, ({ rows, total }) => ({ first: rows[0], total }));
`;
const units = `export function toNumber(text: string) {
  return Number(text);
}
`;
const files = {
  "assets/raw.ts": raw,
  "assets/clean.ts": clean,
  "assets/report.ts": report,
  "helpers/units.ts": units,
};

let open: TypesProject | undefined;
function project(given: Readonly<Record<string, string>> = files, entry?: string | null): TypesProject {
  open = openTypesProject(given, entry);
  return open;
}
afterEach(async () => {
  await open?.close();
  open = undefined;
});

describe("the type lane, while a project is edited", () => {
  it("knows all types at first", async () => {
    const { type } = project();
    assert.deepEqual(await Promise.all(["raw_orders", "orders", "count", "report"].map(type)), [
      "{ id: string; sum: number }[]",
      "{ id: string; sum: number; paid: boolean }[]",
      "number",
      "{ first: { id: string; sum: number; paid: boolean } | undefined; total: number }",
    ]);
  });

  const edits: readonly {
    readonly name: string;
    readonly file: keyof typeof files;
    readonly from: string;
    readonly to: string;
    readonly key: string;
    readonly before: string;
    readonly after: string;
  }[] = [
    {
      name: "an asset's row, seen two assets further down",
      file: "assets/raw.ts",
      from: 'id: "a"',
      to: "id: 7, note: null",
      key: "report",
      before: "{ first: { id: string; sum: number; paid: boolean } | undefined; total: number }",
      after: "{ first: { id: number; note: null; sum: number; paid: boolean } | undefined; total: number }",
    },
    {
      name: "what a helper returns",
      file: "helpers/units.ts",
      from: "Number(text)",
      to: "BigInt(text)",
      key: "orders",
      before: "{ id: string; sum: number; paid: boolean }[]",
      after: "{ id: string; sum: bigint; paid: boolean }[]",
    },
    {
      name: "lines above a definition",
      file: "assets/clean.ts",
      from: "export const count",
      to: "\n\n/* moved */\nexport const count",
      key: "count",
      before: "number",
      after: "number",
    },
  ];
  for (const { name, file, from, to, key, before, after } of edits)
    it(`follows the unsaved text: ${name}`, async () => {
      const { type, edit } = project();
      assert.equal(await type(key), before);
      edit(file, files[file].replace(from, to));
      assert.equal(await type(key), after);
      edit(file, undefined);
      assert.equal(await type(key), before);
    });

  it("tells nothing new when no type is another", async () => {
    const { lane, edit, news } = project();
    await lane.settled();
    const before = news();
    edit("helpers/units.ts", units.replace("return Number(text);", "const value = Number(text);\n  return value * 2;"));
    edit("assets/raw.ts", raw.replace('"1"', '"2"'));
    await lane.settled();
    assert.equal(news(), before);
  });

  it("sees a helper change its type after one that did not", async () => {
    const { type, edit } = project();
    await type("raw_orders");
    edit("helpers/units.ts", units.replace("Number(text)", "Number(text) + 1"));
    await type("raw_orders");
    edit("helpers/units.ts", units.replace("Number(text)", "text.length > 1"));
    assert.equal(await type("raw_orders"), "{ id: string; sum: boolean }[]");
  });

  it("sees through a helper of a helper", async () => {
    const { type, edit } = project({
      "raw.ts":
        'import { asset } from "evergraph";\nimport { a } from "./a.ts";\nexport const x = asset("x", () => a());\n',
      "a.ts": 'import { b } from "./b.ts";\nexport const a = () => b();\n',
      "b.ts": "export const b = () => 1;\n",
    });
    assert.equal(await type("x"), "number");
    edit("b.ts", 'export const b = () => "one";\n');
    assert.equal(await type("x"), "string");
    edit("a.ts", 'import { b } from "./b.ts";\nexport const a = () => [b()];\n');
    assert.equal(await type("x"), "string[]");
    edit("b.ts", "export const b = () => 1;\n");
    assert.equal(await type("x"), "number[]");
  });

  it("keeps the last type while the text is half typed", async () => {
    const { type, edit } = project();
    assert.equal(await type("count"), "number");
    edit("assets/clean.ts", clean.replace("orders.length);", "orders.length +"));
    assert.equal(await type("orders"), "{ id: string; sum: number; paid: boolean }[]");
    assert.equal(await type("count"), "number");
  });

  it("survives texts that are no programs", async () => {
    const { type, edit } = project();
    const broken = [
      "",
      "{{{{",
      clean.slice(0, 150),
      `${clean}\n}}}} export const`,
      clean.replaceAll("(", ""),
      "\0\uD800",
    ];
    for (const text of broken) {
      edit("assets/clean.ts", text);
      assert.equal(await type("raw_orders"), "{ id: string; sum: number }[]");
    }
    edit("assets/clean.ts", undefined);
    assert.equal(await type("count"), "number");
  });

  for (const told of ["told", "not told"] as const)
    it(`follows the disk, when it is ${told} which files changed`, async () => {
      const { type, write } = project();
      await type("report");
      write("helpers/units.ts", units.replace("Number(text)", "[text]"), told);
      assert.equal(await type("raw_orders"), "{ id: string; sum: string[] }[]");
      write("helpers/units.ts", null, told);
      assert.equal(await type("raw_orders"), "{ id: string; sum: unknown }[]");
      write("helpers/units.ts", units, told);
      assert.equal(await type("raw_orders"), "{ id: string; sum: number }[]");
      write(
        "assets/new.ts",
        'import { asset } from "evergraph";\nexport const n = asset("new", ({ count }) => [count]);\n',
        told,
      );
      assert.equal(await type("new"), "number[]");
      write("assets/new.ts", null, told);
      assert.equal(await type("new"), undefined);
    });

  it("follows an asset that gets another key, and one that moves to another file", async () => {
    const { type, edit } = project();
    await type("count");
    edit("assets/clean.ts", clean.replace('"count"', '"how_many"'));
    assert.equal(await type("how_many"), "number");
    assert.equal(await type("count"), undefined);
    const [definition = ""] = clean.match(/export const count.*\n/) ?? [];
    edit("assets/clean.ts", clean.replace(definition, ""));
    edit("assets/raw.ts", raw + definition);
    assert.equal(await type("count"), "number");
  });

  it("follows the compiler's options", async () => {
    const given = {
      ...files,
      "maybe.ts":
        'import { asset } from "evergraph";\nexport const m = asset("maybe", (): string | undefined => "");\n',
    };
    const { type, write, folder } = project(given);
    assert.equal(await type("maybe"), "string | undefined");
    const config = readFileSync(path.join(folder, "tsconfig.json"), "utf8");
    write("tsconfig.json", config.replace('"strict":true', '"strict":true,"strictNullChecks":false'));
    assert.equal(await type("maybe"), "string");
  });

  it("knows ambient declarations and JavaScript", async () => {
    const { type } = project({
      "env.d.ts": "interface Sale { sku: string; at: Date }\n",
      "sales.ts": 'import { asset } from "evergraph";\nexport const sales = asset("sales", (): Sale[] => []);\n',
      "names.js":
        'import { asset } from "evergraph";\nexport const names = asset("names", ({ sales }) => sales.map((sale) => sale.sku));\n',
      "users.ts":
        'import { asset } from "evergraph";\nimport { names } from "./names.js";\nexport const u = asset("users", { inputs: { names } }, ({ names }) => new Set(names));\n',
    });
    assert.deepEqual(await Promise.all(["sales", "names", "users"].map(type)), ["Sale[]", "string[]", "Set<string>"]);
  });

  it("says unknown, without the package and without a compiler's configuration", async () => {
    const without = project(files, null);
    assert.equal(await without.type("report"), "unknown");
    without.write("tsconfig.json", null);
    assert.equal(await without.type("report"), "unknown");
  });

  it("ends, also in the middle of its work", async () => {
    const { lane, close } = project();
    await close();
    open = undefined;
    await lane.settled();
    await assert.rejects(lane.registryText(), /ended/);
  });
});

describe("the worker of the type lane", () => {
  const answering = `
    const { parentPort, resourceLimits, workerData } = require("node:worker_threads");
    parentPort.on("message", (message) => {
      if (message.kind !== "update") return parentPort.postMessage({ kind: "registry", id: message.id, text: String(message.id), written: false });
      LIVE
      parentPort.postMessage({ kind: "types", put: [{ key: "a", text: String(resourceLimits.maxOldGenerationSizeMb) }], gone: [] });
      parentPort.postMessage({ kind: "settled", revision: message.revision });
    });`;

  function laneWith(life: string): TypeLane {
    const workerFile = path.join(mkdtempSync(path.join(tmpdir(), "evergraph-worker-")), "worker.cjs");
    writeFileSync(workerFile, answering.replace("LIVE", life));
    return createTypeLane({ folder: path.dirname(workerFile), onTypes: () => {}, workerFile });
  }

  it("begins once more with more memory when it had too little", async () => {
    const life =
      "if (resourceLimits.maxOldGenerationSizeMb < 1000) { const kept = []; for (;;) kept.push(new Array(1e6).fill({})); }";
    const lane = laneWith(life);
    lane.update(emptyGraph, new Map());
    const text = lane.registryText();
    await lane.settled();
    assert.equal(lane.types().get("a" as AssetKey)?.text, "1600");
    assert.equal(await text, "1");
    await lane.close();
  });

  it("keeps nobody waiting when it ends, begins anew with the next edit, and gives up in the end", async () => {
    const lane = laneWith("process.exit(1);");
    for (let attempt = 0; attempt < 6; attempt += 1) {
      lane.update(emptyGraph, new Map([["a.ts", String(attempt)]]));
      await lane.settled();
    }
    await assert.rejects(lane.registryText(), /ended/);
    await lane.close();
  });
});

describe("edges that TypeScript says nothing of", () => {
  const rows = 'import { asset } from "evergraph";\nexport const rows = asset("rows", () => [{ id: "a" }]);\n';
  const cases: readonly { readonly name: string; readonly text: string; readonly why: string | undefined }[] = [
    {
      name: "an annotation that believes more",
      text: 'asset("total", { inputs: { rows } }, ({ rows }: { rows: { id: string; sum: number }[] }) => rows.length)',
      why: "it says { id: string; sum: number }[], but { id: string }[] arrives",
    },
    {
      name: "an annotation that believes less",
      text: 'asset("total", { inputs: { rows } }, ({ rows }: { rows: readonly { id: string }[] }) => rows.length)',
      why: undefined,
    },
    {
      name: "a contradiction, of which TypeScript speaks itself",
      text: 'asset("total", { inputs: { rows } }, ({ rows }: { rows: number }) => rows)',
      why: undefined,
    },
    { name: "no annotation", text: 'asset("total", { inputs: { rows } }, ({ rows }) => rows.length)', why: undefined },
  ];
  for (const { name, text, why } of cases)
    it(name, async () => {
      const { lane } = project({
        "rows.ts": rows,
        "total.ts": `import { asset } from "evergraph";\nimport { rows } from "./rows.ts";\nexport const total = ${text};\n`,
      });
      await lane.settled();
      assert.deepEqual(
        lane.diagnostics().map(({ code, message, range }) => [code, message, range.file]),
        why === undefined ? [] : [["edge-type", `"total" cannot read "rows": ${why}.`, "total.ts"]],
      );
    });
});

describe("evergraph-env.d.ts", () => {
  const given = {
    ...files,
    "assets/loads.ts": `import { asset, daily, externalAsset } from "evergraph";
import { database } from "../resources.ts";
export class Model { #weights = 1; }
export const rate = externalAsset<number>("vendor/rate");
export const load = asset("load", { partitions: daily({ start: "2024-01-01" }), resources: { database } }, async function* () { yield { n: 1 }; });
export const model = asset("model", () => new Model());
`,
    "resources.ts":
      'import { resource } from "evergraph";\nexport const database = resource<{ close(): void }>("database");\n',
  };
  const expected = `// Written by Evergraph from the definitions of this project: the types behind the names that assets read.
// Do not edit, do not commit: the editor and \`evergraph codegen\` write it anew.
import type { DailyPartitions, Partitioned, Stream } from "evergraph";

declare module "evergraph" {
  interface AssetRegistry {
    count: number;
    load: Partitioned<Stream<{ n: number }>, DailyPartitions>;
    model: import("./assets/loads.js").Model;
    orders: { id: string; sum: number; paid: boolean }[];
    raw_orders: { id: string; sum: number }[];
    report: { first: { id: string; sum: number; paid: boolean } | undefined; total: number };
    "vendor/rate": number;
  }
  interface AssetReads {
    count: "orders";
    load: never;
    model: never;
    orders: "raw_orders";
    raw_orders: never;
    report: never;
  }
  interface ResourceRegistry {
    database: typeof import("./resources.js").database;
  }
}
`;

  it("has all values by value, what is read by name, and resources by reference", async () => {
    assert.equal(await project(given).lane.registryText(), expected);
  });

  it("is the same after any order of edits", async () => {
    const { lane, edit } = project(given);
    edit("assets/raw.ts", raw.replace("sum:", "amount:"));
    await lane.settled();
    edit("assets/clean.ts", clean.replace("paid: true", "paid: 1"));
    await lane.settled();
    edit("assets/raw.ts", undefined);
    edit("assets/clean.ts", undefined);
    assert.equal(await lane.registryText(), expected);
  });

  it("is written when its bytes are others, whole, and only when it is asked for", async () => {
    const { lane, folder, edit } = project(given);
    const file = path.join(folder, "evergraph-env.d.ts");
    await lane.settled();
    assert.equal(existsSync(file), false);
    assert.deepEqual(await lane.writeRegistry(), { written: true });
    assert.equal(readFileSync(file, "utf8"), expected);
    const { mtimeMs, ino } = statSync(file);
    assert.deepEqual(await lane.writeRegistry(), { written: false });
    assert.deepEqual([statSync(file).mtimeMs, statSync(file).ino], [mtimeMs, ino]);
    edit("assets/raw.ts", raw.replace("sum:", "amount:"));
    assert.deepEqual(await lane.writeRegistry(), { written: true });
    assert.match(readFileSync(file, "utf8"), /raw_orders: \{ id: string; amount: number \}\[\]/);
  });

  it("says what went wrong when it cannot be written", async () => {
    const { lane, folder, close } = project({ ...given, "evergraph-env.d.ts/in-the-way.txt": "" });
    await assert.rejects(lane.writeRegistry());
    assert.ok(folder);
    await close();
    open = undefined;
  });

  it("is not believed when it is on disk: only the definitions count", async () => {
    const { type, folder, lane, edit } = project(given);
    await lane.writeRegistry();
    writeFileSync(
      path.join(folder, "evergraph-env.d.ts"),
      'export {};\ndeclare module "evergraph" { interface AssetRegistry { raw_orders: "wrong" } }\n',
    );
    edit("assets/clean.ts", `${clean}\n`);
    assert.equal(await type("orders"), "{ id: string; sum: number; paid: boolean }[]");
  });
});
