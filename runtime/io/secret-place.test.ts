import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { ownIoManager } from "./own-io-manager.ts";

test("a place that holds a secret is refused, and not told", async () => {
  const manager = ownIoManager("bucket", { store: async () => "s3://key:very-secret@bucket/a", load: async () => 1 });
  const context = {
    asset: asAssetKey("a"),
    folder: "/store",
    run: "20261124T100000-000001" as RunId,
    signal: new AbortController().signal,
  };
  const hasSecret = (text: string) => text.includes("very-secret");
  await assert.rejects(manager.store({ ...context, hasSecret }, 1), (error: Error & { code?: string }) => {
    return error.code === "io-place-secret" && !error.message.includes("very-secret");
  });
  assert.equal((await manager.store({ ...context, hasSecret: () => false }, 1)).stored.manager, "bucket");
});
