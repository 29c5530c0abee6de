/** Edits, each with whether the code version of the asset `a` has to change by it. Data of a test. */
export interface VersionCase {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  /** Path to new text; null deletes. */
  readonly edit: Readonly<Record<string, string | null>>;
  /** maybe: another version, or the same marked partial. */
  readonly expect: "same" | "changed" | "maybe";
}

const head = 'import { asset } from "evergraph";\n';

/** One file: the asset's function is the last line; what changes is above it, or it. */
function inOne(name: string, expect: VersionCase["expect"], before: string, after: string): VersionCase {
  return { name, expect, files: { "a.ts": head + before }, edit: { "a.ts": head + after } };
}

/** The asset calls `f` of `./h`; only that file changes. */
function helper(name: string, expect: VersionCase["expect"], before: string, after: string): VersionCase {
  const a = `${head}import { f } from "./h";\nexport const a = asset("a", () => f(1));\n`;
  return { name, expect, files: { "a.ts": a, "h.ts": before }, edit: { "h.ts": after } };
}

/** The asset's own function is replaced. */
function body(name: string, expect: VersionCase["expect"], before: string, after: string): VersionCase {
  return inOne(name, expect, `export const a = asset("a", ${before});\n`, `export const a = asset("a", ${after});\n`);
}

function several(
  name: string,
  expect: VersionCase["expect"],
  files: Readonly<Record<string, string>>,
  edit: Readonly<Record<string, string | null>>,
): VersionCase {
  return { name, expect, files, edit };
}

const lock = (packages: Readonly<Record<string, object>>): string => JSON.stringify({ lockfileVersion: 3, packages });
const usesPackage = `${head}import { parse } from "csv";\nexport const a = asset("a", () => parse("x"));\n`;
const installed = { "node_modules/csv/package.json": '{"name":"csv","version":"1.0.0"}' };

