import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Analysis, createAnalysis } from "../server/analysis/analysis.ts";
import { type BundledStarts, bundleStarts } from "./bundled-starts.ts";
import { generateWorkspace } from "./generate-workspace.ts";
import { type BenchRow, least, processorMilliseconds, quantile } from "./row.ts";

const sizes = [1_000, 10_000] as const;

/** What a process that starts prints: processor time in milliseconds, until the graph and until all code versions. */
interface StartTimes {
  readonly graph: number;
  readonly versions: number;
  readonly wallGraph: number;
  readonly wallVersions: number;
  /** From the call to the graph. */
  readonly graphAlone: number;
  /** From the graph to all code versions. */
  readonly versionsAlone: number;
  readonly wallGraphAlone: number;
}

/** The budgets of the graph lane and of the version lane, on a generated workspace. */
export async function* measureAnalysis(): AsyncGenerator<BenchRow> {
  const starts = bundleStarts();
  try {
    for (const assets of sizes) yield* measureSize(starts, assets);
  } finally {
    starts.remove();
  }
}

async function* measureSize(starts: BundledStarts, assets: number): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-bench-"));
  try {
    const { assetFiles, groupHelper, sharedHelper } = generateWorkspace(folder, { assets });
    yield* measureCold(starts, folder, assets);
    yield* measureWarm(starts, folder, assets);
    const analysis = createAnalysis({ folder });
    const { keys } = analysis.graph();
    const isRight = keys.length === assets && analysis.diagnostics().length === 0;
    if (!isRight) throw new Error(`the graph has ${keys.length} keys, ${analysis.diagnostics().length} diagnostics`);
    yield* measureEdits(analysis, folder, assetFiles, assets);
    yield* measureStaleness(analysis, assets, [
      [
        "typical",
        5,
        assetFiles[Math.floor(assetFiles.length / 2)] ?? "",
        "position > 10",
        (round) => `position > ${round + 11}`,
      ],
      ["helper of 100 assets", 50, groupHelper, "row.amount > 0", (round) => `row.amount > ${round + 1}`],
      ["helper of all", 100, sharedHelper, "const cents = 100", (round) => `const cents = ${round + 101}`],
    ]);
    analysis.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function* measureCold(starts: BundledStarts, folder: string, assets: number): AsyncGenerator<BenchRow> {
  const rounds = assets > 1_000 ? 3 : 5;
  const times: StartTimes[] = [];
  for (let round = 0; round < rounds; round += 1) times.push(await startTimes(starts, folder));
  const note = (wall: readonly number[]): string =>
    `processor, all threads, with code that V8 compiled before; wall ${Math.round(least(wall))} ms`;
  yield {
    name: `cold to graph, ${assets} assets`,
    budget: 2_000,
    unit: "ms",
    measured: least(times.map(({ graph }) => graph)),
    note: note(times.map(({ wallGraph }) => wallGraph)),
  };
  yield {
    name: `cold to code versions, ${assets} assets`,
    budget: 3_000,
    unit: "ms",
    measured: least(times.map(({ versions }) => versions)),
    note: note(times.map(({ wallVersions }) => wallVersions)),
  };
}

/** With a snapshot of the time before, and every file as it was. */
async function* measureWarm(starts: BundledStarts, folder: string, assets: number): AsyncGenerator<BenchRow> {
  const cacheFolder = mkdtempSync(path.join(os.tmpdir(), "evergraph-bench-cache-"));
  try {
    // A snapshot does not trust files that were written a moment ago.
    const longAgo = new Date("2024-01-01T00:00:00Z");
    for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" }))
      utimesSync(path.join(folder, file), longAgo, longAgo);
    await startTimes(starts, folder, cacheFolder);
    const times: StartTimes[] = [];
    for (let round = 0; round < 3; round += 1) times.push(await startTimes(starts, folder, cacheFolder));
    yield {
      name: `index of ${assets} assets, warm cache`,
      budget: 150,
      unit: "ms",
      measured: least(times.map(({ graphAlone }) => graphAlone)),
      note: `processor, walk and stat of all files included; wall ${Math.round(least(times.map(({ wallGraphAlone }) => wallGraphAlone)))} ms`,
    };
    yield {
      name: `code versions of ${assets} assets, warm cache`,
      budget: 150,
      unit: "ms",
      measured: least(times.map(({ versionsAlone }) => versionsAlone)),
      note: "processor, after the graph",
    };
  } finally {
    rmSync(cacheFolder, { recursive: true });
  }
}

/** In a process of its own, from its start: loading the compiler counts. */
async function startTimes(starts: BundledStarts, ...folders: readonly string[]): Promise<StartTimes> {
  const child = spawn(process.execPath, [starts.file("analysis-start"), ...folders], {
    stdio: ["ignore", "pipe", "inherit"],
    env: starts.environment,
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise((resolve) => child.on("close", resolve));
  return JSON.parse(output) as StartTimes;
}

function* measureEdits(
  analysis: Analysis,
  folder: string,
  files: readonly string[],
  assets: number,
): Generator<BenchRow> {
  const kinds: readonly (readonly [name: string, edit: (text: string, round: number) => string])[] = [
    ["body", (text, round) => text.replace("position > 10", `position > ${round + 11}`)],
    ["comment", (text, round) => `// ${round}\n${text}`],
    ["rename", (text, round) => text.replace(/asset\("asset_(\d+)"/, `asset("asset_$1_${round}"`)],
    ["dependency", (text, round) => text.replace(/async \(\{ /, `async ({ asset_${round}, `)],
  ];
  const times: number[] = [];
  for (let round = 0; round < 200; round += 1) {
    const file = files[(round * 37) % files.length] ?? "";
    const text = readFileSync(path.join(folder, file), "utf8");
    const edited = kinds[round % kinds.length]?.[1](text, round) ?? text;
    const before = processorMilliseconds();
    analysis.setText(file, edited);
    analysis.graph();
    times.push(processorMilliseconds() - before);
    analysis.setText(file, undefined);
    analysis.graph();
  }
  yield {
    name: `edit to graph, p95 of 200 edits, ${assets} assets`,
    budget: 5,
    unit: "ms",
    measured: quantile(times, 0.95),
    note: `median ${quantile(times, 0.5).toFixed(1)} ms; ${kinds.map(([name]) => name).join(", ")}`,
  };
}

function* measureStaleness(
  analysis: Analysis,
  assets: number,
  edits: readonly (readonly [
    name: string,
    budget: number,
    file: string,
    from: string,
    to: (round: number) => string,
  ])[],
): Generator<BenchRow> {
  for (const { id } of analysis.graph().nodes.flatMap((node) => node ?? [])) analysis.codeVersion(id);
  for (const [name, budget, file, from, to] of edits) {
    const text = analysis.text(file) ?? "";
    const times: number[] = [];
    let stale = 0;
    for (let round = 0; round < 7; round += 1) {
      const before = processorMilliseconds();
      const change = analysis.setText(file, text.replace(from, to(round)));
      for (const id of change.versions) analysis.codeVersion(id);
      times.push(processorMilliseconds() - before);
      stale = change.versions.length;
      for (const id of analysis.setText(file, undefined).versions) analysis.codeVersion(id);
    }
    const note = `${stale} assets stale; median ${quantile(times, 0.5).toFixed(1)} ms`;
    yield {
      name: `edit to new code versions, ${name}, ${assets} assets`,
      budget,
      unit: "ms",
      measured: least(times),
      note,
    };
  }
}
