import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type {
  RunComparison,
  RunDetails,
  RunSummary,
  SourceLines,
  StepDetails,
} from "../../protocol/messages/server-messages.ts";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";

/** A shop's nightly run in which one asset failed, for tests of the view. */

export const runStart = Date.parse("2026-11-24T06:00:00Z");
export const nightly = "20261124T060000-7f3a09" as RunId;
export const hostile = asAssetKey('<img src=x onerror="document.title=1">');
const range = { file: "src/assets/marts.ts", start: { line: 23, character: 2 }, end: { line: 23, character: 30 } };
const error = {
  message: "Cannot read properties of undefined (reading 'rate')",
  remedy: "Look at the line that is named here.",
  stack:
    "TypeError: Cannot read properties of undefined\n    at toUsd (src/money.ts:12:9)\n    at dailyRevenue (src/assets/marts.ts:24:3)",
  range,
};

type Times = readonly [
  name: string,
  from: number,
  load: number,
  compute: number,
  store: number,
  after: readonly number[],
];
const times: readonly Times[] = [
  ["raw_orders", 5.3, 0, 37.3, 3.7, []],
  ["raw_payments", 5.3, 0, 16.6, 1.4, []],
  ["raw_customers", 5.3, 0, 8.7, 0.5, []],
  ["stg_customers", 14.5, 0.2, 0.3, 0.1, [2]],
  ["dim_customers", 15.1, 0.4, 1.4, 0.4, [3]],
  ["stg_payments", 23.4, 0.5, 1, 0.4, [1]],
  ["stg_orders", 46.3, 0.7, 1.2, 0.5, [0]],
  ["order_payments", 48.7, 0.8, 1.8, 0.5, [5, 6]],
  ["fct_orders", 51.8, 0.6, 0.9, 0.4, [4, 7]],
];

function step(name: string, more: Partial<StepDetails>): StepDetails {
  return { assets: [asAssetKey(name)], checks: [], after: [], state: "succeeded", attempts: 1, rows: {}, ...more };
}

export const steps: readonly StepDetails[] = [
  ...times.map(([name, from, load, compute, store, after]) =>
    step(name, {
      after,
      startedAt: runStart + from * 1000,
      endedAt: runStart + (from + load + compute + store) * 1000,
      seconds: { load, compute, store },
      rows: { [name as AssetKey]: Math.round(from * 24_761) },
    }),
  ),
  step("daily_revenue", {
    after: [8],
    state: "failed",
    startedAt: runStart + 53_700,
    endedAt: runStart + 58_300,
    seconds: { load: 0.4, compute: 4.2, store: 0 },
    attempts: 2,
    error,
  }),
  step("exec_kpis", { after: [9], state: "upstream failed", because: "daily_revenue", attempts: 0 }),
  step(hostile, { after: [9], state: "upstream failed", because: "daily_revenue", attempts: 0 }),
];

export function summary(run: RunId, more: Partial<RunSummary>): RunSummary {
  return {
    run,
    state: "succeeded",
    trigger: { kind: "editor" },
    startedAt: runStart,
    endedAt: runStart + 4_100,
    steps: { planned: 1, done: 1, failed: 0 },
    assets: [asAssetKey("stg_orders")],
    ...more,
  };
}

export const runs: readonly RunSummary[] = [
  summary(nightly, {
    state: "failed",
    endedAt: runStart + 58_410,
    steps: {
      planned: steps.length,
      done: steps.filter(({ state }) => state === "succeeded").length,
      failed: steps.filter(({ state }) => state === "failed").length,
    },
    assets: steps.flatMap(({ assets }) => assets),
  }),
  ...Array.from({ length: 9 }, (_, index) =>
    summary(`20261124T05${String(50 - index * 5).padStart(2, "0")}00-00000${index}` as RunId, {
      startedAt: runStart - (index + 1) * 5 * 60_000,
      endedAt: runStart - (index + 1) * 5 * 60_000 + 1_900 * (index + 1),
      trigger: index % 3 === 0 ? { kind: "terminal" } : { kind: "editor" },
      state: index === 4 ? "cancelled" : "succeeded",
      assets: [asAssetKey(["stg_orders", "raw_payments", "fct_orders"][index % 3] ?? "")],
    }),
  ),
  summary("20261122T211400-aa0001" as RunId, {
    startedAt: runStart - 33 * 3_600_000,
    endedAt: runStart - 33 * 3_600_000 + 6_000,
    assets: [hostile],
  }),
];

