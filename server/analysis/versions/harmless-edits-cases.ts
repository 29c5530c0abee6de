import { body, head, helper, several, type VersionCase } from "./version-case.ts";

/** Edits that mean nothing. */
export const harmlessEdits: readonly VersionCase[] = [
  body(
    "types in the function",
    "same",
    "(_: {}) => { const x: number = 1; return x as number; }",
    "(_) => { const x = 1; return x!; }",
  ),
  body("generic arguments", "same", "() => new Map<string, number>()", "() => new Map()"),
  body("satisfies", "same", "() => ({ x: 1 }) satisfies object", "() => ({ x: 1 })"),
  body("number forms", "same", "() => 1000 + 0xff + 1e3", "() => 1_000 + 255 + 1000"),
  body("quotes and template without substitution", "same", '() => "x"', "() => `x`"),
  body("property quotes", "same", '() => ({ "x": 1, ["y"]: 2 })', "() => ({ x: 1, y: 2 })"),
  body("element access by literal", "same", '(i) => i["x"]', "(i) => i.x"),
  body("arrow body", "same", "(i) => i.x", "(i) => { return i.x; }"),
  body(
    "braces around one statement",
    "same",
    "(i) => { if (i) return 1; return 2; }",
    "(i) => { if (i) { return 1; } return 2; }",
  ),
  body(
    "else if",
    "same",
    "(i) => { if (i) { return 1; } else { if (i.x) { return 2; } } }",
    "(i) => { if (i) return 1; else if (i.x) return 2; }",
  ),
  body("let that could be const", "same", "() => { let x = 1; return x; }", "() => { const x = 1; return x; }"),
  body("empty statements", "same", "() => { const x = 1;; return x; }", "() => { const x = 1; return x; }"),
  body("label renamed", "same", "() => { o: for (;;) break o; }", "() => { outer: for (;;) break outer; }"),
  body(
    "catch variable renamed",
    "same",
    "() => { try { return 1; } catch (e) { return e; } }",
    "() => { try { return 1; } catch (error) { return error; } }",
  ),
  body(
    "destructured local renamed",
    "same",
    "(i) => { const { x } = i; return x; }",
    "(i) => { const { x: y } = i; return y; }",
  ),
  body(
    "nested function renamed",
    "same",
    "() => { function g() { return 1; } return g(); }",
    "() => { function h() { return 1; } return h(); }",
  ),
  body("line endings", "same", "() => `a\nb`", "() => `a\r\nb`"),
  body("new without arguments", "same", "() => new Map", "() => new Map()"),
  body("interface inside", "same", "() => { interface X { y: number } return 1; }", "() => { return 1; }"),
  body("type of catch, void return type", "same", "(): number => { return 1; }", "() => { return 1; }"),
  helper(
    "comment in a helper",
    "same",
    "export const f = (x: number) => x; // one\n",
    "/** two */\nexport const f = (x: number) => x;\n",
  ),
  helper(
    "overloads",
    "same",
    "export function f(x: number): number;\nexport function f(x: any) { return x; }\n",
    "export function f(x: string): string;\nexport function f(x: number): number;\nexport function f(x: any) { return x; }\n",
  ),
  helper(
    "access modifiers",
    "same",
    "class C { private x = 1; public get() { return this.x; } }\nexport const f = (_: number) => new C().get();\n",
    "class C { readonly x = 1; get(): number { return this.x; } }\nexport const f = (_: number) => new C().get();\n",
  ),
  helper(
    "implements and abstract members",
    "same",
    "interface I {}\nabstract class B { abstract x(): number; y() { return 1; } }\nclass C extends B implements I { x() { return 2; } }\nexport const f = (_: number) => new C().y();\n",
    "abstract class B { y() { return 1; } }\nclass C extends B { x() { return 2; } }\nexport const f = (_: number) => new C().y();\n",
  ),
  helper(
    "a helper that nothing uses",
    "same",
    "export const f = (x: number) => x;\nexport const g = () => 1;\n",
    "export const f = (x: number) => x;\nexport const g = () => 2;\n",
  ),
  helper(
    "exported type changes",
    "same",
    "export type T = string;\nexport const f = (x: number) => x;\n",
    "export type T = number;\nexport const f = (x: number) => x;\n",
  ),
  helper(
    "enum const modifier",
    "same",
    "enum E { A = 1 }\nexport const f = (_: number) => E.A;\n",
    "const enum E { A = 1 }\nexport const f = (_: number) => E.A;\n",
  ),
  helper(
    "a helper of the helper is renamed",
    "same",
    "const g = (x: number) => x + 1;\nexport const f = (x: number) => g(x);\n",
    "const increment = (x: number) => x + 1;\nexport const f = (x: number) => increment(x);\n",
  ),
  several(
    "the helper moves to another file",
    "same",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`,
      "h.ts": "export const f = (x: number) => x + 1;\n",
    },
    {
      "a.ts": `${head}import { f } from "./lib/f";\nexport const a = asset("a", () => f(1));\n`,
      "lib/f.ts": "export const f = (x: number) => x + 1;\n",
      "h.ts": null,
    },
  ),
  several(
    "the import is renamed",
    "same",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`,
      "h.ts": "export const f = (x: number) => x + 1;\n",
    },
    { "a.ts": `${head}import { f as g } from "./h";\nexport const a = asset("a", () => g(1));\n` },
  ),
  several(
    "from named import to namespace import",
    "same",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`,
      "h.ts": "export const f = (x: number) => x + 1;\n",
    },
    { "a.ts": `${head}import * as h from "./h";\nexport const a = asset("a", () => h.f(1));\n` },
  ),
  several(
    "by way of a barrel",
    "same",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`,
      "h.ts": "export const f = (x: number) => x + 1;\n",
      "index.ts": 'export * from "./h";\n',
    },
    { "a.ts": `${head}import { f } from ".";\nexport const a = asset("a", () => f(1));\n` },
  ),
  several(
    "options come from a constant",
    "same",
    { "a.ts": `${head}export const a = asset("a", { group: "x" }, () => 1);\n` },
    {
      "a.ts": `${head}const shared = { group: "y", owners: ["team:z"] };\nexport const a = asset("a", shared, () => 1);\n`,
    },
  ),
  several(
    "upstream asset by handle changes",
    "same",
    {
      "a.ts": `${head}import { b } from "./b";\nexport const a = asset("a", { inputs: { b } }, ({ b }) => b);\n`,
      "b.ts": `${head}export const b = asset("b", () => 1);\n`,
    },
    { "b.ts": `${head}export const b = asset("b", () => 2);\n` },
  ),
  several(
    "an upstream handle is only named in the function",
    "same",
    {
      "a.ts": `${head}import { b } from "./b";\nexport const a = asset("a", { deps: [b] }, (_, c) => c.loadInput(b));\n`,
      "b.ts": `${head}export const b = asset("b", { group: "x" }, () => 1);\n`,
    },
    { "b.ts": `${head}export const b = asset("b", { group: "y" }, () => 2);\n` },
  ),
  several(
    "unused import added",
    "same",
    { "a.ts": `${head}export const a = asset("a", () => 1);\n`, "h.ts": "export const f = 1;\nglobalThis.x = 1;\n" },
    { "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => 1);\n` },
  ),
  several(
    "another property of imported JSON",
    "same",
    {
      "a.ts": `${head}import config from "./c.json";\nexport const a = asset("a", () => config.rate);\n`,
      "c.json": '{"rate":1,"other":1}',
    },
    { "c.json": '{\n  "rate": 1,\n  "other": 2\n}\n' },
  ),
  several(
    "a resource of the config",
    "same",
    {
      "a.ts": `${head}import { resource } from "evergraph";\nconst db = resource<{ q(): number }>("db");\nexport const a = asset("a", { resources: { db } }, (_, { resources }) => resources.db.q());\n`,
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { db: { q: () => 1 } } } } });\n',
    },
    {
      "evergraph.config.ts":
        'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: { resources: { db: { q: () => 2 } } } } });\n',
    },
  ),
  several(
    "module-level logging",
    "same",
    {
      "a.ts": `${head}import { f } from "./h";\nexport const a = asset("a", () => f());\n`,
      "h.ts": 'const table = [1];\nconsole.log("one", table.length);\nexport const f = () => table;\n',
    },
    { "h.ts": 'const table = [1];\nconsole.log("two", table.length);\nexport const f = () => table;\n' },
  ),
  several(
    "unchecked row type",
    "same",
    {
      "a.ts": `import { asset, unchecked } from "evergraph";\nexport const a = asset("a", { schema: unchecked<{ x: number }>() }, () => [{ x: 1 }]);\n`,
    },
    { "a.ts": `import { asset } from "evergraph";\nexport const a = asset("a", {}, () => [{ x: 1 }]);\n` },
  ),
];
