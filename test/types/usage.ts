/*
 * How the API reads, as a project would write it: compiled against the declarations that are published. Nothing here runs.
 */
import {
  type Asset,
  acceptedValues,
  allPartitions,
  anomaly,
  asset,
  assetCheck,
  assetChecks,
  type Config,
  cronPartitions,
  type DailyPartitions,
  daily,
  defineConfig,
  dimension,
  dynamicPartitions,
  externalAsset,
  failure,
  frames,
  from,
  hourly,
  type IoManager,
  identity,
  json,
  lastDays,
  latestPartition,
  type MultiPartitions,
  markdown,
  matchesSchema,
  materialize,
  memory,
  metadataBounds,
  monthly,
  multiAsset,
  multiMapping,
  multiPartitions,
  multiRun,
  notNull,
  optional,
  output,
  overlapping,
  type Partitioned,
  partitionKey,
  partitionKeys,
  previous,
  provide,
  resource,
  retryAfter,
  rowCount,
  rowCountChange,
  type StaticPartitions,
  type Stream,
  schemaUnchanged,
  singleRun,
  skip,
  staticMapping,
  staticPartitions,
  timeWindow,
  unchecked,
  unique,
  weekly,
} from "evergraph";
import { z } from "zod";

// evergraph-env.d.ts
declare module "evergraph" {
  interface AssetRegistry {
    raw_events: Partitioned<
      {
        event_id: string;
        user_id: string;
        session_id: string;
        amount: number;
        timestamp: Date;
        duration_seconds: number;
      }[],
      DailyPartitions
    >;
    user_features: Partitioned<
      { user_id: string; event_count: number; session_count: number; last_active: Date; total_spend: number }[],
      DailyPartitions
    >;
    training_dataset: { user_id: string; event_count: number; total_spend: number; converted: boolean }[];
    trained_model: Model; // a class with private fields: by reference
    high_value_features: { user_id: string; total_spend: number }[];
    low_value_features: { user_id: string; total_spend: number }[];
    high_value_model: Model;
    low_value_model: Model;
    balance: Partitioned<number, DailyPartitions>;
    "raw/clicks": Stream<{ user_id: string; url: string; at: Date }>;
    sales: Partitioned<
      { sku: string; units: number }[],
      MultiPartitions<{ day: DailyPartitions; shop: StaticPartitions<"paris" | "lyon"> }>
    >;
    shop_info: Partitioned<{ manager: string; currency: "EUR" }, StaticPartitions<"paris" | "lyon">>;
    exchange_rates: { currency: string; rate: number }[];
  }
  interface AssetReads {
    user_features: "raw_events";
    training_dataset: "user_features";
    trained_model: "training_dataset";
  }
  interface ResourceRegistry {
    database: typeof database;
    s3: typeof s3;
    tracking: typeof tracking;
  }
}

// resources.ts
export interface Database {
  query<Row>(sql: string, args?: readonly unknown[]): Promise<Row[]>;
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}
export interface ObjectStore {
  upload(key: string, rows: readonly object[]): Promise<void>;
  list(prefix: string): Promise<{ key: string; modified: Date; etag: string }[]>;
}
export interface Tracking {
  metric(name: string, value: number): Promise<void>;
}
export const database = resource<Database>("database");
export const s3 = resource<ObjectStore>("s3");
export const tracking = resource<Tracking>("tracking");

declare class PostgresDatabase implements Database {
  constructor(url: string);
  query<Row>(sql: string): Promise<Row[]>;
  execute(sql: string): Promise<void>;
  close(): Promise<void>;
}
declare class S3Store implements ObjectStore {
  constructor(options: { bucket: string; prefix?: string });
  upload(): Promise<void>;
  list(): Promise<{ key: string; modified: Date; etag: string }[]>;
}
declare class LocalStore implements ObjectStore {
  constructor(base: string);
  upload(): Promise<void>;
  list(): Promise<{ key: string; modified: Date; etag: string }[]>;
}
declare const mlflow: Tracking;
declare class Model {
  private weights: Float64Array;
  score(rows: readonly object[]): number;
  serialize(): string;
}
declare function train(
  rows: readonly object[],
  options?: { estimators?: number; maxDepth?: number; type?: "gradient_boost" | "logistic_regression" },
): Model;

