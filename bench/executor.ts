import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type AssetKey, asAssetKey } from "../protocol/graph/asset-key.ts";
import type { RunId } from "../protocol/record/identifiers.ts";
import type { PlannedStep, RunPlan } from "../protocol/record/run-plan.ts";
import type { AssetDefinition } from "../runtime/core/definitions/definition.ts";
import { executeRun } from "../runtime/executor/execute-run.ts";
import { createReadySteps } from "../runtime/executor/ready-steps.ts";
import { runInOrder } from "../runtime/executor/run-in-order.ts";
import { systemClock } from "../runtime/executor/system-clock.ts";
import { framesIoManager } from "../runtime/io/frames-io-manager.ts";
import { openStore } from "../runtime/storage/journal-store.ts";
import { type BenchRow, least, processorMilliseconds } from "./row.ts";

const layerWidth = 100;
const rounds = 5;

/** What an asset that does nothing costs: in the scheduler, and with all its events durable and ready to be queried. */
export async function* measureExecutor(): AsyncGenerator<BenchRow> {
  for (const count of [1_000, 10_000]) {
    const assets = layers(count);
    const scheduling = await leastOf(() => schedule(assets));
    yield {
      name: `scheduling an asset, ${count} assets`,
      budget: 5,
      unit: "us",
      measured: perAsset(scheduling, count),
    };
    const durable = await leastOf(() => runDurably(assets));
    yield {
      name: `an asset with durable, queryable events, ${count} assets`,
      budget: 30,
      unit: "us",
      measured: perAsset(durable, count),
    };
  }
}

/** Assets in layers, each of which reads three of the layer above. */
function layers(count: number): readonly AssetDefinition[] {
  return Array.from({ length: count }, (_, index) => {
    const above = index < layerWidth ? [] : [0, 7, 31].map((offset) => aboveOf(index, offset));
    return {
      kind: "asset",
      key: keyOf(index),
      group: "bench",
      owners: [],
      tags: {},
      kinds: [],
      inputs: above.map((asset) => ({ name: asset, asset, optional: false })),
      deps: [],
      resources: {},
      metadata: {},
      compute: () => 1,
    } satisfies AssetDefinition;
  });
}

function aboveOf(index: number, offset: number): AssetKey {
  const layer = Math.floor(index / layerWidth) - 1;
  return keyOf(layer * layerWidth + ((index + offset) % layerWidth));
}

function keyOf(index: number): AssetKey {
  return asAssetKey(`bench/a${index}`);
}

function stepsOf(assets: readonly AssetDefinition[]): readonly PlannedStep[] {
  const index = new Map(assets.map(({ key }, at) => [key, at]));
  return assets.map(({ key, inputs }) => ({
    assets: [key],
    checks: [],
    after: inputs.map((input) => index.get(input.asset) as number),
    why: ["selected"],
  }));
}

/** Processor milliseconds. */
async function schedule(assets: readonly AssetDefinition[]): Promise<number> {
  const steps = stepsOf(assets);
  const before = processorMilliseconds();
  const computes = assets.map(({ compute }) => compute as () => unknown);
  await runInOrder({
    steps: createReadySteps(steps.map((step) => step.after)),
    concurrency: 16,
    signal: new AbortController().signal,
    async start(step) {
      await computes[step]?.();
      return "succeeded" as const;
    },
    decide: () => undefined,
  });
  return processorMilliseconds() - before;
}

async function runDurably(assets: readonly AssetDefinition[]): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), "evergraph-bench-"));
  const store = await openStore({ folder: path.join(folder, ".evergraph", "dev"), access: "write", index: "file" });
  const frames = framesIoManager();
  const before = processorMilliseconds();
  const { state } = await executeRun({
    plan: planOf(assets),
    definitions: new Map(assets.map((definition) => [definition.key, definition])),
    store,
    ioManagers: { default: frames, frames },
    resources: {},
    clock: systemClock,
    signal: new AbortController().signal,
    concurrency: 16,
  });
  // The queries answer from the index: all of it has to be there.
  store.refresh();
  const spent = processorMilliseconds() - before;
  if (state !== "succeeded") throw new Error(`The run ${state}.`);
  await store.close();
  rmSync(folder, { recursive: true });
  return spent;
}

function planOf(assets: readonly AssetDefinition[]): RunPlan {
  return {
    run: "20260101T000000-000000" as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: stepsOf(assets),
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: {},
  };
}

async function leastOf(measure: () => Promise<number>): Promise<number> {
  const measured: number[] = [];
  for (let round = 0; round < rounds; round++) measured.push(await measure());
  return least(measured);
}

function perAsset(milliseconds: number, count: number): number {
  return (milliseconds * 1_000) / count;
}
