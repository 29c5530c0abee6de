import type { Check } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import { nowhere } from "../../protocol/graph/source-range.ts";
import type {
  AssetDefinition,
  CheckDefinition,
  CheckFunction,
  CheckFunctionDefinition,
} from "../../runtime/core/definitions/definition.ts";
import { failure, retryAfter, skip } from "../../runtime/core/definitions/result.ts";

/** What a recording runs, as its file writes it. */
export interface RunInput {
  readonly assets: readonly (CaseAsset | CaseMultiAsset)[];
  readonly checks?: readonly (CaseCheck | CaseMultiCheck)[];
  readonly select: { readonly assets?: readonly string[]; readonly checks?: "attached" | "none" | readonly string[] };
}

type CaseDep = string | { readonly key: string; readonly loads?: boolean };
type CaseRetry = { readonly max: number };

interface CaseAsset {
  readonly key: string;
  readonly deps?: readonly CaseDep[];
  readonly external?: boolean;
  readonly required?: boolean;
  readonly retry?: CaseRetry;
  readonly priority?: number;
  readonly do?: Behaviour;
  readonly checks?: readonly CaseCheck[];
}

interface CaseMultiAsset {
  readonly multi: string;
  readonly outputs: readonly CaseAsset[];
  readonly canSubset?: boolean;
  readonly retry?: CaseRetry;
  readonly priority?: number;
  readonly do?: Behaviour;
  readonly checks?: readonly CaseCheck[];
}

interface CaseCheck {
  readonly asset?: string;
  readonly name: string;
  readonly blocking?: boolean;
  readonly deps?: readonly CaseDep[];
  readonly retry?: CaseRetry;
  readonly do?: Behaviour;
}

interface CaseMultiCheck {
  readonly multiCheck: string;
  readonly checks: readonly CaseCheck[];
  readonly canSubset?: boolean;
}

interface Behaviour {
  readonly is: string;
  readonly times?: number;
  readonly maxRetries?: number;
  readonly allowRetries?: boolean;
  readonly after?: string;
  readonly skip?: readonly string[];
  readonly none?: readonly string[];
  readonly emit?: readonly string[];
  readonly ignoresSelection?: boolean;
  readonly passed?: boolean;
  readonly severity?: "WARN" | "ERROR";
}

/** A recording's assets and checks as definitions of ours. */
export interface CaseDefinitions {
  readonly assets: readonly AssetDefinition[];
  readonly checks: ReadonlyMap<CheckId, CheckFunctionDefinition>;
  /** What the graph says of a node beyond its dependencies. */
  readonly nodes: ReadonlyMap<
    AssetKey,
    {
      readonly multiAsset?: { readonly key: string; readonly canSubset: boolean };
      readonly reported?: readonly Check[];
    }
  >;
}

export function defineCase({ assets, checks = [] }: RunInput): CaseDefinitions {
  const nodes = new Map<AssetKey, { multiAsset?: { key: string; canSubset: boolean }; reported?: readonly Check[] }>();
  const definitions = assets.flatMap((one) => ("multi" in one ? defineMulti(one) : [defineAsset(one)]));
  for (const { key, multiAsset, checks: reported } of definitions) {
    nodes.set(key, {
      ...(multiAsset !== undefined && { multiAsset: { key: multiAsset.key, canSubset: multiAsset.canSubset } }),
      ...(reported !== undefined && { reported: reported.map(toGraphCheck) }),
    });
  }
  const functions = new Map<CheckId, CheckFunctionDefinition>();
  for (const one of checks) {
    const of = "multiCheck" in one ? defineChecks(one) : defineCheck(one);
    for (const { asset, name } of of.checks) functions.set(checkId(asset, name), { kind: "check", name, function: of });
  }
  return { assets: definitions, checks: functions, nodes };
}

function toGraphCheck({ name, blocking, severity }: CheckDefinition): Check {
  return { name, blocking: blocking.kind !== "nothing", severity, range: nowhere, reported: true };
}

const bare = { group: "default", owners: [], tags: {}, kinds: [], resources: {}, metadata: {} } as const;

function defineAsset(one: CaseAsset): AssetDefinition {
  const key = asAssetKey(one.key);
  const act = behave(one.do);
  return {
    ...bare,
    kind: one.external ? "external" : "asset",
    key,
    ...dependencies(one.deps),
    ...execution(one),
    ...reported(one.checks, key),
    ...(!one.external && {
      compute: (_inputs: unknown, context: unknown) => {
        report(one.checks, context);
        act();
        return one.do?.is === "skip" ? skip("nothing") : undefined;
      },
    }),
  };
}

function defineMulti(one: CaseMultiAsset): AssetDefinition[] {
  const { outputs, canSubset = false, do: behaviour } = one;
  const keys = outputs.map(({ key }) => asAssetKey(key));
  const multiAsset = {
    key: asAssetKey(one.multi),
    canSubset,
    outputs: keys,
    optional: new Set(keys.filter((_, at) => outputs[at]?.required === false)),
  };
  const act = behave(behaviour);
  const compute = (_inputs: unknown, context: unknown) => {
    const { selected } = context as { readonly selected: ReadonlySet<string> };
    report(
      one.checks?.filter(({ asset }) => selected.has(asset ?? "")),
      context,
    );
    if (behaviour?.after === undefined) act();
    return returnOutputs(behaviour, behaviour?.ignoresSelection ? keys : keys.filter((key) => selected.has(key)));
  };
  return outputs.map(({ key, deps = [] }) => ({
    ...bare,
    kind: "asset",
    key: asAssetKey(key),
    inputs: [],
    deps: deps.map((dep) => asAssetKey(keyOf(dep))),
    ...execution(one),
    ...reported(
      one.checks?.filter(({ asset }) => asset === key),
      asAssetKey(key),
    ),
    multiAsset,
    compute,
  }));
}

