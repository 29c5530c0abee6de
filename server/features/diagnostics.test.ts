import assert from "node:assert/strict";
import { test } from "node:test";
import { openScripted } from "../workspace/live-workspace-fixture.ts";
import { createDiagnosticsTeller } from "./diagnostics.ts";
import { uriOf } from "./places.ts";

const folder = "/nowhere/project";
const helper = uriOf(folder, "helpers.ts");
const own = uriOf(folder, "a.ts");

test("only files whose problems changed are told, and those without any are emptied", async () => {
  const { workspace, record } = await openScripted({ "a.ts": "raw\nother" });
  const told: string[] = [];
  const teller = createDiagnosticsTeller((uri, diagnostics) =>
    told.push(`${uri}: ${diagnostics.map(({ code, message }) => `${code} ${message}`).join("; ")}`),
  );
  const heard = (): string[] => {
    teller.update(workspace);
    return told.splice(0);
  };
  const range = { file: "helpers.ts", start: { line: 3, character: 0 }, end: { line: 3, character: 5 } };
  assert.deepEqual(heard(), []);
  await record({ raw: { error: { message: "boom", range } } });
  assert.deepEqual(heard(), [`${helper}: asset-failed "raw" failed: boom Correct it, then materialize it again.`]);
  assert.deepEqual(heard(), []);
  await record({ other: { error: { code: "step-timeout", message: "Too long.", remedy: "" } } });
  assert.deepEqual(heard(), [`${own}: step-timeout Too long.`]);
  await record({ raw: {} });
  assert.deepEqual(heard(), [`${helper}: `]);
  teller.forget(folder);
  assert.deepEqual(told, [`${own}: `]);
});

test("a problem at another line leads to the asset", async () => {
  const { workspace, record } = await openScripted({ "a.ts": "raw" });
  const range = { file: "helpers.ts", start: { line: 3, character: 0 }, end: { line: 3, character: 5 } };
  await record({ raw: { error: { message: "boom", range } } });
  createDiagnosticsTeller((_, [diagnostic]) => {
    assert.deepEqual(
      [diagnostic?.source, diagnostic?.severity, diagnostic?.relatedInformation?.[0]?.location.uri],
      ["evergraph", 1, own],
    );
  }).update(workspace);
});
