import { equal } from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { passesGate } from "./project-gate.ts";

const root = mkdtempSync(path.join(tmpdir(), "evergraph-gate-"));
after(() => rmSync(root, { recursive: true, force: true }));

const cases: { name: string; files: Record<string, string>; folder: string; passes: boolean }[] = [
  { name: "an empty folder", files: {}, folder: "", passes: false },
  { name: "a dependency", files: { "package.json": '{"dependencies":{"evergraph":"1"}}' }, folder: "", passes: true },
  {
    name: "a manifest above",
    files: { "package.json": '{"devDependencies":{"evergraph":"1"}}' },
    folder: "a/b",
    passes: true,
  },
  { name: "a config", files: { "evergraph.config.mts": "" }, folder: "src", passes: true },
  { name: "a config below", files: { "sub/evergraph.config.ts": "" }, folder: "", passes: false },
  { name: "only the word", files: { "package.json": '{"keywords":["evergraph"]}' }, folder: "", passes: false },
  {
    name: "a manifest that does not parse",
    files: { "package.json": '{"dependencies":{"evergraph"' },
    folder: "",
    passes: false,
  },
  {
    name: "another package",
    files: { "package.json": '{"dependencies":{"evergraphs":"1"}}' },
    folder: "",
    passes: false,
  },
];

for (const [index, { name, files, folder, passes }] of cases.entries())
  test(`the gate: ${name}`, () => {
    const project = path.join(root, String(index));
    mkdirSync(path.join(project, folder), { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
      writeFileSync(path.join(project, file), text);
    }
    equal(passesGate(path.join(project, folder)), passes);
  });
