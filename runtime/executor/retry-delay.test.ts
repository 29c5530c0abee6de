import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RetryPolicy } from "../core/definitions/definition.ts";
import { retryDelay } from "./retry-delay.ts";

const half = () => 0.5;

const cases: readonly [string, Omit<RetryPolicy, "retries">, readonly number[]][] = [
  ["without delay", {}, [0, 0, 0]],
  ["constant", { delay: 1_000 }, [1_000, 1_000, 1_000]],
  ["linear", { delay: 1_000, backoff: "linear" }, [1_000, 2_000, 3_000]],
  ["exponential", { delay: 1_000, backoff: "exponential" }, [1_000, 3_000, 7_000]],
  ["full jitter", { delay: 1_000, backoff: "linear", jitter: "full" }, [500, 1_000, 1_500]],
  [
    "plus or minus, in the middle",
    { delay: 1_000, backoff: "exponential", jitter: "plusMinus" },
    [1_000, 3_000, 7_000],
  ],
];

describe("the delay before a retry", () => {
  for (const [name, policy, expected] of cases) {
    it(`is as in Dagster: ${name}`, () => {
      const delays = expected.map((_, index) => retryDelay({ retries: 3, ...policy }, index + 1, half));
      assert.deepEqual(delays, expected);
    });
  }

  it("moves by at most the first delay with plusMinus", () => {
    const policy: RetryPolicy = { retries: 3, delay: 1_000, backoff: "exponential", jitter: "plusMinus" };
    assert.equal(
      retryDelay(policy, 3, () => 0),
      6_000,
    );
    assert.equal(
      retryDelay(policy, 3, () => 1),
      8_000,
    );
  });
});
