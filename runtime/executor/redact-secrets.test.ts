import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody } from "../../protocol/record/events.ts";
import { createRedactor } from "./redact-secrets.ts";

const asset = asAssetKey("orders");
const secret = "s3cr3t.$&value";

const events: readonly EventBody[] = [
  { kind: "log", asset, level: "info", text: `connecting with ${secret}`, fields: { url: `db://${secret}@host` } },
  {
    kind: "outcome",
    of: { asset },
    outcome: "failed",
    error: { message: `bad ${secret}`, stack: `Error: bad ${secret}` },
  },
  {
    kind: "materialization",
    of: { asset },
    value: {
      manager: "frames",
      inline: Buffer.from(secret).toString("base64"),
      bytes: 14,
      preview: [{ token: secret }],
    },
    metadata: { url: { type: "url", value: `https://${secret}` } },
    provenance: { dataVersion: "1", inputs: [] },
  },
];

describe("the redactor", () => {
  for (const body of events) {
    it(`keeps a secret out of a ${body.kind} event`, () => {
      const redactor = createRedactor();
      redactor.add(secret);
      const written = JSON.stringify(redactor.event(body));
      assert.ok(!written.includes(secret), written);
      assert.ok(written.includes("•••"), written);
    });
  }

  it("leaves the stored value itself as it is", () => {
    const redactor = createRedactor();
    redactor.add(secret);
    const body = redactor.event(events[2]!);
    assert.equal(body.kind === "materialization" && body.value?.inline, Buffer.from(secret).toString("base64"));
  });

  it("leaves short values alone", () => {
    const redactor = createRedactor();
    redactor.add("5432");
    assert.equal(redactor.text("port 5432"), "port 5432");
  });

  it("replaces the longer of two secrets whole", () => {
    const redactor = createRedactor();
    redactor.add("password");
    redactor.add("password-long");
    assert.equal(redactor.text("password-long"), "•••");
  });
});
