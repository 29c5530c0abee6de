import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it } from "node:test";
import { registryInclusion } from "./registry-inclusion.ts";

const cases: readonly {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly is: object;
}[] = [
  { name: "no tsconfig", files: {}, is: { state: "missing" } },
  { name: "no lists: everything is read", files: { "tsconfig.json": "{}" }, is: { state: "included" } },
  ...[
    "**/*",
    "**",
    "*",
    "*.ts",
    "./*.d.ts",
    "evergraph-env.d.ts",
    "./",
    ".",
    "${configDir}/**/*.ts",
    "evergraph-en?.d.ts",
  ].map((pattern) => ({
    name: `include ${pattern}`,
    files: { "tsconfig.json": JSON.stringify({ include: ["src", pattern] }) },
    is: { state: "included" },
  })),
  ...["src", "src/**/*", "**/src/*.ts", "*.tsx", "evergraph-env", "other-env.d.ts"].map((pattern) => ({
    name: `include ${pattern} only`,
    files: { "tsconfig.json": JSON.stringify({ include: [pattern] }) },
    is: { state: "left out", list: "include" },
  })),
  {
    name: "files only",
    files: { "tsconfig.json": '{ "files": ["index.ts"] }' },
    is: { state: "left out", list: "files" },
  },
  {
    name: "files with it",
    files: { "tsconfig.json": '{ "files": ["./evergraph-env.d.ts"] }' },
    is: { state: "included" },
  },
  {
    name: "comments and trailing commas",
    files: { "tsconfig.json": '// All.\n{ "include": ["src", /* too */ "*.d.ts",], }' },
    is: { state: "included" },
  },
  {
    name: "an include that is inherited, from the base's own folder",
    files: {
      "tsconfig.json": '{ "extends": "./config/base" }',
      "config/base.json": '{ "include": ["../*.d.ts"] }',
    },
    is: { state: "included" },
  },
  {
    name: "an include that is inherited and leaves it out",
    files: { "tsconfig.json": '{ "extends": ["./base.json"] }', "base.json": '{ "include": ["src"] }' },
    is: { state: "left out" },
  },
  {
    name: "an own include wins",
    files: { "tsconfig.json": '{ "extends": "./base.json", "include": ["."] }', "base.json": '{ "include": ["src"] }' },
    is: { state: "included" },
  },
  {
    name: "a ring of extends",
    files: { "tsconfig.json": '{ "extends": "./tsconfig.json" }' },
    is: { state: "included" },
  },
  {
    name: "a base that is not there",
    files: { "tsconfig.json": '{ "extends": "@nobody/has-this" }' },
    is: { state: "included" },
  },
  {
    name: "no JSON",
    files: { "tsconfig.json": '{\n  "include": [\n' },
    is: { state: "unreadable", why: "CloseBracketExpected in line 3" },
  },
];

describe("whether the compiler reads the registry", () => {
  for (const { name, files, is } of cases) {
    it(name, () => {
      const folder = mkdtempSync(path.join(tmpdir(), "evergraph-inclusion-"));
      try {
        for (const [file, text] of Object.entries(files)) {
          mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
          writeFileSync(path.join(folder, file), text);
        }
        assert.deepEqual(registryInclusion(folder), is);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
