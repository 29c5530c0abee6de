import { execFileSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AssetId } from "../protocol/graph/asset-graph.ts";
import { indexGraph } from "../runtime/core/graph/graph-index.ts";
import { openStore } from "../runtime/storage/journal-store.ts";
import { environmentFolder } from "../runtime/storage/store-folder.ts";
import { createAnalysis } from "../server/analysis/analysis.ts";
import { codeLenses } from "../server/features/code-lens.ts";
import { definition } from "../server/features/definition.ts";
import { hover } from "../server/features/hover.ts";
import { references } from "../server/features/references.ts";
import { workspaceSymbols } from "../server/features/symbols.ts";
import { createLiveStatus } from "../server/workspace/live-status.ts";
import { recordRun } from "../server/workspace/materialize-fixture.ts";
import { openWorkspace } from "../server/workspace/open-workspace.ts";
import { createRecordCache } from "../server/workspace/record-cache.ts";
import type { Workspace } from "../server/workspace/workspace.ts";
import { bundleStarts } from "./bundled-starts.ts";
import { generateWorkspace } from "./generate-workspace.ts";
import { measurePanelAnswers, recordForPanel } from "./panel-answers.ts";
import { type BenchRow, least, processorMilliseconds, quantile } from "./row.ts";

const rounds = 21;

