import type { Json } from "../../protocol/errors/error-entry.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { encodeStatus } from "../../protocol/messages/lineage-feed.ts";
import type { PanelPlace } from "../../protocol/messages/panel-messages.ts";
import type {
  AssetDetails,
  Card,
  MaterializationSummary,
  ValueDifference,
  ValueRows,
} from "../../protocol/messages/server-messages.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import type { HostConnection } from "../host-connection.ts";
import { makeValueView } from "../values/value-view.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { type FixtureAsset, tableOf } from "./table-fixture.ts";
import { makeTableView } from "./table-view.ts";

/** A page that holds the table and the value viewer, with a desk that answers from memory: for tests in a browser. */

const now = Date.UTC(2026, 10, 24, 10, 24);
const minute = 60_000;
const hostile = '<img src=x onerror="document.body.dataset.broken=1">';

const known: readonly FixtureAsset[] = [
  asset("raw_orders", "fresh", "sources", "ingestion", 1_312_480, 0.018, 12, 41, [2, 2]),
  asset("raw_payments", "fresh", "sources", "ingestion", 941_206, 0.022, 14, 18, [1, 1]),
  asset("raw_customers", "fresh", "sources", "ingestion", 212_044, 0.003, 12, 9.2, [1, 1]),
  {
    ...asset("stg_orders", "stale", "staging", "data-platform", 1_312_480, 0.018, 11, 2.4, [4, 4]),
    upstream: [0],
    reason: "code: isPaid in money.ts",
  },
  asset("stg_payments", "fresh", "staging", "data-platform", 941_206, 0.022, 13, 1.9, [3, 3]),
  {
    ...asset("fct_orders", "stale", "core", "data-platform", 1_284_310, 0.021, 6, 1.9, [3, 4]),
    upstream: [3, 4],
    reason: "waits for stg_orders",
  },
  {
    ...asset("daily_revenue", "failed", "marts", "finance", 412, -0.31, 264, 4.6, [1, 2]),
    upstream: [5],
    reason: "revenue_not_null failed",
    history: [300, 310, 330, 350, 400, 430, 520, 560, 597, 590, 597, 412],
  },
  {
    ...asset("exec_kpis", "overdue", "marts", "finance", 36, 0, 1_560, 0.3, [1, 1]),
    upstream: [6],
    reason: "waits for daily_revenue",
  },
  {
    key: "customer_ltv",
    badge: "never",
    group: "marts",
    owners: ["growth"],
    kinds: ["ts"],
    checks: { passed: 0, total: 2 },
    reason: "never materialized",
  },
  {
    ...asset("dim_customers", "running", "core", "data-platform", 212_044, 0.003, 95, 95, [3, 3]),
    startedAt: now - 32_000,
  },
  { ...asset(hostile, "fresh", hostile, hostile, 3, 0, 5, 0.1, [0, 0]), reason: hostile },
];

function asset(
  key: string,
  badge: Badge,
  group: string,
  owner: string,
  rows: number,
  rowsChange: number,
  age: number,
  seconds: number,
  [passed, total]: [number, number],
): FixtureAsset {
  const history = Array.from({ length: 12 }, (_, at) => Math.round(rows * (0.9 + at * 0.008 + ((at * 7) % 5) * 0.006)));
  return {
    key,
    badge,
    group,
    kinds: key.startsWith("raw") ? ["pg"] : ["ts"],
    owners: [owner],
    rows,
    rowsChange,
    history,
    made: now - age * minute,
    seconds,
    checks: { passed, total },
  };
}

/** Many more, alike each time. */
function manyAssets(count: number): FixtureAsset[] {
  const kinds: readonly Badge[] = [
    "fresh",
    "fresh",
    "fresh",
    "fresh",
    "stale",
    "fresh",
    "never",
    "fresh",
    "maybe stale",
    "fresh",
  ];
  return Array.from({ length: count }, (_, at) => {
    const made = asset(
      `part_${at}`,
      kinds[at % 10] ?? "fresh",
      `group_${at % 37}`,
      `team_${at % 11}`,
      (at * 7_919) % 90_000,
      ((at % 9) - 4) / 50,
      at % 5_000,
      (at % 300) / 10,
      [at % 3, at % 3],
    );
    return made.badge === "never"
      ? { key: made.key, badge: made.badge, group: "late", reason: "never materialized" }
      : { ...made, upstream: at === 0 ? [] : [known.length + at - 1] };
  });
}

