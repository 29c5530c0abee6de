import { availableParallelism } from "node:os";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose, type Json, UserError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetGraph, AssetId, AssetNode, Check } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import { nowhere, type SourceRange } from "../../protocol/graph/source-range.ts";
import type { PlanAnswer } from "../../protocol/messages/server-messages.ts";
import type { EventCursor, RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, PlanRequest, RunPlan, Trigger } from "../../protocol/record/run-plan.ts";
import type { ChecksWanted } from "../../runtime/core/plan/plan-units.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { configSums } from "./definition-files.ts";
import { configFileOf } from "./find-projects.ts";

/** What planning needs to know of the project as it is now. */
export interface PlanBasis {
  readonly analysis: Analysis;
  /** Of text, and of loading where that stands. */
  readonly graph: AssetGraph;
  /** What only loading knows is in the graph. */
  readonly isLoaded: boolean;
  readonly environment: string;
  /** Where the store stands. */
  readonly events: EventCursor;
  readonly select: (selection: string) => { readonly assets: readonly AssetId[] } | { readonly wrong: Diagnostic };
  /** Assets above these that must be made too, so that these are fresh afterwards. */
  readonly staleUpstream: (assets: readonly AssetId[]) => readonly AssetId[];
  readonly steps: (
    assets: readonly AssetId[],
    isAsked: (asset: AssetId) => boolean,
    checks: ChecksWanted,
  ) => readonly PlannedStep[];
  readonly find: (key: AssetKey) => AssetId | undefined;
  readonly newRun: () => RunId;
}

/** Turns a request into the plan of a run, or says what stands in its way, before anything runs. */
export function planRun(basis: PlanBasis, request: PlanRequest, trigger: Trigger): PlanAnswer {
  const { analysis, graph } = basis;
  const wrongEnvironment = unknownEnvironment(basis);
  if (wrongEnvironment !== undefined) return { refused: [wrongEnvironment] };
  const selected = basis.select(request.selection);
  if ("wrong" in selected) return { refused: [selected.wrong] };

  const wanted = request.check === undefined ? (request.checks ?? "attached") : "only";
  const nodes = selected.assets.flatMap((id) => graph.nodes[id] ?? []);
  const asked = nodes.filter(
    (node) => node.kind !== "external" || node.observed === true || (wanted === "only" && node.checks.length > 0),
  );
  if (asked.length === 0) return { refused: nothingToRun(nodes, request.selection, basis) };
  const one = request.check === undefined ? undefined : oneCheck(asked, request.check);
  if (one === undefined && request.check !== undefined) return { refused: [unknownCheck(asked, request)] };
  const askedIds = new Set(asked.map(({ id }) => id));
  const above = request.staleUpstream === true && wanted !== "only" ? basis.staleUpstream([...askedIds]) : [];
  const planned = [...asked, ...above.flatMap((id) => graph.nodes[id] ?? [])];

  const refused = [
    ...cannotRunYet(planned),
    ...brokenDefinitions(analysis.diagnostics(), planned, graph),
    ...(wanted === "only" ? [] : unknownUpstream(basis, planned)),
  ];
  if (refused.length > 0) return { refused: onceEach(refused) };

  const ids = planned.map(({ id }) => id);
  const steps = stepsOrRing(() =>
    one === undefined ? basis.steps(ids, (id) => askedIds.has(id), wanted) : basis.steps([], () => true, [one]),
  );
  if ("ring" in steps) return { refused: [steps.ring] };
  // A multi-asset that cannot be made in part brings in what nobody selected.
  const made = steps.steps.flatMap(({ assets }) => nodesOf(basis, assets));
  const along = made.filter((node) => !planned.includes(node));
  const refusedToo = [...cannotRunYet(along), ...brokenDefinitions(analysis.diagnostics(), along, graph)];
  if (refusedToo.length > 0) return { refused: onceEach(refusedToo) };
  if (steps.steps.length === 0) {
    return { refused: [diagnose(serverErrors.noCheckToRun, { selection: request.selection }, nowhere)] };
  }
  const checks = checksOf(basis, steps.steps);
  const judged = steps.steps.flatMap((step) =>
    nodesOf(
      basis,
      step.checks.map(({ asset }) => asset),
    ),
  );
  const sources = [...new Set([...planned, ...made, ...judged])];
  const configFile = configFileOf(analysis.folder);
  const files = {
    ...Object.fromEntries(
      analysis.closure(
        sources.map(({ id }) => id),
        [...new Set([...sources, ...checks.map(({ check }) => check)].map(({ range }) => range.file))],
      ),
    ),
    ...configSums(analysis, configFile),
  };
  const plan: RunPlan = {
    run: basis.newRun(),
    environment: basis.environment,
    trigger,
    config: request.config ?? {},
    ...concurrencyIn(basis),
    steps: steps.steps,
    code: { versions: versionsOf(analysis, made), ...checkVersionsOf(analysis, checks) },
    basis: { events: basis.events, files },
    sources: recordOf(sources, (node) => node.range),
    ...(checks.length === 0
      ? {}
      : { checkSources: Object.fromEntries(checks.map(({ id, check }) => [id, check.range])) }),
    ...(configFile === undefined ? {} : { configFile }),
  };
  const unsaved = new Set(analysis.unsaved());
  return { plan, preview: Object.keys(files).some((file) => unsaved.has(file)) };
}

