import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { framesIoManager } from "./frames-io-manager.ts";
import { jsonIoManager } from "./json-io-manager.ts";
import { resolveStoredPath } from "./stored-path.ts";

const folder = resolve("/project/.evergraph/dev");
const code = "value-outside";

test("a stored path stays in the store, or in a folder that the project names", async () => {
  assert.equal(resolveStoredPath(folder, "values/a/r.json", "a"), join(folder, "values/a/r.json"));
  const exported = resolve("/project/exports");
  assert.equal(resolveStoredPath(folder, "../../exports/a.json", "a", [exported]), join(exported, "a.json"));
  for (const path of ["values/../../../../x.json", "../dev2/x.json", "/etc/x.json", ".", "", "../../exports/a.json"]) {
    assert.throws(() => resolveStoredPath(folder, path, "a"), { code }, path);
    const context = { asset: asAssetKey("a"), folder, signal: new AbortController().signal };
    const stored = { manager: "x", path, bytes: 1 };
    await assert.rejects(Promise.resolve(framesIoManager().load(context, stored)), { code }, path);
    await assert.rejects(Promise.resolve(jsonIoManager().load(context, stored)), { code }, path);
  }
});