// four assets
const days = daily({ start: "2024-01-01" });

interface Event {
  event_id: string;
  user_id: string;
  session_id: string;
  amount: number;
  timestamp: Date;
  duration_seconds: number;
}

/** Events of one day, as the source database has them. */
export const rawEvents = asset(
  "raw_events",
  {
    group: "ingestion",
    owners: ["team:platform"],
    partitions: days,
    resources: { database, s3 },
    config: z.object({ mode: z.enum(["full", "incremental"]).default("full") }),
  },
  async (_, { partition, resources, config, log, metadata }) => {
    const events = await resources.database.query<Event>("select * from raw.events where event_date = $1", [
      partition.key,
    ]);
    await resources.s3.upload(`raw_events/${partition.key}.parquet`, events);
    log.info(`fetched ${events.length} events (${config.mode})`);
    metadata.add({ source: "raw.events" });
    return events;
  },
);

/** Aggregates per user, for the same day as its events. */
export const userFeatures = asset(
  "user_features",
  {
    group: "feature_engineering",
    owners: ["ml@example.com"],
    partitions: days,
  },
  ({ raw_events }) => {
    const features = [...Map.groupBy(raw_events, (event) => event.user_id)].map(([user_id, events]) => ({
      user_id,
      event_count: events.length,
      session_count: new Set(events.map((event) => event.session_id)).size,
      last_active: new Date(Math.max(...events.map((event) => event.timestamp.getTime()))),
      total_spend: events.reduce((sum, event) => sum + event.amount, 0),
    }));
    return output(features, {
      metadata: { preview: markdown("| user | events |"), columns: Object.keys(features[0] ?? {}), null_rate: 0.01 },
    });
  },
);

/** Features of all days, joined with the labels. */
export const trainingDataset = asset(
  "training_dataset",
  { group: "model_training", resources: { database } },
  async ({ user_features }, { resources }) => {
    const labels = new Map(
      (
        await resources.database.query<{ user_id: string; converted: boolean }>(
          "select user_id, converted from labels.conversions",
        )
      ).map((l) => [l.user_id, l.converted]),
    );
    return [...user_features.values()].flat().flatMap(({ user_id, event_count, total_spend }) => {
      const converted = labels.get(user_id);
      return converted === undefined ? [] : [{ user_id, event_count, total_spend, converted }];
    });
  },
);

/** The model. */
export const trainedModel = asset(
  "trained_model",
  { group: "model_training", resources: { tracking } },
  async ({ training_dataset }, { resources }) => {
    const model = train(training_dataset, { estimators: 200, maxDepth: 6 });
    await resources.tracking.metric("accuracy", model.score(training_dataset));
    return model;
  },
);

// environments (evergraph.config.ts)
export default defineConfig({
  environments: {
    dev: {
      resources: {
        database: provide(
          ({ env }) => new PostgresDatabase(env("DEV_DATABASE_URL")),
          (db) => db.close(),
        ),
        s3: new LocalStore("./.data"),
        tracking: mlflow,
      },
    },
    prod: {
      resources: {
        database: provide(
          async ({ env, signal }) => {
            signal.throwIfAborted();
            return new PostgresDatabase(env("DATABASE_URL"));
          },
          (db) => db.close(),
        ),
        s3: new S3Store({ bucket: "company-data", prefix: "pipeline/v2" }),
        tracking: mlflow,
      },
    },
  },
});

// 1. An asset that reads its own previous partition. By key: a handle cannot refer to itself.
export const balance = asset(
  "balance",
  {
    partitions: days,
    inputs: { before: from("balance", { partitions: previous() }), events: "raw_events" },
  },
  ({ before = 0, events }) => before + events.reduce((sum, event) => sum + event.amount, 0),
);

