import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { type CheckId, checkId } from "../../../protocol/graph/check-id.ts";
import type { CodeVersion } from "../../../protocol/graph/code-version.ts";
import { type Analysis, createAnalysis } from "../analysis.ts";
import { harmlessEdits } from "./harmless-edits-cases.ts";
import { meaningfulEdits } from "./meaningful-edits-cases.ts";
import { moduleEdits } from "./module-edits-cases.ts";

type Files = Readonly<Record<string, string | null>>;

/** Long enough ago for a snapshot to trust it; each write has another time. */
let clock = Date.parse("2024-01-01T00:00:00Z");

function write(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, file);
    if (text === null) rmSync(place, { force: true });
    else {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
      clock += 1_000;
      utimesSync(place, new Date(clock), new Date(clock));
    }
  }
}

function inFolder(files: Files, use: (folder: string, cacheFolder: string) => void): void {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-kept-versions-"));
  const cacheFolder = mkdtempSync(path.join(os.tmpdir(), "evergraph-kept-versions-cache-"));
  try {
    write(folder, files);
    use(folder, cacheFolder);
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(cacheFolder, { recursive: true });
  }
}

/** Hash, doubts and members of every function, by the key of its asset or the id of its check. */
function versionsOf(analysis: Analysis): Map<string, CodeVersion> {
  const versions = new Map<string, CodeVersion>();
  for (const node of analysis.graph().nodes) {
    if (node === null) continue;
    const own = analysis.codeVersion(node.id);
    if (own !== undefined) versions.set(node.key, own);
    for (const { name } of node.checks) {
      const version = analysis.checkVersion(node.id, name);
      if (version !== undefined) versions.set(checkId(node.key, name), version);
    }
  }
  return new Map([...versions].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** As plain data, members and all. */
function plain(versions: ReadonlyMap<string, CodeVersion>): unknown {
  return [...versions].map(([name, { hash, certainty, doubts, members }]) => ({
    name,
    hash,
    certainty,
    doubts,
    members,
  }));
}

function isKept(cacheFolder: string): string {
  return readFileSync(path.join(cacheFolder, "versions"), "utf8");
}

describe("kept code versions", () => {
  for (const { name, files, edit } of [...harmlessEdits, ...meaningfulEdits, ...moduleEdits]) {
    it(`are those of a cold start: ${name}`, () => {
      inFolder(files, (folder, cacheFolder) => {
        const first = createAnalysis({ folder, cacheFolder });
        versionsOf(first);
        first.close();
        isKept(cacheFolder);
        const unchanged = createAnalysis({ folder, cacheFolder });
        assert.deepEqual(plain(versionsOf(unchanged)), plain(versionsOf(createAnalysis({ folder }))));
        // Told of the edit while it is open.
        const open = createAnalysis({ folder, cacheFolder });
        const before = versionsOf(open);
        write(folder, edit);
        const change = open.filesChanged(Object.keys(edit));
        const cold = plain(versionsOf(createAnalysis({ folder })));
        const after = versionsOf(open);
        assert.deepEqual(plain(after), cold, "told while open");
        tellsEveryChange(open, before, after, change);
        // And while nobody looked.
        assert.deepEqual(plain(versionsOf(createAnalysis({ folder, cacheFolder }))), cold, "while nobody looked");
      });
    });
  }

  it("are not made again", () => {
    inFolder(project(), (folder, cacheFolder) => {
      const first = createAnalysis({ folder, cacheFolder });
      const versions = versionsOf(first);
      first.close();
      const [, body = ""] = isKept(cacheFolder).split("\n");
      assert.ok([...versions.values()].every(({ hash }) => body.includes(hash)));
      // A second start that asks for the same finds nothing new to keep.
      const second = createAnalysis({ folder, cacheFolder });
      for (const { id, key } of second.graph().nodes.flatMap((node) => node ?? [])) {
        assert.equal(second.codeVersion(id)?.hash, versions.get(key)?.hash);
      }
      rmSync(path.join(cacheFolder, "versions"));
      second.close();
      assert.throws(() => isKept(cacheFolder), { code: "ENOENT" });
    });
  });

  it("that were kept twice still rest on the packages of the first time", () => {
    const files = {
      "package.json": '{ "dependencies": { "csv": "*" } }',
      "package-lock.json": lockOf("1.0.0"),
      "src/a.ts":
        'import { asset } from "evergraph";\nimport { parse } from "csv";\nexport const a = asset("a", () => parse("1"));\n',
      "src/b.ts": 'import { asset } from "evergraph";\nexport const b = asset("b", () => 1);\n',
    };
    inFolder(files, (folder, cacheFolder) => {
      // The hashes alone: members would make each version anew.
      const hashes = (analysis: Analysis): readonly (string | undefined)[] =>
        analysis.graph().nodes.map((node) => (node === null ? undefined : analysis.codeVersion(node.id)?.hash));
      const start = (): readonly (string | undefined)[] => {
        const analysis = createAnalysis({ folder, cacheFolder });
        const seen = hashes(analysis);
        analysis.close();
        return seen;
      };
      const [first] = start();
      write(folder, { "src/b.ts": files["src/b.ts"].replace("=> 1", "=> 2") });
      assert.equal(start()[0], first);
      write(folder, { "package-lock.json": lockOf("2.0.0") });
      const last = start();
      assert.deepEqual(last, hashes(createAnalysis({ folder })));
      assert.notEqual(last[0], first);
    });
  });

  for (const [what, spoil] of [
    ["cut off", (text: string) => text.slice(0, -9)],
    ["empty", () => ""],
    ["of another version", (text: string) => text.replace("evergraph versions ", "evergraph versions 9")],
    ["another letter", (text: string) => `${text.slice(0, -9)}x${text.slice(-8)}`],
  ] as const) {
    it(`that are ${what} are made anew`, () => {
      inFolder(project(), (folder, cacheFolder) => {
        const first = createAnalysis({ folder, cacheFolder });
        const versions = plain(versionsOf(first));
        first.close();
        writeFileSync(path.join(cacheFolder, "versions"), spoil(isKept(cacheFolder)));
        assert.deepEqual(plain(versionsOf(createAnalysis({ folder, cacheFolder }))), versions);
      });
    });
  }

  it("are written where the folder for them is not there yet", () => {
    inFolder(project(), (folder, cacheFolder) => {
      const later = path.join(cacheFolder, "later");
      const analysis = createAnalysis({ folder, cacheFolder: later });
      versionsOf(analysis);
      analysis.close();
      assert.ok(isKept(later).length > 0);
    });
  });

  it("are not written while a file is unsaved", () => {
    inFolder(project(), (folder, cacheFolder) => {
      const analysis = createAnalysis({ folder, cacheFolder });
      analysis.setText("src/helper0.ts", "export const help0 = () => 7;\n");
      versionsOf(analysis);
      analysis.close();
      assert.throws(() => isKept(cacheFolder), { code: "ENOENT" });
    });
  });

  it("are not written while the last good text stands in for one that does not parse", () => {
    inFolder(project(), (folder, cacheFolder) => {
      const analysis = createAnalysis({ folder, cacheFolder });
      write(folder, broken);
      analysis.filesChanged(Object.keys(broken));
      versionsOf(analysis);
      analysis.close();
      assert.throws(() => isKept(cacheFolder), { code: "ENOENT" });
    });
  });

  it("are those of a cold start after any edits, told or not", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyEdit(), fc.constantFrom("told", "unseen", "unsaved")), { maxLength: 8 }),
        (steps) =>
          inFolder(project(), (folder, cacheFolder) => {
            let analysis = createAnalysis({ folder, cacheFolder });
            let before = versionsOf(analysis);
            let isBroken = false;
            for (const [edit, how] of steps) {
              const files = Object.keys(edit);
              if (how !== "unsaved" && "src/assets0.ts" in edit) isBroken = edit === broken;
              // Who is told of a text that does not parse keeps the last good one, which a cold start never saw.
              if (how === "unseen" || (how === "told" && edit === broken)) {
                analysis.close();
                write(folder, edit);
                analysis = createAnalysis({ folder, cacheFolder });
              } else if (how === "told") {
                write(folder, edit);
                const change = analysis.filesChanged(files);
                tellsEveryChange(analysis, before, versionsOf(analysis), change);
              } else {
                const typed = createAnalysis({ folder, cacheFolder });
                const old = versionsOf(typed);
                for (const [file, text] of Object.entries(edit)) {
                  if (text === null || !file.endsWith(".ts")) continue;
                  const change = typed.setText(file, text);
                  tellsEveryChange(typed, old, versionsOf(typed), change);
                  const back = typed.setText(file, undefined);
                  void back;
                }
                if (!isBroken) assert.deepEqual(plain(versionsOf(typed)), plain(old), "undone");
              }
              const after = versionsOf(analysis);
              assert.deepEqual(plain(after), plain(versionsOf(createAnalysis({ folder }))), how);
              before = after;
            }
          }),
      ),
      { numRuns: 60 },
    );
  });
});