const { table, cards } = tableOf([...known, ...manyAssets(10_000 - known.length)]);
const cardOf = new Map(cards.map((card) => [card.key, card]));
const told: unknown[] = [];
const asked: { method: string; size: number }[] = [];
const gone: PanelPlace[] = [];
const kept = new Map<string, unknown>();
let picked: AssetKey | undefined;
let selection = "";
let revision = 1;

function historyOf(card: Card): MaterializationSummary[] {
  if (card.made === undefined) return [];
  const made = card.made;
  return [0, 1, 2].map((back) => ({
    event: `w:${9 - back}` as EventId,
    time: made - back * 86_400_000,
    rows: Math.round((card.rows ?? 0) * (1 - back * 0.02)),
    bytes: 86_000_000,
    dataVersion: `v${back}`,
    metadata: {},
  }));
}

function detailsOf(card: Card): AssetDetails {
  const range = { file: "assets/core.ts", start: { line: 47, character: 0 }, end: { line: 47, character: 9 } };
  const history = historyOf(card);
  const id = table.find(card.key) ?? 0;
  const near = (side: "upstream" | "downstream"): AssetKey[] =>
    [...table[side].ids.subarray(table[side].start[id], table[side].start[id + 1])].flatMap(
      (one) => table.key(one) ?? [],
    );
  const result = (passed: boolean, severity: "WARN" | "ERROR") => [
    { time: now, result: { passed, severity, metadata: {} } },
  ];
  return {
    card,
    range,
    status: {
      happened: { latest: "materialized", running: [], checks: { passed: 0, warned: 0, failed: 0, notRun: 0 } },
      sync: { state: "stale", causes: [], behind: [] },
      freshness: "none",
      badge: card.badge,
    },
    sentences:
      card.reason === undefined ? [] : [`${card.reason}.`, "This asset and what it is made from no longer match."],
    upstream: near("upstream"),
    downstream: near("downstream"),
    ...(history[0] === undefined ? {} : { latest: history[0] }),
    history,
    checks: [
      { name: "unique(order_id)", blocking: true, severity: "ERROR", range, results: result(true, "ERROR") },
      { name: hostile, blocking: false, severity: "WARN", range, results: result(false, "WARN") },
      { name: "known(country)", blocking: false, severity: "ERROR", range, results: [] },
    ],
    reach: 12,
  };
}

const names = ["order_id", "customer", "country", "total", "paid", "placed", "note", hostile] as const;
const totalRows = 1_284_310;

function cellsOf(row: number): Json[] {
  const countries = ["NL", "DE", "FR", "BE", null];
  return [
    10_000 + row,
    `Customer ${row % 977}`,
    countries[row % 5] ?? null,
    Math.round(((row * 7_919) % 100_000) * 1.07) / 100,
    row % 3 !== 0,
    new Date(now - row * 3_600_000).toISOString(),
    row % 7 === 0 ? `${"a long note, ".repeat(30)}end` : row % 4 === 0 ? "" : null,
    row % 2 === 0 ? hostile : [1, { two: row }],
  ];
}

function rowsOf(key: AssetKey, event: EventId | undefined, from: number, count: number): ValueRows {
  const base = { from, profiled: 100_000, event: event ?? ("w:9" as EventId), made: now - 6 * minute };
  if (key === "exec_kpis") {
    const value = {
      title: hostile,
      revenue: 12.5,
      days: [1, 2, 3],
      nested: { empty: [], none: null, deep: { deeper: { x: 1 } } },
    };
    const columns = Object.keys(value).map((name) => ({ name, type: "object", nulls: 0, histogram: [] }));
    return { ...base, columns, rows: [Object.values(value)], total: 1, profiled: 1, isList: false };
  }
  if (key === "customer_ltv") {
    return {
      problem: {
        code: "no-value-yet",
        message: `"customer_ltv" has no stored value.`,
        remedy: "Materialize it first.",
      },
    };
  }
  const bars = (many: number): { label: string; count: number }[] =>
    Array.from({ length: many }, (_, at) => ({
      label: String(at),
      count: Math.round(1_000 * Math.exp(-((at - many / 2.6) ** 2) / many)),
    }));
  const columns = [
    {
      name: names[0],
      type: "number",
      nulls: 0,
      min: 10_000,
      max: 10_000 + totalRows,
      histogram: bars(20).map((bar) => ({ ...bar, count: 500 })),
    },
    {
      name: names[1],
      type: "string",
      nulls: 0,
      distinct: 977,
      min: "Customer 0",
      max: "Customer 99",
      histogram: bars(8),
    },
    { name: names[2], type: "string | null", nulls: 20_000, distinct: 4, min: "BE", max: "NL", histogram: bars(4) },
    { name: names[3], type: "number", nulls: 0, distinct: 9_100, min: 0, max: 1_070, mean: 431.2, histogram: bars(20) },
    { name: names[4], type: "boolean", nulls: 0, distinct: 2, histogram: bars(2) },
    {
      name: names[5],
      type: "Date",
      nulls: 0,
      min: "2012-01-01T00:00:00.000Z",
      max: "2026-11-24T00:00:00.000Z",
      histogram: bars(20),
    },
    {
      name: names[6],
      type: "string | null",
      nulls: 61_000,
      distinct: 2,
      min: "",
      max: "a long note",
      histogram: bars(2),
    },
    { name: names[7], type: "array | string", nulls: 0, histogram: [] },
  ];
  const rows = Array.from({ length: Math.max(0, Math.min(count, totalRows - from)) }, (_, at) => cellsOf(from + at));
  return { ...base, columns, rows, total: totalRows, isList: true };
}

