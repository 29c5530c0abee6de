import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { EventBody, LogEvent } from "../../protocol/record/events.ts";
import { createLog, createWriter } from "./step-log.ts";

const asset = asAssetKey("orders");

function lines(write: (log: ReturnType<typeof createLog>) => void): readonly LogEvent[] {
  const events: EventBody[] = [];
  write(createLog(createWriter((body) => events.push(body), asset)));
  return events as LogEvent[];
}

describe("the lines of an asset", () => {
  it("keep level, text and fields", () => {
    const written = lines((log) => {
      log.debug("a");
      log.info("b", { rows: 2 });
      log.warn("c");
      log.error("d");
    });
    assert.deepEqual(
      written.map(({ level, text, fields }) => [level, text, fields]),
      [
        ["debug", "a", undefined],
        ["info", "b", { rows: 2 }],
        ["warn", "c", undefined],
        ["error", "d", undefined],
      ],
    );
  });

  it("never fail the asset for what JSON cannot say", () => {
    const ring: { self?: object } = {};
    ring.self = ring;
    const written = lines((log) => {
      log.info("big", { count: 10n, error: new TypeError("bad") });
      log.info("ring", ring);
    });
    assert.deepEqual(written[0]?.fields, { count: "10", error: { name: "TypeError", message: "bad" } });
    assert.equal(written[1]?.fields, "[object Object]");
  });

  it("are cut when they are endless", () => {
    const [line] = lines((log) => log.info("x".repeat(100_000)));
    assert.equal(line?.text.length, 65_537);
  });

  it("end with a word about it when they never stop", () => {
    const written = lines((log) => {
      for (let line = 0; line < 20_000; line++) log.info("again");
    });
    assert.equal(written.length, 10_000);
    assert.equal(written.at(-1)?.text, "Further lines are not kept.");
  });
});