/** Whoever has another version now was told. */
function tellsEveryChange(
  analysis: Analysis,
  before: ReadonlyMap<string, CodeVersion>,
  after: ReadonlyMap<string, CodeVersion>,
  { versions, checks }: { readonly versions: readonly number[]; readonly checks: readonly CheckId[] },
): void {
  const { keys } = analysis.graph();
  const told = new Set<string>([...versions.map((id) => keys[id] ?? ""), ...checks]);
  for (const [name, version] of after) {
    const old = before.get(name);
    if (old !== undefined && old.hash !== version.hash) assert.ok(told.has(name), `${name} changed without a word`);
  }
}

/** Assets that use helpers of helpers, data, a package, each other's handles; one helper's effect reaches another. */
function project(): Record<string, string> {
  const files: Record<string, string> = {
    "package.json": '{ "name": "kept", "dependencies": { "evergraph": "*", "csv": "*" } }',
    "package-lock.json": lockOf("1.0.0"),
    "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./src/*"] } } }',
    "evergraph.config.ts":
      'import { defineConfig } from "evergraph";\nimport { setting } from "./setting";\nexport default defineConfig({ environments: { dev: { concurrency: setting } } });\n',
    "setting.ts": "export const setting = 4;\n",
    "src/data.json": '{ "a": 1, "b": 2 }',
    "src/table.ts": "export const table: number[] = [];\n",
    "src/fill.ts": 'import { table } from "./table";\ntable.push(1);\nexport const filled = true;\n',
  };
  for (let index = 0; index < 3; index += 1) files[`src/helper${index}.ts`] = helperText(index, "1");
  for (let index = 0; index < 5; index += 1) files[`src/assets${index}.ts`] = assetText(index, "0");
  return files;
}

