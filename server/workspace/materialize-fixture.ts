import { join } from "node:path";
import type { Json, RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { InputRead } from "../../protocol/record/events.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { recordedUnasked } from "../../protocol/record/metadata.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { currentVersion } from "../../runtime/core/status/data-version.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { Analysis } from "../analysis/analysis.ts";

/** What a test says of one asset of a run. */
export interface MadeAsset {
  readonly rows?: readonly { readonly [column: string]: Json }[];
  /** Absent: one that no other materialization has. */
  readonly dataVersion?: string;
  /** It failed so. */
  readonly error?: RecordedError;
  /** It was above this one that a failure was. */
  readonly because?: string;
}

let runs = 0;

/** Appends what a run of these assets records, in this order, as if they had been made from the text of now. */
export async function recordRun(
  store: Store,
  analysis: Analysis,
  assets: Readonly<Record<string, MadeAsset>>,
): Promise<RunId> {
  const run = beginRun(store, analysis, Object.keys(assets));
  const inThisRun = new Map<AssetKey, InputRead>();
  for (const [key, made] of Object.entries(assets)) {
    endAsset(store, analysis, run, asAssetKey(key), made, inThisRun);
  }
  const failed = Object.values(assets).some(({ error }) => error !== undefined);
  store.append({ kind: "run", state: failed ? "failed" : "succeeded" }, run);
  await store.flushed();
  return run;
}

/** Appends the start of a run and of its first step. */
export function beginRun(store: Store, analysis: Analysis, keys: readonly string[]): RunId {
  runs += 1;
  const run = `20261124T120000-${String(runs).padStart(6, "0")}` as RunId;
  store.append({ kind: "run", state: "started", plan: planOf(analysis, run, keys) }, run);
  store.append({ kind: "step", step: 0, attempt: 1, state: "started" }, run);
  return run;
}

/** Appends how one asset of a run ended. `inThisRun`: what the run made before, which a store knows only when it is durable. */
export function endAsset(
  store: Store,
  analysis: Analysis,
  run: RunId,
  asset: AssetKey,
  made: MadeAsset,
  inThisRun = new Map<AssetKey, InputRead>(),
): void {
  const { error, because } = made;
  if (error !== undefined) {
    store.append({ kind: "outcome", of: { asset }, outcome: "failed", error }, run);
    return;
  }
  if (because !== undefined) {
    store.append({ kind: "outcome", of: { asset }, outcome: "upstream failed", because }, run);
    return;
  }
  const id = idOf(analysis, asset);
  const version = analysis.codeVersion(id);
  if (version !== undefined) store.append({ kind: "code", versions: [version] }, run);
  const { rows } = made;
  const dataVersion = made.dataVersion ?? `${asset} of ${run}`;
  const event = store.append(
    {
      kind: "materialization",
      of: { asset },
      metadata: {
        [recordedUnasked.seconds]: { type: "float", value: 1.7 },
        ...(rows === undefined
          ? {}
          : {
              [recordedUnasked.rows]: { type: "int", value: rows.length },
              [recordedUnasked.columns]: {
                type: "json",
                value: Object.entries(rows[0] ?? {}).map(([name, value]) => ({ name, type: typeof value })),
              },
            }),
      },
      provenance: {
        dataVersion,
        inputs: inputsOf(store, analysis, id, inThisRun),
        ...(version === undefined ? {} : { codeVersion: version.hash }),
      },
      ...(rows === undefined ? {} : { value: { manager: "frames", bytes: 86_000_000, preview: rows.slice(0, 5) } }),
    },
    run,
  );
  inThisRun.set(asset, { asset, event, dataVersion });
  store.append({ kind: "outcome", of: { asset }, outcome: "materialized" }, run);
}

/** Makes a store in a project's folder, or writes to the one that is there, from the text on disk. */
export async function materializeInStore(folder: string, keys: readonly string[]): Promise<void> {
  const { createAnalysis } = await import("../analysis/analysis.ts");
  const { openStore } = await import("../../runtime/storage/journal-store.ts");
  const analysis = createAnalysis({ folder });
  const store = await openStore({ folder: join(folder, ".evergraph", "dev"), access: "write", index: "memory" });
  await recordRun(store, analysis, Object.fromEntries(keys.map((key) => [key, {}])));
  await store.close();
  analysis.close();
}

function planOf(analysis: Analysis, run: RunId, keys: readonly string[]): RunPlan {
  return {
    run,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps: keys.map((key) => ({ assets: [asAssetKey(key)], checks: [], after: [], why: ["selected"] })),
    code: { versions: {} },
    basis: { events: {}, files: {} },
    sources: Object.fromEntries(
      keys.flatMap((key) => {
        const node = analysis.graph().nodes[idOf(analysis, key)];
        return node ? [[key, node.range]] : [];
      }),
    ),
  };
}

/** The inputs of an asset as they stand now. */
function inputsOf(
  store: Store,
  analysis: Analysis,
  id: AssetId,
  inThisRun: ReadonlyMap<AssetKey, InputRead>,
): InputRead[] {
  const { nodes, keys } = analysis.graph();
  const sources = new Set(nodes[id]?.upstream.map(({ from }) => from));
  return [...sources].flatMap((from) => {
    const asset = keys[from];
    if (asset === undefined) return [];
    const made = inThisRun.get(asset);
    return made ?? { asset, ...currentVersion(nodes[from]?.kind ?? "asset", store.asset(asset)) };
  });
}

function idOf(analysis: Analysis, key: string): AssetId {
  const id = analysis.graph().keys.indexOf(asAssetKey(key));
  if (id === -1) throw new Error(`No asset of the text has the key ${key}.`);
  return id;
}