// 2. A sliding window beside a plain input; the window's shape is the mapping's.
export const weeklyActive = asset(
  "weekly_active",
  {
    partitions: days,
    inputs: { week: from(userFeatures, { partitions: lastDays(7) }), rates: "exchange_rates" },
  },
  ({ week, rates }) => [...week].map(([day, rows]) => ({ day, users: rows.length, eur: rates[0]?.rate ?? 1 })),
);

// 3. Three dimensions' worth of keys; inputs partitioned by one of them arrive as one value each, without any mapping.
const shops = staticPartitions(["paris", "lyon"]);
export const sales = asset(
  "sales",
  { partitions: multiPartitions({ day: days, shop: shops }), resources: { database } },
  async ({ shop_info, balance }, { partition, resources }) => {
    const shop: "paris" | "lyon" = partition.keys.shop;
    const rows = await resources.database.query<{ sku: string; units: number }>("select", [
      partition.dimensions.day.start,
      shop,
      shop_info.manager,
      balance,
    ]);
    return rows.filter((row) => row.units > 0);
  },
);
export const salesOfDay = asset("sales_of_day", { partitions: days }, ({ sales }) => [...sales.values()].flat().length);
export const monthlySales = asset(
  "monthly_sales",
  { partitions: monthly({ start: "2024-01-01" }) },
  ({ user_features }) => user_features.size,
);

// 4. Streamed, cancellable; the consumer reads the stream twice.
export const clicks = asset("raw/clicks", { resources: { s3 } }, async function* (_, { resources, signal }) {
  for (const object of await resources.s3.list("clicks/")) {
    signal.throwIfAborted();
    yield { user_id: object.key, url: "/", at: object.modified };
  }
});
export const topUrls = asset("top_urls", async ({ "raw/clicks": clicks }) => {
  const users = new Set<string>();
  for await (const click of clicks) users.add(click.user_id);
  let urls = 0;
  for await (const { url } of clicks) urls += url.length;
  return { users: users.size, urls };
});

// 5. Skips while nothing changed, and says which version of the data it made.
export const rates = asset(
  "exchange_rates",
  { resources: { s3 }, retry: { retries: 3, delay: "10s", backoff: "exponential" } },
  async (_, { resources, run }) => {
    const [latest] = await resources.s3.list("rates/");
    if (!latest) return skip("no rates yet");
    if (latest.key.endsWith(".part")) throw retryAfter(30);
    if (run.tags.strict && latest.etag === "")
      throw failure("no etag", { retry: false, metadata: { key: latest.key } });
    return output([{ currency: "EUR", rate: 1 }], { dataVersion: latest.etag });
  },
);

// 6. Config and rows by a schema, whose output types the value.
export const orders = asset(
  "marts/orders",
  {
    schema: z.object({ id: z.string(), state: z.enum(["open", "done"]), at: z.coerce.date() }),
    config: z.object({ limit: z.number().default(1000) }),
    resources: { database },
  },
  async (_, { config, resources }) =>
    resources.database.query<{ id: string; state: string; at: string }>("select … limit $1", [config.limit]),
);
export const openOrders = asset("marts/open_orders", { inputs: { orders } }, ({ orders }) =>
  orders.filter((order) => order.state === "open" && order.at < new Date()),
);

// 7. A factory with a typed handle for each table.
const copyTable = <Row>(table: string, source: Asset<Row[]>) =>
  asset(`copy/${table}`, { inputs: { source } }, ({ source }) => ({ table, rows: source.length, first: source[0] }));
export const copies = [copyTable("orders", openOrders), copyTable("rates", rates)];
export const copied = asset("copied", { deps: copies }, async () => {});

