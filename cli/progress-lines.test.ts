import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ProgressState, type ProgressView, progressLines } from "./progress-lines.ts";

const start = 1_000_000;
const state: ProgressState = {
  running: [],
  done: 0,
  failed: 0,
  planned: 4,
  startedAt: start,
  cancelling: false,
};
const view: ProgressView = { now: start + 2_500, columns: 80, rows: 24, style: (_, text) => text };
const running = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `asset_${index}`, since: start + 1_000 }));

const cases: readonly {
  readonly name: string;
  readonly state?: Partial<ProgressState>;
  readonly view?: Partial<ProgressView>;
  readonly lines: readonly string[];
}[] = [
  { name: "nothing yet", lines: ["────────────────────  0 of 4 · 2.5 s"] },
  {
    name: "two assets of different lengths",
    state: {
      running: [
        { key: "orders", since: start },
        { key: "marts/customers", since: start + 2_000 },
      ],
      done: 1,
    },
    lines: ["◔ orders           2.5 s", "◔ marts/customers  0.5 s", "━━━━━───────────────  1 of 4 · 2 running · 2.5 s"],
  },
  {
    name: "a failure, and a minute later",
    state: { done: 3, failed: 1 },
    view: { now: start + 72_000 },
    lines: ["━━━━━━━━━━━━━━━─────  3 of 4 · 1 failed · 1 min 12 s"],
  },
  {
    name: "a clock that was put back",
    view: { now: start - 5_000 },
    lines: ["────────────────────  0 of 4 · 0.0 s"],
  },
  {
    name: "a narrow screen, without the bar",
    view: { columns: 40 },
    lines: ["0 of 4 · 2.5 s"],
  },
  {
    name: "more than fits on a low screen",
    state: { running: running(5), planned: 9 },
    view: { rows: 8 },
    lines: ["◔ asset_0  1.5 s", "◔ asset_1  1.5 s", "  and 3 more", "────────────────────  0 of 9 · 5 running · 2.5 s"],
  },
  {
    name: "a run that is being cancelled",
    state: { cancelling: true },
    lines: ["────────────────────  0 of 4 · 2.5 s · cancelling, Ctrl+C again ends it at once"],
  },
];

describe("the lines of a run in progress", () => {
  for (const { name, state: more, view: seen, lines } of cases) {
    it(name, () => assert.deepEqual(progressLines({ ...state, ...more }, { ...view, ...seen }), lines));
  }
});
