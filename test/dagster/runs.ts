import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { UserError, userError } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph, AssetNode, Check } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import { nowhere } from "../../protocol/graph/source-range.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import type { Clock } from "../../runtime/core/clock.ts";
import { indexGraph } from "../../runtime/core/graph/graph-index.ts";
import { makePlan } from "../../runtime/core/plan/make-plan.ts";
import { soundGraph } from "../../runtime/core/validation/sound-graph.ts";
import { executeRun } from "../../runtime/executor/execute-run.ts";
import { memoryIoManager } from "../../runtime/io/memory-io-manager.ts";
import { createMemoryStore } from "../../runtime/storage/memory-store.ts";
import { agrees, type CaseAnswer, differs, differsByRule } from "../cases/case-answer.ts";
import { type CaseDefinitions, defineCase, type RunInput } from "./run-definitions.ts";

/** One recording of a run. */
export interface RunCase {
  readonly name: string;
  readonly input: RunInput;
  readonly expect: RunExpectation | { readonly error: string };
  /** A better rule, with what it gives where it differs. */
  readonly differs?: string;
  readonly ours?: Partial<RunExpectation>;
  /** Parts that are judged beyond those that always are. */
  readonly judge?: readonly string[];
}

export interface RunExpectation {
  readonly run: "success" | "failure";
  readonly assets: Readonly<Record<string, string>>;
  readonly checks: Readonly<Record<string, object>>;
  readonly steps: Readonly<Record<string, { readonly status: string; readonly attempts: number }>>;
  readonly order: readonly (readonly [string, string])[];
  readonly started: readonly string[];
}

interface Difference {
  readonly part: string;
  readonly expected: unknown;
  readonly ours: unknown;
}

type Ran = RunExpectation | { readonly error: string };

/** Where we give something else on purpose, beyond the cases that say so themselves: the rule, what it says a case is to give, and of known cases a part of that. `ours`: as in a case. */
const rules: readonly {
  readonly rule: string;
  /** undefined: the rule says nothing about this case. Else the case that is to give the same. */
  readonly same: (one: RunCase) => RunInput | undefined;
  readonly cases: Readonly<Record<string, Partial<RunExpectation>>>;
}[] = [
  {
    rule: "Asking for a part of what cannot be split asks for all of it: nobody has to name its neighbours.",
    same: ({ input, expect }) => ("error" in expect ? withNeighbours(input) : undefined),
    cases: {
      "subset of a multi-asset that cannot subset": {
        run: "success",
        assets: { x: "materialized", y: "materialized", d: "materialized" },
      },
      "multi-check op that cannot subset, one check selected": {
        run: "failure",
        assets: { a: "materialized", b: "upstreamFailed" },
      },
    },
  },
];

/** Carries the case out with the real plan and the real executor, and holds what it gave against the recording. */
export async function answerRun(one: RunCase): Promise<CaseAnswer> {
  const { name, expect, differs: better } = one;
  const ran = await runCase(one.input);
  if (better !== undefined) {
    const { ours = "error" in expect ? {} : { run: expect.run } } = one;
    const difference = firstDifference(Object.entries(ours), ran);
    return difference === undefined ? differsByRule(name, better) : differs(name, inWords(difference));
  }
  for (const { rule, same, cases } of rules) {
    const other = same(one);
    if (other === undefined || "error" in ran) continue;
    const whole = await runCase(other);
    const known = firstDifference(Object.entries(cases[name] ?? {}), ran);
    const difference = known ?? firstDifference(Object.entries(ran), whole);
    return difference === undefined ? differsByRule(name, rule) : differs(name, inWords(difference));
  }
  const difference = differenceFrom(one, ran);
  return difference === undefined ? agrees(name) : differs(name, inWords(difference));
}

function differenceFrom({ expect, judge }: RunCase, ran: Ran): Difference | undefined {
  if ("error" in expect) return "error" in ran ? undefined : { part: "error", expected: expect.error, ours: ran };
  const { order, started, ...always } = expect;
  const parts: [string, unknown][] = Object.entries(always);
  if (judge?.includes("started")) parts.push(["started", started]);
  return firstDifference(parts, ran) ?? orderDifference(order, ran);
}

