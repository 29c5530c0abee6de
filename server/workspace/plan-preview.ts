import type { AssetGraph, AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import type { PlanAnswer, PlanPreview, PreviewStep } from "../../protocol/messages/server-messages.ts";
import type { PlannedCheck, PlannedStep } from "../../protocol/record/run-plan.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import type { AssetRecord } from "../../runtime/core/record/asset-record.ts";
import { reasonOf } from "../../runtime/core/status/cause-text.ts";
import { secondsIn, summarize } from "./recorded-facts.ts";

export interface PreviewFacts {
  readonly graph: AssetGraph;
  readonly find: (key: AssetKey) => AssetId | undefined;
  readonly status: (asset: AssetId) => AssetStatus;
  readonly record: (asset: AssetId) => AssetRecord;
  readonly downstream: (asset: AssetId) => readonly AssetId[];
  /** Steps at once. */
  readonly concurrency: number;
}

const mostLeft = 500;

/** What a plan would do, for people to read before they let it. */
export function previewPlan(facts: PreviewFacts, answer: PlanAnswer): PlanPreview {
  if ("refused" in answer) {
    return { steps: [], refused: answer.refused, unsaved: false, concurrency: facts.concurrency, left: [] };
  }
  const { steps } = answer.plan;
  const waves: number[] = [];
  for (const { after } of steps) waves.push(1 + Math.max(0, ...after.map((before) => waves[before] ?? 0)));
  const about = estimate(facts, steps);
  return {
    steps: steps.map((step, index) => previewStep(facts, step, waves[index] ?? 1)),
    refused: [],
    unsaved: answer.preview,
    concurrency: facts.concurrency,
    left: leftStale(facts, steps),
    ...(about === undefined ? {} : { about }),
  };
}

function previewStep(facts: PreviewFacts, step: PlannedStep, wave: number): PreviewStep {
  const made = nodesOf(facts, step.assets);
  const judged = nodesOf(
    facts,
    step.checks.map(({ asset }) => asset),
  );
  const [node] = made.length > 0 ? made : judged;
  const status = node && facts.status(node.id);
  const seconds = secondsOf(facts, step, 0.5);
  const bytes = bytesOf(facts, step);
  return {
    assets: step.assets,
    checks: step.checks,
    after: step.after,
    wave,
    group: node?.group ?? "default",
    badge: status?.badge ?? "unknown",
    reason: reasonFor(step, node, status),
    gates: gatesOf(judged, made, step),
    ...(seconds === undefined ? {} : { seconds }),
    ...(bytes === undefined ? {} : { bytes }),
  };
}

function reasonFor(step: PlannedStep, node: AssetNode | undefined, status: AssetStatus | undefined): string {
  if (step.assets.length === 0) return node === undefined ? "checks" : `checks ${node.key}`;
  if (node === undefined || status === undefined) return "selected";
  if (status.happened.made === undefined) return "never run";
  const code = status.sync.causes.find(({ kind }) => kind === "code");
  const reason = reasonOf(node.key, status);
  if (reason === undefined) return step.why.includes("selected") ? "selected" : (step.why[0] ?? "selected");
  if (code?.kind !== "code" || status.sync.state !== "stale") return reason;
  const [change] = code.changed;
  if (change === undefined || change.name === node.key) return "code: its own";
  if (change.file.startsWith("npm:")) return `package: ${change.file.slice("npm:".length)}`;
  return `code: ${change.name} in ${change.file.slice(change.file.lastIndexOf("/") + 1)}`;
}

/** Blocking checks that are made in this step, or of the assets that it makes. */
function gatesOf(judged: readonly AssetNode[], made: readonly AssetNode[], step: PlannedStep): PlannedCheck[] {
  const blocking = (made.length > 0 ? made : judged).flatMap(({ key: asset, checks }) =>
    checks.flatMap(({ blocking, name }): PlannedCheck[] => (blocking ? [{ asset, name }] : [])),
  );
  if (made.length > 0) return blocking;
  const names = new Set(step.checks.map(({ asset, name }) => checkId(asset, name)));
  return blocking.filter(({ asset, name }) => names.has(checkId(asset, name)));
}

/** Seconds of the latest times, at a part of them (0.5: the median). Undefined: never timed. */
function secondsOf(facts: PreviewFacts, step: PlannedStep, part: number): number | undefined {
  const [node] = nodesOf(facts, step.assets);
  if (node === undefined) return undefined;
  const times = facts
    .record(node.id)
    .history.flatMap(({ metadata }) => secondsIn(metadata) ?? [])
    .sort((a, b) => a - b);
  if (times.length === 0) return undefined;
  const at = part * (times.length - 1);
  const [low, high] = [times[Math.floor(at)] ?? 0, times[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

function bytesOf(facts: PreviewFacts, step: PlannedStep): number | undefined {
  let sum: number | undefined;
  for (const { id } of nodesOf(facts, step.assets)) {
    const { latest } = facts.record(id);
    const bytes = latest && summarize(latest).bytes;
    if (bytes !== undefined) sum = (sum ?? 0) + bytes;
  }
  return sum;
}

/** How long the whole takes; nothing when one of the assets was never timed, as that would be a guess. */
function estimate(facts: PreviewFacts, steps: readonly PlannedStep[]): PlanPreview["about"] {
  const making = steps.filter(({ assets }) => assets.length > 0);
  if (making.length === 0 || making.some((step) => secondsOf(facts, step, 0.5) === undefined)) return undefined;
  const whole = (part: number): number =>
    timeOf(
      steps,
      steps.map((step) => secondsOf(facts, step, part) ?? 0),
      facts.concurrency,
    );
  return { usual: whole(0.5), least: whole(0.05), most: whole(0.95) };
}

/** The end of the last step, when each starts as soon as those before it have ended and a place is free. */
export function timeOf(steps: readonly PlannedStep[], seconds: readonly number[], concurrency: number): number {
  const ends: number[] = [];
  const places = new Array<number>(Math.max(1, concurrency)).fill(0);
  for (const [index, { after }] of steps.entries()) {
    const ready = Math.max(0, ...after.map((before) => ends[before] ?? 0));
    let place = 0;
    for (let other = 1; other < places.length; other++) if ((places[other] ?? 0) < (places[place] ?? 0)) place = other;
    const end = Math.max(ready, places[place] ?? 0) + (seconds[index] ?? 0);
    places[place] = end;
    ends.push(end);
  }
  return Math.max(0, ...ends);
}

/** What is below the plan, not in it, and stays as it is. */
function leftStale(facts: PreviewFacts, steps: readonly PlannedStep[]): PlanPreview["left"] {
  const planned = new Set(steps.flatMap(({ assets }) => assets.flatMap((key) => facts.find(key) ?? [])));
  const below = new Set(planned);
  const left: { asset: AssetKey; badge: AssetStatus["badge"]; reason: string }[] = [];
  // A set hands out what is added while it is walked.
  for (const id of below) {
    for (const next of facts.downstream(id)) below.add(next);
    if (planned.has(id)) continue;
    const node = facts.graph.nodes[id];
    if (!node || left.length === mostLeft) continue;
    const status = facts.status(id);
    if (status.badge === "fresh" || status.badge === "external" || status.badge === "running") continue;
    left.push({ asset: node.key, badge: status.badge, reason: reasonOf(node.key, status) ?? status.badge });
  }
  return left;
}

function nodesOf({ graph, find }: PreviewFacts, keys: readonly AssetKey[]): AssetNode[] {
  return [...new Set(keys)].flatMap((key) => {
    const id = find(key);
    return (id === undefined ? undefined : graph.nodes[id]) ?? [];
  });
}
