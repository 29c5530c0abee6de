import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { nodeFileSystem } from "../storage/file-system.ts";
import { encodeName, inlineLimit, putBytes, valuePath } from "./value-file.ts";

const folder = mkdtempSync(join(tmpdir(), "evergraph-value-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const names: readonly (readonly [string, string])[] = [
  ["raw_orders", "raw_orders"],
  ["marts/orders", "marts~2forders"],
  ["Orders", "~4frders"],
  ["2024-01-01|north:paris", "2024-01-01~7cnorth~3aparis"],
  ["..", "~2e~2e"],
  ["con", "~63on"],
  ["größe", "gr~c3~b6~c3~9fe"],
];

for (const [name, expected] of names) {
  test(`the file name of ${name} is ${expected}`, () => assert.equal(encodeName(name), expected));
}

test("different names have different files, also on a disk that ignores case, and none is too long", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.string({ maxLength: 300 }), (first, second) => {
      const [a, b] = [encodeName(first), encodeName(second)];
      assert.equal(a === b, first.normalize("NFC") === second.normalize("NFC"));
      assert.equal(a, a.toLowerCase());
      assert.ok(a.length <= 120 && !/[/\\:*?"<>|. ]/.test(a));
    }),
  );
});

const place = { folder, asset: "marts/orders", run: "20261124T100000-7f3a09", extension: ".frames" };

test("a value's file is named after its asset, run and partition", () => {
  assert.equal(valuePath(place), "values/marts~2forders/20261124~54100000-7f3a09.frames");
  assert.match(valuePath({ ...place, partition: "2024/01" }), /^values\/marts~2forders\/[^/]+\.2024~2f01\.frames$/);
});

test("what just fits stays inline, one byte more becomes a file", async () => {
  const { signal } = new AbortController();
  const small = await putBytes(nodeFileSystem, { ...place, signal }, [Buffer.alloc(inlineLimit, 1)]);
  assert.equal(Buffer.from(small.inline ?? "", "base64").length, inlineLimit);
  const large = await putBytes(nodeFileSystem, { ...place, signal }, [Buffer.alloc(inlineLimit, 1), Buffer.alloc(1)]);
  assert.equal(large.inline, undefined);
  assert.ok(existsSync(join(folder, large.path ?? "")));
});
