import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import { type Analysis, createAnalysis } from "../analysis.ts";

const root = mkdtempSync(path.join(os.tmpdir(), "evergraph-linked-"));
after(() => rmSync(root, { recursive: true }));

const project = path.join(root, "packages", "data");

function write(file: string, text: string): void {
  const place = path.join(root, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

write("package.json", '{ "workspaces": ["packages/*"] }');
write(
  "package-lock.json",
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "node_modules/@mono/shared": { resolved: "packages/shared", link: true },
      "node_modules/csv": { version: "1.0.0" },
    },
  }),
);
write("packages/data/package.json", '{ "dependencies": { "evergraph": "*", "@mono/shared": "*" } }');
write("packages/data/evergraph.config.ts", "");
write("packages/shared/package.json", '{ "name": "@mono/shared", "version": "1.0.0", "main": "index.ts" }');
write(
  "packages/shared/index.ts",
  'import { read } from "csv";\nexport const tax = 0.2;\nexport { old } from "./old.cjs";\nexport const parse = read;\n',
);
write("packages/shared/old.cjs", "exports.old = 1;\n");
write("node_modules/csv/package.json", '{ "name": "csv", "version": "1.0.0" }');
mkdirSync(path.join(root, "node_modules", "@mono"));
symlinkSync("../../packages/shared", path.join(root, "node_modules", "@mono", "shared"), "junction");
write(
  "packages/data/a.ts",
  `import { asset } from "evergraph";
import { old, parse, tax } from "@mono/shared";
export const taxed = asset("taxed", () => tax);
export const aged = asset("aged", () => old);
export const read = asset("read", () => parse());
`,
);

function membersOf(analysis: Analysis, key: string): Readonly<Record<string, string>> {
  const version = analysis.codeVersion(analysis.idOf(asAssetKey(key)));
  assert.equal(version?.certainty, "exact");
  return Object.fromEntries(version.members.map(({ file, name, hash }) => [`${name} in ${file}`, hash]));
}

/** What differs between two versions, in the words of a reason. */
function changes(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter((name) => before[name] !== now[name]);
}

const edits = [
  ["taxed", "index.ts", 'export const tax = 0.3;\nexport { old } from "./old.cjs";\n', "tax in ../shared/index.ts"],
  ["aged", "old.cjs", "exports.old = 2;\n", "exports.old in ../shared/old.cjs"],
] as const;

for (const [key, file, text, reason] of edits) {
  test(`a package that is linked from beside the project is followed by its source: ${file}`, () => {
    const analysis = createAnalysis({ folder: project });
    const before = membersOf(analysis, key);
    write(`packages/shared/${file}`, text);
    assert.deepEqual(
      analysis.filesChanged([`../shared/${file}`]).versions.map((id) => analysis.graph().keys[id]),
      [key],
    );
    assert.deepEqual(changes(before, membersOf(analysis, key)), [reason]);
    assert.deepEqual(membersOf(createAnalysis({ folder: project }), key), membersOf(analysis, key));
  });
}
