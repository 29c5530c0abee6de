import { existsSync } from "node:fs";
import { join } from "node:path";
import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import { userError } from "../../protocol/errors/error-entry.ts";
import { isEnvironmentName } from "../../protocol/graph/environment-name.ts";
import { isRunAlive } from "../../runtime/storage/leases.ts";
import { endDeadRuns } from "../../runtime/storage/record-missing-outcomes.ts";
import type { Store } from "../../runtime/storage/store.ts";
import { environmentFolder, storeFolder } from "../../runtime/storage/store-folder.ts";
import { createLiveWorkspace, type WorkspaceParts } from "./live-workspace.ts";
import { problemOfSelection } from "./select-assets.ts";
import { accessStore } from "./store-access.ts";
import { type DeadRunWatch, watchDeadRuns } from "./watch-dead-runs.ts";
import type { Workspace, WorkspaceOptions } from "./workspace.ts";

/**
 * Opens a project: reads its text, its store if there is one, and follows both. What is heavy (the TypeScript compiler, SQLite) is loaded
 * here, so that a process which only listens stays small. Rejects when the folder cannot be read.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { folder, trusted, cacheFolder, onProblem = () => {} } = options;
  const { openAnalysis } = await import("../analysis/open-analysis.ts");
  const analysis = await openAnalysis({
    folder,
    selectionProblem: problemOfSelection,
    ...(trusted && cacheFolder !== undefined ? { cacheFolder } : {}),
  });

  const accessStoreOf: WorkspaceParts["accessStore"] = async (environment, news) => {
    if (!isEnvironmentName(environment)) {
      onProblem(userError(definitionErrors.badEnvironmentName, { name: environment }));
      return { store: undefined, close: async () => {} };
    }
    const place = environmentFolder(folder, environment);
    const deadRuns = trusted ? deadRunsOf(place, onProblem) : undefined;
    let opened: Store | undefined;
    const access = await accessStore({
      ...news,
      onEvents: (events) => {
        news.onEvents(events);
        if (opened !== undefined) deadRuns?.look(opened);
      },
      sign: storeFolder(place).formatFile,
      open: async () => {
        const { openStore } = await import("../../runtime/storage/journal-store.ts");
        opened = await openStore({ folder: place, access: "read", index: trusted ? "file" : "memory" });
        deadRuns?.look(opened);
        return opened;
      },
      onProblem,
    });
    return {
      get store() {
        return access.store;
      },
      async close() {
        deadRuns?.stop();
        await access.close();
      },
    };
  };

  return createLiveWorkspace(
    {
      analysis,
      makeTypes: options.types ? await typeLaneOf(folder) : undefined,
      accessStore: accessStoreOf,
      mayWriteRegistry: () => trusted && isTypedProject(folder),
      onProblem,
    },
    options,
  );
}

/** Ends runs of killed processes with a store that is open for writing only as long as that takes. */
function deadRunsOf(place: string, onProblem: (problem: unknown) => void): DeadRunWatch {
  return watchDeadRuns({
    isAlive: ({ folder }, run) => isRunAlive(folder, run),
    endDeadRuns: async () => {
      const { openStore } = await import("../../runtime/storage/journal-store.ts");
      const store = await openStore({ folder: place, access: "write", index: "memory" });
      try {
        await endDeadRuns(store);
      } finally {
        await store.close();
      }
    },
    onProblem,
    later: (act, milliseconds) => {
      const timer = setTimeout(act, milliseconds).unref();
      return () => clearTimeout(timer);
    },
  });
}

async function typeLaneOf(folder: string): Promise<WorkspaceParts["makeTypes"]> {
  const { createTypeLane } = await import("../analysis/types/type-lane.ts");
  return (onTypes) => createTypeLane({ folder, onTypes });
}

/** Without a tsconfig no compiler would read the registry. */
function isTypedProject(folder: string): boolean {
  return existsSync(join(folder, "tsconfig.json"));
}