export function detailsOf(run: RunId): RunDetails | null {
  const found = runs.find((one) => one.run === run);
  if (found === undefined) return null;
  return {
    summary: found,
    steps:
      run === nightly
        ? steps
        : found.assets.map((asset) =>
            step(asset, { startedAt: found.startedAt, endedAt: found.endedAt ?? found.startedAt }),
          ),
    environment: "dev",
    concurrency: 8,
    config: {},
  };
}

let sequence = 0;
function event(seconds: number, body: EventBody): StoredEvent {
  return { version: 1, writer: "w", sequence: sequence++, time: runStart + seconds * 1000, run: nightly, ...body };
}
const provenance = { dataVersion: "1", inputs: [] };

export const events: readonly StoredEvent[] = [
  event(0, { kind: "run", state: "started" }),
  event(5.31, { kind: "step", step: 0, attempt: 1, state: "started" }),
  ...Array.from({ length: 132 }, (_, page) =>
    event(6 + page * 0.27, {
      kind: "log",
      asset: asAssetKey("raw_orders"),
      level: page % 12 === 0 ? ("info" as const) : ("debug" as const),
      text: `page ${page + 1} fetched`,
      fields: { rows: 9_943 },
    }),
  ),
  event(46.3, {
    kind: "materialization",
    of: { asset: asAssetKey("raw_orders") },
    provenance,
    metadata: {
      "evergraph/rows": { type: "int", value: 1_312_480 },
      "evergraph/bytes": { type: "int", value: 98_000_000 },
      "evergraph/seconds": { type: "float", value: 41 },
    },
  }),
  event(54.69, {
    kind: "log",
    asset: asAssetKey("daily_revenue"),
    level: "warn",
    text: "no exchange rate for EUR on 2026-11-23, 3 rows left empty",
  }),
  event(55, { kind: "step", step: 9, attempt: 1, state: "retrying", error }),
  event(58.28, { kind: "step", step: 9, attempt: 2, state: "failed", error }),
  event(58.3, {
    kind: "outcome",
    of: { asset: asAssetKey("exec_kpis") },
    outcome: "upstream failed",
    because: "daily_revenue",
  }),
  event(58.3, { kind: "outcome", of: { asset: hostile }, outcome: "upstream failed", because: "daily_revenue" }),
  event(58.41, { kind: "run", state: "failed" }),
];

/** The same, of which the older ones changed nothing. */
export const quietRuns: readonly RunSummary[] = runs.map((run, index) =>
  index >= 6 && index <= 9 ? { ...run, quiet: true } : run,
);

export const source: SourceLines = {
  from: 20,
  lines: [
    "",
    "/** Revenue of a day in one currency. */",
    'export const dailyRevenue = asset("daily_revenue", ({ fct_orders, rates }) => {',
    "  return sumBy(fct_orders, (order) => order.total * rates.get(order.currency).rate); // <b>not</b> markup",
    "});",
    "",
    "export const { length } = names;",
  ],
  changed: true,
};

/** Beside the night before: one has new code and many more rows, one takes longer, one failed, one is new. */
export const comparison: RunComparison = {
  assets: [
    compared("raw_orders", [1_312_480, 41], [1_289_000, 39]),
    compared("stg_orders", [1_312_480, 2.4], [1_312_480, 2.3]),
    {
      ...compared("order_payments", [1_284_310, 9.1], [912_000, 3.1]),
      newCode: true,
      changed: [
        { change: "changed", file: "src/money.ts", name: "isPaid" },
        { change: "added", file: "src/money.ts", name: "toUsd" },
      ],
    },
    {
      asset: asAssetKey("daily_revenue"),
      before: { rows: 597, seconds: 4.4, dataVersion: "d", run: "20261123T060000-1817aa" as RunId, time: before() },
      newCode: false,
      changed: [],
    },
    { asset: hostile, newCode: false, changed: [] },
  ],
};

function before(): number {
  return runStart - 86_400_000;
}

function compared(name: string, now: readonly [number, number], old: readonly [number, number]) {
  return {
    asset: asAssetKey(name),
    now: { rows: now[0], seconds: now[1], dataVersion: String(now[0]) },
    before: {
      rows: old[0],
      seconds: old[1],
      dataVersion: String(old[0]),
      run: "20261123T060000-1817aa" as RunId,
      time: before(),
    },
    newCode: false,
    changed: [],
  };
}
