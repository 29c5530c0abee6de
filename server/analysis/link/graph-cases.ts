/** Small projects and what the graph of each has to hold: a line an asset, a line a problem. Data of a test. */
export interface GraphCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** `key <- upstream keys`, `file:line ?` for a key that only running can know, `file:line code` for a problem. */
  readonly expect: readonly string[];
}

const head = 'import { asset } from "evergraph";\n';

function inOne(name: string, text: string, expect: readonly string[]): GraphCase {
  return { name, files: { "a.ts": head + text }, expect };
}

export const graphCases: readonly GraphCase[] = [
  inOne(
    "names by destructuring",
    'export const a = asset("a", () => 1);\nexport const b = asset("b", ({ a: x = 2 }) => x);\n',
    ["a <-", "b <- a"],
  ),
  inOne(
    "a quoted name",
    'export const a = asset("x/a", () => 1);\nexport const b = asset("b", ({ "x/a": x }) => x);\n',
    ["b <- x/a", "x/a <-"],
  ),
  inOne(
    "inputs replace names",
    'export const a = asset("a", () => 1);\nexport const b = asset("b", { inputs: { z: "a" } }, ({ z }) => z);\n',
    ["a <-", "b <- a"],
  ),
  inOne("a parameter that is not destructured", 'export const b = asset("b", (inputs) => inputs);\n', ["b <-"]),
  inOne(
    "the function by name",
    'function compute({ a }: any) { return a; }\nexport const a = asset("a", () => 1);\nexport const b = asset("b", compute);\n',
    ["a <-", "b <- a"],
  ),
  inOne(
    "an async generator",
    'export const a = asset("a", () => 1);\nexport const b = asset("b", async function* ({ a }) { yield a; });\n',
    ["a <-", "b <- a"],
  ),
  inOne("a rest element", 'export const b = asset("b", ({ ...all }) => all);\n', ["b <-", "a.ts:2 rest-input"]),
  inOne(
    "a computed name",
    'export const a = asset("a", () => 1);\nconst k = "a";\nexport const b = asset("b", ({ [k]: x }: any) => x);\n',
    ["a <-", "b <-", "a.ts:4 computed-input"],
  ),
  inOne("a constant key", 'const KEY = "a";\nexport const a = asset(KEY, () => 1);\n', ["a <-"]),
  inOne(
    "a key of a constant object",
    'const keys = { a: "x/a" } as const;\nexport const a = asset(keys.a, () => 1);\n',
    ["x/a <-"],
  ),
  inOne("a key of an enum", 'enum K { A = "a" }\nexport const a = asset(K.A, () => 1);\n', ["a <-"]),
  inOne("a template of constants", 'const p = "x";\nexport const a = asset(`${p}/a`, () => 1);\n', ["x/a <-"]),
  inOne("a template without substitutions", "export const a = asset(`a`, () => 1);\n", ["a <-"]),
  inOne(
    "a loop",
    'export const all = ["x", "y"].map((t) => asset(`copy/${t}`, () => t));\nexport const b = asset("b", { deps: ["copy/x"] }, () => 1);\n',
    ["b <- copy/x", "a.ts:2 ?", "a.ts:2 key-not-literal"],
  ),
  inOne(
    "a factory",
    'function make(key: string) { return asset(key, () => 1); }\nexport const a = make("a");\nexport const b = asset("b", { deps: ["a"] }, () => 1);\n',
    ["b <- a", "a.ts:2 ?", "a.ts:2 key-not-literal"],
  ),
  inOne("a function that nothing uses", 'function make() { return asset("a", () => 1); }\n', []),
  inOne(
    "not exported",
    'const a = asset("a", () => 1);\nexport const b = asset("b", { inputs: { a } }, ({ a }) => a);\n',
    ["b <- a", "a.ts:2 not-exported"],
  ),
  inOne("exported below", 'const a = asset("a", () => 1);\nexport { a as orders };\n', ["a <-"]),
  inOne(
    "exported in a list",
    'const a = asset("a", () => 1);\nconst b = asset("b", () => 1);\nexport const all = [a, { b }];\n',
    ["a <-", "b <-"],
  ),
  inOne("exported as default in an object", 'const a = asset("a", () => 1);\nexport default { a };\n', ["a <-"]),
  inOne("frozen", 'const a = asset("a", () => 1);\nexport default Object.freeze([a]);\n', ["a <-"]),
  inOne("pushed to an exported list", 'export const all: any[] = [];\nall.push(asset("a", () => 1));\n', ["a <-"]),
  inOne(
    "deps by a spread list",
    'export const list = [asset("a", () => 1), asset("b", () => 1)];\nexport const c = asset("c", { deps: [...list, "a"] }, () => 1);\n',
    ["a <-", "b <-", "c <- a b"],
  ),
  inOne(
    "options by a constant",
    'const shared = { deps: ["a"] };\nexport const a = asset("a", () => 1);\nexport const b = asset("b", { ...shared, group: "g" }, () => 1);\nexport const c = asset("c", shared, () => 1);\n',
    ["a <-", "b <- a", "c <- a"],
  ),
  inOne(
    "a handle in an object",
    'const t = { a: asset("a", () => 1) };\nexport const all = t;\nexport const b = asset("b", { inputs: { x: t.a } }, ({ x }) => x);\n',
    ["a <-", "b <- a"],
  ),
  inOne(
    "the key of a handle",
    'export const a = asset("a", () => 1);\nexport const b = asset("b", { deps: [a.key] }, () => 1);\n',
    ["a <-", "b <- a"],
  ),
  inOne("depending on itself", 'export const a = asset("a", ({ a }) => a);\n', ["a <- a", "a.ts:2 cycle"]),
  {
    name: "reading its own past",
    files: {
      "a.ts":
        'import { asset, daily, from, previous } from "evergraph";\nconst days = daily({ start: "2024-01-01" });\nexport const a = asset("a", { partitions: days, inputs: { before: from("a", { partitions: previous() }) } }, ({ before }) => before);\n',
    },
    expect: ["a <- a"],
  },
  {
    name: "several outputs",
    files: {
      "a.ts":
        'import { asset, multiAsset } from "evergraph";\nexport const { x, y } = multiAsset("m", { outputs: { x: {}, y: {} } }, () => ({ x: 1, y: 2 }));\nexport const b = asset("b", { inputs: { v: y } }, ({ v }) => v);\n',
    },
    expect: ["b <- y", "x <-", "y <-"],
  },
  {
    name: "several outputs by one name",
    files: {
      "a.ts":
        'import { asset, multiAsset } from "evergraph";\nexport const m = multiAsset("m", { outputs: { x: {}, y: {} } }, () => ({ x: 1, y: 2 }));\nexport const b = asset("b", { inputs: { v: m.x }, deps: Object.values(m) }, ({ v }) => v);\n',
    },
    expect: ["b <- x y", "x <-", "y <-"],
  },
  {
    name: "a namespace",
    files: { "a.ts": 'import * as eg from "evergraph";\nexport const a = eg.asset("a", () => 1);\n' },
    expect: ["a <-"],
  },
  {
    name: "renamed",
    files: { "a.ts": 'import { asset as table } from "evergraph";\nexport const a = table("a", () => 1);\n' },
    expect: ["a <-"],
  },
  {
    name: "a local alias",
    files: { "a.ts": `${head}const define = asset;\nexport const a = define("a", () => 1);\n` },
    expect: ["a <-"],
  },
  {
    name: "handed on under another name",
    files: {
      "lib.ts": 'export { asset as table } from "evergraph";\n',
      "a.ts": 'import { table } from "./lib";\nexport const a = table("a", () => 1);\n',
    },
    expect: ["a <-"],
  },
  {
    name: "handed on by a star, through a barrel",
    files: {
      "lib.ts": 'export * from "evergraph";\n',
      "index.ts": 'export * from "./lib";\n',
      "a.ts": 'import { asset } from ".";\nexport const a = asset("a", () => 1);\n',
    },
    expect: ["a <-"],
  },
  {
    name: "CommonJS",
    files: {
      "a.cjs": 'const { asset } = require("evergraph");\nconst a = asset("a", () => 1);\nmodule.exports = { a };\n',
      "b.cjs":
        'const { asset } = require("evergraph");\nconst { a } = require("./a.cjs");\nexports.b = asset("b", { inputs: { a } }, ({ a }) => a);\n',
    },
    expect: ["a <-", "b <- a"],
  },
  {
    name: "import = require, export =",
    files: {
      "a.cts": 'import eg = require("evergraph");\nconst a = eg.asset("a", () => 1);\nexport = a;\n',
      "b.cts":
        'import eg = require("evergraph");\nimport a = require("./a.cjs");\nexport const b = eg.asset("b", { deps: [a] }, () => 1);\n',
    },
    expect: ["a <-", "b <- a"],
  },
  {
    name: "handles through a barrel cycle",
    files: {
      "a.ts": `${head}export * from "./b";\nexport const a = asset("a", () => 1);\n`,
      "b.ts": `${head}import { a } from "./a";\nexport * from "./a";\nexport const b = asset("b", { inputs: { a } }, ({ a }) => a);\n`,
    },
    expect: ["a <-", "b <- a"],
  },
  {
    name: "export * as",
    files: {
      "a.ts": `${head}export const a = asset("a", () => 1);\n`,
      "i.ts": 'export * as raw from "./a";\n',
      "b.ts": `${head}import { raw } from "./i";\nexport const b = asset("b", { inputs: { x: raw.a } }, ({ x }) => x);\n`,
    },
    expect: ["a <-", "b <- a"],
  },
  {
    name: "a type-only import is none",
    files: {
      "a.ts":
        'import type { asset } from "evergraph";\ndeclare const asset: any;\nexport const a = asset("a", () => 1);\n',
    },
    expect: [],
  },
  {
    name: "the same key twice",
    files: {
      "a.ts": `${head}export const a = asset("a", () => 1);\n`,
      "b.ts": `${head}export const b = asset("a", () => 1);\n`,
    },
    expect: ["a <-", "a.ts:2 duplicate-key", "b.ts:2 duplicate-key"],
  },
  {
    name: "checks of one name by two functions, in two files",
    files: {
      "a.ts": `${head}import { assetCheck } from "evergraph";\nexport const a = asset("a", () => 1);\nexport const one = assetCheck("full", { asset: a }, () => true);\n`,
      "b.ts":
        'import { assetCheck, asset } from "evergraph";\nexport const two = assetCheck("full", { asset: "a" }, () => true);\nexport const b = asset("b", { checks: ["full"] }, () => 1);\n',
    },
    expect: ["a <-", "b <-", "b.ts:2 duplicate-check"],
  },
  {
    name: "a ready-made check with the name of one of several",
    files: {
      "a.ts": `${head}import { assetChecks, notNull } from "evergraph";\nexport const a = asset("a", () => [{ id: 1 }]);\nexport const many = assetChecks("many", { asset: a, checks: { not_null_id: {}, other: {} } }, () => ({ not_null_id: true, other: true }));\nexport const ids = notNull(a, ["id"]);\nexport const names = notNull(a, ["id"], { name: "ids" });\n`,
    },
    expect: ["a <-", "a.ts:5 duplicate-check"],
  },
  {
    name: "a check with a name that the function reports, of one output",
    files: {
      "a.ts":
        'import { assetCheck, multiAsset } from "evergraph";\nexport const early = assetCheck("filled", { asset: "d" }, () => true);\nexport const late = assetCheck("filled", { asset: "e" }, () => true);\nexport const { d, e } = multiAsset("m", { outputs: { d: {}, e: {} }, checks: { filled: { asset: "d" } } }, () => ({ d: 1, e: 1 }));\n',
    },
    expect: ["d <-", "e <-", "a.ts:2 duplicate-check"],
  },
  {
    name: "a misspelled name",
    files: {
      "a.ts": `${head}export const a = asset("raw_orders", () => 1);\nexport const b = asset("b", ({ raw_order }) => raw_order);\n`,
    },
    expect: ["b <- raw_order", "raw_orders <-", "a.ts:3 unknown-dependency"],
  },
  {
    name: "owners",
    files: {
      "a.ts": `${head}export const a = asset("a", { owners: ["team:x", "m@x.org", "nobody", "team:"] }, () => 1);\n`,
    },
    expect: ["a <-", "a.ts:2 bad-owner", "a.ts:2 bad-owner"],
  },
  {
    name: "tags",
    files: {
      "a.ts": `${head}export const a = asset("a", { tags: ["slow"] }, () => 1);\nexport const b = asset("b", { tags: { slow: "" } }, () => 1);\n`,
    },
    expect: ["a <-", "b <-", "a.ts:2 tags-in-list"],
  },
  {
    name: "durations",
    files: {
      "a.ts":
        'import { asset, assetCheck, assetChecks, multiAsset } from "evergraph";\nconst late = "late";\nconst shared = { retry: { retries: 1, delay: "1 s" } };\nexport const a = asset("a", { timeout: "soon", retry: { retries: 2, delay: late } }, () => 1);\nexport const b = asset("b", { ...shared, timeout: undefined }, () => 1);\nexport const { c, d } = multiAsset("m", { outputs: { c: {}, d: {} }, timeout: 30 }, () => ({ c: 1, d: 1 }));\nexport const one = assetCheck("one", { asset: a, timeout: "1w" }, () => true);\nexport const many = assetChecks("many", { asset: a, checks: { x: {} }, retry: { retries: 1, delay: "-1s" } }, () => ({ x: true }));\nexport const fine = asset("fine", { timeout: "1.5h", retry: { retries: 1, delay: "20ms" } }, () => 1);\nexport const computed = asset("computed", { timeout: process.env.SOME }, () => 1);\n',
    },
    expect: [
      "a <-",
      "b <-",
      "c <-",
      "computed <-",
      "d <-",
      "fine <-",
      "a.ts:4 bad-duration",
      "a.ts:4 bad-duration",
      "a.ts:5 bad-duration",
      "a.ts:6 bad-duration",
      "a.ts:7 bad-duration",
      "a.ts:8 bad-duration",
    ],
  },
  {
    name: "outputs of a multi-asset whose keys are none",
    files: {
      "a.ts":
        'import { multiAsset } from "evergraph";\nexport const m = multiAsset("m", {\n  outputs: {\n    good: {},\n    "raw orders": {},\n    ...shared,\n  },\n}, () => ({}));\nconst shared = { "": {}, "a//b": {} };\n',
    },
    expect: ["good <-", "a.ts:5 malformed-key", "a.ts:9 malformed-key", "a.ts:9 malformed-key"],
  },
  {
    name: "no outputs",
    files: {
      "a.ts":
        'import { multiAsset } from "evergraph";\nconst none = {};\nexport const m = multiAsset("m", { outputs: {} }, () => ({}));\nexport const n = multiAsset("n", { outputs: none }, () => ({}));\nexport const o = multiAsset("o", { outputs: { ...process.env } }, () => ({}));\nexport const p = multiAsset("p", { outputs: { q: {} } }, () => ({ q: 1 }));\n',
    },
    expect: ["q <-", "a.ts:3 no-outputs", "a.ts:4 no-outputs"],
  },
  {
    name: "crons and zones",
    files: {
      "a.ts":
        'import { cronPartitions, freshBy, job, onCron, schedule } from "evergraph";\nexport const j = job("j", { selection: "*" });\nexport const s = schedule(j, ["0 2 * * *", "0 25 * * *"]);\nexport const p = cronPartitions({ cron: "* * *", start: "2024-01-01" });\nexport const f = [freshBy("0 6 * * *", { timezone: "Mars/Base" }), onCron("@daily"), onCron("@never")];\n',
    },
    expect: ["a.ts:3 bad-cron", "a.ts:4 bad-cron", "a.ts:5 bad-cron", "a.ts:5 bad-timezone"],
  },
  {
    name: "resources",
    files: {
      "a.ts":
        'import { asset, resource } from "evergraph";\nexport const db = resource("database");\nexport const a = asset("a", { resources: { db } }, () => 1);\n',
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { database: 1 } }, prod: { resources: {} } } });\n',
    },
    expect: ["a <-", "a.ts:3 unknown-resource"],
  },
  {
    name: "resources without a config",
    files: {
      "a.ts":
        'import { asset, resource } from "evergraph";\nexport const db = resource("database");\nexport const a = asset("a", { resources: { db } }, () => 1);\n',
    },
    expect: ["a <-"],
  },
  {
    name: "ignored by git",
    files: {
      ".gitignore": "out/\n*.gen.ts\n",
      "out/a.ts": `${head}export const a = asset("a", () => 1);\n`,
      "b.gen.ts": `${head}export const b = asset("b", () => 1);\n`,
      "c.ts": `${head}export const c = asset("c", () => 1);\n`,
    },
    expect: ["c <-"],
  },
  {
    name: "only what the config includes",
    files: {
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: {}, include: ["src/**/*.ts"] });\n',
      "src/x/a.ts": `${head}export const a = asset("a", () => 1);\n`,
      "b.ts": `${head}export const b = asset("b", () => 1);\n`,
    },
    expect: ["a <-"],
  },
  {
    name: "what the build wrote",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "outDir": "dist" } }',
      "dist/a.js": `${head}export const a = asset("a", () => 1);\n`,
      "src/a.ts": `${head}export const a = asset("a", () => 1);\n`,
    },
    expect: ["a <-"],
  },
  {
    name: "extended config, base URL",
    files: {
      "base.json": '{ "compilerOptions": { "paths": { "~/*": ["./src/*"] } } }',
      "tsconfig.json": '{ "extends": "./base", // one\n }',
      "src/a.ts": `${head}export const a = asset("a", () => 1);\n`,
      "b.ts": `${head}import { a } from "~/a";\nexport const b = asset("b", { inputs: { a } }, ({ a }) => a);\n`,
    },
    expect: ["a <-", "b <- a"],
  },
  {
    name: "assets of tests are theirs",
    files: {
      "a.test.ts": `${head}import { test } from "node:test";\ntest("x", () => { const a = asset("a", () => 1); });\nconst b = asset("b", () => 1);\n`,
    },
    expect: [],
  },
];
