import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { StepDetails } from "../../protocol/messages/server-messages.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import { countSegments, filterLog, type LogFilter } from "./log-filter.ts";
import { type LogLine, logLine } from "./log-lines.ts";

const orders = asAssetKey("orders");
const of = { asset: orders };
const range = { file: "src/marts.ts", start: { line: 23, character: 0 }, end: { line: 23, character: 5 } };
const error = { message: "no rate for EUR", range };
const step = (assets: string[], checks: string[] = []): StepDetails => ({
  assets: assets.map(asAssetKey),
  checks: checks.map((name) => ({ asset: orders, name })),
  after: [],
  state: "succeeded",
  attempts: 1,
  rows: {},
});
const steps = [step(["orders"]), step(["a", "b"]), step([], ["unique"])];
const provenance = { dataVersion: "1", inputs: [] };

let sequence = 0;
const event = (body: EventBody): StoredEvent => ({ version: 1, writer: "w", sequence: sequence++, time: 5, ...body });

const rows: readonly (readonly [body: EventBody, text: string | undefined, facts: string])[] = [
  [{ kind: "run", state: "started" }, "started", " run important"],
  [{ kind: "run", state: "succeeded" }, "done", " run important"],
  [{ kind: "run", state: "failed", error: { message: "boom" } }, "failed: boom", "error run important"],
  [{ kind: "run", state: "cancelled" }, "cancelled", "warn run important"],
  [{ kind: "step", step: 0, attempt: 1, state: "started" }, "started", " orders"],
  [{ kind: "step", step: 1, attempt: 2, state: "started" }, "a and 1 more started, attempt 2", " a"],
  [
    { kind: "step", step: 0, attempt: 1, state: "succeeded", seconds: { load: 0.2, compute: 4, store: 1 } },
    "ended: load 0.2 s, compute 4.0 s, store 1.0 s",
    " orders",
  ],
  [
    { kind: "step", step: 2, attempt: 1, state: "failed", error },
    "orders: unique failed: no rate for EUR",
    "error orders important place",
  ],
  [
    { kind: "step", step: 0, attempt: 1, state: "retrying", error },
    "attempt 1 failed, it is tried again: no rate for EUR",
    "warn orders important place",
  ],
  [{ kind: "step", step: 9, attempt: 1, state: "cancelled" }, "cancelled", "warn run important"],
  [
    {
      kind: "materialization",
      of,
      provenance,
      metadata: {
        "evergraph/rows": { type: "int", value: 1_312_480 },
        "evergraph/bytes": { type: "int", value: 98_000_000 },
        "evergraph/seconds": { type: "float", value: 41 },
      },
    },
    "materialized: 1,312,480 rows, 98 MB, 41 s",
    " orders important",
  ],
  [{ kind: "materialization", of, provenance, metadata: {} }, "materialized", " orders important"],
  [
    { kind: "check", of, check: "unique", result: { passed: true, severity: "ERROR", metadata: {} } },
    "check unique passed",
    " orders",
  ],
  [
    {
      kind: "check",
      of,
      check: "unique",
      result: { passed: false, severity: "WARN", metadata: {}, description: "3 rows" },
    },
    "check unique failed: 3 rows",
    "warn orders important",
  ],
  [
    { kind: "check", of, check: "unique", result: { passed: false, severity: "WARN", metadata: {}, error } },
    "check unique ended with an error: no rate for EUR",
    "error orders important place",
  ],
  [{ kind: "outcome", of, outcome: "materialized" }, undefined, ""],
  [
    { kind: "outcome", of, outcome: "upstream failed", because: "raw" },
    "not run: raw failed",
    "error orders important",
  ],
  [{ kind: "outcome", of, outcome: "skipped", because: "no new files" }, "skipped: no new files", " orders important"],
  [{ kind: "code", versions: [] }, undefined, ""],
  [
    { kind: "log", level: "info", text: "<b>fetched</b>", asset: orders },
    "<b>fetched</b>",
    "log orders mine important",
  ],
  [{ kind: "log", level: "debug", text: "page", fields: { at: 3, of: "x" } }, "page at=3 of=x", "debug run mine"],
];

function factsOf(line: LogLine): string {
  const facts = [line.level, line.asset ?? "run"];
  if (line.isMine) facts.push("mine");
  if (line.isImportant) facts.push("important");
  if (line.place !== undefined) facts.push("place");
  return facts.join(" ");
}

describe("the line of an event", () => {
  for (const [body, text, facts] of rows) {
    it(`${body.kind}: ${text ?? "none"}`, () => {
      const line = logLine(event(body), steps);
      assert.equal(line?.text, text);
      assert.equal(line === undefined ? "" : factsOf(line), facts);
    });
  }
});

const lines = rows.flatMap(([body]) => logLine(event(body), steps) ?? []);
const filterRows: readonly (readonly [filter: Partial<LogFilter>, left: number])[] = [
  [{}, 19],
  [{ importantOnly: true }, 14],
  [{ segment: "My log", importantOnly: true }, 2],
  [{ segment: "Warnings" }, 4],
  [{ segment: "Errors" }, 4],
  [{ text: " EUR " }, 3],
  [{ text: "run" }, 7],
  [{ segment: "Errors", text: "unique" }, 2],
];

describe("the filter of the log", () => {
  for (const [filter, left] of filterRows) {
    it(JSON.stringify(filter), () => {
      const whole: LogFilter = { segment: "All", text: "", importantOnly: false, ...filter };
      assert.equal(filterLog(lines, whole).length, left);
    });
  }
  it("counts each segment", () => {
    assert.deepEqual(countSegments(lines), { All: 19, "My log": 2, Warnings: 4, Errors: 4 });
  });
});
