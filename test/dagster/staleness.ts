import { isDeepStrictEqual } from "node:util";
import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { CodeVersion } from "../../protocol/graph/code-version.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { StaleCause } from "../../protocol/record/status.ts";
import { asset } from "../../runtime/core/definitions/asset.ts";
import { type AssetDefinition, readDefinition } from "../../runtime/core/definitions/definition.ts";
import { externalAsset } from "../../runtime/core/definitions/external-asset.ts";
import { output } from "../../runtime/core/definitions/result.ts";
import { assembleGraph } from "../../runtime/core/graph/assemble-graph.ts";
import { indexGraph } from "../../runtime/core/graph/graph-index.ts";
import { makePlan } from "../../runtime/core/plan/make-plan.ts";
import { StatusTable } from "../../runtime/core/status/asset-status.ts";
import { executeRun } from "../../runtime/executor/execute-run.ts";
import { systemClock } from "../../runtime/executor/system-clock.ts";
import { memoryIoManager } from "../../runtime/io/memory-io-manager.ts";
import { createMemoryStore } from "../../runtime/storage/memory-store.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { agrees, type CaseAnswer, differs, differsByRule } from "../cases/case-answer.ts";

interface CaseAsset {
  readonly key: string;
  readonly deps?: readonly string[];
  readonly codeVersion?: string;
  readonly external?: boolean;
}
type Listed = CaseAsset | { readonly multi: string; readonly outputs: readonly CaseAsset[] };

interface Step {
  readonly materialize?: readonly string[];
  readonly dataVersions?: Readonly<Record<string, string>>;
  readonly fail?: readonly string[];
  readonly during?: Readonly<Record<string, readonly Step[]>>;
  readonly observe?: string;
  readonly report?: string;
  readonly dataVersion?: string;
  readonly wipe?: string;
  readonly setCodeVersion?: string;
  readonly to?: string | null;
  readonly addDep?: string;
  readonly removeDep?: string;
  readonly of?: string;
  readonly replaceAsset?: CaseAsset;
  readonly addAsset?: CaseAsset;
  readonly removeAsset?: string;
}

type Expected = "MISSING" | "FRESH" | { readonly status: "STALE"; readonly causes: readonly ExpectedCause[] } | null;
interface ExpectedCause {
  readonly category: "CODE" | "DATA" | "DEPENDENCIES";
  readonly dependency?: string;
}

export interface StalenessCase {
  readonly name: string;
  readonly input: { readonly assets: readonly Listed[]; readonly steps: readonly Step[] };
  readonly expect: { readonly steps: readonly Readonly<Record<string, Expected>>[] };
  readonly differs?: string;
  readonly ours?: { readonly lastStep?: Readonly<Record<string, Expected>> };
}

/** Carries out the steps of a case for real, and compares all statuses after each. */
export async function answerStaleness(one: StalenessCase): Promise<CaseAnswer> {
  const isJudged = one.differs === undefined || one.ours !== undefined;
  const world = new World(one.input.assets);
  const expected: Record<string, Expected> = {};
  for (const [at, step] of one.input.steps.entries()) {
    await world.carryOut(step);
    apply(expected, one.expect.steps[at] ?? {});
    if (at === one.input.steps.length - 1) apply(expected, one.ours?.lastStep ?? {});
    if (!isJudged) continue;
    const seen = world.statuses();
    const wanted = normalised(expected);
    if (isDeepStrictEqual(seen, wanted)) continue;
    const words = `after step ${at}: ${JSON.stringify(step)}`;
    return differs(one.name, `${words}\nexpected ${JSON.stringify(wanted)}\nwas      ${JSON.stringify(seen)}`);
  }
  if (isJudged) return one.ours === undefined ? agrees(one.name) : differsByRule(one.name, one.differs ?? "");
  const broken = world.brokenReader();
  return broken === undefined ? differsByRule(one.name, one.differs ?? "") : differs(one.name, broken);
}

/** Those with partitions wait for a later version. */
export function isWithoutPartitions({ input }: StalenessCase): boolean {
  return !JSON.stringify(input).includes('"partitions"');
}

function apply(expected: Record<string, Expected>, changes: Readonly<Record<string, Expected>>): void {
  for (const [key, status] of Object.entries(changes)) {
    if (status === null) delete expected[key];
    else expected[key] = status;
  }
}

