import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import type { FromTypeWorker, ToTypeWorker } from "./lane-messages.ts";
import { writeRegistryFile } from "./registry-file.ts";
import { createTypeEngine } from "./type-engine.ts";

/** The entry of the lane's worker thread. Messages are taken between two batches, so a new edit never waits for the whole project. */
if (parentPort !== null) serve(parentPort, (workerData as { readonly folder: string }).folder);

function serve(port: MessagePort, folder: string): void {
  const engine = createTypeEngine(folder);
  let revision = 0;
  let working = false;
  let asked: Extract<ToTypeWorker, { kind: "registry" }>[] = [];

  function tell(message: FromTypeWorker): void {
    port.postMessage(message);
  }

  function tellNews(): void {
    const { put, gone, problems } = engine.takeNews();
    if (put.length === 0 && gone.length === 0 && problems === undefined) return;
    tell({ kind: "types", put, gone, ...(problems === undefined ? {} : { problems }) });
  }

  function work(): void {
    const more = engine.step();
    tellNews();
    if (more) {
      setImmediate(work);
      return;
    }
    working = false;
    tell({ kind: "settled", revision });
    for (const request of asked) answer(request.id, request.write);
    asked = [];
  }

  function answer(id: number, write: boolean): void {
    const text = engine.registryText();
    try {
      tell({ kind: "registry", id, text, written: write && writeRegistryFile(folder, text).written });
    } catch (error) {
      tell({
        kind: "registry",
        id,
        text,
        written: false,
        error: error instanceof Error ? error.message : String(error),
      });
    }
  }

  port.on("message", (message: ToTypeWorker) => {
    if (message.kind === "update") {
      engine.update(message);
      revision = message.revision;
    } else {
      asked.push(message);
    }
    if (!working) {
      working = true;
      setImmediate(work);
    }
  });
}
