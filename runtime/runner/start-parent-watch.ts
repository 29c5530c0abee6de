import { writeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { type FromLifeline, lifelineDescriptor, toLine } from "../../protocol/messages/runner-messages.ts";
import type { StepWatch } from "../executor/run-scope.ts";
import type { ToWatch, WatchData } from "./parent-watch.ts";

/** What a runner has to tell its watch. */
export interface RunnerWatch extends StepWatch {
  /** A run is carried out until what is returned is called. Calls `onAsked` when the file appears: somebody asks to cancel it. */
  run(cancelFile: string, onAsked: () => void): () => void;
}

/** After its timeout a step is told to stop, and has so long to do it. */
const graceMilliseconds = 2_000;

/** Starts the thread that watches over this process. `entry`: the built or written file of parent-watch. */
export function startParentWatch(entry: URL): RunnerWatch {
  const data: WatchData = { parent: process.ppid };
  const worker = new Worker(entry, { workerData: data, name: "parent-watch", stdout: false, stderr: false });
  // Without its watch a runner could outlive the editor.
  worker.on("error", (error) => {
    throw error;
  });
  const tell = (message: ToWatch) => worker.postMessage(message);
  let cancelRun = () => {};
  // It is told one thing only.
  worker.on("message", () => cancelRun());
  // After the listener, which would keep the process.
  worker.unref();
  const timed = new Set<number>();
  return {
    began(step, timeout) {
      say({ kind: "began", step });
      if (timeout === undefined) return;
      timed.add(step);
      tell({ kind: "began", step, milliseconds: timeout + graceMilliseconds });
    },
    ended(step) {
      say({ kind: "ended", step });
      if (timed.delete(step)) tell({ kind: "ended", step });
    },
    run(cancelFile, onAsked) {
      cancelRun = onAsked;
      tell({ kind: "run", cancelFile });
      return () => {
        cancelRun = () => {};
        tell({ kind: "run over" });
      };
    },
  };
}

/** At once, and not in a later turn: the step may be the last that this thread does. */
function say(message: FromLifeline): void {
  try {
    writeSync(lifelineDescriptor, toLine(message));
  } catch {
    // Nobody listens, or not fast enough. What the parent misses is in the store, a little later.
  }
}
