import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { createMemoryStore } from "../../runtime/storage/memory-store.ts";
import type { Store } from "../../runtime/storage/store.ts";
import type { StoreNews } from "./environment-store.ts";
import { createLiveWorkspace } from "./live-workspace.ts";
import { type MadeAsset, recordRun } from "./materialize-fixture.ts";
import { scriptedAnalysis } from "./scripted-analysis-fixture.ts";
import type { Workspace, WorkspaceChange } from "./workspace.ts";

const startOfTests = Date.UTC(2026, 10, 24, 12);

/** A live workspace over scripts and a store in memory, for tests. */
export interface Opened {
  readonly workspace: Workspace;
  readonly analysis: ReturnType<typeof scriptedAnalysis>;
  readonly store: Store;
  readonly changes: Changes;
  /** The environments of the stores that are open now. */
  readonly openStores: readonly string[];
  /** The time, to be moved by the test. */
  readonly clock: { now: number };
  /** Records a run and waits until the workspace has heard of it. */
  record(assets: Readonly<Record<string, MadeAsset>>): Promise<void>;
  /** Makes the store that was not there. */
  arrive(assets: Readonly<Record<string, MadeAsset>>): Promise<void>;
  /** Each asset with its badge and reason. */
  shown(): Record<string, string>;
}

export async function openScripted(
  files: Readonly<Record<string, string>>,
  { isLate = false, trusted = true, folder = "/nowhere/project" } = {},
): Promise<Opened> {
  const clock = { now: startOfTests };
  const analysis = scriptedAnalysis(folder, files);
  const stores = new Map<string, Store>([["dev", createMemoryStore({ now: () => clock.now })]]);
  const store = stores.get("dev") as Store;
  let isThere = !isLate;
  let news: StoreNews | undefined;
  const openStores: string[] = [];
  const workspace = await createLiveWorkspace(
    {
      analysis,
      makeTypes: undefined,
      mayWriteRegistry: () => false,
      onProblem(problem) {
        throw problem;
      },
      async accessStore(environment, told) {
        const ending = new AbortController();
        const of = stores.get(environment) ?? createMemoryStore({ now: () => clock.now });
        stores.set(environment, of);
        openStores.push(environment);
        news = told;
        void (async () => {
          for await (const events of of.follow(of.cursor(), ending.signal)) told.onEvents(events);
        })();
        return {
          get store() {
            return isThere ? of : undefined;
          },
          async close() {
            openStores.splice(openStores.indexOf(environment), 1);
            ending.abort();
          },
        };
      },
    },
    { folder, trusted, types: false, now: () => clock.now },
  );
  const changes = heard(workspace);
  return {
    workspace,
    analysis,
    store,
    changes,
    openStores,
    clock,
    async record(assets) {
      const run = await recordRun(store, analysis, assets);
      await changes.until(({ runs }) => runs.some((told) => told.run === run && told.endedAt !== undefined));
    },
    async arrive(assets) {
      await recordRun(store, analysis, assets);
      isThere = true;
      news?.onReplaced();
      await changes.next();
    },
    shown: () =>
      Object.fromEntries(
        workspace
          .graph()
          .nodes.flatMap((node) => node ?? [])
          .map(({ id, key }) => {
            const { badge, reason } = workspace.card(id) ?? {};
            return [key, reason === undefined ? String(badge) : `${badge}: ${reason}`];
          }),
      ),
  };
}

export interface Changes {
  next(): Promise<WorkspaceChange>;
  until(matches: (change: WorkspaceChange) => boolean): Promise<WorkspaceChange>;
}

/** Every change that is told, those of the past too: a change that came while nobody waited is not lost. */
function heard(workspace: Workspace): Changes {
  const past: WorkspaceChange[] = [];
  let waiting: (() => void)[] = [];
  let read = 0;
  workspace.onChange((change) => {
    past.push(change);
    const wake = waiting;
    waiting = [];
    for (const go of wake) go();
  });
  async function until(matches: (change: WorkspaceChange) => boolean): Promise<WorkspaceChange> {
    for (;;) {
      while (read < past.length) {
        const change = past[read++];
        if (change !== undefined && matches(change)) return change;
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }
  return { next: () => until(() => true), until };
}

export function idOf(workspace: Workspace, key: string): number {
  return workspace.find(asAssetKey(key)) ?? -1;
}