/** The same case with all that cannot be split named whole; undefined when it is already, or its selection names none. */
function withNeighbours(input: RunInput): RunInput | undefined {
  const { assets: wanted = [], checks } = input.select;
  const multis = input.assets.flatMap((one) =>
    "multi" in one && one.canSubset !== true ? [one.outputs.map(({ key }) => key)] : [],
  );
  const functions = (input.checks ?? []).flatMap((one) =>
    "multiCheck" in one && one.canSubset !== true ? [one.checks.map(({ asset, name }) => `${asset}:${name}`)] : [],
  );
  const allAssets = whole(wanted, multis);
  const allChecks = typeof checks === "string" || checks === undefined ? checks : whole(checks, functions);
  const isSame = allAssets.length === wanted.length && (allChecks?.length ?? 0) === (checks?.length ?? 0);
  if (isSame) return undefined;
  return { ...input, select: { ...input.select, assets: allAssets, ...(allChecks && { checks: allChecks }) } };
}

function whole(wanted: readonly string[], units: readonly (readonly string[])[]): readonly string[] {
  const added = units.filter((unit) => unit.some((one) => wanted.includes(one))).flat();
  return [...new Set([...wanted, ...added])];
}

function inWords({ part, expected, ours }: Difference): string {
  return `${part}\nexpected ${JSON.stringify(expected)}\nwas      ${JSON.stringify(ours)}`;
}

function firstDifference(parts: readonly [string, unknown][], ran: Ran): Difference | undefined {
  if ("error" in ran) return { part: "error", expected: undefined, ours: ran.error };
  for (const [part, expected] of parts) {
    const given = ran[part as keyof RunExpectation];
    if (asText(expected) !== asText(given)) return { part, expected, ours: given };
  }
  return undefined;
}

/** Each pair says that one step ended before the other began. */
function orderDifference(order: RunExpectation["order"], ran: Ran): Difference | undefined {
  if ("error" in ran) return undefined;
  const kept = new Set(ran.order.map((pair) => pair.join(" ")));
  const broken = order.find((pair) => !kept.has(pair.join(" ")));
  return broken === undefined ? undefined : { part: "order", expected: broken, ours: ran.started };
}

