import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import type { EventBody } from "../protocol/record/events.ts";
import { openStore } from "../runtime/storage/journal-store.ts";
import { environmentFolder } from "../runtime/storage/store-folder.ts";
import { createAnalysis } from "../server/analysis/analysis.ts";
import { generateWorkspace } from "./generate-workspace.ts";
import { type BenchRow, least } from "./row.ts";

const assets = 1_000;
const events = 100_000;
const rounds = 5;
/** As it is installed: `npm run build` makes it. */
const command = fileURLToPath(new URL("../runtime/dist/cli.mjs", import.meta.url));
/** Prints the processor time of a process when it ends, after everything else. */
const meter =
  'data:text/javascript,process.on("exit",()=>{const{user,system}=process.cpuUsage();process.stderr.write(`\\n${user+system}`)})';

/** Measures what the built command costs a user who asks again and again. */
export async function* measureTerminal(): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(path.join(tmpdir(), "evergraph-bench-"));
  try {
    generateWorkspace(folder, { assets });
    await record(folder);
    const note = "CPU of the whole process";
    yield { name: "evergraph --help", budget: 100, unit: "ms", measured: cost(folder, ["--help"]), note };
    const name = "evergraph status, 1,000 assets, 10^5 events";
    yield { name, budget: 300, unit: "ms", measured: cost(folder, ["status"]), note };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A hundred materializations of every asset. */
async function record(folder: string): Promise<void> {
  const analysis = createAnalysis({ folder });
  const { keys } = analysis.graph();
  analysis.close();
  const store = await openStore({ folder: environmentFolder(folder, "dev"), access: "write", index: "memory" });
  for (let index = 0; index < events; index += 1) {
    const key = keys[index % keys.length];
    if (key !== undefined) store.append(materialization(key, index));
    if (index % 5_000 === 4_999) await store.flushed();
  }
  await store.flushed();
  await store.close();
}

function materialization(asset: AssetKey, index: number): EventBody {
  const digest = index.toString(16).padStart(8, "0").repeat(8);
  return {
    kind: "materialization",
    of: { asset },
    metadata: { "evergraph/rows": { type: "int", value: index } },
    provenance: { codeVersion: digest, dataVersion: digest, inputs: [] },
  };
}

/** Milliseconds of the processor, the least of several, after one that fills the caches. */
function cost(folder: string, parameters: readonly string[]): number {
  const measure = () => {
    const ended = spawnSync(process.execPath, ["--import", meter, command, ...parameters], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    if (ended.status !== 0) throw new Error(`evergraph ${parameters.join(" ")} failed: ${ended.stderr}`);
    return Number(ended.stderr.slice(ended.stderr.lastIndexOf("\n") + 1)) / 1_000;
  };
  measure();
  return least(Array.from({ length: rounds }, measure));
}
