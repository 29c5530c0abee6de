import { rmSync, statSync } from "node:fs";
import path from "node:path";
import { type RecordedError, UserError, userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { RunnerDeath } from "../../protocol/messages/runner-messages.ts";
import { launcherMark } from "../../protocol/record/launcher-mark.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import { describeDeath } from "./describe-death.ts";
import { type FoundNode, findNode } from "./find-node.ts";
import { findPackage } from "./find-package.ts";
import type { LaunchedRun, Launcher, LoadedGraph, LoadRequest, RunEnd } from "./launcher.ts";
import { type RunnerEnd, type RunnerProcess, startRunner } from "./runner-process.ts";
import { createSpareRunner } from "./spare-runner.ts";

export interface ChildLauncherOptions {
  /** Absolute folder. */
  readonly project: string;
  /** Setting; else Node is looked for. */
  readonly nodePath?: string;
  /** Absolute path of the runner's entry; else that of the project's own package. */
  readonly runner?: string;
  /** Whether a runner is kept warm after the first run; true when it is absent. */
  readonly spare?: boolean;
  /** Told in sentences what is started and why something ended. */
  readonly log?: (text: string) => void;
}

/** After being asked to cancel, a runner has so long. */
const cancelMilliseconds = 2_000;
/** After its last plan, a runner has so long to end: a debugger, or an exit handler of the user's, may hold it. */
const exitMilliseconds = 2_000;

/** Carries out runs in child processes of this one, with the project's own package and the user's Node. */
export function createChildLauncher(options: ChildLauncherOptions): Launcher {
  const { project, log = () => {} } = options;
  const spare = createSpareRunner();
  const active = new Set<LaunchedRun>();
  const ending = new Set<RunnerProcess>();
  const loading = new Set<RunnerProcess>();
  /** Also those that still wait for their runner. */
  const loads = new Set<Promise<LoadedGraph>>();
  let node: Promise<FoundNode> | undefined;
  let isDisposed = false;

  return {
    launch(plans, how) {
      const run = launchRun(plans, how, takeRunner, log);
      active.add(run);
      void run.ended.then(() => {
        active.delete(run);
        if (options.spare !== false) prepareSpare().catch((error: unknown) => log(errorOf(error).message));
      });
      return run;
    },
    load,
    async dispose() {
      isDisposed = true;
      const waiting = spare.end();
      for (const run of active) run.cancel();
      for (const runner of loading) runner.end();
      await Promise.all([...active].map((run) => run.ended));
      await Promise.allSettled(loads);
      await Promise.all([waiting, ...Array.from(ending, endNow)]);
    },
  };

  async function takeRunner(): Promise<RunnerProcess> {
    const { name, start } = await starter();
    const waiting = spare.take(name);
    const runner = waiting ?? start();
    runner.hold(true);
    await runner.ready;
    return runner;
  }

  function load(request: LoadRequest, signal?: AbortSignal): Promise<LoadedGraph> {
    const loaded = loadApart(request, signal);
    loads.add(loaded);
    const forget = () => loads.delete(loaded);
    loaded.then(forget, forget);
    return loaded;
  }

  async function loadApart(request: LoadRequest, signal?: AbortSignal): Promise<LoadedGraph> {
    signal?.throwIfAborted();
    const runner = await takeRunner();
    if (isDisposed || signal?.aborted) {
      await endNow(runner);
      signal?.throwIfAborted();
      throw userError(runErrors.loadEnded, {});
    }
    const answered = Promise.withResolvers<LoadedGraph>();
    const stop = () => {
      answered.reject(signal?.reason);
      runner.end();
    };
    signal?.addEventListener("abort", stop, { once: true });
    loading.add(runner);
    runner.listen((message) => {
      if (message.kind === "loaded") answered.resolve({ graph: message.graph, problems: message.problems });
      if (message.kind === "not loaded") answered.reject(toUserError(message.error));
    });
    // One that ends before it answers was ended by what it loaded.
    void runner.ended.then((end) => answered.reject(toUserError(describeDeath(end))));
    runner.send({ kind: "load", project, ...request });
    if (signal?.aborted) stop();
    try {
      return await answered.promise;
    } finally {
      signal?.removeEventListener("abort", stop);
      loading.delete(runner);
      letEnd(runner);
    }
  }

  /** All is recorded, or answered: nobody has to wait for the process. */
  function letEnd(process: RunnerProcess): void {
    process.hold(false);
    ending.add(process);
    const timer = setTimeout(process.end, exitMilliseconds);
    timer.unref();
    void process.ended.then(() => {
      clearTimeout(timer);
      ending.delete(process);
    });
  }

  async function prepareSpare(): Promise<void> {
    if (isDisposed) return;
    const { name, start } = await starter();
    if (!isDisposed) spare.prepare(name, start);
  }

  async function starter() {
    node ??= findNode(options.nodePath === undefined ? {} : { setting: options.nodePath });
    // What was not found may be installed before the next try.
    node.catch(() => {
      node = undefined;
    });
    const found = await node;
    const runner = options.runner ?? findPackage(project).runner;
    return {
      // A package that was installed anew is another one.
      name: `${found.path}\n${runner}\n${statSync(runner).mtimeMs}`,
      start() {
        const started = startRunner({ node: found, runner, project });
        log(`Started runner ${started.id}: Node ${found.version} (${found.from}, ${found.path}), ${runner}.`);
        return started;
      },
    };
  }

  function launchRun(
    plans: readonly RunPlan[],
    { debug, record }: { readonly debug: boolean; readonly record?: boolean },
    take: () => Promise<RunnerProcess>,
    log: (text: string) => void,
  ): LaunchedRun {
    const inspector = Promise.withResolvers<string | undefined>();
    const ends: RunEnd[] = [];
    let runner: RunnerProcess | undefined;
    let isCancelled = false;
    const ended = carryOut().finally(() => {
      inspector.resolve(undefined);
      giveUp();
    });

    return {
      ended,
      inspector: inspector.promise,
      cancel,
      get processId() {
        return runner?.id;
      },
    };

    /** What has not ended by now, nobody goes on with: whoever opens the store next may end it. */
    function giveUp(): void {
      for (const { environment, run } of plans) {
        try {
          rmSync(path.join(project, launcherMark(environment, run)), { force: true });
        } catch (error) {
          log(`The mark of run ${run} could not be removed: ${errorOf(error).message}`);
        }
      }
    }

    /** When a runner dies, another one records that and goes on with the rest. */
    async function carryOut(): Promise<readonly RunEnd[]> {
      let after: RunnerDeath | undefined;
      while (ends.length < plans.length) {
        const endedBefore = ends.length;
        let hasStarted = false;
        const stopped = Promise.withResolvers<"all ended" | "tried">();
        try {
          runner = await take();
        } catch (error) {
          return failRest(errorOf(error));
        }
        runner.listen((message) => {
          if (message.kind === "inspector") inspector.resolve(message.url);
          if (message.kind === "started") hasStarted = true;
          if (message.kind === "tried") stopped.resolve("tried");
          if (message.kind === "ended") {
            const { kind: _, ...end } = message;
            ends.push(end);
            if (ends.length === plans.length) stopped.resolve("all ended");
          }
        });
        runner.send({
          kind: "run",
          project,
          plans: plans.slice(ends.length),
          // The one that goes on after a death has nothing that anybody waits to see.
          debug: debug && after === undefined,
          ...(record !== undefined && { record }),
          ...(record !== false && { launcher: process.pid }),
          ...(after !== undefined && { after }),
        });
        if (isCancelled && !after?.cancelled) cancel();
        const end = await Promise.race([stopped.promise, runner.ended]);
        if (end === "tried" && after !== undefined) {
          letEnd(runner);
          after = { ...after, cancelled: isCancelled, running: [], suspects: after.suspects?.slice(1) ?? [] };
          continue;
        }
        if (typeof end === "string" || ends.length === plans.length) {
          letEnd(runner);
          break;
        }
        // So a debugger ends what it is attached to when it is stopped.
        if (debug && end.signal === "SIGKILL") isCancelled = true;
        const error = describeDeath(end);
        log(`A runner ended before its plans did: ${error.message}`);
        // There is no record to be completed.
        if (record === false) return failRest(error);
        // One that only had to record the death of another, and could not, is no help.
        if (after !== undefined && !hasStarted && end.running.length === 0) return failRest(error);
        after = deathOf(end, error, isCancelled, ends.length === endedBefore ? after?.suspects : undefined);
      }
      return ends;
    }

    function failRest(error: RecordedError): readonly RunEnd[] {
      const state = isCancelled ? "cancelled" : "failed";
      for (const { run } of plans.slice(ends.length)) ends.push({ run, state, error });
      return ends;
    }

    function cancel(): void {
      isCancelled = true;
      const current = runner;
      if (current === undefined) return;
      current.send({ kind: "cancel" });
      const timer = setTimeout(() => current.end(), cancelMilliseconds);
      void current.ended.then(() => clearTimeout(timer));
    }
  }
}

/** What the next runner has to know. `tried`: the suspects that this one had, of which it carried out the first. */
function deathOf(
  { running, timedOut, cancelAsked }: RunnerEnd,
  error: RecordedError,
  isCancelled: boolean,
  tried: readonly number[] = [],
): RunnerDeath {
  const cancelled = isCancelled || cancelAsked;
  if (!cancelled && timedOut === undefined && running.length > 1) {
    return { error, cancelled, running: [], suspects: running };
  }
  return { error, cancelled, running, ...(timedOut !== undefined && { timedOut }), ...suspectsWithout(tried, running) };
}

/** Those that have not had their turn. When none of them was running, the process died of something else: they are no suspects any more. */
function suspectsWithout(tried: readonly number[], running: readonly number[]): Pick<RunnerDeath, "suspects"> {
  return tried.length === 0 || running.length === 0
    ? {}
    : { suspects: tried.filter((step) => !running.includes(step)) };
}

/** Its plans have ended: it has nothing left to lose. */
function endNow(process: RunnerProcess): Promise<unknown> {
  process.hold(true);
  process.end();
  return process.ended;
}

function toUserError({ code, message, remedy, range }: RecordedError): Error {
  return new UserError(code ?? "", message, remedy ?? "", range);
}

function errorOf(error: unknown): RecordedError {
  if (error instanceof UserError) return { code: error.code, message: error.message, remedy: error.remedy };
  return error instanceof Error
    ? { message: error.message, ...(error.stack !== undefined && { stack: error.stack }) }
    : { message: String(error) };
}
