// The type lane's worker, alone in a process, so that its processor time and memory are its own; and the user's own compiler beside it.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createAnalysis } from "../server/analysis/analysis.ts";
import { laneAsset } from "../server/analysis/types/lane-asset.ts";
import { usualMemory } from "../server/analysis/types/type-lane.ts";
import { generateWorkspace } from "./generate-workspace.ts";
import type { BenchRow } from "./row.ts";
import { quantile } from "./row.ts";

/** What `types-cost.ts` prints. */
export interface TypesCost {
  /** Seconds of processor time until all types were known. */
  readonly cold: number;
  /** Milliseconds of processor time, an edit each: to the new columns and the registry's text; until nothing was left to do. */
  readonly edits: readonly { readonly known: number; readonly settled: number }[];
  readonly megabytes: number;
}

const run = promisify(execFile);
const at = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Edit to new columns and registry, and what the worker and the user's compiler pay. */
export async function* measureTypes(): AsyncGenerator<BenchRow> {
  for (const assets of [1_000, 10_000]) {
    const folder = mkdtempSync(path.join(tmpdir(), "evergraph-bench-types-"));
    try {
      const { assetFiles } = generateWorkspace(folder, { assets });
      mkdirSync(path.join(folder, "node_modules"));
      symlinkSync(at("../runtime"), path.join(folder, "node_modules", "evergraph"), "junction");
      writeFileSync(path.join(folder, "lane-assets.json"), JSON.stringify(laneAssets(folder)));
      const files = pick(assetFiles, 60);
      const size = assets.toLocaleString("en");

      const cost: TypesCost = await measured("types-cost.ts", [folder, ...files]);
      const [known, settled] = [cost.edits.map((edit) => edit.known), cost.edits.map((edit) => edit.settled)];
      yield {
        name: `edit to new columns and registry, worker, ${size} assets`,
        budget: 50,
        unit: "ms",
        measured: quantile(known, 0.5),
        note: `processor time, median of ${known.length}; p95 ${Math.round(quantile(known, 0.95))} ms; with all readers checked again ${Math.round(quantile(settled, 0.5))} ms; all types at first ${cost.cold.toFixed(1)} s`,
      };
      yield {
        name: `type worker, memory, ${size} assets`,
        budget: 400,
        unit: "MB",
        measured: cost.megabytes,
        note: "resident, with Node's own, after all types and the edits",
      };
      const diagnostics: readonly number[] = await measured("types-diagnostics.ts", [folder, ...files.slice(0, 30)]);
      yield {
        name: `TypeScript's diagnostics of one file, ${size} assets`,
        budget: 100,
        unit: "ms",
        measured: quantile(diagnostics, 0.5),
        note: `after an edit, with our registry; p95 ${Math.round(quantile(diagnostics, 0.95))} ms`,
      };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function laneAssets(folder: string) {
  const analysis = createAnalysis({ folder });
  const graph = analysis.graph();
  analysis.close();
  return graph.nodes.flatMap((node) => (node === null ? [] : [laneAsset(node, graph)]));
}

/** So many of them, spread over all. */
function pick(files: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => files[Math.floor((index * files.length) / count)] ?? "");
}

async function measured<Result>(script: string, words: readonly string[]): Promise<Result> {
  const { maxOldGenerationSizeMb: old, maxYoungGenerationSizeMb: young } = usualMemory;
  const limits = [`--max-old-space-size=${old}`, `--max-semi-space-size=${Math.round(young / 3)}`];
  const heap = script === "types-cost.ts" ? limits : [];
  const { stdout } = await run(process.execPath, [...heap, at(script), ...words], { maxBuffer: 2 ** 24 });
  return JSON.parse(stdout);
}
