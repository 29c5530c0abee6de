import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { abilitiesOf } from "./abilities.ts";

const lacking = { code: "package-missing", message: "The package is missing.", remedy: "Add it." };
const store = { code: "store-damaged", message: "Some events cannot be read." };
const restricted = {
  code: "not-trusted",
  message: "This folder is in Restricted Mode, so no code of it runs.",
  remedy: "Trust the folder to materialize its assets.",
};

const cases: [string, Parameters<typeof abilitiesOf>, object][] = [
  ["a project that can run", [{}, true], { canRun: true }],
  ["one of which nothing is known yet", [undefined, true], { canRun: true }],
  ["one without the package", [{ cannotRun: lacking }, true], { canRun: false, cannotRun: lacking }],
  ["Restricted Mode", [{ cannotRun: lacking }, false], { canRun: false, cannotRun: restricted }],
  ["a damaged store", [{ storeProblem: store }, true], { canRun: true, storeProblem: store }],
];

for (const [name, given, told] of cases)
  test(`the panel is told of ${name}`, () => deepEqual(abilitiesOf(...given), { kind: "abilities", ...told }));