// 10. Made elsewhere, observed by etag; what arrives is typed by a schema, checked or not, or by a type argument alone.
export const vendorFile = externalAsset("vendor/prices", {
  schema: unchecked<{ sku: string; price: number }>(),
  group: "vendor",
});
export const vendorTyped = externalAsset("vendor/stock", { schema: z.object({ sku: z.string(), qty: z.number() }) });
export const surcharge = externalAsset<number>("vendor/surcharge");
export const priced = asset(
  "priced",
  { inputs: { prices: vendorFile, stock: vendorTyped, surcharge } },
  ({ prices, stock, surcharge }) =>
    stock.map((s) => ({ ...s, price: prices.find((p) => p.sku === s.sku)?.price ?? surcharge })),
);

// 11. An input that may be missing, the newest partition, and one partition by its key.
export const dashboard = asset(
  "dashboard",
  {
    inputs: {
      model: optional("trained_model"),
      newest: from("user_features", { partitions: latestPartition() }),
      paris: from("shop_info", { partitions: partitionKey("paris") }),
      shops: from("shop_info", { partitions: allPartitions() }),
    },
  },
  ({ model, newest, paris, shops }) => ({
    score: model?.score(newest) ?? null,
    manager: paris.manager,
    lyon: shops.get("lyon")?.currency,
  }),
);

// 13. Partitions that come and go, and an irregular calendar.
const customers = dynamicPartitions("customers");
export const customerReport = asset(
  "customer_report",
  { partitions: customers, resources: { database } },
  async (_, { partition, resources, loadInput }) => {
    const day = await loadInput("user_features", { partition: "2024-01-15" });
    return {
      customer: partition.key,
      rows: await resources.database.query<{ n: number }>("select", [partition.key]),
      users: day.length,
    };
  },
);
export const shifts = asset(
  "shifts",
  { partitions: cronPartitions({ cron: "0 6,14,22 * * *", start: "2024-01-01" }) },
  (_, { partition }) => partition.end.getTime() - partition.start.getTime(),
);

// 14. Hours into days: a Map, because the grain says so, not because several happened to exist.
export const hits = asset("raw/hits", { partitions: hourly({ start: "2024-01-01T00:00" }) }, (_, { partition }) => [
  { at: partition.start },
]);
export const hitsDaily = asset(
  "hits_daily",
  { partitions: days, inputs: { hits } },
  ({ hits }) => [...hits.values()].flat().length,
);

// 15. Windows that are not plain: later in the day, this one included, without weekends, keys of one's own.
const onCall = ["team:platform", "ml@example.com"]; // a shared constant fits
export const closing = daily({
  start: "2024-01-01",
  timezone: "Europe/Berlin",
  hour: 22,
  minute: 30,
  endOffset: 1,
  exclusions: ["0 0 * * 6,0", "2024-12-25"],
  format: "%Y%m%d",
});
export const weeks = weekly({ start: "2024-01-01", day: "monday", hour: 6 });
const fiscal = monthly({ start: "2024-01-01", day: 5, end: "2026-01-01" });
export const everySixHours = cronPartitions({
  cron: "0 */6 * * *",
  start: "2024-03-29",
  timezone: "Europe/Berlin",
  format: "%Y-%m-%d-%H:%M",
});

