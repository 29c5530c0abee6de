import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeDeath } from "./describe-death.ts";
import type { RunnerEnd } from "./runner-process.ts";

const heap = `[3:0x1] 100 ms: Mark-Compact 2042.1 (2082.0) -> 2041.9 (2082.5) MB, 900.1 / 0.0 ms
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory`;

const cases: readonly [Partial<RunnerEnd>, string, RegExp][] = [
  [{ exitCode: 3, signal: null }, "runner-crashed", /\(exit code 3\)/],
  [{ exitCode: null, signal: "SIGSEGV" }, "runner-crashed", /\(SIGSEGV\)/],
  [{ exitCode: null, signal: "SIGABRT", output: heap }, "out-of-memory", /out of memory at 2042 MB/],
  [{ exitCode: null, signal: "SIGABRT", output: "heap out of memory" }, "out-of-memory", /out of memory while/],
];

describe("the death of a runner", () => {
  for (const [end, code, message] of cases) {
    it(`is told as ${code}: ${message.source}`, () => {
      const error = describeDeath({
        exitCode: null,
        signal: null,
        output: "",
        running: [],
        cancelAsked: false,
        ...end,
      });
      assert.equal(error.code, code);
      assert.match(error.message, message);
      assert.equal(error.stack, end.output);
    });
  }
});
