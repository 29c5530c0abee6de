import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { AssetGraph, AssetNode, Job, Schedule, Sensor } from "../../../protocol/graph/asset-graph.ts";
import type { PartitionsDefinition } from "../../../protocol/graph/partitions.ts";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { select } from "./evaluate-selection.ts";

interface Case {
  readonly name: string;
  readonly input: Input;
  readonly expect: readonly string[] | { readonly error: true };
  /** The grammar refuses the text and an older one answered: refusing it is right too. */
  readonly legacy?: boolean;
}

interface Input {
  readonly selection: string;
  readonly includeExternal?: boolean;
  readonly assets: readonly CaseAsset[];
  readonly jobs?: readonly { readonly name: string; readonly selection: string }[];
  readonly schedules?: readonly CaseAutomation[];
  readonly sensors?: readonly CaseAutomation[];
}

interface CaseAutomation {
  readonly name: string;
  readonly job?: string;
  readonly jobs?: readonly string[];
  readonly selection?: string;
}

interface CaseAsset {
  readonly key: string;
  readonly deps?: readonly string[];
  readonly group?: string;
  readonly owners?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
  readonly kinds?: readonly string[];
  readonly external?: boolean;
  readonly partitions?: "static" | "dynamic" | "time" | "multi";
}

const cases = JSON.parse(
  readFileSync(new URL("../../../test/cases/dagster/selection.dev.json", import.meta.url), "utf8"),
) as readonly Case[];

/** The recorded answer of a case with these keys added. */
function withExternal(name: string, keys: readonly string[]): readonly string[] {
  const recorded = cases.find((candidate) => candidate.name === name)?.expect as readonly string[];
  return [...new Set([...recorded, ...keys])].sort();
}

/** Where we differ on purpose. Each rule with the cases that it covers and what ours gives. */
const differences: readonly { readonly rule: string; readonly cases: Readonly<Record<string, readonly string[]>> }[] = [
  {
    rule: "Where external assets are included, + includes them as well, and always the asset that it stands at.",
    cases: {
      "shop-with-external-up-to-external": ["raw/events", "s3/raw-events"],
      "shop-with-external-through-external": [
        "db/public/users",
        "marts/finance/refunds",
        "marts/finance/revenue",
        "marts/growth/funnel",
        "model",
        "model_features",
        "model_report",
        "partner_copy",
        "partner_feed",
        "raw/charges",
        "raw/events",
        "raw/users",
        "reports/board",
        "reports/weekly",
        "s3/raw-events",
        "staging/orders",
        "staging/orders_daily",
        "staging/sessions",
        "staging/users",
        "stripe/charges",
      ],
      "dag-random-08": withExternal("dag-random-08", ["n000", "n034", "n041", "n170", "n177"]),
    },
  },
  {
    rule: "owner:<null> selects the assets without an owner, as kind:<null> does those without a kind.",
    cases: {
      "shop-random-14": ["model_features", "raw/events", "raw/users"],
      "shop-random-17": [
        "db/public/users",
        "lonely",
        "lonely2",
        "marts/growth/deep/cohorts",
        "martsx",
        "model_features",
        "model_report",
        "partner_copy",
        "partner_feed",
        "raw/events",
        "reports/board",
        "s3/raw-events",
        "staging/orders",
        "staging/orders_daily",
        "staging/sessions",
        "staging/users",
      ],
    },
  },
  {
    rule: "In a bare word * stands for any letters; the old grammar's * for all neighbours is not kept.",
    cases: { "diamond-legacy-star-both": ["b"] },
  },
];

/** Schedules with a selection of their own, sensors with several jobs: graphs cannot say so yet. */
const notYet: ReadonlySet<string> = new Set([
  "workspace-schedule-with-selection",
  "workspace-sensor-two-jobs",
  "workspace-sensor-and-not-schedule",
]);

test("selections agree with the recordings of Dagster, or differ by a rule", () => {
  const differing = new Map(differences.flatMap((rule) => Object.entries(rule.cases)));
  const wrong: string[] = [];
  for (const { name, input, expect, legacy = false } of cases) {
    if (notYet.has(name)) continue;
    const ours = answer(input);
    const expected = differing.get(name) ?? expect;
    const isRight =
      "error" in expected
        ? "error" in ours
        : (legacy && "error" in ours) || JSON.stringify(ours) === JSON.stringify(expected);
    if (!isRight)
      wrong.push(
        `${name}: ${input.selection}\n  expected ${JSON.stringify(expected)}\n  was      ${JSON.stringify(ours)}`,
      );
  }
  assert.deepEqual(wrong, []);
  assert.ok(differing.size <= cases.length * 0.03, `${differing.size} of ${cases.length} differ on purpose`);
});

function answer(input: Input): readonly string[] | { readonly error: true } {
  const graph = caseGraph(input);
  const external = input.includeExternal === true ? "included" : "left out";
  const result = select(input.selection, { graph, index: indexGraph(graph), external });
  if (result.problem !== undefined) return { error: true };
  return result.ids.map((id) => graph.keys[id] as string).sort();
}

function caseGraph(input: Input): AssetGraph {
  const byKey = new Map(input.assets.map((asset) => [asset.key, asset]));
  const upstream = Object.fromEntries(input.assets.map(({ key, deps = [] }) => [key, deps]));
  const graph = graphOf(upstream, ({ key }): Partial<AssetNode> => {
    const asset = byKey.get(key);
    return {
      kind: asset?.external === true ? "external" : "asset",
      group: asset?.group ?? "default",
      owners: asset?.owners ?? [],
      tags: asset?.tags ?? {},
      kinds: asset?.kinds ?? [],
      ...(asset?.partitions === undefined ? {} : { partitions: partitionsOf(asset.partitions) }),
    };
  });
  const automation = (list: readonly CaseAutomation[] | undefined) =>
    (list ?? []).map(({ name, job }) => ({ name, job: job ?? null, cron: null, timezone: null, range: nowhere }));
  return {
    ...graph,
    jobs: (input.jobs ?? []).map((job): Job => ({ ...job, range: nowhere })),
    schedules: automation(input.schedules) satisfies Schedule[],
    sensors: automation(input.sensors) satisfies Sensor[],
  };
}

function partitionsOf(word: NonNullable<CaseAsset["partitions"]>): PartitionsDefinition {
  return { kind: word === "time" ? "daily" : word };
}