/** Without words and root causes, which are told otherwise here; causes in a fixed order. */
function normalised(expected: Readonly<Record<string, Expected>>): Record<string, Expected> {
  return Object.fromEntries(
    Object.entries(expected).map(([key, status]) => [
      key,
      typeof status === "string" || status === null
        ? status
        : {
            status: "STALE",
            causes: inOrder(status.causes.map(({ category, dependency }) => causeOf(category, dependency))),
          },
    ]),
  );
}

function causeOf(category: ExpectedCause["category"], dependency: string | undefined): ExpectedCause {
  return dependency === undefined ? { category } : { category, dependency };
}

function inOrder(causes: readonly ExpectedCause[]): readonly ExpectedCause[] {
  const text = (cause: ExpectedCause) => `${cause.category} ${cause.dependency ?? ""}`;
  return [...causes].sort((a, b) => (text(a) < text(b) ? -1 : 1));
}

function toExpected(cause: StaleCause): ExpectedCause {
  switch (cause.kind) {
    case "code":
      return { category: "CODE" };
    case "input":
      return { category: "DATA", dependency: cause.of.asset };
    case "dependency":
      return { category: "DEPENDENCIES", dependency: cause.asset };
    default:
      throw new Error(`not in these cases: ${cause.kind}`);
  }
}

/** Data version of what was reported or observed without one: it exists, and no more is known. */
const untagged = "INITIAL";

/** All code is the same all the time: only declared versions speak, as in Dagster. */
const code: CodeVersion = { hash: "code", certainty: "exact", doubts: [], members: [] };

/** A project with its store, in which everything runs for real. */
class World {
  #store: Store = createMemoryStore();
  readonly #assets = new Map<string, CaseAsset>();
  readonly #io = { default: memoryIoManager() };
  #runs = 0;

  constructor(assets: readonly Listed[]) {
    for (const listed of assets) {
      for (const one of "outputs" in listed ? listed.outputs : [listed]) this.#assets.set(one.key, one);
    }
  }

  async carryOut(step: Step): Promise<void> {
    if (step.materialize !== undefined) await this.#materialize(step, step.materialize);
    if (step.observe !== undefined) {
      const dataVersion = step.dataVersion ?? untagged;
      this.#store.append({ kind: "observation", of: { asset: asAssetKey(step.observe) }, dataVersion, metadata: {} });
    }
    if (step.report !== undefined) this.#report(asAssetKey(step.report), step.dataVersion);
    if (step.wipe !== undefined) this.#wipe(step.wipe);
    if (step.setCodeVersion !== undefined) this.#change(step.setCodeVersion, { codeVersion: step.to ?? undefined });
    const { deps = [] } = this.#assets.get(step.of ?? "") ?? {};
    if (step.addDep !== undefined) this.#change(step.of, { deps: [...deps, step.addDep] });
    if (step.removeDep !== undefined) this.#change(step.of, { deps: deps.filter((dep) => dep !== step.removeDep) });
    const placed = step.replaceAsset ?? step.addAsset;
    if (placed !== undefined) this.#assets.set(placed.key, placed);
    if (step.removeAsset !== undefined) this.#assets.delete(step.removeAsset);
  }

  statuses(): Record<string, Expected> {
    const { graph } = this.#graph();
    const table = this.#table(graph);
    const statuses: Record<string, Expected> = {};
    for (const node of graph.nodes) {
      if (node === null) continue;
      const { happened, sync } = table.status(node.id);
      if (node.kind !== "external" && happened.made === undefined) statuses[node.key] = "MISSING";
      else if (sync.state === "fresh") statuses[node.key] = "FRESH";
      else statuses[node.key] = { status: "STALE", causes: inOrder(sync.causes.map(toExpected)) };
    }
    return statuses;
  }