// 16. Every mapping. The comment is what arrives.
const regions = staticPartitions(["north", "south"]);
export const regional = asset(
  "regional",
  {
    partitions: regions,
    owners: onCall,
    inputs: {
      shops: from("shop_info", { partitions: staticMapping({ north: ["paris"], south: ["lyon"] }) }), // Map by shop
      one: from("shop_info", { partitions: staticMapping({ north: "paris", south: "lyon" }) }), // one value
      two: from("shop_info", { partitions: partitionKeys(["paris", "lyon"]) }), // Map
      newest: from("user_features", { partitions: latestPartition() }), // one value
    },
  },
  ({ shops, one, two, newest }) =>
    [...shops].map(([shop, { manager }]) => ({
      shop,
      manager,
      same: one.manager,
      all: two.size,
      users: newest.length,
    })),
);
export const shifted = asset("shifted", { partitions: closing }, () => 1);
export const windows = asset(
  "windows",
  {
    partitions: days,
    inputs: {
      same: from("raw_events", { partitions: identity() }), // one value
      moved: from("raw_events", { partitions: timeWindow({ startOffset: -1, endOffset: -1 }) }), // one or undefined: there is none before the first
      three: from("raw_events", { partitions: timeWindow({ startOffset: -2 }) }), // Map
      perhaps: from("raw_events", { partitions: timeWindow({ allowNonexistent: true }) }), // one or undefined
      crooked: from(shifted, { partitions: overlapping() }), // Map
      lyon: from("sales", { partitions: dimension("day") }), // Map by the keys of both dimensions
    },
  },
  ({ same, moved, three, perhaps, crooked, lyon }) =>
    same.length +
    (moved?.length ?? 0) +
    three.size +
    (perhaps?.length ?? 0) +
    crooked.size +
    [...lyon.values()].flat().length,
);
export const salesTrend = asset(
  "sales_trend",
  {
    partitions: multiPartitions({ day: days, shop: shops }),
    inputs: {
      before: from("sales", { partitions: multiMapping({ day: previous(), shop: identity() }) }), // one or undefined
      allShops: from("sales", { partitions: multiMapping({ day: identity() }) }), // Map: the shops left out arrive whole
      yesterday: from("balance", { partitions: dimension("day", previous()) }), // one or undefined
    },
  },
  ({ before, allShops, yesterday = 0 }) => (before?.length ?? 0) + allShops.size + yesterday,
);
export const ordered = asset(
  "ordered",
  { partitions: days, deps: [from("raw_events", { partitions: lastDays(3) }), "exchange_rates"] },
  () => 1,
);
export const stores = asset(
  "stores",
  {
    partitions: multiPartitions({ month: fiscal, store: shops }),
    inputs: {
      sales: from("sales", {
        partitions: multiMapping({
          day: { downstream: "month", mapping: timeWindow() },
          shop: { downstream: "store" },
        }),
      }),
    },
  },
  ({ sales }) => sales.size,
);

// 17. Many partitions in one call: the policy's type says what compute gets. One query for a range, stored by day.
export const sessions = asset(
  "sessions",
  {
    partitions: days,
    resources: { database },
    backfillPolicy: multiRun(30),
    timeout: "15m",
    retry: { retries: 3, delay: "10s", backoff: "exponential", jitter: "plusMinus" },
  },
  async ({ raw_events }, { partitions, resources }) => {
    const rows = await resources.database.query<{ user_id: string; at: Date }>("select … where at >= $1 and at < $2", [
      partitions.start,
      partitions.end,
      raw_events.get(partitions.range.from)?.length,
    ]);
    return partitions.split(rows, (row) => row.at);
  },
);
export const sessionsPerDay = asset(
  "sessions_per_day",
  { partitions: days, inputs: { sessions } },
  ({ sessions }) => sessions.length,
);
export const history = asset(
  "history",
  {
    partitions: shops,
    backfillPolicy: singleRun(),
    schema: z.object({ shop: z.string() }),
    inputs: { shop_info: "shop_info", rates: "exchange_rates" },
  },
  async function* ({ shop_info, rates }, { partitions, signal }) {
    for (const { key } of partitions) {
      signal.throwIfAborted();
      yield [key, [{ shop: `${key} ${shop_info.get(key)?.manager} ${rates.length}` }]] as const;
    }
  },
);