function difference(): ValueDifference {
  const changed = [3, 8, 21, 34].map((row) => {
    const before = cellsOf(row);
    return {
      change: "changed" as const,
      before,
      after: before.map((cell, at) => (at === 3 ? 99.5 : at === 2 ? "LU" : cell)),
    };
  });
  return {
    by: ["order_id"],
    added: 31,
    removed: 2,
    changed: 4,
    same: 1_284_275,
    columns: { added: ["paid"], removed: [hostile], retyped: [{ name: "total", before: "string", after: "number" }] },
    names,
    rows: [
      ...changed,
      ...Array.from({ length: 31 }, (_, at) => ({ change: "added" as const, after: cellsOf(500 + at) })),
      ...[90, 91].map((at) => ({ change: "removed" as const, before: cellsOf(at) })),
    ],
  };
}

function answer(method: string, params: Record<string, unknown>): unknown {
  const key = params["asset"] as AssetKey;
  switch (method) {
    case "cards":
      return (params["keys"] as AssetKey[]).map((one) => cardOf.get(one) ?? null);
    case "details": {
      const card = cardOf.get(key);
      return card === undefined ? null : detailsOf(card);
    }
    case "rows":
      return rowsOf(key, params["event"] as EventId | undefined, params["from"] as number, params["count"] as number);
    case "difference":
      return difference();
    default:
      throw new Error(`Nobody answers ${method}.`);
  }
}

const host: HostConnection = {
  tell: (message) => void told.push(message),
  ask: (method, params) => {
    const keys = (params as { keys?: unknown[] }).keys;
    asked.push({ method, size: keys?.length ?? 1 });
    return Promise.resolve(answer(method, params as Record<string, unknown>)) as never;
  },
  kept: () => undefined,
  keep: () => undefined,
};

const desk: ViewDesk = {
  host,
  table,
  now: () => now,
  canRun: () => true,
  isChosen: (id) => selection === "" || (table.key(id) ?? "").includes(selection),
  selection: () => selection,
  setSelection: (text) => {
    selection = text;
    views.table.renew({ chosen: true });
  },
  picked: () => picked,
  pick: (key) => {
    picked = key;
    views.table.renew({ picked: true });
  },
  go: (place) => void gone.push(place),
  kept: (view) => kept.get(view),
  keep: (view, state) => void kept.set(view, state),
  announce: (text) => {
    document.body.dataset["said"] = text;
  },
};
const views: Record<"table" | "value", View> = { table: makeTableView(desk), value: makeValueView(desk) };
let shown: View | undefined;

/** What a test can do from outside. */
const handle = {
  show(place: PanelPlace): void {
    const next = place.view === "value" ? views.value : views.table;
    if (shown !== next) shown?.hide();
    shown = next;
    document.getElementById("evergraph")?.replaceChildren(next.element);
    next.show(place);
    next.focus();
  },
  setStatus(key: string, badge: Badge): void {
    const id = table.find(asAssetKey(key)) ?? 0;
    const card = cardOf.get(asAssetKey(key));
    if (card !== undefined) cardOf.set(card.key, { ...card, badge, reason: `is ${badge} now` });
    const change = table.apply({
      kind: "status",
      from: revision,
      to: ++revision,
      bytes: encodeStatus([[id, badges.indexOf(badge)]]),
    });
    shown?.renew({ change });
  },
  select: (text: string): void => desk.setSelection(text),
  told,
  asked,
  gone,
  picked: () => picked,
};
export type ViewPageHandle = typeof handle;
Object.assign(window, { evergraphViews: handle });
document.body.dataset["ready"] = "views";