/** The check of this name that can be run by itself; undefined: there is none, or it is not said of which asset. */
function oneCheck(asked: readonly AssetNode[], name: string): CheckId | undefined {
  const [node] = asked;
  if (node === undefined || asked.length > 1 || !ownSteps(node).some((check) => check.name === name)) return undefined;
  return checkId(node.key, name);
}

function unknownCheck(asked: readonly AssetNode[], { selection, check = "" }: PlanRequest): Diagnostic {
  const known = asked.length === 1 ? asked.flatMap(ownSteps).map(({ name }) => name) : [];
  return diagnose(serverErrors.noSuchCheck, { selection, check, known }, nowhere);
}

function ownSteps({ checks }: AssetNode): readonly Check[] {
  return checks.filter(({ reported }) => reported !== true);
}

/** The runner is on this machine, so it counts the same processors. */
function concurrencyIn({ graph, environment }: PlanBasis): Pick<RunPlan, "concurrency"> {
  const said = graph.environments.find(({ name }) => name === environment)?.concurrency;
  return said === null ? {} : { concurrency: said ?? availableParallelism() };
}

/** A config that names its environments is believed: a mistyped one would get a store of its own. */
function unknownEnvironment({ graph, environment }: PlanBasis): Diagnostic | undefined {
  const known = graph.environments.map(({ name }) => name);
  if (known.length === 0 || known.includes(environment)) return undefined;
  return diagnose(runErrors.unknownEnvironment, { environment, known }, nowhere);
}

/** Inputs that nobody defines. While definitions stand there whose keys only loading knows, it may be one of those. */
function unknownUpstream({ graph, isLoaded }: PlanBasis, planned: readonly AssetNode[]): Diagnostic[] {
  if (graph.unresolved.length > 0 && !isLoaded) return [];
  return planned.flatMap(({ upstream }) =>
    upstream.flatMap(({ from, range }) => {
      const key = graph.keys[from];
      if (key === undefined || graph.nodes[from] != null) return [];
      return diagnose(definitionErrors.unknownDependency, { key }, range);
    }),
  );
}

/** What a diagnostic of the text says already is not said again. */
function onceEach(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const placeOf = ({ code, range }: Diagnostic): string =>
    `${code} ${range.file} ${range.start.line}:${range.start.character}`;
  const first = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    if (!first.has(placeOf(diagnostic))) first.set(placeOf(diagnostic), diagnostic);
  }
  return [...first.values()];
}

/** A check that has a step of its own. */
interface CheckInStep {
  readonly id: CheckId;
  readonly node: AssetNode;
  readonly check: Check;
}

function checksOf(basis: PlanBasis, steps: readonly PlannedStep[]): readonly CheckInStep[] {
  return steps
    .filter(({ assets }) => assets.length === 0)
    .flatMap(({ checks }) =>
      checks.flatMap(({ asset, name }) => {
        const [node] = nodesOf(basis, [asset]);
        const check = node?.checks.find((each) => each.name === name);
        return node === undefined || check === undefined ? [] : { id: checkId(asset, name), node, check };
      }),
    );
}

function checkVersionsOf(
  analysis: Analysis,
  checks: readonly CheckInStep[],
): { readonly checks?: Readonly<Record<CheckId, CodeVersion>> } {
  const versions = checks.flatMap(({ id, node, check }) => {
    const version = analysis.checkVersion(node.id, check.name);
    return version === undefined ? [] : [[id, version] as const];
  });
  return versions.length === 0 ? {} : { checks: Object.fromEntries(versions) };
}

function nodesOf({ graph, find }: PlanBasis, keys: readonly AssetKey[]): AssetNode[] {
  return keys.flatMap((key) => {
    const id = find(key);
    return (id === undefined ? undefined : graph.nodes[id]) ?? [];
  });
}

