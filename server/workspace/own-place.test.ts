import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { ownIoManager } from "../../runtime/io/own-io-manager.ts";
import { openStoredRows } from "./stored-rows.ts";

test("no reader takes the place that a user's own manager gave for the value", async () => {
  const manager = ownIoManager("default", { store: async () => "s3://shelf/1", load: async () => 1 });
  const { signal } = new AbortController();
  const context = { asset: asAssetKey("rows"), folder: "/nowhere", signal };
  const { stored } = await manager.store({ ...context, run: "20260101T000000-000000" as RunId }, [1]);
  assert.equal(await manager.load(context, stored), 1);
  await assert.rejects(openStoredRows({ ...context, stored }, signal), { code: "value-elsewhere" });
});
