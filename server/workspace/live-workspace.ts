import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import { splitCheckId } from "../../protocol/graph/check-id.ts";
import type { LineageRow } from "../../protocol/messages/lineage-feed.ts";
import type { BrokenSource, PlanAnswer } from "../../protocol/messages/server-messages.ts";
import type { PlanRequest, Trigger } from "../../protocol/record/run-plan.ts";
import { makePlan } from "../../runtime/core/plan/make-plan.ts";
import { makeRunId } from "../../runtime/core/plan/run-id.ts";
import { completeSelection } from "../../runtime/core/selection/complete-selection.ts";
import type { SelectionContext } from "../../runtime/core/selection/evaluate-selection.ts";
import type { Analysis, AnalysisChange } from "../analysis/analysis.ts";
import type { TypeLane } from "../analysis/types/type-lane.ts";
import { createAssetAnswers } from "./asset-answers.ts";
import { createAssetIds } from "./asset-ids.ts";
import { createBrokenFiles } from "./broken-files.ts";
import { createWhyCannotRun } from "./can-run.ts";
import { type Changes, createChangeTeller } from "./change-teller.ts";
import { createCheckIndex } from "./check-index.ts";
import { definitionFilesOf } from "./definition-files.ts";
import { createEnvironmentStore, type StoreNews } from "./environment-store.ts";
import { createFailureNotes } from "./failure-notes.ts";
import { createFileIndex } from "./file-index.ts";
import { createLineageFeed } from "./lineage-feed.ts";
import { badgeByte, createLiveStatus } from "./live-status.ts";
import { createLoadedDefinitions } from "./loaded-definitions.ts";
import { previewPlan } from "./plan-preview.ts";
import { planRun } from "./plan-runs.ts";
import { summarizeProject } from "./project-summary.ts";
import { createRecordCache } from "./record-cache.ts";
import { createRunDetails } from "./run-details.ts";
import { runEvents } from "./run-events.ts";
import { createRunSummaries } from "./run-summaries.ts";
import { selectAssets, selectIds } from "./select-assets.ts";
import { staleRoots } from "./stale-roots.ts";
import type { StoreAccess } from "./store-access.ts";
import { touchedByEvents } from "./touched-by-events.ts";
import { createTurns } from "./turns.ts";
import { createTypedAssets } from "./typed-assets.ts";
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
  const find = createAssetIds(graph);
  const feed = createLineageFeed(now());
  let chosen = options.environment;
  /** Whether the views' state was made: many a command of a terminal asks for none of it. */
  let hasBegun = false;

  function firstEnvironment(): string {
    return graph().environments[0]?.name ?? defaultEnvironment;
  }

  function nodeOf(id: AssetId): AssetNode | undefined {
    return graph().nodes[id] ?? undefined;
  }

  const stored = createEnvironmentStore(chosen ?? firstEnvironment(), parts.accessStore, {
    onReplaced: () => {
      readAll();
      // A run that made the store has begun, and may have ended, before anybody could follow it.
      teller.add({ runs: new Set((stored.store?.runs(mostRunsTold) ?? []).map(({ run }) => run)) });
    },
    onEvents: (events) => {
      summaries.add(events);
      runs.add(events);
      const touched = touchedByEvents(events, (run) => stored.store?.run(run)?.plan);
      const assets = [...touched.assets].flatMap((key) => find(key) ?? []);
      records.forget(assets);
      touch(live.update(assets), { runs: touched.runs });
    },
  });
  const records = createRecordCache(
    () => graph().keys,
    () => stored.store,
  );
  const summaries = createRunSummaries(() => stored.store);
  const runs = createRunDetails(() => stored.store);
  const live = createLiveStatus(graph, {
    record: records.record,
    codeVersion: (id) => analysis.codeVersion(id),
    knownCode: (hash) => stored.store?.code(hash),
    checkCode: (id, check) => analysis.checkVersion(id, check)?.hash,
  });
  const typed =
    parts.makeTypes &&
    createTypedAssets({
      makeTypes: parts.makeTypes,
      analysis,
      graph,
      mayWriteRegistry: parts.mayWriteRegistry,
      onTyped: (assets) => touch(assets.flatMap((key) => find(key) ?? [])),
      onProblem: parts.onProblem,
    });
  const answers = createAssetAnswers({
    analysis,
    graph,
    live,
    record: records.record,
    store: () => stored.store,
    valueType: (key) => typed?.lane.types().get(key),
    broken: broken.of,
    now,
  });
  const failures = createFailureNotes({
    node: nodeOf,
    record: records.record,
    checkFacts: answers.checkFacts,
    text: (file) => analysis.text(file),
  });

  function allIds(): AssetId[] {
    return [...graph().keys.keys()];
  }

  /** The store is another, or is there only now. */
  function readAll(): void {
    records.clear();
    summaries.clear();
    runs.clear();
    live.reset();
    touch(allIds());
  }

  /** These assets may have another status: notes what is to be told. */
  function touch(assets: readonly AssetId[], more: Partial<Changes> = {}): void {
    for (const id of assets) failures.note(id);
    teller.add({ ...more, assets: new Set(assets) });
  }

  function begin(): void {
    if (hasBegun) return;
    hasBegun = true;
    for (const id of allIds()) failures.note(id);
    feed.change(new Map(allIds().map((id) => [id, rowOf(id)])));
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
    begin();
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
        const record = stored.store?.run(run);
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

  function brokenFiles(): readonly BrokenSource[] {
    return broken
      .all()
      .map((one) => ({ ...one, assets: fileIndex.assetsIn(one.file).length }))
      .filter(({ assets }) => assets > 0);
  }

  function selectionContext(external: SelectionContext["external"]): SelectionContext {
    return { graph: graph(), index: live.index, badge: (id) => live.status(id).badge, external };
  }

  function plan(request: PlanRequest, trigger: Trigger): PlanAnswer {
    stored.store?.refresh();
    return planRun(
      {
        analysis,
        graph: graph(),
        isLoaded: loaded.isInForce,
        environment: stored.environment,
        events: stored.store?.cursor() ?? {},
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

  await stored.open();
  records.clear();
  live.reset();
  fileIndex.update(graph().nodes, allIds());
  checkIndex.update(graph().nodes, allIds());
  typed?.update();

  return {
    folder: options.folder,
    trusted: options.trusted,
    get environment() {
      return stored.environment;
    },
    analysis,
    types: typed?.lane,
    get store() {
      return stored.store;
    },
    get revision() {
      begin();
      teller.flush();
      return feed.revision;
    },
    now,
    graph,
    diagnostics() {
      begin();
      return [...analysis.diagnostics(), ...(typed?.lane.diagnostics() ?? []), ...failures.all()];
    },
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
            graph().environments.find(({ name }) => name === stored.environment)?.concurrency ?? availableParallelism(),
        },
        plan(request, { kind: "editor" }),
      ),
    explain: (signal) =>
      staleRoots(
        { graph: graph(), status: live.status, downstream: live.downstream, text: (file) => analysis.text(file) },
        createTurns(signal),
      ),
    card: answers.card,
    details: answers.details,
    check: answers.check,
    checksIn: (file) => checkIndex.checksIn(file),
    list: answers.list,
    runs: (limit) => (stored.store?.runs(limit) ?? []).map(summaries.summary),
    run(run) {
      const record = stored.store?.run(run);
      return record === undefined ? null : runs.details(record);
    },
    events(run, limit, filter = {}) {
      const store = stored.store;
      return store === undefined ? [] : runEvents(store, run, limit, filter);
    },
    rows: (wanted, signal) => values.rows(stored.store, wanted, signal),
    difference: (wanted, signal) => differenceOf(stored.store, wanted, signal),
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
        environment: stored.environment,
        graph: graph(),
        status: (id) => live.status(id),
        cannotRun: whyCannotRun(),
        storeProblem: stored.store?.problem,
        broken: brokenFiles(),
      }),
    feed(since) {
      begin();
      teller.flush();
      return feed.since(since);
    },
    setText(file, text) {
      applied(analysis.setText(file, text), [file]);
      typed?.update([]);
    },
    filesChanged(files) {
      applied(analysis.filesChanged(files), files);
      typed?.update(files);
      if (chosen === undefined) stored.switchTo(firstEnvironment()).catch(parts.onProblem);
    },
    setEnvironment(next) {
      chosen = next;
      return stored.switchTo(next);
    },
    onChange(listener) {
      begin();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      teller.stop();
      broken.stop();
      listeners.clear();
      await stored.close();
      await typed?.close();
      analysis.close();
    },
  };
}
