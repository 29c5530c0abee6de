import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type CommandFixture, createCommandFixture, manifest, tsconfig } from "../built-command-fixture.ts";

const assets = `import { asset } from "evergraph";
import { rate } from "./rates";
export const orders = asset("orders", () => [rate]);
`;

let fixture: CommandFixture;
before(() => {
  fixture = createCommandFixture({
    "package.json": manifest,
    "tsconfig.json": tsconfig,
    "assets.ts": assets,
    "rates.ts": "export const rate = 0.2;\n",
    "notes.ts": "this is ( no part of the project's assets",
  });
});
after(() => fixture.remove());

interface Broken {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  readonly expected: readonly string[];
}

const broken: readonly Broken[] = [
  {
    name: "the file of an asset, each error of it",
    file: "more.ts",
    text: `import { asset } from "evergraph";
export const first = asset("first", () => [1);
export const second = asset("second", () => 1;
`,
    expected: ["more.ts:2:45 error", "more.ts:3:46 error"],
  },
  {
    name: "a file that names the package and shows no asset",
    file: "more.ts",
    text: 'import { asset } from "evergraph";\nexport const = \n',
    expected: ["more.ts:2:14 error"],
  },
  {
    name: "a helper that assets import",
    file: "rates.ts",
    text: "export const rate = ;\n",
    expected: ["rates.ts:1:21 error"],
  },
  {
    name: "the config",
    file: "evergraph.config.ts",
    text: 'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: {} });\n',
    expected: ["evergraph.config.ts:2:56 error"],
  },
];

describe("evergraph check", () => {
  for (const { name, file, text, expected } of broken) {
    it(`tells what does not parse of ${name}`, () => {
      const before = file === "rates.ts" ? fixture.read(file) : undefined;
      fixture.put(file, text);
      try {
        const { status, errors } = fixture.run("check");
        const places = [...errors.matchAll(/^(\S+ error) This does not parse: .*\(TS\d+\)\. .* \(syntax-error\)$/gm)];
        assert.deepEqual(
          places.map(([, place]) => place),
          expected,
          errors,
        );
        assert.equal(status, 2);
        const { diagnostics } = JSON.parse(fixture.run("check", "--json").output);
        assert.deepEqual([diagnostics[0].code, diagnostics[0].range.file], ["syntax-error", file]);
      } finally {
        if (before === undefined) rmSync(path.join(fixture.folder, file));
        else fixture.put(file, before);
      }
    });
  }

  it("says nothing of files that no asset is made of", () => {
    const { status, output, errors } = fixture.run("check");
    assert.deepEqual([status, output, errors], [0, "1 asset, 0 errors, 0 other notes\n", ""]);
  });
});
