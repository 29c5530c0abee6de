import { type DebugConfiguration, type DebugSession, type Disposable, debug, l10n, Uri, workspace } from "vscode";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { Attached } from "./debug-run.ts";
import { whatIsMade } from "./run-words.ts";
import { watchTarget } from "./watch-target.ts";

/** Attaches VS Code's JavaScript debugger to the runner of a plan, which waits for it before it loads any code. */
export async function attachDebugger(project: string, plan: RunPlan, inspector: string): Promise<Attached | undefined> {
  const ended = Promise.withResolvers<void>();
  const listening: Disposable[] = [];
  const dispose = (): void => {
    for (const one of listening) one.dispose();
  };
  const watch = watchTarget<DebugSession>({
    run: plan.run,
    end: (session) => void debug.stopDebugging(session),
    onEnded() {
      dispose();
      ended.resolve();
    },
  });
  listening.push(debug.onDidStartDebugSession(watch.started), debug.onDidTerminateDebugSession(watch.terminated));
  const folder = workspace.getWorkspaceFolder(Uri.file(project));
  const hasStarted = await debug.startDebugging(folder, configurationFor(project, plan, inspector));
  if (!hasStarted) {
    dispose();
    return undefined;
  }
  return { ended: ended.promise, stop: watch.stop };
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
