import type { RecordedError } from "../protocol/errors/error-entry.ts";
import { createChildLauncher } from "../runtime/host/child-launcher.ts";
import type { Workspace } from "../server/workspace/workspace.ts";

/**
 * Runs the files that define assets in a runner, and joins what they define with what the text says. Answers what went wrong in some of
 * them: the rest stands. Throws when nothing could be loaded.
 */
export async function loadDefinitions(workspace: Workspace, signal: AbortSignal): Promise<readonly RecordedError[]> {
  const { unsaved: _, ...request } = workspace.definitions();
  const launcher = createChildLauncher({ project: workspace.folder, spare: false });
  try {
    const { graph, problems } = await launcher.load(request, signal);
    workspace.takeLoaded(graph, request.basis);
    return problems;
  } finally {
    await launcher.dispose();
  }
}
