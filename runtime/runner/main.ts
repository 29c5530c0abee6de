import { existsSync } from "node:fs";
import inspector from "node:inspector";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { FromRunner, ToRunner } from "../../protocol/messages/runner-messages.ts";
import { runnerProtocol } from "../../protocol/messages/runner-messages.ts";
import { recordError } from "../executor/record-error.ts";
import { answerLoad } from "./answer-load.ts";
import { captureOutput } from "./capture-output.ts";
import { useCompileCache } from "./compile-cache.ts";
import { guardProcess } from "./guard-process.ts";
import { bundleDefinitions } from "./load-definitions.ts";
import { packageVersion } from "./package-version.ts";
import { runPlans } from "./run-plans.ts";
import { startParentWatch } from "./start-parent-watch.ts";

// The entry of a runner: greets its parent, waits for plans with everything loaded, carries them out and ends. Its working folder is the
// project's.

const exitCodes = { done: 0, orphaned: 1 } as const;

const watch = startParentWatch(watchEntry());
useCompileCache(path.join(process.cwd(), ".evergraph", "compile-cache"));
const cancel = new AbortController();
let isAtWork = false;

process.on("message", (message: ToRunner) => {
  switch (message.kind) {
    case "run":
    case "load":
      if (!isAtWork) void work(message);
      isAtWork = true;
      return;
    case "cancel":
      cancel.abort(new DOMException("The run was cancelled.", "AbortError"));
      return;
    default:
      message satisfies never;
  }
});
process.on("disconnect", () => process.exit(exitCodes.orphaned));

const echo = captureOutput();
guardProcess();
await send({
  kind: "ready",
  protocol: runnerProtocol,
  node: process.versions.node,
  package: packageVersion(import.meta.url),
});

async function work(request: Exclude<ToRunner, { readonly kind: "cancel" }>): Promise<void> {
  if (request.kind === "load") await send(await load(request));
  else await run(request);
  process.exit(exitCodes.done);
}

async function run(request: Extract<ToRunner, { readonly kind: "run" }>): Promise<void> {
  if (request.debug) {
    for (const plan of request.plans) await bundleDefinitions(request.project, plan);
    await waitForDebugger();
  }
  const sent: Promise<void>[] = [];
  await runPlans(request, {
    send: (message) => void sent.push(send(message)),
    signal: cancel.signal,
    watch,
    // Nobody can read it later.
    onUnrecorded: (event) => event.kind === "log" && echo(event.level, event.text),
  });
  await Promise.all(sent);
}

async function load(request: Extract<ToRunner, { readonly kind: "load" }>): Promise<FromRunner> {
  try {
    return await answerLoad(request);
  } catch (error) {
    return { kind: "not loaded", error: recordError(error, request.project) };
  }
}

/** The address is sent before this thread stops to wait. */
async function waitForDebugger(): Promise<void> {
  inspector.open(0, "127.0.0.1");
  const url = inspector.url();
  if (url !== undefined) await send({ kind: "inspector", url });
  inspector.waitForDebugger();
}

function send(message: FromRunner): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) return reject(new Error("A runner is started by the editor or the terminal."));
    process.send(message, undefined, {}, (error) => (error === null ? resolve() : reject(error)));
  });
}

/** Beside this file: written, or bundled. */
function watchEntry(): URL {
  const here = fileURLToPath(import.meta.url);
  const bundled = new URL("./parent-watch.mjs", import.meta.url);
  return path.extname(here) === ".mjs" && existsSync(bundled) ? bundled : new URL("./parent-watch.ts", import.meta.url);
}
