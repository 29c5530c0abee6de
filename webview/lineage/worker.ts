import { SheetDesk } from "./sheet-desk.ts";
import { warmUp } from "./warm-up.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

/** The panel's worker: applies the feed, lays out, draws on the page's canvas, and says what lies where. */

interface WorkerGlobal {
  onmessage: ((event: MessageEvent<ToWorker>) => void) | null;
  postMessage(message: FromWorker): void;
}

const self = globalThis as unknown as WorkerGlobal;
const tell = (message: FromWorker): void => self.postMessage(message);
let desk: SheetDesk | undefined;
let stopWarmUp: (() => void) | undefined;

self.onmessage = ({ data }) => {
  try {
    if (data.kind === "start") {
      desk = new SheetDesk(data.canvas, data.view, data.theme, data.kept, tell);
      stopWarmUp = warmUp(data.theme);
      return;
    }
    if (data.kind === "feed") stopWarmUp?.();
    desk?.take(data);
  } catch (error) {
    tell({ kind: "problem", message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
};