/** Mistakes for which a definition makes no asset at all, so that no selection finds it. */
const leavesNoAsset: ReadonlySet<string> = new Set(
  [definitionErrors.malformedKey, definitionErrors.noOutputs].map(({ code }) => code),
);

function nothingToRun(
  nodes: readonly AssetNode[],
  selection: string,
  { analysis, graph }: PlanBasis,
): readonly Diagnostic[] {
  if (nodes.length === 0) {
    const why = analysis.diagnostics().filter(({ code }) => leavesNoAsset.has(code));
    if (why.length > 0 && graph.nodes.every((node) => node === null)) return why;
    // Where there are other assets, the selection may be what is wrong as well.
    return [diagnose(definitionErrors.emptySelection, { selection }, nowhere), ...why];
  }
  return nodes.map((node) => diagnose(definitionErrors.externalNotMade, { key: node.key }, node.keyRange));
}

/** A ring that no diagnostic has shown yet is refused here. */
function stepsOrRing(
  steps: () => readonly PlannedStep[],
): { readonly steps: readonly PlannedStep[] } | { readonly ring: Diagnostic } {
  try {
    return { steps: steps() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message, remedy, range = nowhere } = error;
    return { ring: { code, severity: "error", message, remedy, range, related: [], facts: {} } };
  }
}

function cannotRunYet(planned: readonly AssetNode[]): Diagnostic[] {
  return planned.flatMap((node) => {
    if (node.partitions !== undefined)
      return diagnose(definitionErrors.partitionedNotYet, { key: node.key }, node.keyRange);
    return [];
  });
}

/** Mistakes of several definitions: they need not stand inside of the asset that they make wrong. */
const toldByKey: ReadonlySet<string> = new Set(
  [definitionErrors.cycle, definitionErrors.duplicateKey, definitionErrors.duplicateCheck].map(({ code }) => code),
);

/** Mistakes for which the run of these assets would fail or be another one than was asked for. */
function brokenDefinitions(
  diagnostics: readonly Diagnostic[],
  planned: readonly AssetNode[],
  graph: AssetGraph,
): Diagnostic[] {
  const keys = new Set<string>(planned.map(({ key }) => key));
  const byFile = Map.groupBy(planned, ({ range }) => range.file);
  return diagnostics.filter((diagnostic) => {
    if (diagnostic.severity !== "error" && diagnostic.code !== definitionErrors.notExported.code) return false;
    if (toldByKey.has(diagnostic.code)) return keysIn(diagnostic.facts).some((key) => keys.has(key));
    const around = byFile.get(diagnostic.range.file) ?? [];
    return around.some((node) => contains(node.range, diagnostic.range) && isInnermost(node, diagnostic, graph));
  });
}

/** The keys that such a diagnostic is about. */
function keysIn(facts: Json): readonly string[] {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return [];
  const key: unknown = Reflect.get(facts, "key");
  const asset: unknown = Reflect.get(facts, "asset");
  const ring: unknown = Reflect.get(facts, "ring");
  return [key, asset, ...(Array.isArray(ring) ? ring : [])].filter((name) => typeof name === "string");
}

/** A definition inside another's call does not make the outer one wrong. */
function isInnermost(node: AssetNode, { range }: Diagnostic, { nodes }: AssetGraph): boolean {
  return !nodes.some(
    (other) =>
      other !== null &&
      other.id !== node.id &&
      other.range.file === range.file &&
      contains(other.range, range) &&
      contains(node.range, other.range) &&
      // The outputs of one call stand at one place, and what is wrong there is wrong with each.
      !contains(other.range, node.range),
  );
}

function contains(outer: SourceRange, inner: SourceRange): boolean {
  return (
    (outer.start.line < inner.start.line ||
      (outer.start.line === inner.start.line && outer.start.character <= inner.start.character)) &&
    (outer.end.line > inner.end.line ||
      (outer.end.line === inner.end.line && outer.end.character >= inner.end.character))
  );
}

function versionsOf(analysis: Analysis, planned: readonly AssetNode[]): Readonly<Record<AssetKey, CodeVersion>> {
  const versions: Record<AssetKey, CodeVersion> = {};
  for (const { id, key } of planned) {
    const version = analysis.codeVersion(id);
    if (version !== undefined) versions[key] = version;
  }
  return versions;
}

function recordOf<Value>(
  nodes: readonly AssetNode[],
  value: (node: AssetNode) => Value,
): Readonly<Record<AssetKey, Value>> {
  // Not by assignment: a key may be "__proto__".
  return Object.fromEntries(nodes.map((node) => [node.key, value(node)]));
}
