import { existsSync } from "node:fs";
import { join } from "node:path";
import { environmentFolder, storeFolder } from "../../runtime/storage/store-folder.ts";
import { createLiveWorkspace, type WorkspaceParts } from "./live-workspace.ts";
import { problemOfSelection } from "./select-assets.ts";
import { accessStore } from "./store-access.ts";
import type { Workspace, WorkspaceOptions } from "./workspace.ts";

/**
 * Opens a project: reads its text, its store if there is one, and follows both. What is heavy (the TypeScript compiler, SQLite) is loaded
 * here, so that a process which only listens stays small. Rejects when the folder cannot be read.
 */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { folder, trusted, cacheFolder, onProblem = () => {} } = options;
  const { createAnalysis } = await import("../analysis/analysis.ts");
  const analysis = createAnalysis({
    folder,
    selectionProblem: problemOfSelection,
    ...(trusted && cacheFolder !== undefined ? { cacheFolder } : {}),
  });

  const accessStoreOf: WorkspaceParts["accessStore"] = (environment, news) => {
    const place = environmentFolder(folder, environment);
    return accessStore({
      ...news,
      sign: storeFolder(place).formatFile,
      open: async () => {
        const { openStore } = await import("../../runtime/storage/journal-store.ts");
        return openStore({ folder: place, access: "read", index: trusted ? "file" : "memory" });
      },
      onProblem,
    });
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

async function typeLaneOf(folder: string): Promise<WorkspaceParts["makeTypes"]> {
  const { createTypeLane } = await import("../analysis/types/type-lane.ts");
  return (onTypes) => createTypeLane({ folder, onTypes });
}

/** Without a tsconfig no compiler would read the registry. */
function isTypedProject(folder: string): boolean {
  return existsSync(join(folder, "tsconfig.json"));
}