/** The same text for the same data, in whatever order its names stand. */
function asText(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

async function runCase(input: RunInput): Promise<Ran> {
  const defined = defineCase(input);
  let steps: readonly PlannedStep[];
  try {
    steps = planCase(input, defined);
  } catch (error) {
    if (error instanceof UserError) return { error: error.code };
    throw error;
  }
  const store = createMemoryStore();
  const plan: RunPlan = {
    run: "20260101T000000-000001" as RunId,
    environment: "test",
    trigger: { kind: "test" },
    config: {},
    steps,
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
  };
  const planned = new Set(steps.flatMap(({ assets }) => assets));
  const memory = memoryIoManager();
  const { state } = await executeRun({
    plan,
    definitions: new Map(defined.assets.map((definition) => [definition.key, definition])),
    checks: defined.checks,
    store,
    ioManagers: { default: memory, memory },
    resources: {},
    clock: atOnce,
    signal: new AbortController().signal,
    concurrency: 1,
    // Loading never fails in these cases.
    given: new Map(defined.assets.filter(({ key }) => !planned.has(key)).map(({ key }) => [key, key])),
  });
  return toExpectation(state, plan, [...store.events({ run: plan.run })], defined);
}

function planCase({ select }: RunInput, { assets, checks, nodes }: CaseDefinitions): readonly PlannedStep[] {
  const { graph } = soundGraph(assets);
  const external = assets.find(({ key, kind }) => kind === "external" && select.assets?.includes(key));
  if (external !== undefined) throw userError(definitionErrors.externalNotMade, { key: external.key });
  const whole = withChecks(graph, nodes, checks);
  return makePlan({
    graph: whole,
    index: indexGraph(whole),
    assets: (select.assets ?? []).map((key) => whole.keys.indexOf(asAssetKey(key))),
    checks: select.checks as "none" | readonly CheckId[] | undefined,
  });
}

/** The graph as it is known from text: with multi-assets and checks. */
function withChecks(
  graph: AssetGraph,
  facts: CaseDefinitions["nodes"],
  functions: CaseDefinitions["checks"],
): AssetGraph {
  const own = new Map<AssetKey, Check[]>();
  for (const { name, function: of } of functions.values()) {
    const check = of.checks.find((one) => one.name === name);
    if (check === undefined) continue;
    const list = own.get(check.asset) ?? [];
    own.set(check.asset, list);
    list.push({
      name,
      blocking: check.blocking.kind !== "nothing",
      severity: check.severity,
      range: nowhere,
      after: of.deps,
      ...(of.several && { madeBy: of.name }),
    });
  }
  const nodes = graph.nodes.map((node): AssetNode | null => {
    if (node === null) return null;
    const { reported = [], multiAsset } = facts.get(node.key) ?? {};
    return { ...node, checks: [...reported, ...(own.get(node.key) ?? [])], ...(multiAsset && { multiAsset }) };
  });
  return { ...graph, nodes };
}

function toExpectation(
  state: string,
  plan: RunPlan,
  events: readonly StoredEvent[],
  defined: CaseDefinitions,
): RunExpectation {
  const names = stepNames(plan, defined);
  const outcomes = new Map(
    events.flatMap((event) => (event.kind === "outcome" ? [[event.of.asset, event.outcome] as const] : [])),
  );
  const began = new Map<number, number>();
  const ended = new Map<number, number>();
  const facts = plan.steps.map(() => ({ state: "", attempts: 0 }));
  for (const [at, event] of events.entries()) {
    if (event.kind !== "step") continue;
    const fact = facts[event.step];
    if (fact === undefined) continue;
    fact.state = event.state;
    fact.attempts = Math.max(fact.attempts, event.attempt);
    if (event.state === "started") {
      if (!began.has(event.step)) began.set(event.step, at);
    } else ended.set(event.step, at);
  }
  const started = [...began.keys()].map((step) => names[step] ?? "");
  const order = [...began].flatMap(([below, at]) =>
    [...ended]
      .filter(([, end]) => end < at)
      .map(([above]): [string, string] => [names[above] ?? "", names[below] ?? ""]),
  );
  return {
    run: state === "succeeded" ? "success" : "failure",
    assets: Object.fromEntries(
      defined.assets.map(({ key }) => [key, outcomeWords[outcomes.get(key) ?? ""] ?? "notSelected"]),
    ),
    checks: checkFacts(plan, events, defined),
    steps: Object.fromEntries(
      plan.steps.map(({ assets }, step) => {
        const { state: last = "", attempts = 0 } = facts[step] ?? {};
        if (attempts > 0) return [names[step], { status: last === "failed" ? "failure" : "success", attempts }];
        const isSkipped = assets.length === 0 ? last === "skipped" : outcomes.get(assets[0] as AssetKey) === "skipped";
        return [names[step], { status: isSkipped ? "skipped" : "notStarted", attempts }];
      }),
    ),
    order,
    started,
  };
}

const outcomeWords: Readonly<Record<string, string>> = {
  materialized: "materialized",
  failed: "failed",
  "upstream failed": "upstreamFailed",
  skipped: "skipped",
};

/** As Dagster names them: parts of one multi-asset get numbers. */
function stepNames({ steps }: RunPlan, { checks, nodes }: CaseDefinitions): readonly string[] {
  const used = new Map<string, number>();
  return steps.map(({ assets: [asset], checks: [check] }) => {
    const multi = asset === undefined ? undefined : nodes.get(asset)?.multiAsset?.key;
    if (multi !== undefined) {
      const count = (used.get(multi) ?? 0) + 1;
      used.set(multi, count);
      return count === 1 ? multi : `${multi}_${count}`;
    }
    if (asset !== undefined) return asset;
    const id = checkId(check?.asset as AssetKey, check?.name ?? "");
    const of = checks.get(id)?.function;
    return of?.several ? of.name : id;
  });
}

function checkFacts(plan: RunPlan, events: readonly StoredEvent[], defined: CaseDefinitions) {
  const planned = new Set(plan.steps.flatMap((step) => step.checks.map(({ asset, name }) => checkId(asset, name))));
  const results = new Map(
    events.flatMap((event) =>
      event.kind === "check" && event.result.error === undefined
        ? [[checkId(event.of.asset, event.check), event.result] as const]
        : [],
    ),
  );
  const reported = [...defined.nodes].flatMap(([key, node]) =>
    (node.reported ?? []).map(({ name }) => checkId(key, name)),
  );
  return Object.fromEntries(
    [...reported, ...defined.checks.keys()].map((id) => {
      const result = results.get(id);
      if (result !== undefined) return [id, { evaluated: true, passed: result.passed, severity: result.severity }];
      return [id, planned.has(id) ? { evaluated: false } : { evaluated: false, selected: false }];
    }),
  );
}

/** Waits are over at once. */
const atOnce: Clock = {
  now: () => 0,
  async wait(_milliseconds, signal) {
    signal.throwIfAborted();
  },
};