// 18. Users split by what they spend; one output is optional, one has a schema; only what the run wants.
export const { high_value_features, low_value_features } = multiAsset(
  "segment_features",
  { outputs: { high_value_features: { description: "100 and more" }, low_value_features: {} } },
  ({ user_features }) => {
    const all = [...user_features.values()].flat().map(({ user_id, total_spend }) => ({ user_id, total_spend }));
    return {
      high_value_features: all.filter((features) => features.total_spend >= 100),
      low_value_features: all.filter((features) => features.total_spend < 100),
    };
  },
);
export const lowValueModel = asset("low_value_model", { inputs: { features: low_value_features } }, ({ features }) =>
  train(features, { type: "logistic_regression" }),
);
export const { good, bad } = multiAsset(
  "parse_orders",
  {
    outputs: { good: { schema: z.object({ id: z.string(), total: z.number() }) }, bad: { optional: true } },
    inputs: { orders },
  },
  ({ orders }) => {
    const failed = orders.filter((order) => order.id === "");
    return { good: orders.map((order) => ({ id: order.id, total: 1 })), ...(failed.length ? { bad: failed } : {}) };
  },
);
export const { daily_kpis, shop_kpis } = multiAsset(
  "kpis",
  { outputs: { daily_kpis: {}, shop_kpis: { io: "json" } }, canSubset: true, partitions: days },
  async ({ user_features }, { selected, partition }) => ({
    ...(selected.has("daily_kpis") ? { daily_kpis: { day: partition.key, users: user_features.length } } : {}),
    ...(selected.has("shop_kpis") ? { shop_kpis: output(3, { tags: { cheap: "yes" } }) } : {}),
  }),
);
export const { paid, refunded } = multiAsset(
  "payments",
  {
    outputs: { paid: { schema: z.object({ id: z.string() }) }, refunded: {} },
    partitions: days,
    backfillPolicy: singleRun(),
    checks: { both_kinds: { asset: "paid", severity: "WARN" } },
  },
  (_, { partitions, check }) => {
    check("both_kinds", partitions.keys.length > 0);
    return {
      paid: new Map(partitions.keys.map((key) => [key, [{ id: key }]])),
      refunded: new Map([...partitions].map(({ key, start }) => [key, start.getTime()])),
    };
  },
);

// 19. Checks: blocking, warning, over a whole; several by one function; reported by the asset itself; ready-made.
export const noNulls = assetCheck("user_features_no_nulls", { asset: userFeatures, blocking: true }, (rows) => {
  const nulls = rows.filter((row) => row.user_id === "").length;
  return { passed: nulls === 0, metadata: { null_count: nulls }, description: nulls ? `${nulls} found` : "none" };
});
export const spend = assetCheck(
  "user_features_spend_distribution",
  { asset: "user_features", severity: "WARN" },
  (rows, { partition }) => {
    const average = rows.reduce((sum, row) => sum + row.total_spend, 0) / rows.length;
    return { passed: average >= 1 && average <= 10_000, metadata: { average, day: partition.start } };
  },
);
export const { spend_positive, spend_known } = assetChecks(
  "spend",
  {
    asset: userFeatures,
    inputs: { raw: "raw_events" },
    deps: ["exchange_rates"],
    canSubset: true,
    checks: {
      spend_positive: { blocking: [trainingDataset, "exchange_rates"] },
      spend_known: { severity: "WARN", blocking: { except: [daily_kpis] } },
      model_there: { asset: "trained_model" },
    },
  },
  (rows, { inputs, selected, partition }) => ({
    ...(selected.has("spend_positive") ? { spend_positive: rows.every((row) => row.total_spend >= 0) } : {}),
    spend_known: { passed: inputs.raw.length >= rows.length, metadata: { day: partition.key } },
  }),
);
export const noGaps = assetCheck(
  "no_gaps",
  { asset: userFeatures, whole: true, timeout: "1m" },
  (byDay) => byDay.size > 300 && [...byDay.values()].every((rows) => rows.length > 0),
);
export const sums = assetCheck(
  "sums",
  { asset: "balance", inputs: { week: from("raw_events", { partitions: lastDays(7) }) } },
  (value, { inputs, partition }) => ({
    passed: value > 0 && inputs.week.size <= 7,
    metadata: { day: partition.start },
  }),
);
export const reported = asset(
  "reported",
  { checks: { gate: { blocking: true }, note: { severity: "WARN" } } },
  (_, { check }) => {
    check("gate", true);
    check("note", { passed: false });
    return 1;
  },
);
export const reconciled = asset(
  "reconciled",
  { checks: ["sums_match", "no_gaps"], inputs: { orders, openOrders } },
  ({ orders, openOrders }, { check }) => {
    check("sums_match", orders.length >= openOrders.length);
    check("no_gaps", { passed: true, severity: "WARN", metadata: { gaps: 0 } });
    return orders.length;
  },
);
export const userIds = notNull(userFeatures, ["user_id"], { blocking: true });
export const readyMade = [
  unique(userFeatures, ["user_id", "last_active"]),
  acceptedValues("training_dataset", "converted", [true, false]),
  acceptedValues(orders, "state", ["open", "done"]),
  rowCount("user_features", { min: 100, max: 10_000_000 }),
  rowCountChange(userFeatures, { maxDrop: 0.2, severity: "WARN" }),
  schemaUnchanged(orders, { allowAdded: true }),
  matchesSchema("exchange_rates", z.object({ rate: z.number().positive() })),
  metadataBounds(userFeatures, "null_rate", { max: 0.05 }),
  anomaly(clicks, { last: 14, threshold: 3.5 }),
];

