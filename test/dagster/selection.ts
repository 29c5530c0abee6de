import type { AssetGraph, AssetNode, Job, Schedule, Sensor } from "../../protocol/graph/asset-graph.ts";
import type { PartitionsDefinition } from "../../protocol/graph/partitions.ts";
import { nowhere } from "../../protocol/graph/source-range.ts";
import { graphOf } from "../../runtime/core/graph/graph-fixture.ts";
import { indexGraph } from "../../runtime/core/graph/graph-index.ts";
import { select } from "../../runtime/core/selection/evaluate-selection.ts";
import { agrees, type CaseAnswer, differs, differsByRule } from "../cases/case-answer.ts";

type Answer = readonly string[] | { readonly error: true };

export interface SelectionCase {
  readonly name: string;
  readonly input: Input;
  readonly expect: Answer;
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

const dagRandom08: readonly string[] = [
  "n000",
  "n001",
  "n002",
  "n004",
  "n006",
  "n007",
  "n010",
  "n011",
  "n012",
  "n013",
  "n014",
  "n015",
  "n016",
  "n017",
  "n018",
  "n020",
  "n021",
  "n024",
  "n025",
  "n026",
  "n027",
  "n030",
  "n031",
  "n033",
  "n034",
  "n036",
  "n038",
  "n039",
  "n040",
  "n041",
  "n043",
  "n044",
  "n045",
  "n051",
  "n053",
  "n056",
  "n058",
  "n061",
  "n063",
  "n065",
  "n067",
  "n071",
  "n074",
  "n075",
  "n076",
  "n077",
  "n078",
  "n081",
  "n082",
  "n083",
  "n084",
  "n086",
  "n087",
  "n088",
  "n089",
  "n092",
  "n094",
  "n095",
  "n096",
  "n098",
  "n099",
  "n101",
  "n103",
  "n104",
  "n105",
  "n110",
  "n111",
  "n114",
  "n115",
  "n116",
  "n119",
  "n120",
  "n125",
  "n127",
  "n128",
  "n129",
  "n130",
  "n135",
  "n138",
  "n140",
  "n141",
  "n145",
  "n150",
  "n151",
  "n153",
  "n157",
  "n159",
  "n161",
  "n163",
  "n164",
  "n166",
  "n170",
  "n174",
  "n177",
  "n180",
  "n187",
  "n189",
  "n194",
  "n195",
  "n199",
];

/** Where we differ on purpose: the rule, which cases it may decide, and of known cases what ours gives. */
const differences: readonly {
  readonly rule: string;
  readonly applies: (one: SelectionCase) => boolean;
  readonly cases: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    rule: "Where external assets are included, + includes them as well, and always the asset that it stands at.",
    applies: ({ input }) => input.includeExternal === true && input.selection.includes("+"),
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
      "dag-random-08": dagRandom08,
    },
  },
  {
    rule: "owner:<null> selects the assets without an owner, as kind:<null> does those without a kind.",
    applies: ({ input }) => input.selection.includes("owner:<null>"),
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
    applies: ({ input, legacy = false }) => legacy && input.selection.includes("*"),
    cases: { "diamond-legacy-star-both": ["b"] },
  },
];

/** What a case gives, beside what it should give. */
export function answerSelection(one: SelectionCase): CaseAnswer {
  const { name, input, expect, legacy = false } = one;
  const ours = answer(input);
  const isRecorded = (expected: Answer): boolean =>
    "error" in expected ? "error" in ours : JSON.stringify(ours) === JSON.stringify(expected);
  const rule = differences.find(({ applies }) => applies(one));
  const byRule = rule?.cases[name];
  if (byRule === undefined && (isRecorded(expect) || (legacy && "error" in ours))) return agrees(name);
  // Of a case that is not known here only the rule can be told, not what it should give.
  if (rule !== undefined && (byRule === undefined || isRecorded(byRule))) return differsByRule(name, rule.rule);
  return differs(
    name,
    `${input.selection}\nexpected ${JSON.stringify(byRule ?? expect)}\nwas      ${JSON.stringify(ours)}`,
  );
}

function answer(input: Input): Answer {
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
  // Here all that is automated names one job: a selection of its own, or several jobs, are a job of their own.
  const own: { readonly name: string; readonly selection: string }[] = [];
  const automation = (list: readonly CaseAutomation[] | undefined) =>
    (list ?? []).map(({ name, job, jobs, selection }) => {
      const chosen = selection ?? jobs?.map((each) => `job:"${each}"`).join(" or ");
      if (chosen !== undefined) own.push({ name: `of ${name}`, selection: chosen });
      const target = chosen === undefined ? (job ?? null) : `of ${name}`;
      return { name, job: target, cron: null, timezone: null, range: nowhere };
    });
  const schedules = automation(input.schedules);
  const sensors = automation(input.sensors);
  return {
    ...graph,
    jobs: [...(input.jobs ?? []), ...own].map((job): Job => ({ ...job, range: nowhere })),
    schedules: schedules satisfies Schedule[],
    sensors: sensors satisfies Sensor[],
  };
}

function partitionsOf(word: NonNullable<CaseAsset["partitions"]>): PartitionsDefinition {
  return { kind: word === "time" ? "daily" : word };
}