/** The outputs as one object. What goes wrong at a certain place there is an output that cannot be stored, or that nobody declared. */
function returnOutputs(behaviour: Behaviour | undefined, wanted: readonly string[]): Readonly<Record<string, unknown>> {
  const returned: Record<string, unknown> = {};
  for (const key of behaviour?.emit ?? wanted) {
    if (behaviour?.skip?.includes(key)) continue;
    const isFaulty = behaviour?.after === key;
    returned[Object.hasOwn(returned, key) ? `${key} again` : key] = isFaulty ? faultyRows() : key;
    if (behaviour?.none?.includes(key)) returned[key] = undefined;
  }
  if (behaviour?.after === "end") returned["one more"] = 1;
  return returned;
}

function* faultyRows() {
  yield 1;
  throw new Error("fails on the way");
}

function defineCheck(one: CaseCheck): CheckFunction {
  const check = checkOf(one);
  const act = behave(one.do);
  return {
    ...checkFunction(one.name, [check]),
    deps: (one.deps ?? []).map((dep) => asAssetKey(keyOf(dep))),
    ...execution(one),
    several: false,
    compute() {
      act();
      return one.do?.is === "noResult" ? undefined : resultOf(one.do);
    },
  };
}

function defineChecks({ multiCheck, checks, canSubset = false }: CaseMultiCheck): CheckFunction {
  const acts = checks.map((one) => behave(one.do));
  return {
    ...checkFunction(multiCheck, checks.map(checkOf)),
    deps: checks.flatMap(({ deps = [] }) => deps.map((dep) => asAssetKey(keyOf(dep)))),
    several: true,
    canSubset,
    compute(_value, context) {
      const { selected } = context as { readonly selected?: ReadonlySet<string> };
      const results: Record<string, unknown> = {};
      for (const [at, { name, do: behaviour }] of checks.entries()) {
        if (selected !== undefined && !selected.has(name)) continue;
        acts[at]?.();
        if (behaviour?.is !== "noResult") results[name] = resultOf(behaviour);
      }
      return results;
    },
  };
}

function checkFunction(name: string, checks: readonly CheckDefinition[]) {
  const [first] = checks;
  if (first === undefined) throw new Error(`${name} has no checks`);
  return { name, asset: first.asset, checks, canSubset: false, whole: false, inputs: [], resources: {} };
}

function checkOf({ asset, name, blocking }: CaseCheck, key?: unknown): CheckDefinition {
  return {
    name,
    asset: asAssetKey(asset ?? String(key)),
    blocking: { kind: blocking ? "everything" : "nothing" },
    severity: "ERROR",
    metadata: {},
  };
}

function reported(checks: readonly CaseCheck[] | undefined, key: AssetKey) {
  return checks === undefined || checks.length === 0
    ? {}
    : { checks: checks.map((one) => checkOf({ asset: key, ...one })) };
}

function report(checks: readonly CaseCheck[] = [], context: unknown): void {
  const { check } = context as { readonly check?: (name: string, result: unknown) => void };
  for (const one of checks) if (one.do?.is !== "noResult") check?.(one.name, resultOf(one.do));
}

function resultOf(behaviour: Behaviour | undefined) {
  const { passed = true, severity = "ERROR" } = behaviour ?? {};
  return { passed, severity };
}

function dependencies(deps: readonly CaseDep[] = []): Pick<AssetDefinition, "inputs" | "deps"> {
  const loaded = deps.filter((dep) => typeof dep !== "string" && dep.loads === true).map(keyOf);
  return {
    inputs: loaded.map((key) => ({ name: key, asset: asAssetKey(key), optional: false })),
    deps: deps.map(keyOf).flatMap((key) => (loaded.includes(key) ? [] : [asAssetKey(key)])),
  };
}

function execution({ retry, priority }: { readonly retry?: CaseRetry; readonly priority?: number }) {
  return {
    ...(retry !== undefined && { retry: { retries: retry.max } }),
    ...(priority !== undefined && { priority }),
  };
}

function keyOf(dep: CaseDep): string {
  return typeof dep === "string" ? dep : dep.key;
}

/** Each call is an attempt: throws as often as the case says. */
function behave(behaviour: Behaviour | undefined): () => void {
  let attempts = 0;
  const { is = "ok", times = 0, maxRetries = 0, allowRetries = true } = behaviour ?? {};
  return () => {
    attempts += 1;
    switch (is) {
      case "ok":
      case "skip":
      case "returnNone":
      case "result":
      case "noResult":
        return;
      case "fail":
      case "throw":
        throw new Error("fails");
      case "failTimes":
        if (attempts <= times) throw new Error("fails for now");
        return;
      case "failure":
        throw failure("fails", { retry: allowRetries });
      case "failureTimes":
        if (attempts <= times) throw failure("fails for now", { retry: allowRetries });
        return;
      case "retryRequested":
        if (attempts <= times) throw retryAfter(0, { retries: maxRetries });
        return;
      default:
        throw new Error(`Nobody knows how to do ${is}`);
    }
  };
}