// 20. An IO manager of one's own: streams, immutable places, a clear error. Environments say where values are kept.
declare const disk: {
  write(file: string, lines: Iterable<string> | AsyncIterable<string>): Promise<number>;
  lines(file: string): AsyncIterable<string> | undefined;
};
export const ndjson = (base: string): IoManager => ({
  async store(value, { key, partition, version, metadata }) {
    const file = [base, key, partition ?? "all", version].join("/");
    metadata.add({ bytes: await disk.write(file, [JSON.stringify(value)]) });
    return file;
  },
  async load(file, { missing }) {
    for await (const line of disk.lines(file) ?? []) return JSON.parse(line);
    throw missing(file);
  },
  async storeStream(rows, { key, version, signal }) {
    const file = [base, key, version].join("/");
    async function* lines() {
      for await (const row of rows) {
        signal.throwIfAborted();
        yield JSON.stringify(row);
      }
    }
    await disk.write(file, lines());
    return file;
  },
  async *loadStream(file, { missing }) {
    const lines = disk.lines(file);
    if (!lines) throw missing(file);
    for await (const line of lines) yield JSON.parse(line) as unknown;
  },
});
export const archive = asset(
  "archive",
  { io: "archive", inputs: { orders }, concurrency: [{ pool: "warehouse", slots: 2 }, "disk"], priority: 5 },
  ({ orders }) => orders,
);
export const limits: Config = {
  environments: {
    ci: {
      resources: { database: provide(() => new PostgresDatabase("")), s3: new LocalStore("x"), tracking: mlflow },
      io: { default: frames(), archive: ndjson("./archive"), models: json({ directory: "models" }), scratch: memory() },
      pools: { warehouse: 4 },
      concurrency: 8,
    },
  },
  io: memory(),
};
export const observed = externalAsset("vendor/files", {
  schema: unchecked<{ sku: string; price: number }>(),
  resources: { s3 },
  observe: async ({ resources }) => (await resources.s3.list("vendor/"))[0]?.etag ?? "none",
});

// Checks and outputs are called as assets are.
export async function callsOfChecks(events: { user_id: string; total_spend: number }[]) {
  const rows = events.map((event) => ({ ...event, event_count: 1, session_count: 1, last_active: new Date() }));
  const { passed, severity, metadata } = await noNulls(rows);
  (await noGaps(new Map([["2024-01-01", rows]]))).passed;
  (await userIds(rows)).passed && passed && severity === "WARN" && metadata?.null_count === 0;
  return (await good({ orders: [] })).length;
}

