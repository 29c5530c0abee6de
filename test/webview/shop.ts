import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetNode } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { nowhere } from "../../protocol/graph/source-range.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import type { FromPanel, ToPanel } from "../../protocol/messages/panel-messages.ts";
import type {
  AssetDetails,
  Card,
  CheckDetails,
  MaterializationSummary,
  PanelMethod,
} from "../../protocol/messages/server-messages.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import { indexGraph } from "../../runtime/core/graph/graph-index.ts";
import { completeSelection } from "../../runtime/core/selection/complete-selection.ts";
import { select } from "../../runtime/core/selection/evaluate-selection.ts";

export interface FakeAsset {
  readonly key: string;
  readonly group: string;
  readonly badge: Badge;
  readonly upstream: readonly string[];
  readonly rows?: number;
  readonly change?: number;
  readonly reason?: string;
  readonly owner?: string;
  readonly kind?: string;
}

/** The project of the mocks: twelve assets in four groups, one of each kind of trouble. */
export const shop: readonly FakeAsset[] = [
  { key: "raw_orders", group: "sources", badge: "fresh", upstream: [], rows: 1_312_480, change: 0.018, kind: "pg" },
  { key: "raw_payments", group: "sources", badge: "fresh", upstream: [], rows: 941_206, change: 0.022, kind: "stripe" },
  { key: "raw_customers", group: "sources", badge: "fresh", upstream: [], rows: 212_044, change: 0.003, kind: "pg" },
  {
    key: "stg_orders",
    group: "staging",
    badge: "stale",
    upstream: ["raw_orders"],
    rows: 1_312_480,
    change: 0.018,
    reason: "isPaid in money.ts changed",
  },
  { key: "stg_payments", group: "staging", badge: "fresh", upstream: ["raw_payments"], rows: 941_206, change: 0.022 },
  { key: "stg_customers", group: "staging", badge: "fresh", upstream: ["raw_customers"], rows: 212_044, change: 0.003 },
  {
    key: "order_payments",
    group: "core",
    badge: "stale",
    upstream: ["stg_orders", "stg_payments"],
    rows: 1_284_310,
    change: 0.021,
    reason: "waits for stg_orders",
  },
  { key: "dim_customers", group: "core", badge: "running", upstream: ["stg_customers"], rows: 212_044 },
  {
    key: "fct_orders",
    group: "core",
    badge: "stale",
    upstream: ["order_payments", "dim_customers"],
    rows: 1_284_310,
    change: 0.021,
    reason: "waits for stg_orders",
  },
  {
    key: "daily_revenue",
    group: "marts",
    badge: "failed",
    upstream: ["fct_orders"],
    rows: 412,
    change: -0.31,
    reason: "check revenue_not_null failed",
    owner: "finance",
  },
  {
    key: "exec_kpis",
    group: "marts",
    badge: "overdue",
    upstream: ["daily_revenue"],
    rows: 36,
    change: 0,
    reason: "2 h past its 24 h freshness",
    owner: "finance",
  },
  { key: "customer_ltv", group: "marts", badge: "never", upstream: ["fct_orders", "dim_customers"], owner: "growth" },
];

export const now = Date.UTC(2026, 10, 24, 10, 25);
const minute = 60_000;

/** Answers like the extension host and the language server behind it. */
export function fakeHost(assets: readonly FakeAsset[], canRun = true) {
  const ids = new Map(assets.map(({ key }, id) => [key, id]));
  const graph = graphOf(assets, ids);
  const context = {
    graph,
    index: indexGraph(graph),
    badge: (id: number): Badge => assets[id]?.badge ?? "unknown",
    external: "included" as const,
  };
  const rows = assets.map((asset, id) => ({
    id,
    key: asAssetKey(asset.key),
    group: asset.group,
    badge: badges.indexOf(asset.badge),
    external: asset.badge === "external",
    upstream: asset.upstream.flatMap((key) => ids.get(key) ?? []),
  }));

  function answer(method: PanelMethod, params: Json): unknown {
    const given = params as unknown as {
      keys: AssetKey[];
      asset: AssetKey;
      selection: string;
      text: string;
      offset: number;
    };
    switch (method) {
      case "cards":
        return given.keys.map((key) => cardOf(assets[ids.get(key) ?? -1]));
      case "details":
        return detailsOf(assets, ids, given.asset);
      case "select": {
        const found = select(given.selection, context);
        if (found.problem === undefined) return { ids: found.ids };
        const { start, end } = found.problem;
        const words =
          found.problem.kind === "unknown key"
            ? `There is no asset ${found.problem.key}.`
            : found.problem.kind === "syntax"
              ? `The selection cannot be read: ${found.problem.why}.`
              : "Not supported.";
        return { refused: [{ start, end, message: words, remedy: "Name an asset that exists." }] };
      }
      case "complete":
        return completeSelection(given.text, given.offset, graph);
      case "explain":
        return assets.some(({ badge }) => badge === "stale")
          ? [
              {
                reason: "isPaid in money.ts changed",
                assets: ["stg_orders"],
                explains: 3,
                range: { ...nowhere, file: "src/assets/money.ts" },
              },
              { reason: "check revenue_not_null failed", assets: ["daily_revenue"], explains: 1 },
            ]
          : [];
      case "runs":
      case "events":
        return [];
      default:
        return null;
    }
  }

  return (message: FromPanel): readonly ToPanel[] => {
    if (message.kind === "ready")
      return [
        { kind: "abilities", canRun },
        { kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) },
      ];
    if (message.kind !== "ask") return [];
    return [{ kind: "answer", id: message.id, result: answer(message.method, message.params) as Json }];
  };
}