/** What the language server does with text and store together, on a project of which everything was materialized. */
export async function* measureServer(): AsyncGenerator<BenchRow> {
  for (const assets of [1_000, 10_000]) {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "evergraph-bench-server-")));
    try {
      generateWorkspace(folder, { assets });
      await materializeAll(folder);
      const workspace = await openWorkspace({ folder, trusted: false, types: false });
      yield* measureStatuses(workspace, assets);
      yield* measureEdits(workspace, assets);
      yield* measureAnswers(workspace, assets);
      yield* measurePanelAnswers(workspace, assets);
      await workspace.close();
      yield* measureMemory(folder, assets);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function* measureStatuses(workspace: Workspace, assets: number): Generator<BenchRow> {
  const { store, analysis } = workspace;
  if (store === undefined) throw new Error("The project of the bench has no store.");
  const { keys } = workspace.graph();
  const records = createRecordCache(
    () => keys,
    () => store,
  );
  const live = createLiveStatus(() => analysis.graph(), {
    record: records.record,
    codeVersion: (id) => analysis.codeVersion(id),
    knownCode: (hash) => store.code(hash),
  });
  const times = measured(() => {
    live.reset();
    for (const id of keys.keys()) live.status(id);
  });
  yield { name: `statuses of ${assets} assets, one pass`, budget: 20, unit: "ms", measured: least(times) };
  const [snapshot] = workspace.feed(undefined);
  yield {
    name: `lineage snapshot of ${assets} assets`,
    budget: 400,
    unit: "KB",
    measured: (snapshot?.bytes.byteLength ?? 0) / 1_024,
  };
}

/** From the new text to the new statuses, those of everything downstream included. */
function* measureEdits(workspace: Workspace, assets: number): Generator<BenchRow> {
  const { nodes } = workspace.graph();
  const leaf = nodes.find((node) => node !== null && workspace.downstream(node.id).length === 0);
  const helpers = helpersByUse(workspace);
  const shared = helpers.find(({ users }) => users >= assets / 100 && users <= assets / 10) ?? helpers.at(-1);
  const edits = [
    { what: "typical", budget: 5, file: leaf?.range.file },
    { what: "shared helper", budget: 50, file: shared?.file },
    { what: "the helper of most", budget: 100, file: helpers.at(-1)?.file },
  ];
  for (const { what, budget, file } of edits) {
    const text = file === undefined ? undefined : workspace.analysis.text(file);
    if (file === undefined || text === undefined) continue;
    let count = 0;
    const times = measured(() => {
      count += 1;
      workspace.setText(file, edited(text, count));
      for (const node of nodes) if (node !== null) workspace.status(node.id);
    });
    const stale = workspace.summary().counts.stale ?? 0;
    workspace.setText(file, undefined);
    yield {
      name: `edit to staleness, ${what}, ${assets} assets`,
      budget,
      unit: "ms",
      measured: least(times),
      note: `${stale} stale; median ${quantile(times, 0.5).toFixed(1)} ms`,
    };
  }
}

function* measureAnswers(workspace: Workspace, assets: number): Generator<BenchRow> {
  const node = workspace.graph().nodes.find((candidate) => (candidate?.upstream.length ?? 0) > 0);
  if (!node) return;
  const { file } = node.range;
  const position = node.upstream[0]?.range.start ?? node.keyRange.start;
  const answers: readonly (readonly [name: string, answer: () => unknown])[] = [
    ["code lenses", () => codeLenses(workspace, file)],
    ["hover", () => hover(workspace, file, position)],
    ["definition", () => definition(workspace, file, position)],
    ["references", () => references(workspace, file, position, { includeDeclaration: true })],
    ["symbols", () => workspaceSymbols(workspace, node.key.slice(0, 4))],
  ];
  for (const [name, answer] of answers) {
    yield { name: `${name}, ${assets} assets`, budget: 5, unit: "ms", measured: quantile(measured(answer), 0.5) };
  }
}

/** In a process of its own, some time after its start: the first time a project is opened, and with what was read then. */
function* measureMemory(folder: string, assets: number): Generator<BenchRow> {
  const starts = bundleStarts();
  const cacheFolder = mkdtempSync(join(tmpdir(), "evergraph-bench-cache-"));
  try {
    for (const start of ["first start", "later start"]) {
      const output = execFileSync(
        process.execPath,
        ["--expose-gc", "--max-semi-space-size=8", starts.file("server-memory"), folder, cacheFolder],
        {
          encoding: "utf8",
        },
      );
      const { resident, heap } = JSON.parse(output) as { readonly resident: number; readonly heap: number };
      yield {
        name: `memory of the server's main thread, ${assets} assets, ${start}`,
        budget: 200,
        unit: "MB",
        measured: resident,
        note: `resident, when it is idle; heap ${heap.toFixed(0)} MB`,
      };
    }
  } finally {
    rmSync(cacheFolder, { recursive: true, force: true });
    starts.remove();
  }
}

async function materializeAll(folder: string): Promise<void> {
  const analysis = createAnalysis({ folder });
  const store = await openStore({ folder: environmentFolder(folder, "dev"), access: "write", index: "memory" });
  const graph = analysis.graph();
  const order = [...indexGraph(graph).order].filter((id) => graph.nodes[id]?.kind === "asset");
  await recordRun(store, analysis, Object.fromEntries(order.map((id) => [keyOf(graph.keys, id), {}])));
  await recordForPanel(
    store,
    analysis,
    environmentFolder(folder, "dev"),
    order.map((id) => keyOf(graph.keys, id)),
  );
  await store.close();
  analysis.close();
}

/** Files without definitions that assets' code reaches, those of the most assets last. */
function helpersByUse(workspace: Workspace): { readonly file: string; readonly users: number }[] {
  const definitions = new Set(workspace.analysis.definitionFiles());
  const users = new Map<string, number>();
  for (const node of workspace.graph().nodes) {
    if (node === null) continue;
    const files = new Set(workspace.analysis.codeVersion(node.id)?.members.map(({ file }) => file));
    for (const file of files) if (!definitions.has(file)) users.set(file, (users.get(file) ?? 0) + 1);
  }
  return [...users].map(([file, count]) => ({ file, users: count })).sort((a, b) => a.users - b.users);
}

/** The text with another number in place of its last one: code that means something else. */
function edited(text: string, count: number): string {
  const at = [...text.matchAll(/(?<![\w."'`/])\d+(?:\.\d+)?(?![\w"'`])/g)].at(-1);
  if (at === undefined) throw new Error("There is no number to change.");
  return `${text.slice(0, at.index)}${1_000 + count}${text.slice(at.index + at[0].length)}`;
}

/** Processor time in milliseconds, so that other work on the machine does not count. */
function measured(work: () => unknown): number[] {
  return Array.from({ length: rounds }, () => {
    const began = processorMilliseconds();
    work();
    return processorMilliseconds() - began;
  });
}

function keyOf<Key>(keys: readonly Key[], id: AssetId): Key {
  const key = keys[id];
  if (key === undefined) throw new RangeError(`No asset has the id ${id}.`);
  return key;
}
