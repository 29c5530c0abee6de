import { head, installed, lock, several, usesPackage, type VersionCase } from "./version-case.ts";

/** Edits that matter by way of modules, packages and files. */
export const moduleEdits: readonly VersionCase[] = [
  several(
    "patched builtin in the closure",
    "changed",
    {
      "a.ts": `${head}import "./patch";\nexport const a = asset("a", () => [1].last());\n`,
      "patch.ts": "Array.prototype.last = function () { return this.at(-1); };\n",
    },
    { "patch.ts": "Array.prototype.last = function () { return this[0]; };\n" },
  ),
  several(
    "a name of globalThis",
    "changed",
    {
      "a.ts": `${head}import "./patch";\ndeclare const rate: number;\nexport const a = asset("a", () => rate);\n`,
      "patch.ts": "globalThis.rate = 1;\n",
    },
    { "patch.ts": "globalThis.rate = 2;\n" },
  ),
  several(
    "side effect of a bare package",
    "changed",
    {
      "a.ts": `${head}import "polyfill";\nexport const a = asset("a", () => 1);\n`,
      "package-lock.json": lock({ "node_modules/polyfill": { version: "1.0.0" } }),
    },
    { "package-lock.json": lock({ "node_modules/polyfill": { version: "2.0.0" } }) },
  ),
  several(
    "a package is set up elsewhere",
    "changed",
    {
      "a.ts": `${head}import dayjs from "dayjs";\nimport "./setup";\nexport const a = asset("a", () => dayjs().utc());\n`,
      "setup.ts": 'import dayjs from "dayjs";\nimport utc from "dayjs/plugin/utc";\ndayjs.extend(utc);\n',
      "package-lock.json": lock({ "node_modules/dayjs": { version: "1.0.0" } }),
    },
    { "setup.ts": 'import dayjs from "dayjs";\nimport utc from "dayjs/plugin/timezone";\ndayjs.extend(utc);\n' },
  ),
  several(
    "a package of a package",
    "changed",
    {
      "a.ts": usesPackage,
      ...installed,
      "package-lock.json": lock({
        "node_modules/csv": { version: "1.0.0", dependencies: { split: "^1" } },
        "node_modules/split": { version: "1.0.0" },
      }),
    },
    {
      "package-lock.json": lock({
        "node_modules/csv": { version: "1.0.0", dependencies: { split: "^1" } },
        "node_modules/split": { version: "1.0.1" },
      }),
    },
  ),
  several(
    "the same version with another content",
    "changed",
    {
      "a.ts": usesPackage,
      ...installed,
      "package-lock.json": lock({ "node_modules/csv": { version: "1.0.0", integrity: "sha512-a" } }),
    },
    { "package-lock.json": lock({ "node_modules/csv": { version: "1.0.0", integrity: "sha512-b" } }) },
  ),
  several(
    "a type-only import of a package",
    "same",
    {
      "a.ts": `${head}import type { Row } from "csv";\nexport const a = asset("a", () => [] as Row[]);\n`,
      ...installed,
      "package-lock.json": lock({ "node_modules/csv": { version: "1.0.0" } }),
    },
    { "package-lock.json": lock({ "node_modules/csv": { version: "2.0.0" } }) },
  ),
  several(
    "installed without a lock file",
    "changed",
    { "a.ts": usesPackage, ...installed },
    { "node_modules/csv/package.json": '{"name":"csv","version":"1.0.1"}' },
  ),
  several(
    "pnpm",
    "changed",
    {
      "a.ts": usesPackage,
      ...installed,
      "package.json": '{"dependencies":{"csv":"^1.0.0"}}',
      "pnpm-lock.yaml":
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      csv:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  csv@1.0.0:\n    resolution: {integrity: sha512-a}\n\n  split@1.0.0:\n    resolution: {integrity: sha512-s}\n\nsnapshots:\n\n  csv@1.0.0:\n    dependencies:\n      split: 1.0.0\n\n  split@1.0.0: {}\n",
    },
    {
      "pnpm-lock.yaml":
        "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      csv:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  csv@1.0.0:\n    resolution: {integrity: sha512-a}\n\n  split@1.0.1:\n    resolution: {integrity: sha512-t}\n\nsnapshots:\n\n  csv@1.0.0:\n    dependencies:\n      split: 1.0.1\n\n  split@1.0.1: {}\n",
    },
  ),
  several(
    "yarn",
    "changed",
    {
      "a.ts": usesPackage,
      ...installed,
      "package.json": '{"dependencies":{"csv":"^1.0.0"}}',
      "yarn.lock":
        '# yarn lockfile v1\n\n\ncsv@^1.0.0:\n  version "1.0.0"\n  resolved "https://r/csv.tgz"\n  integrity sha512-a\n  dependencies:\n    split "^1.0.0"\n\nsplit@^1.0.0, split@^1.0.1:\n  version "1.0.1"\n  integrity sha512-s\n',
    },
    {
      "yarn.lock":
        '# yarn lockfile v1\n\n\ncsv@^1.0.0:\n  version "1.0.0"\n  resolved "https://r/csv.tgz"\n  integrity sha512-a\n  dependencies:\n    split "^1.0.0"\n\nsplit@^1.0.0, split@^1.0.1:\n  version "1.0.2"\n  integrity sha512-t\n',
    },
  ),
  several(
    "yarn, another package",
    "same",
    {
      "a.ts": usesPackage,
      ...installed,
      "package.json": '{"dependencies":{"csv":"^1.0.0"}}',
      "yarn.lock":
        '__metadata:\n  version: 8\n\n"csv@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "csv@npm:1.0.0"\n  checksum: 10/a\n\n"lint@npm:^1.0.0":\n  version: 1.0.0\n  checksum: 10/b\n',
    },
    {
      "yarn.lock":
        '__metadata:\n  version: 8\n\n"csv@npm:^1.0.0":\n  version: 1.0.0\n  resolution: "csv@npm:1.0.0"\n  checksum: 10/a\n\n"lint@npm:^1.0.0":\n  version: 1.1.0\n  checksum: 10/c\n',
    },
  ),
  several(
    "JSON",
    "changed",
    {
      "a.ts": `${head}import { rate } from "./c.json";\nexport const a = asset("a", () => rate);\n`,
      "c.json": '{"rate":1}',
    },
    { "c.json": '{"rate":2}' },
  ),
  several(
    "SQL beside the module",
    "changed",
    {
      "a.ts": `${head}import { readFileSync } from "node:fs";\nconst sql = readFileSync(new URL("./q.sql", import.meta.url), "utf8");\nexport const a = asset("a", () => sql);\n`,
      "q.sql": "select 1",
    },
    { "q.sql": "select 2" },
  ),
  several(
    "SQL by the folder of the module",
    "changed",
    {
      "a.ts": `${head}import { readFileSync } from "node:fs";\nimport path from "node:path";\nexport const a = asset("a", () => readFileSync(path.join(import.meta.dirname, "q.sql"), "utf8"));\n`,
      "q.sql": "select 1",
    },
    { "q.sql": "select 2" },
  ),
  several(
    "literal dynamic import",
    "changed",
    {
      "a.ts": `${head}export const a = asset("a", async () => (await import("./h")).f());\n`,
      "h.ts": "export const f = () => 1;\nexport const g = () => 1;\n",
    },
    { "h.ts": "export const f = () => 2;\nexport const g = () => 1;\n" },
  ),
  several(
    "another member of a dynamic import",
    "same",
    {
      "a.ts": `${head}export const a = asset("a", async () => { const { f } = await import("./h"); return f(); });\n`,
      "h.ts": "export const f = () => 1;\nexport const g = () => 1;\n",
    },
    { "h.ts": "export const f = () => 1;\nexport const g = () => 2;\n" },
  ),
  several(
    "then of a dynamic import",
    "changed",
    {
      "a.ts": `${head}export const a = asset("a", () => import("./h").then((h) => h.f()));\n`,
      "h.ts": "export const f = () => 1;\n",
    },
    { "h.ts": "export const f = () => 2;\n" },
  ),
  several(
    "require of CommonJS",
    "changed",
    {
      "a.cts": `const { asset } = require("evergraph");\nconst h = require("./h.cjs");\nexports.a = asset("a", () => h.f());\n`,
      "h.cjs": "exports.f = () => 1;\n",
    },
    { "h.cjs": "exports.f = () => 2;\n" },
  ),
  several(
    "module.exports of one function",
    "changed",
    {
      "a.ts": `${head}import f from "./h.cjs";\nexport const a = asset("a", () => f());\n`,
      "h.cjs": "module.exports = () => 1;\n",
    },
    { "h.cjs": "module.exports = () => 2;\n" },
  ),
  several(
    "import = require, export =",
    "changed",
    {
      "a.cts": `import { asset } from "evergraph";\nimport f = require("./h.cjs");\nexport const a = asset("a", () => f());\n`,
      "h.cts": "function f() { return 1; }\nexport = f;\n",
    },
    { "h.cts": "function f() { return 2; }\nexport = f;\n" },
  ),
  several(
    "default export",
    "changed",
    {
      "a.ts": `${head}import f from "./h";\nexport const a = asset("a", () => f());\n`,
      "h.ts": "export default function () { return 1; }\n",
    },
    { "h.ts": "export default function () { return 2; }\n" },
  ),
  several(
    "export * as",
    "changed",
    {
      "a.ts": `${head}import { h } from "./index";\nexport const a = asset("a", () => h.f());\n`,
      "index.ts": 'export * as h from "./h";\n',
      "h.ts": "export const f = () => 1;\nexport const g = 1;\n",
    },
    { "h.ts": "export const f = () => 2;\nexport const g = 1;\n" },
  ),
  several(
    "export * as, another member",
    "same",
    {
      "a.ts": `${head}import { h } from "./index";\nexport const a = asset("a", () => h.f());\n`,
      "index.ts": 'export * as h from "./h";\n',
      "h.ts": "export const f = () => 1;\nexport const g = 1;\n",
    },
    { "h.ts": "export const f = () => 1;\nexport const g = 2;\n" },
  ),
  several(
    "namespace passed on",
    "changed",
    {
      "a.ts": `${head}import * as h from "./h";\nexport const a = asset("a", () => Object.values(h));\n`,
      "h.ts": "export const f = () => 1;\n",
    },
    { "h.ts": "export const f = () => 2;\n" },
  ),
  several(
    "a new member of a namespace passed on",
    "changed",
    {
      "a.ts": `${head}import * as h from "./h";\nexport const a = asset("a", () => Object.values(h));\n`,
      "h.ts": "export const f = () => 1;\n",
    },
    { "h.ts": "export const f = () => 1;\nexport const g = () => 2;\n" },
  ),
  several(
    "re-export cycle",
    "changed",
    {
      "a.ts": `${head}import { f } from "./x";\nexport const a = asset("a", () => f());\n`,
      "x.ts": 'export * from "./y";\n',
      "y.ts": 'export * from "./x";\nexport const f = () => 1;\n',
    },
    { "y.ts": 'export * from "./x";\nexport const f = () => 2;\n' },
  ),
  several(
    "a file appears that the import now means",
    "changed",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f());\n`,
      "h/index.ts": "export const f = () => 1;\n",
    },
    { "h.ts": "export const f = () => 2;\n" },
  ),
  several(
    "a function that another asset of the file calls as an asset",
    "changed",
    {
      "a.ts": `${head}import { b } from "./b";\nexport const a = asset("a", async () => await b({}));\n`,
      "b.ts": `${head}export const b = asset("b", () => 1);\n`,
    },
    { "b.ts": `${head}export const b = asset("b", () => 2);\n` },
  ),
  several(
    "the row schema",
    "changed",
    {
      "a.ts": `${head}import { Row } from "./row";\nexport const a = asset("a", { schema: Row }, () => []);\n`,
      "row.ts": "export const Row = { parse: (x: any) => x };\n",
    },
    { "row.ts": "export const Row = { parse: (x: any) => ({ ...x }) };\n" },
  ),
  several(
    "the function by name",
    "changed",
    {
      "a.ts": `${head}import { compute } from "./c";\nexport const a = asset("a", compute);\n`,
      "c.ts": "export function compute() { return 1; }\n",
    },
    { "c.ts": "export function compute() { return 2; }\n" },
  ),
  several(
    "the function wrapped",
    "changed",
    {
      "a.ts": `${head}import { retry } from "./r";\nexport const a = asset("a", retry(() => 1, 3));\n`,
      "r.ts": "export const retry = (f: any, n: number) => f;\n",
    },
    { "r.ts": "export const retry = (f: any, n: number) => () => f(n);\n" },
  ),
  several(
    "JSX component",
    "changed",
    {
      "a.tsx": `${head}import { Card } from "./card";\nexport const a = asset("a", () => <Card title="x">one</Card>);\n`,
      "card.tsx": "export const Card = ({ title }: any) => <b>{title}</b>;\n",
    },
    { "card.tsx": "export const Card = ({ title }: any) => <i>{title}</i>;\n" },
  ),
  several(
    "JSX formatting",
    "same",
    { "a.tsx": `${head}export const a = asset("a", () => <b>one two</b>);\n` },
    { "a.tsx": `${head}export const a = asset("a", () => (\n  <b>\n    one two\n  </b>\n));\n` },
  ),
  several(
    "a method wrapped by decorators",
    "changed",
    {
      "a.ts": `${head}import { S } from "./s";\nexport const a = asset("a", () => new S().x());\n`,
      "s.ts": 'import { log } from "./log";\nexport class S { @log x() { return 1; } }\n',
      "log.ts": "export const log = (t: any, k: any) => {};\n",
    },
    { "log.ts": "export const log = (t: any, k: any) => t;\n" },
  ),
  several(
    "imports map of the manifest",
    "changed",
    {
      "a.ts": `${head}import { f } from "#f";\nexport const a = asset("a", () => f());\n`,
      "package.json": '{"imports":{"#f":"./one.ts"}}',
      "one.ts": "export const f = () => 1;\n",
      "two.ts": "export const f = () => 2;\n",
    },
    { "package.json": '{"imports":{"#f":"./two.ts"}}' },
  ),
  several(
    "workspace package",
    "changed",
    {
      "package.json": '{"workspaces":["packages/*"]}',
      "packages/lib/package.json": '{"name":"lib","exports":"./dist/index.js"}',
      "packages/lib/src/index.ts": "export const f = () => 1;\n",
      "packages/app/a.ts": `${head}import { f } from "lib";\nexport const a = asset("a", () => f());\n`,
    },
    { "packages/lib/src/index.ts": "export const f = () => 2;\n" },
  ),
  several(
    "order of imports that change one value",
    "changed",
    {
      "a.ts": `${head}import "./one";\nimport "./two";\nimport { t } from "./t";\nexport const a = asset("a", () => t);\n`,
      "t.ts": "export const t: number[] = [];\n",
      "one.ts": 'import { t } from "./t";\nt.push(1);\n',
      "two.ts": 'import { t } from "./t";\nt.push(2);\n',
    },
    {
      "a.ts": `${head}import "./two";\nimport "./one";\nimport { t } from "./t";\nexport const a = asset("a", () => t);\n`,
    },
  ),
  several(
    "a class that registers itself",
    "changed",
    {
      "a.ts": `${head}import { registry } from "./registry";\nimport "./plugins";\nexport const a = asset("a", () => registry.run());\n`,
      "registry.ts":
        "class Registry { items: any[] = []; add(x: any) { this.items.push(x); } run() { return this.items; } }\nexport const registry = new Registry();\n",
      "plugins.ts":
        'import { registry } from "./registry";\nfunction install() { registry.add(() => 1); }\ninstall();\n',
    },
    {
      "plugins.ts":
        'import { registry } from "./registry";\nfunction install() { registry.add(() => 2); }\ninstall();\n',
    },
  ),
  several(
    "SQL by its path in the project",
    "changed",
    {
      "src/a.ts": `${head}import { readFileSync } from "node:fs";\nexport const a = asset("a", () => readFileSync("queries/a.sql", "utf8"));\n`,
      "queries/a.sql": "select 1",
    },
    { "queries/a.sql": "select 2" },
  ),
  several(
    "data by its path is no code",
    "same",
    {
      "src/a.ts": `${head}import { readFileSync } from "node:fs";\nexport const a = asset("a", () => readFileSync("data/a.csv", "utf8"));\n`,
      "data/a.csv": "1",
    },
    { "data/a.csv": "2" },
  ),
  several(
    "a worker beside the module",
    "changed",
    {
      "a.ts": `${head}import { Worker } from "node:worker_threads";\nexport const a = asset("a", () => new Worker(new URL("./w.ts", import.meta.url)));\n`,
      "w.ts": "export const f = () => 1;\n",
    },
    { "w.ts": "export const f = () => 2;\n" },
  ),
  several(
    "createRequire",
    "changed",
    {
      "a.ts": `${head}import { createRequire } from "node:module";\nconst load = createRequire(import.meta.url);\nconst { f } = load("./h.cjs");\nexport const a = asset("a", () => f());\n`,
      "h.cjs": "exports.f = () => 1;\nexports.g = 1;\n",
    },
    { "h.cjs": "exports.f = () => 2;\nexports.g = 1;\n" },
  ),
  several(
    "text run by node:vm",
    "maybe",
    { "a.ts": `${head}import vm from "node:vm";\nexport const a = asset("a", (i) => vm.runInNewContext(i.text));\n` },
    { "b.ts": "" },
  ),
  several(
    "the asset moves to another file",
    "same",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`,
      "h.ts": "export const f = (x: number) => x;\n",
    },
    { "a.ts": null, "src/b.ts": `${head}import { f } from "../h";\nexport const a = asset("a", () => f(1));\n` },
  ),
  several(
    "an exported constant, two in one statement",
    "same",
    { "a.ts": `${head}const x = 1, y = 2;\nexport const a = asset("a", () => x + y);\n` },
    { "a.ts": `${head}export const x = 1;\nconst y = 2;\nexport const a = asset("a", () => x + y);\n` },
  ),
  several(
    "a statement that the asset's worker runs when loaded",
    "changed",
    {
      "a.ts": `${head}export const a = asset("a", () => import("./job"));\n`,
      "job.ts": 'import { t } from "./t";\nt.push(1);\nexport const rows = t;\n',
      "t.ts": "export const t: number[] = [];\n",
    },
    { "job.ts": 'import { t } from "./t";\nt.push(2);\nexport const rows = t;\n' },
  ),
  several(
    "a setting read by a default of the helper",
    "changed",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f());\n`,
      "h.ts": 'import { K } from "./k";\nexport const f = (x = K) => x;\n',
      "k.ts": "export const K = 1;\n",
    },
    { "k.ts": "export const K = 2;\n" },
  ),
  several(
    "two assets of a file",
    "same",
    {
      "a.ts": `${head}const one = 1;\nconst two = 2;\nexport const a = asset("a", () => one);\nexport const b = asset("b", () => two);\n`,
    },
    {
      "a.ts": `${head}const one = 1;\nconst two = 3;\nexport const a = asset("a", () => one);\nexport const b = asset("b", () => two + 1);\n`,
    },
  ),
];
