import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { packageManagerOf } from "./package-manager.ts";

const cases: { files: Record<string, readonly string[]>; command: readonly string[] }[] = [
  { files: {}, command: ["npm", "install", "--save-dev", "p.tgz"] },
  { files: { "/a/b": ["package.json", "package-lock.json"] }, command: ["npm", "install", "--save-dev", "p.tgz"] },
  { files: { "/a/b": ["pnpm-lock.yaml"] }, command: ["pnpm", "add", "--save-dev", "p.tgz"] },
  { files: { "/a": ["yarn.lock"] }, command: ["yarn", "add", "--dev", "p.tgz"] },
  { files: { "/a/b": ["bun.lock"], "/a": ["package-lock.json"] }, command: ["bun", "add", "--dev", "p.tgz"] },
];

for (const { files, command } of cases)
  test(`the package manager of ${JSON.stringify(files)}`, () => {
    const manager = packageManagerOf(["/a/b", "/a"], (folder) => files[folder] ?? []);
    deepEqual([manager.name, ...manager.addTarball("p.tgz")], command);
  });
