import { type DebugConfiguration, type DebugSession, type Disposable, debug, l10n, Uri, workspace } from "vscode";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { Attached } from "./debug-run.ts";
import { whatIsMade } from "./run-words.ts";

/** Attaches VS Code's JavaScript debugger to the runner of a plan, which waits for it before it loads any code. */
export async function attachDebugger(project: string, plan: RunPlan, inspector: string): Promise<Attached | undefined> {
  const ended = Promise.withResolvers<void>();
  const listening: Disposable[] = [];
  let session: DebugSession | undefined;
  listening.push(
    debug.onDidStartDebugSession((started) => {
      // The debugger opens sessions below this one.
      if (started.configuration["evergraphRun"] === plan.run && started.parentSession === undefined) session = started;
    }),
    debug.onDidTerminateDebugSession((gone) => {
      if (gone.id !== session?.id) return;
      for (const one of listening) one.dispose();
      ended.resolve();
    }),
  );
  const folder = workspace.getWorkspaceFolder(Uri.file(project));
  const hasStarted = await debug.startDebugging(folder, configurationFor(project, plan, inspector));
  if (!hasStarted) {
    for (const one of listening) one.dispose();
    return undefined;
  }
  return {
    ended: ended.promise,
    stop() {
      // Without a session it would stop everybody's.
      if (session !== undefined) void debug.stopDebugging(session);
    },
  };
}

function configurationFor(project: string, plan: RunPlan, inspector: string): DebugConfiguration {
  const { hostname, port } = new URL(inspector);
  const bundles = `${project.replaceAll("\\", "/")}/.evergraph/bundles/**`;
  return {
    type: "node",
    request: "attach",
    name: l10n.t(
      "Evergraph: {0}",
      whatIsMade(
        l10n.t,
        plan.steps.flatMap((step) => step.assets),
      ),
    ),
    address: hostname,
    port: Number(port),
    cwd: project,
    sourceMaps: true,
    outFiles: [`${bundles}/*.mjs`],
    resolveSourceMapLocations: [bundles],
    // What waits is the runner, before the first line of the user's.
    continueOnAttach: true,
    autoAttachChildProcesses: false,
    // On a busy machine the debugger would go on before its breakpoints are in their places.
    timeouts: { sourceMapMinPause: 10_000, sourceMapCumulativePause: 60_000 },
    skipFiles: ["<node_internals>/**", "**/node_modules/**"],
    evergraphRun: plan.run,
  };
}
