import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import { diagnose } from "../../../protocol/errors/error-entry.ts";
import type { AssetGraph } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { threadEnvironment } from "../files/thread-environment.ts";
import { laneAsset } from "./lane-asset.ts";
import type { FromTypeWorker, LaneAsset, ToTypeWorker } from "./lane-messages.ts";
import type { ValueType } from "./value-type.ts";

export type { ValueType };

/** The checker, in a worker thread of its own. Behind the graph by design: types come when they are known. */
export interface TypeLane {
  /**
   * The graph of now, and the open texts that differ from the disk, by file. Later calls replace earlier ones that have not begun.
   * `onDisk`: files that changed on disk since the last call; without it all files that were read are looked at.
   */
  update(graph: AssetGraph, unsaved: ReadonlyMap<string, string>, onDisk?: readonly string[]): void;
  types(): ReadonlyMap<AssetKey, ValueType>;
  /** Edges whose types do not fit. */
  diagnostics(): readonly Diagnostic[];
  /** Resolves when nothing that was asked for is outstanding. */
  settled(): Promise<void>;
  /** The text of `evergraph-env.d.ts`, when the types are settled. */
  registryText(): Promise<string>;
  /** Writes `evergraph-env.d.ts` when the types are settled, unless its bytes are those already. Never called in Restricted Mode. */
  writeRegistry(): Promise<{ readonly written: boolean }>;
  close(): Promise<void>;
}

export interface TypeLaneOptions {
  /** Absolute path of the project. */
  readonly folder: string;
  /** Called with the new answers, whenever they differ. */
  readonly onTypes: () => void;
  /** Of the worker's entry; absent: `type-worker.mjs` beside this code. */
  readonly workerFile?: string;
}

type RegistryAnswer = Extract<FromTypeWorker, { readonly kind: "registry" }>;
interface Waiting {
  readonly request: ToTypeWorker;
  resolve(answer: RegistryAnswer): void;
  reject(error: Error): void;
}

/** The compiler's heap grows to what it may have. Projects whose packages have very large types need more: then it begins once more. */
export const usualMemory = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 12 };
const mostMemory = { maxOldGenerationSizeMb: 1_600, maxYoungGenerationSizeMb: 48 };
const mostRestarts = 3;

