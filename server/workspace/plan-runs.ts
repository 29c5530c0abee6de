import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose, type Json, UserError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { AssetGraph, AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import { nowhere, type SourceRange } from "../../protocol/graph/source-range.ts";
import type { PlanAnswer } from "../../protocol/messages/server-messages.ts";
import type { EventCursor, RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, PlanRequest, RunPlan, Trigger } from "../../protocol/record/run-plan.ts";
import type { Analysis } from "../analysis/analysis.ts";
import { configFileOf } from "./find-projects.ts";

/** What planning needs to know of the project as it is now. */
export interface PlanBasis {
  readonly analysis: Analysis;
  readonly environment: string;
  /** Where the store stands. */
  readonly events: EventCursor;
  readonly select: (selection: string) => { readonly assets: readonly AssetId[] } | { readonly wrong: Diagnostic };
  /** Assets above these that must be made too, so that these are fresh afterwards. */
  readonly staleUpstream: (assets: readonly AssetId[]) => readonly AssetId[];
  readonly steps: (assets: readonly AssetId[], isAsked: (asset: AssetId) => boolean) => readonly PlannedStep[];
  readonly newRun: () => RunId;
}

/** Turns a request into the plan of a run, or says what stands in its way, before anything runs. */
export function planRun(basis: PlanBasis, request: PlanRequest, trigger: Trigger): PlanAnswer {
  const { analysis } = basis;
  const graph = analysis.graph();
  const selected = basis.select(request.selection);
  if ("wrong" in selected) return { refused: [selected.wrong] };

  const nodes = selected.assets.flatMap((id) => graph.nodes[id] ?? []);
  const asked = nodes.filter((node) => node.kind !== "external");
  if (asked.length === 0) return { refused: nothingToRun(nodes, request.selection) };
  const askedIds = new Set(asked.map(({ id }) => id));
  const above = request.staleUpstream === true ? basis.staleUpstream([...askedIds]) : [];
  const planned = [...asked, ...above.flatMap((id) => graph.nodes[id] ?? [])];

  const refused = [...cannotRunYet(planned), ...brokenDefinitions(analysis.diagnostics(), planned, graph)];
  if (refused.length > 0) return { refused };

  const ids = planned.map(({ id }) => id);
  const steps = stepsOrRing(() => basis.steps(ids, (id) => askedIds.has(id)));
  if ("ring" in steps) return { refused: [steps.ring] };
  const files = analysis.closure(ids);
  const unsaved = new Set(analysis.unsaved());
  const configFile = configFileOf(analysis.folder);
  const plan: RunPlan = {
    run: basis.newRun(),
    environment: basis.environment,
    trigger,
    config: request.config ?? {},
    steps: steps.steps,
    code: { versions: versionsOf(analysis, planned) },
    basis: {
      events: basis.events,
      files: { ...Object.fromEntries(files), ...configHash(analysis.folder, configFile) },
    },
    sources: recordOf(planned, (node) => node.range),
    ...(configFile === undefined ? {} : { configFile }),
  };
  return { plan, preview: Object.keys(plan.basis.files).some((file) => unsaved.has(file)) };
}

function nothingToRun(nodes: readonly AssetNode[], selection: string): Diagnostic[] {
  if (nodes.length === 0) return [diagnose(definitionErrors.emptySelection, { selection }, nowhere)];
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
    if (node.multiAsset !== undefined) return diagnose(runErrors.multiAssetNotYet, { key: node.key }, node.keyRange);
    return [];
  });
}

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
    const named = keysIn(diagnostic.facts);
    if (diagnostic.code === definitionErrors.cycle.code || diagnostic.code === definitionErrors.duplicateKey.code) {
      return named.some((key) => keys.has(key));
    }
    const around = byFile.get(diagnostic.range.file) ?? [];
    return around.some((node) => contains(node.range, diagnostic.range) && isInnermost(node, diagnostic, graph));
  });
}

/** The keys that a diagnostic of a cycle or of a duplicate is about. */
function keysIn(facts: Json): readonly string[] {
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return [];
  const key: unknown = Reflect.get(facts, "key");
  const ring: unknown = Reflect.get(facts, "ring");
  return [key, ...(Array.isArray(ring) ? ring : [])].filter((name) => typeof name === "string");
}

/** A definition inside another's call does not make the outer one wrong. */
function isInnermost(node: AssetNode, { range }: Diagnostic, { nodes }: AssetGraph): boolean {
  return !nodes.some(
    (other) =>
      other !== null &&
      other.id !== node.id &&
      other.range.file === range.file &&
      contains(other.range, range) &&
      contains(node.range, other.range),
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

/** The config is loaded by the run too, so it must be the text of now; absent when it cannot be read. */
function configHash(folder: string, configFile: string | undefined): Readonly<Record<string, string>> {
  if (configFile === undefined) return {};
  try {
    const content = readFileSync(join(folder, configFile));
    return { [configFile]: createHash("sha256").update(content).digest("hex") };
  } catch {
    return {};
  }
}

function recordOf<Value>(
  nodes: readonly AssetNode[],
  value: (node: AssetNode) => Value,
): Readonly<Record<AssetKey, Value>> {
  const record: Record<AssetKey, Value> = {};
  for (const node of nodes) record[node.key] = value(node);
  return record;
}
