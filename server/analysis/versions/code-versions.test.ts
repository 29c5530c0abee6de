import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../../protocol/graph/code-version.ts";
import { type Analysis, createAnalysis } from "../analysis.ts";
import { harmlessEdits } from "./harmless-edits-cases.ts";
import { meaningfulEdits } from "./meaningful-edits-cases.ts";
import { moduleEdits } from "./module-edits-cases.ts";

function write(folder: string, files: Readonly<Record<string, string | null>>): void {
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, file);
    if (text === null) rmSync(place, { force: true });
    else {
      mkdirSync(path.dirname(place), { recursive: true });
      writeFileSync(place, text);
    }
  }
}

function folderOf(files: Readonly<Record<string, string | null>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-versions-"));
  write(folder, files);
  return folder;
}

function versionOf(analysis: Analysis, key = "a"): CodeVersion {
  const { keys } = analysis.graph();
  const version = analysis.codeVersion(keys.indexOf(asAssetKey(key)));
  assert.ok(version, `no version of ${key}`);
  return version;
}

describe("code versions", () => {
  for (const { name, files, edit, expect } of [...harmlessEdits, ...meaningfulEdits, ...moduleEdits]) {
    it(`${expect}: ${name}`, () => {
      const folder = folderOf(files);
      const fresh = folderOf({ ...files, ...edit });
      try {
        const analysis = createAnalysis({ folder });
        const before = versionOf(analysis);
        write(folder, edit);
        analysis.filesChanged(Object.keys(edit));
        const after = versionOf(analysis);
        const cold = versionOf(createAnalysis({ folder: fresh }));
        assert.equal(after.hash, cold.hash, "kept up to date, it differs from read anew");
        assert.deepEqual(after.doubts, cold.doubts);
        assert.deepEqual(after.members, cold.members);
        const partial = before.certainty === "partial" || after.certainty === "partial";
        const same = before.hash === after.hash;
        if (expect === "same") assert.deepEqual({ same, partial }, { same: true, partial: false });
        if (expect === "changed") assert.equal(same, false);
        if (expect === "changed") assert.equal(partial, false, JSON.stringify(after.doubts));
        if (expect === "maybe") assert.ok(!same || partial);
      } finally {
        rmSync(folder, { recursive: true });
        rmSync(fresh, { recursive: true });
      }
    });
  }

  it("names what changed", () => {
    const folder = folderOf({
      "a.ts":
        'import { asset } from "evergraph";\nimport { net } from "./money";\nexport const a = asset("a", () => net(1));\n',
      "money.ts": "const tax = 0.19;\nexport const net = (x: number) => x * tax;\n",
    });
    try {
      const analysis = createAnalysis({ folder });
      const before = versionOf(analysis);
      const change = analysis.setText("money.ts", "const tax = 0.2;\nexport const net = (x: number) => x * tax;\n");
      assert.deepEqual(change.versions, [0]);
      const after = versionOf(analysis);
      const changed = after.members.filter(({ hash }) => before.members.every((member) => member.hash !== hash));
      assert.deepEqual(
        changed.map(({ file, name }) => `${name} in ${file}`),
        ["tax in money.ts"],
      );
      analysis.setText("money.ts", undefined);
      assert.deepEqual(versionOf(analysis), before);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
