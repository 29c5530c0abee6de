import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { splitCheckId } from "../../protocol/graph/check-id.ts";
import type { LineageRow } from "../../protocol/messages/lineage-feed.ts";
import type { BrokenSource, PlanAnswer } from "../../protocol/messages/server-messages.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import type { PlanRequest, Trigger } from "../../protocol/record/run-plan.ts";
import { closure } from "../../runtime/core/graph/graph-index.ts";
import { idsIn } from "../../runtime/core/graph/id-set.ts";
import { makePlan } from "../../runtime/core/plan/make-plan.ts";
import { makeRunId } from "../../runtime/core/plan/run-id.ts";
import { completeSelection } from "../../runtime/core/selection/complete-selection.ts";
import type { SelectionContext } from "../../runtime/core/selection/evaluate-selection.ts";
import type { Analysis, AnalysisChange } from "../analysis/analysis.ts";
import type { TypeLane } from "../analysis/types/type-lane.ts";
import { type AssetFacts, cardOf, detailsOf, listedOf } from "./asset-details.ts";
import { createBrokenFiles } from "./broken-files.ts";
import { createWhyCannotRun } from "./can-run.ts";
import { type Changes, createChangeTeller } from "./change-teller.ts";
import { type CheckFacts, checkDetails, checkOf } from "./check-details.ts";
import { createCheckIndex } from "./check-index.ts";
import { definitionFilesOf } from "./definition-files.ts";
import { createFileIndex } from "./file-index.ts";
import { createLineageFeed } from "./lineage-feed.ts";
import { badgeByte, createLiveStatus } from "./live-status.ts";
import { createLoadedDefinitions } from "./loaded-definitions.ts";
import { previewPlan } from "./plan-preview.ts";
import { planRun } from "./plan-runs.ts";
import { summarizeProject } from "./project-summary.ts";
import { createRecordCache } from "./record-cache.ts";
import { createRegistryWriter } from "./registry-writer.ts";
import { runDetails, runEvents } from "./run-details.ts";
import { checkFailures, runFailure } from "./run-failures.ts";
import { createRunSummaries } from "./run-summaries.ts";
import { selectAssets, selectIds } from "./select-assets.ts";
import { staleRoots } from "./stale-roots.ts";
import type { StoreAccess } from "./store-access.ts";
import { touchedByEvents } from "./touched-by-events.ts";
import { createTurns } from "./turns.ts";
import { differenceOf } from "./value-difference.ts";
import { createValueReader } from "./value-rows.ts";
import type { Workspace, WorkspaceChange, WorkspaceOptions } from "./workspace.ts";

/** Milliseconds for which a text does not parse before its assets are marked. */
const restOfBrokenText = 700;
/** Milliseconds in which changes are gathered before they are told. */
const pause = 50;
const defaultEnvironment = "dev";

/** What a workspace is made of. */
export interface WorkspaceParts {
  readonly analysis: Analysis;
  /** Makes the type lane; undefined: it does not run. */
  readonly makeTypes: ((onTypes: () => void) => TypeLane) | undefined;
  readonly accessStore: (environment: string, news: StoreNews) => Promise<StoreAccess>;
  /** Whether `evergraph-env.d.ts` may be written now. */
  readonly mayWriteRegistry: () => boolean;
  readonly onProblem: (problem: unknown) => void;
}

/** What a store tells of itself. */
export interface StoreNews {
  readonly onReplaced: () => void;
  readonly onEvents: (events: readonly StoredEvent[]) => void;
}

/** Of a store that was just opened. */
const mostRunsTold = 20;