// An annotation narrows, never contradicts; before there is a registry it is all there is (no-registry.ts).
interface Annotated {
  exchange_rates: { currency: string; rate: number }[];
  balance: ReadonlyMap<string, number>;
}
async function annotated({ exchange_rates, balance }: Annotated) {
  return exchange_rates.length + balance.size;
}
export const annotatedAsset = asset("annotated", annotated);

// In tests: direct calls, and several assets together.
export async function tests(events: Event[], fakeDatabase: Database) {
  const labels = await trainingDataset({ user_features: new Map() }, { resources: { database: fakeDatabase } });
  labels.every((row) => row.converted);
  const result = await materialize([trainingDataset, rates], {
    given: { user_features: new Map() },
    resources: { database: fakeDatabase, s3: new LocalStore("x") },
  });
  result.success && result.value(trainingDataset).map((row) => row.total_spend);
  result.value(rates)[0]?.currency.length;
  result.outcome(rates) === "skipped" && result.metadata(rates).source === "x";
  await materialize([orders], { config: { "marts/orders": { limit: 3 } } });
  await orders({}, { resources: { database: fakeDatabase } });
  await rawEvents(
    {},
    { resources: { database: fakeDatabase, s3: new LocalStore("x") }, partition: "2024-01-15", config: {} },
  );
  (await userFeatures({ raw_events: events })).every((row) => row.event_count > 0);
}

// what the types say
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(equal: Equal<A, B>): void;
type Value<H> = H extends Asset<infer V, any, any, any> ? V : never;
same<Value<typeof clicks>, Stream<{ user_id: string; url: string; at: Date }>>(true);
same<Value<typeof rates>, { currency: string; rate: number }[]>(true);
same<Value<typeof orders>, { id: string; state: "open" | "done"; at: Date }[]>(true);
same<Value<typeof trainedModel>, Model>(true);
same<Value<typeof good>, { id: string; total: number }[]>(true);
same<Value<typeof bad>, { id: string; state: "open" | "done"; at: Date }[]>(true);
same<Value<typeof low_value_features>, { user_id: string; total_spend: number }[]>(true);
same<Value<typeof daily_kpis>, { day: string; users: number }>(true);
same<Value<typeof shop_kpis>, number>(true);
same<Value<typeof paid>, { id: string }[]>(true);
same<Value<typeof refunded>, number>(true);
same<Value<typeof reported>, number>(true);
same<(typeof noNulls)["asset"], "user_features">(true);
same<(typeof spend_known)["check"], "spend_known">(true);
same<Value<typeof copied>, void>(true);
same<Value<typeof balance>, number>(true);
same<Value<typeof sessions>, { user_id: string; at: Date }[]>(true);
same<Value<typeof history>, { shop: string }[]>(true);
type In<F extends (inputs: any, ...context: any) => unknown, N extends keyof Parameters<F>[0]> = Parameters<F>[0][N];
type Sales = { sku: string; units: number }[];
same<In<typeof regional, "shops">, ReadonlyMap<"paris" | "lyon", { manager: string; currency: "EUR" }>>(true);
same<In<typeof regional, "one">, { manager: string; currency: "EUR" }>(true);
same<In<typeof windows, "lyon">, ReadonlyMap<string, Sales>>(true);
same<In<typeof salesTrend, "before">, Sales | undefined>(true);
same<In<typeof salesTrend, "allShops">, ReadonlyMap<string, Sales>>(true);
same<In<typeof salesTrend, "yesterday">, number | undefined>(true);
same<In<typeof stores, "sales">, ReadonlyMap<string, Sales>>(true);
same<In<typeof history, "rates">, { currency: string; rate: number }[]>(true);
same<In<typeof history, "shop_info">, ReadonlyMap<"paris" | "lyon", { manager: string; currency: "EUR" }>>(true);
same<ReturnType<typeof history>, Promise<ReadonlyMap<"paris" | "lyon", { shop: string }[]>>>(true);
