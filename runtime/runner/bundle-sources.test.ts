import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import { UserError } from "../../protocol/errors/error-entry.ts";
import { knowBrokenFiles } from "./broken-files.ts";
import { bundleSources } from "./bundle-sources.ts";

type Files = Readonly<Record<string, string>>;

interface Case {
  readonly name: string;
  /** `main.ts` exports `value`. */
  readonly files: Files;
  readonly expected: unknown | ((project: string) => unknown);
}

const cases: readonly Case[] = [
  { name: "types are stripped", files: { "main.ts": "export const value: number = 1 as number;" }, expected: 1 },
  {
    name: "enums",
    files: { "main.ts": "enum Size { small = 1, big }\nexport const value = Size[2];" },
    expected: "big",
  },
  {
    name: "const enums of another file",
    files: {
      "main.ts": 'import { Size } from "./size";\nexport const value = Size.big;',
      "size.ts": "export const enum Size { small, big }",
    },
    expected: 1,
  },
  {
    name: "namespaces",
    files: { "main.ts": "namespace Space { export const one = 1; }\nexport const value = Space.one;" },
    expected: 1,
  },
  {
    name: "parameter properties",
    files: { "main.ts": "class Point { constructor(readonly x: number) {} }\nexport const value = new Point(3).x;" },
    expected: 3,
  },
  {
    name: "decorators",
    files: {
      "main.ts":
        "function twice(method: any, context: ClassMethodDecoratorContext) { return function (this: any) { return [context.name, method.call(this) * 2]; }; }\nclass Thing { @twice count() { return 2; } }\nexport const value = new Thing().count();",
    },
    expected: ["count", 4],
  },
  {
    name: "decorators of the old kind",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "experimentalDecorators": true } }',
      "main.ts":
        "const seen: string[] = [];\nfunction mark(target: any, name: string) { seen.push(name); }\nclass Thing { @mark count = 1; }\nnew Thing();\nexport const value = seen;",
    },
    expected: ["count"],
  },
  {
    name: "paths of tsconfig",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }',
      "main.ts": 'import { one } from "@lib/one";\nexport const value = one;',
      "lib/one.ts": "export const one = 1;",
    },
    expected: 1,
  },
  {
    name: "imports without extension",
    files: { "main.ts": 'import { one } from "./one";\nexport const value = one;', "one.ts": "export const one = 1;" },
    expected: 1,
  },
  {
    name: "imports of .js that mean .ts",
    files: {
      "main.ts": 'import { one } from "./one.js";\nexport const value = one;',
      "one.ts": "export const one = 1;",
    },
    expected: 1,
  },
  {
    name: "folders with an index",
    files: {
      "main.ts": 'import { one } from "./lib";\nexport const value = one;',
      "lib/index.ts": "export const one = 1;",
    },
    expected: 1,
  },
  {
    name: "JSON without an attribute",
    files: {
      "main.ts": 'import data from "./data.json";\nexport const value = data.list;',
      "data.json": '{ "list": [1, 2] }',
    },
    expected: [1, 2],
  },
  {
    name: "imports of what is only a type",
    files: {
      "main.ts": 'import { Row, one } from "./rows";\nexport const value: Row = one;',
      "rows.ts": "export interface Row { a: number }\nexport const one = { a: 1 };",
    },
    expected: { a: 1 },
  },
  {
    name: "JSX",
    files: {
      "tsconfig.json": '{ "compilerOptions": { "jsx": "react", "jsxFactory": "h" } }',
      "main.ts": 'export { value } from "./view";',
      "view.tsx":
        "const h = (tag: string, props: unknown, ...children: unknown[]) => [tag, ...children];\nexport const value = <p>text</p>;",
    },
    expected: ["p", "text"],
  },
  { name: "await at the top", files: { "main.ts": "export const value = await Promise.resolve(7);" }, expected: 7 },
  {
    name: "rings of imports",
    files: {
      "main.ts": 'import { even } from "./even";\nexport const value = even(4);',
      "even.ts":
        'import { odd } from "./odd";\nexport function even(n: number): boolean { return n === 0 || odd(n - 1); }',
      "odd.ts":
        'import { even } from "./even";\nexport function odd(n: number): boolean { return n !== 0 && even(n - 1); }',
    },
    expected: true,
  },
  {
    name: "import.meta of each file",
    files: {
      "main.ts":
        'import { here } from "./lib/here";\nexport const value = [import.meta.url, import.meta.dirname, here];',
      "lib/here.ts": "export const here = import.meta.filename;",
    },
    expected: (project: string) => [
      pathToFileURL(path.join(project, "main.ts")).href,
      project,
      path.join(project, "lib", "here.ts"),
    ],
  },
  {
    name: "import.meta.url that opens a file",
    files: {
      "main.ts":
        'import { readFileSync } from "node:fs";\nexport const value = readFileSync(new URL("./data.txt", import.meta.url), "utf8");',
      "data.txt": "text",
    },
    expected: "text",
  },
  {
    name: "__dirname and __filename",
    files: { "main.ts": 'import path from "node:path";\nexport const value = [path.basename(__filename), __dirname];' },
    expected: (project: string) => ["main.ts", project],
  },
  {
    name: "a __dirname that the file makes itself",
    files: {
      "main.ts":
        'import { dirname } from "node:path";\nimport { fileURLToPath } from "node:url";\nconst __dirname = dirname(fileURLToPath(import.meta.url));\nexport const value = __dirname;',
    },
    expected: (project: string) => project,
  },
  {
    name: "require of a literal",
    files: {
      "main.ts": 'const data = require("./data.json");\nexport const value = data.one;',
      "data.json": '{ "one": 1 }',
    },
    expected: 1,
  },
  {
    name: "require of a name from the file's own place",
    files: {
      "lib/main.ts":
        'const name = "./data.json";\nexport const value = require(name).one + require.resolve("./data.json").length * 0;',
      "lib/data.json": '{ "one": 1 }',
      "main.ts": 'export { value } from "./lib/main";',
    },
    expected: 1,
  },
  {
    name: "a require that the file makes itself",
    files: {
      "main.ts":
        'import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);\nexport const value = require("./data.json").one;',
      "data.json": '{ "one": 1 }',
    },
    expected: 1,
  },
  {
    name: "CommonJS files",
    files: {
      "main.ts": 'import helper from "./helper.cjs";\nexport const value = helper.one;',
      "helper.cjs": 'const path = require("node:path");\nmodule.exports = { one: path.basename(__filename) };',
    },
    expected: "helper.cjs",
  },
  {
    name: "packages, which stay outside",
    files: {
      "main.ts": 'import { one } from "some-package";\nexport const value = one;',
      "node_modules/some-package/package.json": '{ "type": "module", "exports": "./index.js" }',
      "node_modules/some-package/index.js": "export const one = import.meta.url.includes('node_modules/some-package');",
    },
    expected: true,
  },
  {
    name: "a package that only a folder below has",
    files: {
      "main.ts": 'import { one } from "./lib/one";\nexport const value = one;',
      "lib/one.ts": 'export { one } from "inner";',
      "lib/node_modules/inner/package.json": '{ "type": "module", "exports": "./index.js" }',
      "lib/node_modules/inner/index.js": "export const one = 1;",
    },
    expected: 1,
  },
  {
    name: "names of classes and functions",
    files: {
      "main.ts":
        'import { Thing as Other } from "./other";\nclass Thing extends Error {}\nexport const value = [Thing.name, Other.name];',
      "other.ts": "export class Thing {}",
    },
    expected: ["Thing", "Thing"],
  },
  {
    name: "imports of Node's modules",
    files: { "main.ts": 'import { basename } from "path";\nexport const value = basename("/a/b");' },
    expected: "b",
  },
  {
    name: "dynamic imports of the project",
    files: { "main.ts": 'export const value = (await import("./one")).one;', "one.ts": "export const one = 1;" },
    expected: 1,
  },
];

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("a bundle of sources", () => {
  for (const { name, files, expected } of cases) {
    it(`keeps the meaning of ${name}`, async () => {
      const project = projectOf(files);
      const value = await exportedValue(await bundle(project));
      assert.deepEqual(value, typeof expected === "function" ? expected(project) : expected);
    });
  }

  it("holds workspace packages, which are linked", async () => {
    const root = projectOf({
      "packages/lib/package.json": '{ "name": "lib", "main": "./index.ts" }',
      "packages/lib/index.ts": "export enum Color { red = 5 }",
      "app/main.ts": 'import { Color } from "lib";\nexport const value = Color.red;',
    });
    mkdirSync(path.join(root, "node_modules"));
    symlinkSync(path.join(root, "packages", "lib"), path.join(root, "node_modules", "lib"), "dir");
    assert.equal(await exportedValue(await bundle(path.join(root, "app"))), 5);
  });

  it("bundles the text that was checked, whatever is on disk by now", async () => {
    const project = projectOf({ "main.ts": "export const value = 1;" });
    const texts = new Map([[path.join(project, "main.ts"), "export const value = 2;"]]);
    assert.equal(await exportedValue(await bundle(project, texts)), 2);
  });

  it("is made once for the same texts, and anew when a file, or a setting, changes", async () => {
    const project = projectOf({
      "main.ts": 'import { one } from "./one";\nexport const value = one;',
      "one.ts": "export const one = 1;",
    });
    const first = await bundle(project);
    assert.equal(await bundle(project), first);
    writeFileSync(path.join(project, "one.ts"), "export const one = 2;");
    const second = await bundle(project);
    assert.notEqual(second, first);
    assert.equal(await exportedValue(second), 2);
    writeFileSync(path.join(project, "one.ts"), "export const one = 1;");
    assert.equal(await bundle(project), first);
    rmSync(first);
    assert.equal(await exportedValue(await bundle(project)), 1);
  });

  it("leaves only the newest on disk", async () => {
    const project = projectOf({ "main.ts": "" });
    const folder = path.join(project, ".evergraph", "bundles");
    for (let version = 0; version < 20; version++) {
      writeFileSync(path.join(project, "main.ts"), `export const value = ${version};`);
      await bundle(project);
      writeFileSync(path.join(project, `other${version}.ts`), `export const other = ${version};`);
      await bundleSources({ project, files: [`other${version}.ts`], texts: new Map(), folder });
    }
    const count = (extension: string) => readdirSync(folder).filter((name) => name.endsWith(extension)).length;
    assert.equal(count(".json"), 12);
    assert.ok(count(".mjs") <= 24 && count(".mjs") >= 12, `${count(".mjs")} bundles`);
    assert.equal(count(".map"), count(".mjs"));
    assert.equal(await exportedValue(await bundle(project)), 19);
  });

  it("says where the text is broken", async () => {
    const project = projectOf({ "main.ts": 'const name = "ä"; export const value = ;\n' });
    const error = await failure(await bundle(project));
    assert.equal(error.code, "bundle-failed");
    assert.equal(error.message, 'The code of these assets cannot be built: Unexpected ";".');
    assert.deepEqual(error.range?.file, "main.ts");
    assert.deepEqual(error.range?.start, { line: 0, character: 39 });
  });

  it("says where an import leads nowhere", async () => {
    const project = projectOf({ "main.ts": 'import { one } from "./nowhere";\nexport const value = one;' });
    const error = await failure(await bundle(project));
    assert.match(error.message, /Could not resolve "\.\/nowhere"/);
    assert.deepEqual(error.range?.start, { line: 0, character: 20 });
  });

  for (const type of ["commonjs", "module"]) {
    it(`lets a broken file fail those that import it, and nobody else, in a package of type ${type}`, async () => {
      const project = projectOf({
        "package.json": JSON.stringify({ type }),
        "old.cjs": "exports.value = ;",
        "default.ts": 'import broken from "./broken.ts";\nexport const value = broken;',
        "good.ts": "export const value = 1;",
        "broken.ts": "export const value = ;",
        "reads.ts":
          'import { value as other } from "./broken";\nimport gone from "./nowhere";\nexport const value = [other, gone];',
        "below.ts": 'export { value } from "./reads";',
        "throws.ts": 'throw new Error("not today");',
        "after.ts": 'import "./throws";\nexport const value = 1;',
      });
      const files = ["after.ts", "below.ts", "broken.ts", "default.ts", "good.ts", "old.cjs", "reads.ts"];
      const folder = path.join(project, ".evergraph", "bundles");
      const modules = await modulesOf(await bundleSources({ project, files, texts: new Map(), folder }));
      const results = await Promise.allSettled(files.map((file) => modules[file]?.()));
      const said = results.map((result) =>
        result.status === "fulfilled" ? result.value?.value : placeOf(result.reason),
      );
      assert.deepEqual(said, ["not today", "reads.ts", "broken.ts", "broken.ts", 1, "old.cjs", "reads.ts"]);
    });
  }
});

function placeOf(error: Error): string {
  return error instanceof UserError ? (error.range?.file ?? "nowhere") : error.message;
}

async function failure(bundle: string): Promise<UserError> {
  try {
    await exportedValue(bundle);
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error;
  }
  return assert.fail("it could be loaded");
}

function projectOf(files: Files): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "evergraph-bundle-")));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

function bundle(project: string, texts: ReadonlyMap<string, string> = new Map()): Promise<string> {
  return bundleSources({ project, files: ["main.ts"], texts, folder: path.join(project, ".evergraph", "bundles") });
}

type Modules = Readonly<Record<string, () => Promise<{ readonly value: unknown }>>>;

async function modulesOf(file: string): Promise<Modules> {
  knowBrokenFiles();
  return ((await import(pathToFileURL(file).href)) as { modules: Modules }).modules;
}

async function exportedValue(file: string): Promise<unknown> {
  return (await (await modulesOf(file))["main.ts"]?.())?.value;
}
