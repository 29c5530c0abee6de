import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { type Analysis, createAnalysis } from "../analysis.ts";

const files = {
  "money.ts":
    'const lowest = 0;\nexport const isPaid = (amount: number) => amount > lowest;\nexport const columns = ["id"];\n',
  "orders.ts":
    'import { asset } from "evergraph";\nexport const orders = asset("orders", { description: "All." }, () => [{ id: 1 }]);\n',
  "checks.ts": [
    'import { assetCheck, assetChecks, notNull, rowCount } from "evergraph";',
    'import { columns, isPaid } from "./money";',
    'import { orders } from "./orders";',
    'export const paid = assetCheck("paid", { asset: orders, severity: "WARN" }, (rows) => rows.every(isPaid));',
    'export const both = assetChecks("both", { asset: orders, checks: { one: {}, two: {} } }, (rows) => ({ one: isPaid(rows.length), two: true }));',
    'export const ids = notNull(orders, columns, { name: "ids", severity: "WARN" });',
    "export const count = rowCount(orders, { min: 10, max: 20 });",
    "",
  ].join("\n"),
} as const;

const folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-check-versions-"));
after(() => rmSync(folder, { recursive: true }));
for (const [file, text] of Object.entries(files)) {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
}

const names = ["paid", "one", "two", "ids", "row_count"] as const;

function hashes(analysis: Analysis): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(names.map((name) => [name, analysis.checkVersion(0, name)?.hash]));
}

/** An edit, and the checks whose code it changes. */
const edits: readonly (readonly [
  what: string,
  file: keyof typeof files,
  from: string,
  to: string,
  changed: readonly string[],
])[] = [
  ["a helper of helpers", "money.ts", "lowest = 0", "lowest = 1", ["paid", "one", "two"]],
  ["a function of its own", "checks.ts", "rows.every(isPaid)", "rows.some(isPaid)", ["paid"]],
  ["a function of several", "checks.ts", "two: true", "two: false", ["one", "two"]],
  ["columns elsewhere", "money.ts", '"id"', '"key"', ["ids"]],
  ["a bound", "checks.ts", "min: 10", "min: 11", ["row_count"]],
  ["the order of bounds", "checks.ts", "min: 10, max: 20", "max: 20, min: 10", []],
  ["bounds exchanged", "checks.ts", "min: 10, max: 20", "max: 10, min: 20", ["row_count"]],
  [
    "which ready-made one it is, under the same name",
    "checks.ts",
    "rowCount(orders, { min",
    'rowCountChange(orders, { name: "row_count", min',
    ["row_count"],
  ],
  [
    "severity, name of the import and comments",
    "checks.ts",
    'rowCount } from "evergraph"',
    'rowCount /* how many */ } from "evergraph"',
    [],
  ],
  [
    "severity",
    "checks.ts",
    'name: "ids", severity: "WARN" }',
    'name: "ids", severity: "ERROR", blocking: true, description: "Ids." }',
    [],
  ],
  ["a local name", "checks.ts", "(rows) => rows.every", "(all) => all.every", []],
  ["the asset's description", "orders.ts", "All.", "Every one.", []],
  ["the asset's function", "orders.ts", "id: 1", "id: 2", []],
];

describe("code versions of checks", () => {
  it("each function and each ready-made check has one, those of one function share it", () => {
    const { paid, one, two, ids, row_count } = hashes(createAnalysis({ folder }));
    assert.equal(one, two);
    assert.equal(new Set([paid, one, ids, row_count]).size, 4);
    assert.ok([paid, one, ids, row_count].every((hash) => hash !== undefined));
    assert.equal(createAnalysis({ folder }).checkVersion(0, "nothing"), undefined);
  });

  for (const [what, file, from, to, changed] of edits) {
    it(`${changed.length === 0 ? "none changes" : `${changed.join(", ")} change`}: ${what}`, () => {
      const analysis = createAnalysis({ folder });
      const before = hashes(analysis);
      assert.ok(files[file].includes(from));
      const { checks } = analysis.setText(file, files[file].replace(from, to));
      const now = hashes(analysis);
      assert.deepEqual(
        names.filter((name) => before[name] !== now[name]),
        changed,
      );
      for (const name of changed) assert.ok(checks.includes(`orders:${name}`), "told of");
      analysis.setText(file, undefined);
      assert.deepEqual(hashes(analysis), before);
    });
  }

  it("names what it is made of", () => {
    const members = createAnalysis({ folder })
      .checkVersion(0, "paid")
      ?.members.map(({ file, name }) => `${name} in ${file}`);
    assert.deepEqual(members, ["check paid in checks.ts", "isPaid in money.ts", "lowest in money.ts"]);
  });
});