/** Starts no thread before it is asked for something. */
export function createTypeLane(options: TypeLaneOptions): TypeLane {
  const { folder, onTypes, workerFile = workerBesides(import.meta.url) } = options;
  const known = new Map<AssetKey, ValueType>();
  let diagnostics: readonly Diagnostic[] = [];
  let worker: Worker | undefined;
  let restarts = 0;
  let memory = usualMemory;
  let closed = false;
  let sent: Sent = nothingSent();
  let latest: { graph: AssetGraph; unsaved: ReadonlyMap<string, string> } | undefined;
  let revision = 0;
  let settledRevision = 0;
  let settling: (() => void)[] = [];
  let nextId = 0;
  const answers = new Map<number, Waiting>();

  function start(): Worker | undefined {
    if (closed || restarts > mostRestarts) return undefined;
    sent = nothingSent();
    const started = new Worker(workerFile, {
      workerData: { folder },
      name: "evergraph-types",
      resourceLimits: memory,
      env: threadEnvironment(),
    });
    started.on("message", receive);
    started.on("error", (error: Error & { readonly code?: string }) => {
      if (error.code === "ERR_WORKER_OUT_OF_MEMORY" && memory !== mostMemory) again(started);
      else lost(started);
    });
    started.on("exit", () => lost(started));
    return started;
  }

  /** With more memory, and everything that is asked for. */
  function again(which: Worker): void {
    if (worker !== which || latest === undefined) return;
    worker = undefined;
    memory = mostMemory;
    update(latest.graph, latest.unsaved);
    for (const { request } of answers.values()) post(request);
  }

  /** What is known stays; who waits is not kept waiting. */
  function lost(which: Worker): void {
    if (worker !== which) return;
    worker = undefined;
    restarts += 1;
    settle(revision);
    for (const waiting of answers.values()) waiting.reject(new Error("The type checker ended."));
    answers.clear();
  }

  function post(message: ToTypeWorker): boolean {
    worker ??= start();
    worker?.postMessage(message);
    return worker !== undefined;
  }

  function receive(message: FromTypeWorker): void {
    switch (message.kind) {
      case "types":
        for (const key of message.gone) known.delete(key);
        for (const type of message.put) known.set(type.key, type);
        if (message.problems !== undefined)
          diagnostics = message.problems.map(({ from, to, why, range }) =>
            diagnose(definitionErrors.edgeType, { from, to, why }, range),
          );
        onTypes();
        return;
      case "settled":
        settle(message.revision);
        return;
      case "registry":
        answers.get(message.id)?.resolve(message);
        answers.delete(message.id);
        return;
      default:
        message satisfies never;
    }
  }

  function settle(reached: number): void {
    settledRevision = reached;
    if (settledRevision < revision) return;
    const waiting = settling;
    settling = [];
    for (const resolve of waiting) resolve();
  }

  function update(graph: AssetGraph, unsaved: ReadonlyMap<string, string>, onDisk?: readonly string[]): void {
    if (closed) return;
    latest = { graph, unsaved };
    worker ??= start();
    const nodes = changedNodes(sent.graph, graph);
    const texts = changedTexts(sent.unsaved, unsaved);
    const first = sent.graph === undefined;
    sent = { graph, unsaved: new Map(unsaved) };
    if (!first && nodes.put.length + nodes.gone.length + texts.length === 0 && onDisk?.length === 0) return;
    revision += 1;
    const update: ToTypeWorker = {
      kind: "update",
      revision,
      ...nodes,
      texts,
      ...(onDisk === undefined ? {} : { onDisk }),
    };
    if (!post(update)) settle(revision);
  }

  function askRegistry(write: boolean): Promise<RegistryAnswer> {
    return new Promise((resolve, reject) => {
      if (worker === undefined && latest !== undefined) update(latest.graph, latest.unsaved);
      nextId += 1;
      const request = { kind: "registry", id: nextId, write } as const;
      answers.set(nextId, { request, resolve, reject });
      if (closed || !post(request)) {
        answers.delete(request.id);
        reject(new Error("The type checker ended."));
      }
    });
  }

  return {
    update,
    types: () => known,
    diagnostics: () => diagnostics,
    settled: () =>
      settledRevision >= revision ? Promise.resolve() : new Promise((resolve) => settling.push(() => resolve())),
    registryText: async () => (await askRegistry(false)).text,
    writeRegistry: async () => {
      const { written, error } = await askRegistry(true);
      if (error !== undefined) throw new Error(error);
      return { written };
    },
    close: async () => {
      closed = true;
      const ending = worker;
      if (ending !== undefined) lost(ending);
      await ending?.terminate();
    },
  };
}

/** What the worker was told last. */
interface Sent {
  readonly graph: AssetGraph | undefined;
  readonly unsaved: ReadonlyMap<string, string>;
}

function nothingSent(): Sent {
  return { graph: undefined, unsaved: new Map() };
}

/** Nodes are compared by identity first: an edit leaves all but a few as they were. */
function changedNodes(before: AssetGraph | undefined, now: AssetGraph) {
  const put: LaneAsset[] = [];
  const gone: AssetKey[] = [];
  for (let id = 0; id < Math.max(now.nodes.length, before?.nodes.length ?? 0); id += 1) {
    const [was, is] = [before?.nodes[id] ?? null, now.nodes[id] ?? null];
    if (is === was) continue;
    if (is !== null) put.push(laneAsset(is, now));
    if (was !== null && was.key !== is?.key) gone.push(was.key);
  }
  return { put, gone };
}

function changedTexts(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>) {
  const changed: (readonly [string, string | null])[] = [];
  for (const [file, text] of now) if (before.get(file) !== text) changed.push([file, text]);
  for (const file of before.keys()) if (!now.has(file)) changed.push([file, null]);
  return changed;
}

/** The worker's entry is a bundle beside this one (or beside the folder of its chunks); while developing it is a source. */
function workerBesides(self: string): string {
  const candidates = self.endsWith(".ts") ? ["./type-worker.ts"] : ["./type-worker.mjs", "../type-worker.mjs"];
  const files = candidates.map((name) => fileURLToPath(new URL(name, self)));
  return files.find((file) => existsSync(file)) ?? files[0] ?? "";
}