export const versionCases: readonly VersionCase[] = [
  // What means nothing.
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

  // What means something.
  body("operator", "changed", "(i) => i.x + 1", "(i) => i.x - 1"),
  body("optional chain", "changed", "(i) => i.x.y", "(i) => i.x?.y"),
  body("where an optional chain ends", "changed", "(i) => (i?.x).y", "(i) => i?.x.y"),
  body("prefix and postfix", "changed", "() => { let x = 1; return x++; }", "() => { let x = 1; return ++x; }"),
  body("async", "changed", "() => 1", "async () => 1"),
  body(
    "await of a loop",
    "changed",
    "async (i) => { for await (const x of i) return x; }",
    "async (i) => { for (const x of i) return x; }",
  ),
  body("generator", "changed", "function* () { yield 1; }", "function* () { yield* [1]; }"),
  body("template text", "changed", "(i) => `${i} x`", "(i) => `${i} y`"),
  body("regular expression flags", "changed", "() => /x/g", "() => /x/gi"),
  body("property order", "changed", "() => ({ x: 1, y: 2 })", "() => ({ y: 2, x: 1 })"),
  body("spread", "changed", "(i) => [i]", "(i) => [...i]"),
  body("rest", "changed", "(...i) => i", "(i) => i"),
  body("default of a parameter", "changed", "(_, x = 1) => x", "(_, x = 2) => x"),
  body("default in a pattern", "changed", "({ x = 1 }) => x", "({ x = 2 }) => x"),
  body(
    "property that is destructured",
    "changed",
    "(i) => { const { x: v } = i; return v; }",
    "(i) => { const { y: v } = i; return v; }",
  ),
  body("shorthand renamed", "changed", "() => { const x = 1; return { x }; }", "() => { const y = 1; return { y }; }"),
  body("parameters swapped", "changed", "(a, b) => [a, b]", "(a, b) => [b, a]"),
  body("typeof, void", "changed", "(i) => typeof i", "(i) => void i"),
  body(
    "for parts",
    "changed",
    "() => { for (let i = 0; ; i++) return i; }",
    "() => { for (let i = 0; i++; ) return i; }",
  ),
  body(
    "var for let",
    "changed",
    "() => { for (let x = 1; ; ) return () => x; }",
    "() => { for (var x = 1; ; ) return () => x; }",
  ),
  body("tagged template raw text", "changed", "() => String.raw`\\n`", "() => String.raw`\\t`"),
  body("bigint", "changed", "() => 1n", "() => 1"),
  body("new target", "changed", "function () { return new.target; }", "function () { return import.meta; }"),
  body(
    "break target",
    "changed",
    "() => { o: for (;;) { for (;;) { break o; } } }",
    "() => { o: for (;;) { for (;;) { break; } } }",
  ),
  body(
    "switch default",
    "changed",
    "(i) => { switch (i) { case 1: return 2; default: return 3; } }",
    "(i) => { switch (i) { case 1: return 2; case 3: return 3; } }",
  ),
  helper(
    "constant of a helper",
    "changed",
    "const k = 1;\nexport const f = (x: number) => x * k;\n",
    "const k = 2;\nexport const f = (x: number) => x * k;\n",
  ),
  helper(
    "helper of a helper",
    "changed",
    "const g = (x: number) => x + 1;\nexport const f = (x: number) => g(x);\n",
    "const g = (x: number) => x + 2;\nexport const f = (x: number) => g(x);\n",
  ),
  helper(
    "base class",
    "changed",
    "class B { y() { return 1; } }\nclass C extends B {}\nexport const f = (_: number) => new C().y();\n",
    "class B { y() { return 2; } }\nclass C extends B {}\nexport const f = (_: number) => new C().y();\n",
  ),
  helper(
    "decorator",
    "changed",
    "const d = (k: number) => (t: any) => t;\n@d(1) class C {}\nexport const f = (_: number) => new C();\n",
    "const d = (k: number) => (t: any) => t;\n@d(2) class C {}\nexport const f = (_: number) => new C();\n",
  ),
  helper(
    "static block",
    "changed",
    "class C { static x = 0; static { C.x = 1; } }\nexport const f = (_: number) => C.x;\n",
    "class C { static x = 0; static { C.x = 2; } }\nexport const f = (_: number) => C.x;\n",
  ),
  helper(
    "parameter property",
    "changed",
    "class C { constructor(private x = 1) {} }\nexport const f = (_: number) => new C();\n",
    "class C { constructor(x = 1) {} }\nexport const f = (_: number) => new C();\n",
  ),
  helper(
    "namespace member",
    "changed",
    "namespace N { export const x = 1; }\nexport const f = (_: number) => N.x;\n",
    "namespace N { export const x = 2; }\nexport const f = (_: number) => N.x;\n",
  ),
  helper(
    "enum order",
    "changed",
    "enum E { A, B }\nexport const f = (_: number) => E.A;\n",
    "enum E { B, A }\nexport const f = (_: number) => E.A;\n",
  ),
  helper(
    "mutual recursion",
    "changed",
    "export function f(n: number): number { return n < 1 ? 0 : g(n - 1); }\nfunction g(n: number): number { return n < 1 ? 1 : f(n - 1); }\n",
    "export function f(n: number): number { return n < 1 ? 0 : g(n - 1); }\nfunction g(n: number): number { return n < 1 ? 2 : f(n - 1); }\n",
  ),
  helper(
    "mutual recursion renamed and reordered",
    "same",
    "export function f(n: number): number { return n < 1 ? 0 : g(n - 1); }\nfunction g(n: number): number { return n < 1 ? 1 : f(n - 1); }\n",
    "function h(n: number): number { return n < 1 ? 1 : f(n - 1); }\nexport function f(n: number): number { return n < 1 ? 0 : h(n - 1); }\n",
  ),
  helper(
    "list filled by statements",
    "changed",
    "const list: number[] = [];\nlist.push(1);\nexport const f = (_: number) => list;\n",
    "const list: number[] = [];\nlist.push(2);\nexport const f = (_: number) => list;\n",
  ),
  helper(
    "order of statements on one list",
    "changed",
    "const list: number[] = [];\nlist.push(1);\nlist.push(2);\nexport const f = (_: number) => list;\n",
    "const list: number[] = [];\nlist.push(2);\nlist.push(1);\nexport const f = (_: number) => list;\n",
  ),
  helper(
    "list filled in a loop",
    "changed",
    "const list: number[] = [];\nfor (const x of [1, 2]) list.push(x);\nexport const f = (_: number) => list;\n",
    "const list: number[] = [];\nfor (const x of [1, 3]) list.push(x);\nexport const f = (_: number) => list;\n",
  ),
  helper(
    "elements changed in a loop",
    "changed",
    "const list = [{ x: 1 }];\nfor (const item of list) item.x = 2;\nexport const f = (_: number) => list;\n",
    "const list = [{ x: 1 }];\nfor (const item of list) item.x = 3;\nexport const f = (_: number) => list;\n",
  ),
  helper(
    "elements changed in a callback",
    "changed",
    "const list = [{ x: 1 }];\nlist.forEach((item) => { item.x = 2; });\nexport const f = (_: number) => list;\n",
    "const list = [{ x: 1 }];\nlist.forEach((item) => { item.x = 3; });\nexport const f = (_: number) => list;\n",
  ),
  helper(
    "property set later",
    "changed",
    "const t: any = {};\nt.x = 1;\nexport const f = (_: number) => t;\n",
    "const t: any = {};\nt.x = 2;\nexport const f = (_: number) => t;\n",
  ),
  helper(
    "property deleted later",
    "changed",
    "const t: any = { x: 1, y: 2 };\ndelete t.x;\nexport const f = (_: number) => t;\n",
    "const t: any = { x: 1, y: 2 };\ndelete t.y;\nexport const f = (_: number) => t;\n",
  ),
  helper(
    "property defined later",
    "changed",
    "const t = {};\nObject.defineProperty(t, 'x', { value: 1 });\nexport const f = (_: number) => t;\n",
    "const t = {};\nObject.defineProperty(t, 'x', { value: 2 });\nexport const f = (_: number) => t;\n",
  ),
  helper(
    "a function that fills, called when loaded",
    "changed",
    "const m = new Map();\nfunction fill(x: number) { m.set('x', x); }\nfill(1);\nexport const f = (_: number) => m;\n",
    "const m = new Map();\nfunction fill(x: number) { m.set('x', x); }\nfill(2);\nexport const f = (_: number) => m;\n",
  ),
  helper(
    "immediately called function",
    "changed",
    "let x = 0;\n(() => { x = 1; })();\nexport const f = (_: number) => x;\n",
    "let x = 0;\n(() => { x = 2; })();\nexport const f = (_: number) => x;\n",
  ),
  helper(
    "handed to a function that changes it",
    "changed",
    "const t: any = {};\nfunction set(o: any, v: number) { o.v = v; }\nset(t, 1);\nexport const f = (_: number) => t;\n",
    "const t: any = {};\nfunction set(o: any, v: number) { o.v = v; }\nset(t, 2);\nexport const f = (_: number) => t;\n",
  ),
  helper(
    "by another name",
    "changed",
    "const t: any = {};\nconst other = t;\nother.x = 1;\nexport const f = (_: number) => t;\n",
    "const t: any = {};\nconst other = t;\nother.x = 2;\nexport const f = (_: number) => t;\n",
  ),
  helper(
    "prototype",
    "changed",
    "class C {}\n(C.prototype as any).x = () => 1;\nexport const f = (_: number) => new C();\n",
    "class C {}\n(C.prototype as any).x = () => 2;\nexport const f = (_: number) => new C();\n",
  ),
  helper(
    "function with properties",
    "changed",
    "export function f(_: number) { return f.k; }\nf.k = 1;\n",
    "export function f(_: number) { return f.k; }\nf.k = 2;\n",
  ),
  helper(
    "assigned by destructuring",
    "changed",
    "let x = 0;\n[x] = [1];\nexport const f = (_: number) => x;\n",
    "let x = 0;\n[x] = [2];\nexport const f = (_: number) => x;\n",
  ),
  helper(
    "assigned in try",
    "changed",
    "let x = 0;\ntry { x = 1; } catch {}\nexport const f = (_: number) => x;\n",
    "let x = 0;\ntry { x = 2; } catch {}\nexport const f = (_: number) => x;\n",
  ),
  helper(
    "destructured constant",
    "changed",
    "const { x } = { x: 1, y: 2 };\nexport const f = (_: number) => x;\n",
    "const { x } = { x: 3, y: 2 };\nexport const f = (_: number) => x;\n",
  ),
  helper(
    "which property is destructured",
    "changed",
    "const { x } = { x: 1, y: 2 };\nexport const f = (_: number) => x;\n",
    "const { y: x } = { x: 1, y: 2 };\nexport const f = (_: number) => x;\n",
  ),
  helper(
    "default export of a class expression",
    "changed",
    "const f = (x: number) => x + 1;\nexport { f };\n",
    "const f = (x: number) => x + 2;\nexport { f };\n",
  ),
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

  // What cannot be known.
  body("eval", "maybe", '(i) => eval("1 + 1")', '(i) => eval("1 + 1")'),
  body("new Function", "maybe", '() => new Function("return 1")()', '() => new Function("return 1")()'),
  body("import of a variable", "maybe", "(i) => import(i.x)", "(i) => import(i.x)"),
  body("require of a variable", "maybe", "(i) => require(i.x)", "(i) => require(i.x)"),
  body("a computed name of globalThis", "maybe", "(i) => globalThis[i.x]()", "(i) => globalThis[i.x]()"),
  body("a name that nothing declares", "maybe", "() => legacyScore(1)", "() => legacyScore(1)"),
  several(
    "a module that is not there",
    "maybe",
    { "a.ts": `${head}import { f } from "./gone";\nexport const a = asset("a", () => f());\n` },
    { "b.ts": "" },
  ),
  several(
    "a package that is not there",
    "maybe",
    { "a.ts": `${head}import { f } from "gone";\nexport const a = asset("a", () => f());\n` },
    { "b.ts": "" },
  ),
  several(
    "a constant names the module",
    "changed",
    {
      "a.ts": `${head}const where = "./h";\nexport const a = asset("a", async () => (await import(where)).f());\n`,
      "h.ts": "export const f = () => 1;\n",
    },
    { "h.ts": "export const f = () => 2;\n" },
  ),
];