/** Joins what the text says with what the store says, and keeps the two together as both change. */
export async function createLiveWorkspace(parts: WorkspaceParts, options: WorkspaceOptions): Promise<Workspace> {
  const { analysis } = parts;
  const now = options.now ?? Date.now;
  const whyCannotRun = createWhyCannotRun(options.folder, options.trusted);
  const listeners = new Set<(change: WorkspaceChange) => void>();
  const fileIndex = createFileIndex();
  const checkIndex = createCheckIndex();
  const loaded = createLoadedDefinitions(analysis);
  const broken = createBrokenFiles({
    analysis,
    now,
    rest: restOfBrokenText,
    onMarked: (file) => touch(fileIndex.assetsIn(file), { files: new Set([file]) }),
    onProblem: parts.onProblem,
  });
  const values = createValueReader();
  const { graph } = loaded;
  const feed = createLineageFeed(now());
  const failures = new Map<AssetId, readonly Diagnostic[]>();
  const knownTypes = new Map<AssetKey, string>();
  const ids = new Map<AssetKey, AssetId>();
  let chosen = options.environment;
  let environment = chosen ?? firstEnvironment();
  let environmentTurn = 0;
  let access: StoreAccess | undefined;
  let isClosed = false;

  function firstEnvironment(): string {
    return graph().environments[0]?.name ?? defaultEnvironment;
  }

  function checkCode(id: AssetId, check: string): string | undefined {
    return analysis.checkVersion(id, check)?.hash;
  }

  function nodeOf(id: AssetId): AssetNode | undefined {
    return graph().nodes[id] ?? undefined;
  }

  const records = createRecordCache(
    () => graph().keys,
    () => access?.store,
  );

  const summaries = createRunSummaries(() => access?.store);

  const news: StoreNews = {
    onReplaced: () => {
      if (access === undefined) return;
      readAll();
      // A run that made the store has begun, and may have ended, before anybody could follow it.
      teller.add({ runs: new Set((access.store?.runs(mostRunsTold) ?? []).map(({ run }) => run)) });
    },
    onEvents: (events) => {
      if (access === undefined) return;
      summaries.add(events);
      const touched = touchedByEvents(events, (run) => access?.store?.run(run)?.plan);
      const assets = [...touched.assets].flatMap((key) => find(key) ?? []);
      records.forget(assets);
      touch(live.update(assets), { runs: touched.runs });
    },
  };
  const live = createLiveStatus(graph, {
    record: records.record,
    codeVersion: (id) => analysis.codeVersion(id),
    knownCode: (hash) => access?.store?.code(hash),
    checkCode,
  });
  const types = parts.makeTypes?.(() => {
    if (types === undefined) return;
    touch(newlyTyped(types));
    registry?.ask();
  });
  const registry = types && createRegistryWriter(types, mayWriteRegistry, parts.onProblem);

  /** A project without assets needs no file of ours. */
  function mayWriteRegistry(): boolean {
    return parts.mayWriteRegistry() && graph().nodes.some((node) => node !== null);
  }

  function allIds(): AssetId[] {
    return [...graph().keys.keys()];
  }

  /** Assets of which the type is another than the last time. */
  function newlyTyped(lane: TypeLane): AssetId[] {
    const changed: AssetId[] = [];
    for (const [key, { text }] of lane.types()) {
      if (knownTypes.get(key) === text) continue;
      knownTypes.set(key, text);
      const id = find(key);
      if (id !== undefined) changed.push(id);
    }
    return changed;
  }

  function find(key: AssetKey): AssetId | undefined {
    const { keys } = graph();
    for (let id = ids.size; id < keys.length; id++) {
      const known = keys[id];
      if (known !== undefined) ids.set(known, id);
    }
    return ids.get(key);
  }

  /** The store is another, or is there only now. */
  function readAll(): void {
    records.clear();
    summaries.clear();
    live.reset();
    touch(allIds());
  }

  /** These assets may have another status: notes what is to be told. */
  function touch(assets: readonly AssetId[], more: Partial<Changes> = {}): void {
    for (const id of assets) noteFailure(id);
    teller.add({ ...more, assets: new Set(assets) });
  }

  function noteFailure(id: AssetId): void {
    const node = nodeOf(id);
    if (node === undefined) {
      failures.delete(id);
      return;
    }
    const record = records.record(id);
    const failure = runFailure(node, record);
    const checks = Object.keys(record.checks).length === 0 ? [] : failedChecks(id, node);
    if (failure === undefined && checks.length === 0) failures.delete(id);
    else failures.set(id, failure === undefined ? checks : [failure, ...checks]);
  }

  function failedChecks(id: AssetId, node: AssetNode): readonly Diagnostic[] {
    const facts = checkFacts(id);
    if (facts === undefined) return [];
    return checkFailures(
      node,
      node.checks.map((check) => checkOf(facts, check)),
      (file, line) => (analysis.text(file) ?? "").split("\n")[line]?.trimEnd().length ?? 0,
    );
  }

  function rowOf(id: AssetId): LineageRow | undefined {
    const node = nodeOf(id);
    if (node === undefined) return undefined;
    return {
      id,
      key: node.key,
      group: node.group,
      badge: badgeByte(live.status(id).badge),
      external: node.kind === "external",
      upstream: [...new Set(node.upstream.map(({ from }) => from))],
      ...(broken.of(node.range.file) !== undefined && { broken: true }),
    };
  }

  const teller = createChangeTeller(({ assets, files, runs }) => {
    const messages = feed.change(new Map([...assets].map((id) => [id, rowOf(id)])));
    const touched = new Set(files);
    for (const id of assets) {
      const file = nodeOf(id)?.range.file;
      if (file !== undefined) touched.add(file);
    }
    const change: WorkspaceChange = {
      feed: messages,
      files: [...touched],
      runs: [...runs].flatMap((run) => {
        const record = access?.store?.run(run);
        return record === undefined ? [] : summaries.summary(record);
      }),
      listed: assets.size > 0,
    };
    for (const listener of listeners) listener(change);
  }, pause);

  function applied(change: AnalysisChange, files: readonly string[]): void {
    const changed = [...change.nodes, ...loaded.filesChanged(files)];
    const moved = new Set([...fileIndex.update(graph().nodes, changed), ...checkIndex.update(graph().nodes, changed)]);
    // What the last result of a check is worth depends on its code; whether the asset is stale does not.
    const judged = change.checks.flatMap((id) => find(splitCheckId(id).asset) ?? []);
    const assets = live.update([...changed, ...change.versions, ...judged]);
    for (const id of judged) for (const { range } of nodeOf(id)?.checks ?? []) moved.add(range.file);
    const repaired = broken.update(files).flatMap((file) => fileIndex.assetsIn(file));
    const isNews = assets.length > 0 || moved.size > 0 || change.diagnosticsChanged || repaired.length > 0;
    if (isNews)
      touch([...assets, ...repaired], { files: new Set([...moved, ...(change.diagnosticsChanged ? files : [])]) });
  }

  /** `onDisk`: the files that were written, if it is known which. */
  function updateTypes(onDisk?: readonly string[]): void {
    if (types === undefined) return;
    const unsaved = new Map(analysis.unsaved().map((file) => [file, analysis.text(file) ?? ""]));
    types.update(graph(), unsaved, onDisk);
    registry?.ask();
  }

  function factsOf(id: AssetId): AssetFacts | undefined {
    const node = nodeOf(id);
    if (node === undefined) return undefined;
    return {
      node,
      status: live.status(id),
      record: records.record(id),
      valueType: types?.types().get(node.key),
      broken: broken.of(node.range.file),
    };
  }

  function brokenFiles(): readonly BrokenSource[] {
    return broken
      .all()
      .map((one) => ({ ...one, assets: fileIndex.assetsIn(one.file).length }))
      .filter(({ assets }) => assets > 0);
  }

  function checkFacts(id: AssetId): CheckFacts | undefined {
    const node = nodeOf(id);
    if (node === undefined) return undefined;
    return { node, record: records.record(id), codeOf: (check) => checkCode(id, check) };
  }

  /** How many assets are below one, near or far. */
  function reachOf(id: AssetId): number {
    return idsIn(closure(live.index, live.index.down, [id])).length - 1;
  }

  function keysOf(assets: Iterable<AssetId>): AssetKey[] {
    const { keys } = graph();
    return [...assets].flatMap((id) => keys[id] ?? []);
  }

  function selectionContext(external: SelectionContext["external"]): SelectionContext {
    return { graph: graph(), index: live.index, badge: (id) => live.status(id).badge, external };
  }

  function plan(request: PlanRequest, trigger: Trigger): PlanAnswer {
    access?.store?.refresh();
    return planRun(
      {
        analysis,
        graph: graph(),
        isLoaded: loaded.isInForce,
        environment,
        events: access?.store?.cursor() ?? {},
        select: (selection) =>
          selectAssets(selection, selectionContext(request.checks === "only" ? "included" : "left out")),
        staleUpstream: (assets) => live.staleUpstream(assets),
        steps: (assets, isAsked, checks) =>
          makePlan({ graph: graph(), index: live.index, assets, checks, isAsked, status: live.status }),
        find,
        newRun: () => makeRunId(now(), randomBytes(3)),
      },
      request,
      trigger,
    );
  }

  async function switchEnvironment(next: string): Promise<void> {
    if (next === environment) return;
    environment = next;
    const mine = ++environmentTurn;
    const before = access;
    access = undefined;
    await before?.close();
    const opened = await parts.accessStore(next, news);
    // The name alone would not tell: it may have been left, and come back to.
    if (isClosed || environmentTurn !== mine) return opened.close();
    access = opened;
    readAll();
  }

  access = await parts.accessStore(environment, news);
  records.clear();
  live.reset();
  fileIndex.update(graph().nodes, allIds());
  checkIndex.update(graph().nodes, allIds());
  for (const id of allIds()) noteFailure(id);
  feed.change(new Map(allIds().map((id) => [id, rowOf(id)])));
  updateTypes();

  return {
    folder: options.folder,
    trusted: options.trusted,
    get environment() {
      return environment;
    },
    analysis,
    types,
    get store() {
      return access?.store;
    },
    get revision() {
      teller.flush();
      return feed.revision;
    },
    now,
    graph,
    diagnostics: () => [...analysis.diagnostics(), ...(types?.diagnostics() ?? []), ...[...failures.values()].flat()],
    find,
    assetsIn: (file) => fileIndex.assetsIn(file),
    broken(id) {
      const file = nodeOf(id)?.range.file;
      return file === undefined ? undefined : broken.of(file);
    },
    brokenFiles,
    downstream: (id) => live.downstream(id),
    staleUpstream: (id) => live.staleUpstream([id]),
    status: (id) => live.status(id),
    select(selection) {
      const selected = selectAssets(selection, selectionContext("included"));
      return "wrong" in selected ? [selected.wrong] : selected.assets;
    },
    selectIds: (selection) => selectIds(selection, selectionContext("included")),
    complete: (selection, offset) => completeSelection(selection, offset, graph()),
    plan,
    preview: (request) =>
      previewPlan(
        {
          graph: graph(),
          find,
          status: live.status,
          record: records.record,
          downstream: live.downstream,
          concurrency:
            graph().environments.find(({ name }) => name === environment)?.concurrency ?? availableParallelism(),
        },
        plan(request, { kind: "editor" }),
      ),
    explain: (signal) =>
      staleRoots(
        { graph: graph(), status: live.status, downstream: live.downstream, text: (file) => analysis.text(file) },
        createTurns(signal),
      ),
    card(id) {
      const facts = factsOf(id);
      return facts === undefined ? null : cardOf(facts);
    },
    details(id) {
      const facts = factsOf(id);
      if (facts === undefined) return null;
      return detailsOf(facts, {
        upstream: keysOf(new Set(facts.node.upstream.map(({ from }) => from))),
        downstream: keysOf(live.downstream(id)),
        codeVersion: analysis.codeVersion(id),
        checks: checkDetails({ ...facts, codeOf: (check) => checkCode(id, check) }, access?.store),
        reach: reachOf(id),
      });
    },
    check(id, name) {
      const facts = checkFacts(id);
      const check = facts?.node.checks.find((each) => each.name === name);
      return facts && check && checkOf(facts, check);
    },
    checksIn: (file) => checkIndex.checksIn(file),
    list: () =>
      allIds()
        .flatMap((id) => factsOf(id) ?? [])
        .map((facts) => listedOf(facts, now()))
        .sort((a, b) => compareTexts(a.group, b.group) || compareTexts(a.key, b.key)),
    runs: (limit) => (access?.store?.runs(limit) ?? []).map(summaries.summary),
    run(run) {
      const store = access?.store;
      const record = store?.run(run);
      return store === undefined || record === undefined ? null : runDetails(store, record);
    },
    events(run, limit, filter = {}) {
      const store = access?.store;
      return store === undefined ? [] : runEvents(store, run, limit, filter);
    },
    rows: (wanted, signal) => values.rows(access?.store, wanted, signal),
    difference: (wanted, signal) => differenceOf(access?.store, wanted, signal),
    definitions: () => definitionFilesOf(analysis),
    takeLoaded(next, basis) {
      const changed = loaded.take(next, basis);
      const files = new Set([
        ...fileIndex.update(graph().nodes, changed),
        ...checkIndex.update(graph().nodes, changed),
      ]);
      touch(live.update(changed), { files });
    },
    cannotRun: whyCannotRun,
    summary: () =>
      summarizeProject({
        folder: options.folder,
        environment,
        graph: graph(),
        status: (id) => live.status(id),
        cannotRun: whyCannotRun(),
        storeProblem: access?.store?.problem,
        broken: brokenFiles(),
      }),
    feed(since) {
      teller.flush();
      return feed.since(since);
    },
    setText(file, text) {
      applied(analysis.setText(file, text), [file]);
      updateTypes([]);
    },
    filesChanged(files) {
      applied(analysis.filesChanged(files), files);
      updateTypes(files);
      if (chosen === undefined) switchEnvironment(firstEnvironment()).catch(parts.onProblem);
    },
    setEnvironment(next) {
      chosen = next;
      return switchEnvironment(next);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      isClosed = true;
      teller.stop();
      broken.stop();
      listeners.clear();
      await access?.close();
      await registry?.stop();
      await types?.close();
      analysis.close();
    },
  };
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
