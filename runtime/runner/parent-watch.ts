import { existsSync, fstatSync, writeSync } from "node:fs";
import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { endLine, type FromLifeline, lifelineDescriptor, toLine } from "../../protocol/messages/runner-messages.ts";
import { startLongTimer } from "../executor/long-timer.ts";
import { endProcessTree } from "./end-process-tree.ts";

// A thread of the runner, and the entry of a file of its own. It ends the process when the parent is gone, when the parent says so, when
// a step's timeout has passed, or when another process asked to cancel, and an asset still keeps the main thread: user code in
// `while (true) {}` never sees a message.

/** From the main thread. Milliseconds from now, the grace included. */
export type ToWatch =
  | { readonly kind: "began"; readonly step: number; readonly milliseconds: number }
  | { readonly kind: "ended"; readonly step: number }
  /** A run is carried out. The file is there as soon as somebody asks to cancel it; that is told to the main thread, once. */
  | { readonly kind: "run"; readonly cancelFile: string }
  | { readonly kind: "run over" };

/** To the main thread; the only thing that it is told. */
export interface FromWatch {
  readonly kind: "cancel asked";
}

export interface WatchData {
  readonly parent: number;
}

// The lifeline says it at once; this is for the case that it does not.
const pollMilliseconds = 2_000;
/** Only while a run is carried out. */
const cancelPollMilliseconds = 500;
/** So long a run has to end by itself after it was asked to. */
const cancelMilliseconds = 2_000;
const { parent } = workerData as WatchData;
const deadlines = new Map<number, () => void>();

setInterval(() => {
  if (isParentGone()) endProcessTree();
}, pollMilliseconds);

if (hasLifeline()) listenToLifeline();

let cancelWatch: NodeJS.Timeout | undefined;

parentPort?.on("message", (message: ToWatch) => {
  switch (message.kind) {
    case "began":
      forgetDeadline(message.step);
      deadlines.set(
        message.step,
        startLongTimer(message.milliseconds, () => endFor({ kind: "timeout", step: message.step })),
      );
      return;
    case "ended":
      return forgetDeadline(message.step);
    case "run":
      clearTimeout(cancelWatch);
      return watchForCancel(message.cancelFile);
    case "run over":
      return clearTimeout(cancelWatch);
    default:
      message satisfies never;
  }
});

function forgetDeadline(step: number): void {
  deadlines.get(step)?.();
  deadlines.delete(step);
}

function watchForCancel(file: string): void {
  cancelWatch = setTimeout(() => {
    if (!existsSync(file)) return watchForCancel(file);
    parentPort?.postMessage({ kind: "cancel asked" } satisfies FromWatch);
    cancelWatch = setTimeout(() => endFor({ kind: "cancelled" }), cancelMilliseconds);
  }, cancelPollMilliseconds);
}

function isParentGone(): boolean {
  // An orphan is given to another parent; Windows keeps the old number, which may be tested instead.
  if (process.platform !== "win32") return process.ppid !== parent;
  try {
    process.kill(parent, 0);
    return false;
  } catch {
    return true;
  }
}

function hasLifeline(): boolean {
  try {
    const facts = fstatSync(lifelineDescriptor);
    return facts.isFIFO() || facts.isSocket();
  } catch {
    return false;
  }
}

function listenToLifeline(): void {
  const lifeline = new net.Socket({ fd: lifelineDescriptor, readable: true, writable: false });
  lifeline.setEncoding("utf8");
  let text = "";
  lifeline.on("data", (chunk: string) => {
    text += chunk;
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) if (line === endLine) endProcessTree();
  });
  lifeline.on("end", endProcessTree);
  lifeline.on("error", endProcessTree);
}

function endFor(why: FromLifeline): void {
  try {
    writeSync(lifelineDescriptor, toLine(why));
  } catch {
    // Without a lifeline nobody asks why.
  }
  endProcessTree();
}
