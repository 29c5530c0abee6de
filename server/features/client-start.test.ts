import assert from "node:assert/strict";
import { test } from "node:test";
import { capabilities } from "./client-start.ts";

test("the server asks to hear of no file operations, for which the extension's bundle could not match paths", () => {
  const { workspace, ...rest } = capabilities().capabilities;
  assert.equal(workspace?.fileOperations, undefined);
  assert.equal("diagnosticProvider" in rest || "notebookDocumentSync" in rest, false);
});
