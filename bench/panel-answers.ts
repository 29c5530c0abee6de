import { performance } from "node:perf_hooks";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { framesIoManager } from "../runtime/io/frames-io-manager.ts";
import type { Store } from "../runtime/storage/store.ts";
import type { Analysis } from "../server/analysis/analysis.ts";
import { recordRun } from "../server/workspace/materialize-fixture.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { type BenchRow, processorMilliseconds, quantile } from "./row.ts";

const rounds = 21;
const few = 20;
const storedRows = 100_000;
const signal = new AbortController().signal;

/** Records a small run beside the large one, and a value with many rows: what a panel is asked about. */
export async function recordForPanel(
  store: Store,
  analysis: Analysis,
  folder: string,
  keys: readonly AssetKey[],
): Promise<void> {
  const latest = keys.slice(-few);
  const run = await recordRun(store, analysis, Object.fromEntries(latest.map((key) => [key, {}])));
  const asset = latest.at(-1);
  const made = asset && store.asset(asset).latest;
  if (asset === undefined || made === undefined) throw new Error("The project of the bench has no materialization.");
  const rows = Array.from({ length: storedRows }, (_, id) => ({ id, name: `row ${id}`, amount: id % 97 }));
  const { stored: value } = await framesIoManager().store({ asset, folder, run, signal }, rows);
  const { kind, of, metadata, provenance } = made;
  store.append({ kind, of, metadata, provenance, value }, run);
  await store.flushed();
}

/** What the panel asks, of a workspace in which everything is fresh. */
export async function* measurePanelAnswers(workspace: Workspace, assets: number): AsyncGenerator<BenchRow> {
  const latest = workspace.runs(2);
  const [small, large] = latest.map(({ run }) => run);
  const asset = workspace.runs(1)[0]?.assets.at(-1);
  const id = asset && workspace.find(asset);
  if (small === undefined || large === undefined || asset === undefined || id === undefined) return;
  // Partitioned assets cannot be run yet.
  const runnable = workspace.graph().nodes.flatMap((node) => (node && !node.partitions ? node.key : []));
  const answers: readonly (readonly [name: string, answer: () => unknown, whole?: () => unknown])[] = [
    [`run of ${few} steps`, () => workspace.run(small), () => workspace.run(large)],
    [`preview of ${few} steps`, preview(workspace, runnable.slice(-few))],
    ["details", () => workspace.details(id)],
    ["explain while all is fresh", () => workspace.explain(signal)],
    ["select", () => workspace.selectIds(`+key:"${asset}" or status:stale`), () => workspace.selectIds("*")],
    ["complete", () => workspace.complete("key:", 4)],
  ];
  for (const [name, answer, whole] of answers) {
    yield {
      name: `${name}, ${assets} assets`,
      budget: 5,
      unit: "ms",
      measured: await median(answer),
      ...(whole === undefined ? {} : { note: `of all ${(await median(whole, 3)).toFixed(1)} ms` }),
    };
  }
  const began = performance.now();
  const first = await workspace.rows({ asset, from: 0, count: 100 }, signal);
  if ("problem" in first) throw new Error(first.problem.message);
  const cold = performance.now() - began;
  yield {
    name: `100 of ${storedRows} stored rows, ${assets} assets`,
    budget: 50,
    unit: "ms",
    measured: await median(() => workspace.rows({ asset, from: storedRows / 2, count: 100 }, signal)),
    note: `from disk; the first time, with the profile of each column, ${cold.toFixed(0)} ms`,
  };
}

/** Throws when nothing is planned: a refusal is quick. */
function preview(workspace: Workspace, keys: readonly AssetKey[]): () => unknown {
  const selection = keys.map((key) => `key:"${key}"`).join(" or ");
  return () => {
    const { steps, refused } = workspace.preview({ selection });
    if (steps.length < keys.length) throw new Error(refused[0]?.message ?? "The plan lacks steps.");
  };
}

/** Processor time in milliseconds. */
async function median(answer: () => unknown, times = rounds): Promise<number> {
  const measured: number[] = [];
  for (let round = 0; round < times; round++) {
    const began = processorMilliseconds();
    await answer();
    measured.push(processorMilliseconds() - began);
  }
  return quantile(measured, 0.5);
}