  /**
   * An input is a cause exactly when the version that was read is not the last that was observed or made. Answers where that does not
   * hold.
   */
  brokenReader(): string | undefined {
    const { graph } = this.#graph();
    const table = this.#table(graph);
    for (const node of graph.nodes) {
      const read = node === null ? undefined : this.#store.asset(node.key).latest?.provenance.inputs;
      if (node === null || node.kind === "external" || read === undefined) continue;
      const told = table
        .status(node.id)
        .sync.causes.flatMap((cause) => (cause.kind === "input" ? [cause.of.asset] : []));
      const current = node.upstream.flatMap(({ from }) => graph.keys[from] ?? []);
      const differing = read.filter(
        ({ asset: key, dataVersion }) => current.includes(key) && this.#lastVersion(key) !== dataVersion,
      );
      const wanted = differing.map(({ asset: key }) => key).sort();
      if (!isDeepStrictEqual([...told].sort(), wanted)) return `${node.key}: expected ${wanted}, was ${told}`;
    }
    return undefined;
  }

  #lastVersion(key: AssetKey): string {
    const events = [...this.#store.events({ asset: key, kinds: ["materialization", "observation"] })];
    const last = events.at(-1);
    if (last?.kind === "observation") return last.dataVersion;
    if (last?.kind === "materialization") return last.provenance.dataVersion;
    return this.#assets.get(key)?.external === true ? "INITIAL" : "NULL";
  }

  async #materialize(step: Step, keys: readonly string[]): Promise<void> {
    const run = `20260101T${String(this.#runs++).padStart(6, "0")}-aaaaaa` as RunId;
    const { graph, definitions } = this.#graph(step);
    const index = indexGraph(graph);
    const steps = makePlan({ graph, index, assets: keys.map((key) => graph.keys.indexOf(asAssetKey(key))) });
    const versions = Object.fromEntries(keys.map((key) => [key, code]));
    await executeRun({
      plan: {
        run,
        environment: "test",
        trigger: { kind: "test" },
        config: {},
        steps,
        code: { versions },
        basis: { events: this.#store.cursor(), files: {} },
        sources: {},
      },
      definitions: new Map(definitions.map((definition) => [definition.key, definition])),
      store: this.#store,
      ioManagers: this.#io,
      resources: {},
      clock: systemClock,
      signal: new AbortController().signal,
      concurrency: 1,
    });
  }

  #report(key: AssetKey, dataVersion = untagged): void {
    // From what was not there it was not made: of what else, nobody said.
    const inputs = (this.#assets.get(key)?.deps ?? []).map((dep) => {
      const version = this.#lastVersion(asAssetKey(dep));
      return { asset: asAssetKey(dep), dataVersion: version === "NULL" ? "UNKNOWN" : version };
    });
    const { codeVersion } = this.#assets.get(key) ?? {};
    this.#store.append({
      kind: "materialization",
      of: { asset: key },
      metadata: {},
      provenance: {
        codeVersion: code.hash,
        dataVersion,
        inputs,
        ...(codeVersion === undefined ? {} : { declaredVersion: codeVersion }),
      },
    });
  }

  #wipe(key: string): void {
    const events = [...this.#store.events({})].filter((event) => !("of" in event && event.of.asset === key));
    this.#store = createMemoryStore({ events });
  }

  #change(key: string | undefined, change: { readonly [N in keyof CaseAsset]?: CaseAsset[N] | undefined }): void {
    const known = this.#assets.get(key ?? "");
    if (known !== undefined) this.#assets.set(known.key, { ...known, ...change } as CaseAsset);
  }

  #table(graph: AssetGraph): StatusTable {
    return new StatusTable(graph, indexGraph(graph), {
      record: (id) => this.#store.asset(graph.keys[id] as AssetKey),
      codeVersion: () => code,
      knownCode: () => code,
    });
  }

  #graph(step: Step = {}): { graph: AssetGraph; definitions: readonly AssetDefinition[] } {
    const definitions = [...this.#assets.values()].map((one) => this.#define(one, step));
    return { graph: assembleGraph(definitions).graph, definitions };
  }

  #define({ key, deps = [], codeVersion, external = false }: CaseAsset, step: Step): AssetDefinition {
    if (external) return readDefinition(externalAsset(key)) as AssetDefinition;
    const handle = asset(key, { deps, codeVersion }, async () => {
      for (const inner of step.during?.[key] ?? []) await this.carryOut(inner);
      if (step.fail?.includes(key)) throw new Error("on purpose");
      return output(key, { dataVersion: step.dataVersions?.[key] });
    });
    return readDefinition(handle) as AssetDefinition;
  }
}