function graphOf(assets: readonly FakeAsset[], ids: ReadonlyMap<string, number>): AssetGraph {
  const nodes = assets.map(
    (asset, id): AssetNode => ({
      id,
      key: asAssetKey(asset.key),
      kind: asset.badge === "external" ? "external" : "asset",
      range: nowhere,
      keyRange: nowhere,
      knownFrom: "text",
      group: asset.group,
      owners: [asset.owner ?? "data-platform"],
      kinds: [asset.kind ?? "ts"],
      tags: {},
      upstream: asset.upstream.map((key) => ({ from: ids.get(key) ?? 0, kind: "value", range: nowhere })),
      checks: [],
      resources: [],
    }),
  );
  return {
    keys: nodes.map(({ key }) => key),
    nodes,
    unresolved: [],
    jobs: [],
    schedules: [],
    sensors: [],
    environments: [],
  };
}

function cardOf(asset: FakeAsset | undefined): Card | null {
  if (asset === undefined) return null;
  const { rows, change, reason } = asset;
  return {
    key: asAssetKey(asset.key),
    group: asset.group,
    kinds: [asset.kind ?? "ts"],
    owners: [asset.owner ?? "data-platform"],
    badge: asset.badge,
    ...(rows === undefined
      ? {}
      : { rows, made: now - 12 * minute, seconds: 1.9, history: wave(rows).map((one) => Math.round(one)) }),
    ...(rows === undefined ? { history: [] } : {}),
    ...(change === undefined ? {} : { rowsChange: change }),
    ...(reason === undefined ? {} : { reason }),
    ...(asset.badge === "running" ? { startedAt: now - 20_000 } : {}),
    checks: { passed: asset.badge === "failed" ? 1 : 2, total: 2 },
    columns: 9,
  } as Card;
}

function wave(rows: number): number[] {
  return Array.from({ length: 12 }, (_, index) => rows * (0.9 + index * 0.008 + Math.sin(index * 1.7) * 0.01));
}

function detailsOf(assets: readonly FakeAsset[], ids: ReadonlyMap<string, number>, key: AssetKey): AssetDetails | null {
  const asset = assets[ids.get(key) ?? -1];
  const card = cardOf(asset);
  if (asset === undefined || card === null) return null;
  const history =
    asset.rows === undefined
      ? []
      : wave(asset.rows).map(
          (rows, index): MaterializationSummary => ({
            event: `w:${index}` as never,
            run: `run-${index}` as never,
            time: now - index * 26 * 60 * minute - 6 * minute,
            seconds: 1.7 + (index % 3) * 0.2,
            rows: Math.round(rows),
            bytes: 86_000_000,
            codeVersion: index < 2 ? "7f3a09cc" : "9c01d2aa",
            dataVersion: `d${index}0a1b2c3d4e5f`,
            metadata: { source: { type: "text", value: "warehouse <b>orders</b>" } } as never,
          }),
        );
  const [latest] = history;
  return {
    card,
    range: { ...nowhere, file: "src/assets/core.ts", start: { line: 47, character: 0 } },
    description: "One row an order, with what was paid for it.",
    status: {
      happened: {
        latest: latest === undefined ? "never" : "materialized",
        running: [],
        checks: { passed: 2, warned: 1, failed: 0, notRun: 1 },
      },
      sync: {
        state: asset.badge === "stale" ? "stale" : "fresh",
        causes: [],
        behind: asset.reason?.startsWith("waits") === true ? [asAssetKey("stg_orders")] : [],
      },
      freshness: "none",
      badge: asset.badge,
    },
    sentences:
      asset.badge === "stale"
        ? [
            "Stale since 10:21.",
            "stg_orders got new code: isPaid in money.ts changed.",
            "This asset no longer matches it.",
          ]
        : [],
    upstream: asset.upstream.map(asAssetKey),
    downstream: assets.filter(({ upstream }) => upstream.includes(key)).map((other) => asAssetKey(other.key)),
    ...(latest === undefined ? {} : { latest }),
    history,
    checks: checks(latest),
    reach: 3,
    columns: [
      { name: "order_id", type: "string" },
      { name: "customer_id", type: "string" },
      { name: "paid", type: "number" },
      { name: "at", type: "Date" },
    ],
    preview: [{ order_id: "o-1", customer_id: "c-7", paid: 12.5, at: "2026-11-24T08:00:00.000Z" }],
    codeVersion: { hash: "9c01d2bb", certainty: "exact" },
    valueType: "{ order_id: string; customer_id: string; paid: number; at: Date }[]",
  };
}

function checks(latest: MaterializationSummary | undefined): CheckDetails[] {
  const range = { ...nowhere, file: "src/checks.ts", start: { line: 11, character: 0 } };
  const result = (passed: boolean, severity: "WARN" | "ERROR", description: string, age: number) => ({
    time: now - age * minute,
    run: "run-0" as never,
    result: {
      passed,
      severity,
      description,
      metadata: passed ? {} : ({ deviation: { type: "float", value: 3.4 } } as never),
    },
  });
  if (latest === undefined) return [];
  return [
    {
      name: "unique(order_id)",
      blocking: true,
      severity: "ERROR",
      range,
      results: Array.from({ length: 12 }, (_, index) =>
        result(index !== 4, "ERROR", "1,284,310 rows", 6 + index * 600),
      ),
    },
    {
      name: "not_null(customer_id)",
      blocking: false,
      severity: "ERROR",
      range,
      results: [result(true, "ERROR", "0 nulls", 6)],
      outdated: "data",
    },
    {
      name: "row count within 3σ of 14 days",
      blocking: false,
      severity: "WARN",
      range,
      description: "As many rows as usual.",
      results: [result(false, "WARN", "3.4σ more rows than usual", 6), result(true, "WARN", "0.2σ", 1400)],
    },
    { name: "matches_schema", blocking: false, severity: "ERROR", range, results: [] },
  ];
}
