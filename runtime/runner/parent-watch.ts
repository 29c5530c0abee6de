import { fstatSync, writeSync } from "node:fs";
import net from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import { endLine, lifelineDescriptor, toLine } from "../../protocol/messages/runner-messages.ts";
import { endProcessTree } from "./end-process-tree.ts";

// A thread of the runner, and the entry of a file of its own. It ends the process when the parent is gone, when the parent says so, or
// when a step's timeout has passed and its asset still keeps the main thread: user code in `while (true) {}` never sees a message.

/** From the main thread. Milliseconds from now, the grace included. */
export type ToWatch =
  | { readonly kind: "began"; readonly step: number; readonly milliseconds: number }
  | { readonly kind: "ended"; readonly step: number };

export interface WatchData {
  readonly parent: number;
}

// The lifeline says it at once; this is for the case that it does not.
const pollMilliseconds = 2_000;
const { parent } = workerData as WatchData;
const deadlines = new Map<number, NodeJS.Timeout>();

setInterval(() => {
  if (isParentGone()) endProcessTree();
}, pollMilliseconds);

if (hasLifeline()) listenToLifeline();

parentPort?.on("message", (message: ToWatch) => {
  clearTimeout(deadlines.get(message.step));
  deadlines.delete(message.step);
  if (message.kind === "ended") return;
  const { step, milliseconds } = message;
  deadlines.set(
    step,
    setTimeout(() => endForTimeout(step), milliseconds),
  );
});

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

function endForTimeout(step: number): void {
  try {
    writeSync(lifelineDescriptor, toLine({ kind: "timeout", step }));
  } catch {
    // Without a lifeline nobody asks why.
  }
  endProcessTree();
}
