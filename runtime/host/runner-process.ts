import { type ChildProcess, fork } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import {
  endLine,
  type FromRunner,
  fromLine,
  lifelineDescriptor,
  runnerProtocol,
  type ToRunner,
} from "../../protocol/messages/runner-messages.ts";
import type { FoundNode } from "./find-node.ts";

/** A runner, from its fork to its end. */
export interface RunnerProcess {
  readonly id: number | undefined;
  /** Rejects when the greeting does not come, or when the two sides do not speak the same protocol; the process has ended then. */
  readonly ready: Promise<void>;
  /** How it ended, however it did. Never rejects. */
  readonly ended: Promise<RunnerEnd>;
  send(message: ToRunner): void;
  listen(listener: (message: FromRunner) => void): void;
  /** Ends it now, with everything that it started. */
  end(): void;
  /** Whether this process waits for it before it may end itself. */
  hold(isHeld: boolean): void;
}

export interface RunnerEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of what it wrote to its standard streams. */
  readonly output: string;
  /** Steps that had begun and not ended. */
  readonly running: readonly number[];
  /** The step whose timeout had passed, when it ended itself for that. */
  readonly timedOut?: number;
  /** It ended itself because another process asked to cancel the run. */
  readonly cancelAsked: boolean;
  /** It could not be started. */
  readonly error?: Error;
}

export interface RunnerStart {
  readonly node: FoundNode;
  /** Absolute path of the runner's entry. */
  readonly runner: string;
  /** Absolute folder of the project. */
  readonly project: string;
}

const greetingMilliseconds = 30_000;
/** So long the runner's own watch has to end everything, before the process group is killed from here. */
const watchMilliseconds = 500;
const outputKept = 16_384;

/** Starts a runner. Its output is not shown: what assets write is in the store, the rest is kept for when it dies. */
export function startRunner({ node, runner, project }: RunnerStart): RunnerProcess {
  const child = fork(runner, [], {
    cwd: project,
    execPath: node.path,
    execArgv: ["--enable-source-maps"],
    env: environmentFor(node),
    stdio: ["ignore", "pipe", "pipe", "ipc", "pipe"],
    // A group of its own: what it started ends with it, and Ctrl+C in a terminal is for the parent to understand.
    detached: process.platform !== "win32",
    windowsHide: true,
  } as Parameters<typeof fork>[2]);
  const lifeline = child.stdio[lifelineDescriptor] as Duplex;
  const output = keepLast([child.stdout, child.stderr]);
  const lastWords = listenToLifeline(lifeline);
  const ended = endOf(child, output, lastWords);

  return {
    id: child.pid,
    ready: greeting(child, ended, end),
    ended,
    // A channel that is closed has its reason in `ended`.
    send: (message) => void child.send(message, () => {}),
    listen: (listener) => void child.on("message", (message) => listener(message as FromRunner)),
    end,
    hold(isHeld) {
      for (const part of [child, child.channel, child.stdout, child.stderr, lifeline] as unknown as Holdable[]) {
        if (isHeld) part?.ref?.();
        else part?.unref?.();
      }
    },
  };

  function end(): void {
    lifeline.write(`${endLine}\n`, () => {});
    const timer = setTimeout(() => killGroup(child.pid), watchMilliseconds);
    void ended.then(() => clearTimeout(timer));
  }
}

interface Holdable {
  ref?(): void;
  unref?(): void;
}

/** The parent's environment, without what makes a process an editor's. */
function environmentFor(node: FoundNode): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  return { ...environment, ...node.environment };
}

function greeting(child: ChildProcess, ended: Promise<RunnerEnd>, end: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      clearTimeout(timer);
      end();
      reject(error);
    };
    const silent = (how: string) => fail(userError(runErrors.runnerSilent, { how }));
    const timer = setTimeout(() => silent(`no greeting in ${greetingMilliseconds / 1_000} s`), greetingMilliseconds);
    timer.unref();
    child.once("message", (message) => {
      const first = message as FromRunner;
      if (first.kind !== "ready") return silent(`it began with "${first.kind}"`);
      if (first.protocol !== runnerProtocol) {
        return fail(userError(runErrors.protocolMismatch, { ours: runnerProtocol, theirs: first.protocol }));
      }
      clearTimeout(timer);
      resolve();
    });
    void ended.then(({ error, exitCode, signal, output }) => {
      const code = signal === null ? `exit code ${exitCode}` : `signal ${signal}`;
      silent(error?.message ?? `${code}${output === "" ? "" : `, ${firstLineOfError(output)}`}`);
    });
  });
}

function endOf(child: ChildProcess, output: () => string, lastWords: () => LastWords) {
  return new Promise<RunnerEnd>((resolve) => {
    const settle = (end: Partial<RunnerEnd>) => {
      resolve({ exitCode: null, signal: null, output: output(), ...lastWords(), ...end });
    };
    child.once("error", (error) => child.pid === undefined && settle({ error }));
    // What it started and left behind ends with it; then the streams end too, and the last output is there.
    child.once("exit", (exitCode, signal) => {
      killGroup(child.pid);
      child.once("close", () => settle({ exitCode, signal }));
    });
  });
}

function killGroup(id: number | undefined): void {
  if (id === undefined) return;
  try {
    process.kill(process.platform === "win32" ? id : -id, "SIGKILL");
  } catch {
    // All of it has ended.
  }
}

function keepLast(streams: readonly (Readable | null)[]): () => string {
  let text = "";
  for (const stream of streams) {
    stream?.setEncoding("utf8");
    stream?.on("data", (chunk: string) => {
      text = (text + chunk).slice(-outputKept);
    });
  }
  return () => text.trim();
}

type LastWords = Pick<RunnerEnd, "running" | "timedOut" | "cancelAsked">;

function listenToLifeline(lifeline: Duplex): () => LastWords {
  const running = new Set<number>();
  let timedOut: number | undefined;
  let cancelAsked = false;
  let text = "";
  lifeline.setEncoding("utf8");
  lifeline.on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const message = fromLine(line);
      if (message?.kind === "began") running.add(message.step);
      if (message?.kind === "ended") running.delete(message.step);
      if (message?.kind === "timeout") timedOut = message.step;
      if (message?.kind === "cancelled") cancelAsked = true;
    }
  });
  // A pipe whose other end is gone says so here; how the process ended is told by its exit.
  lifeline.on("error", () => {});
  return () => ({ running: [...running], cancelAsked, ...(timedOut !== undefined && { timedOut }) });
}

function firstLineOfError(output: string): string {
  const lines = output.split("\n");
  return lines.find((line) => /^\w*Error\b/.test(line)) ?? lines[0] ?? "";
}