function lockOf(version: string): string {
  return JSON.stringify({
    lockfileVersion: 3,
    packages: { "": { dependencies: { csv: "*" } }, "node_modules/csv": { version, integrity: `sha512-${version}` } },
  });
}

function helperText(index: number, value: string): string {
  const above = index > 0 ? `import { help${index - 1} } from "./helper${index - 1}";\n` : "";
  return `${above}const weight = ${value};\nexport const help${index} = (x: number): number => ${index > 0 ? `help${index - 1}(x)` : "x"} * weight;\n`;
}

function assetText(index: number, value: string): string {
  const lines = [
    'import { asset, assetCheck } from "evergraph";',
    `import { help${index % 3} } from "@lib/helper${index % 3}";`,
  ];
  if (index === 1) lines.push('import { a } from "./data.json";');
  if (index === 2) lines.push('import { parse } from "csv";');
  if (index === 3) lines.push('import "./fill";', 'import { table } from "./table";');
  if (index === 4) lines.push('import { made0 } from "./assets0";');
  const uses = ["1", "a", 'parse("x")', "table[0]", "1"][index];
  const options = index === 4 ? "{ inputs: { up: made0 } }, ({ up })" : "()";
  lines.push(
    `export const made${index} = asset("asset_${index}", ${options} => help${index % 3}(${value}) + Number(${uses}));`,
    `export const check${index} = assetCheck("check_${index}", { asset: made${index} }, (rows) => help${index % 3}(Number(rows)) > ${value});`,
    "",
  );
  return lines.join("\n");
}

const broken: Files = {
  "src/assets0.ts": 'import { asset } from "evergraph";\nexport const made0 = asset("asset_0", () => {\n',
};

function anyEdit(): fc.Arbitrary<Files> {
  const value = fc.constantFrom("0", "1", "2");
  const one = <Value>(file: string, values: fc.Arbitrary<Value>, text: (value: Value) => string | null) =>
    values.map((each): Files => ({ [file]: text(each) }));
  const index = fc.nat(4);
  return fc.oneof(
    fc.tuple(index, value).map(([at, text]): Files => ({ [`src/assets${at}.ts`]: assetText(at, text) })),
    fc.tuple(fc.nat(2), value).map(([at, text]): Files => ({ [`src/helper${at}.ts`]: helperText(at, text) })),
    fc
      .tuple(index, value)
      .map(([at, text]): Files => ({ [`src/assets${at}.ts`]: `// comment ${text}\n${assetText(at, text)}` })),
    // Another function before the others, so that they stand at other places.
    fc.tuple(index, value).map(
      ([at, text]): Files => ({
        [`src/assets${at}.ts`]: assetText(at, text).replace(
          "export const made",
          `export const more${at} = asset("more_${at}", () => ${text});\nexport const made`,
        ),
      }),
    ),
    one("src/data.json", value, (each) => `{ "a": ${each}, "b": 2 }`),
    one("src/data.json", value, (each) => `{ "a": 1, "b": ${each} }`),
    one("src/table.ts", value, (each) => `export const table: number[] = [${each}];\n`),
    one(
      "src/fill.ts",
      value,
      (each) => `import { table } from "./table";\ntable.push(${each});\nexport const filled = true;\n`,
    ),
    one(
      "setting.ts",
      value,
      (each) => `Object.prototype.toString = () => "${each}";\nexport const setting = ${each};\n`,
    ),
    one("setting.ts", value, (each) => `export const setting = ${each};\n`),
    one("package-lock.json", value, (each) => lockOf(`1.0.${each}`)),
    one("evergraph.config.ts", value, () => null),
    one("src/helper2.ts", value, (each) => (each === "0" ? null : helperText(2, each))),
    one("src/assets3.ts", value, () => null),
    one("src/helper1/index.ts", value, (each) => helperText(1, each)),
    one("src/helper1.js", value, (each) => helperText(1, each).replaceAll(": number", "")),
    one("tsconfig.json", value, (each) =>
      each === "0"
        ? '{ "compilerOptions": { "paths": { "@lib/*": ["./other/*", "./src/*"] } } }'
        : '{ "compilerOptions": { "paths": { "@lib/*": ["./src/*"] } } }',
    ),
    one("other/helper0.ts", value, (each) => helperText(0, each)),
    fc.constant(broken),
  );
}
