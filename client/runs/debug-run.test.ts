import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { RunEnd } from "../../runtime/host/launcher.ts";
import { createActiveRuns } from "./active-runs.ts";
import { type DebugDesk, debugRun } from "./debug-run.ts";

const orders = asAssetKey("orders");
const run = "20261124T132455-7f3a09" as RunId;
const project: ProjectSummary = { folder: "/p", environment: "dev", environments: ["dev"], counts: {}, assets: 1 };
const place = { file: "a.ts", start: { line: 3, character: 0 }, end: { line: 3, character: 1 } };
const plan: RunPlan = {
  run,
  environment: "dev",
  trigger: { kind: "editor" },
  config: null,
  steps: [{ assets: [orders], checks: [], after: [], why: ["selected"] }],
  code: { versions: {} },
  basis: { events: {}, files: {} },
  sources: {},
};

interface Situation {
  readonly record?: boolean;
  readonly project?: Partial<ProjectSummary>;
  readonly trusted?: boolean;
  readonly agreesToRun?: boolean;
  /** How the run ends, when nothing cancels it. */
  readonly end?: RunEnd;
  /** undefined: no process came to listen. */
  readonly inspector?: string | undefined;
  readonly cannotAttach?: boolean;
  /** The user stops the debugger before the run has ended. */
  readonly stopped?: boolean;
}

/** Debugs an asset and gives what happened, in order. */
async function happens(situation: Situation): Promise<readonly string[]> {
  const did: string[] = [];
  const ended = Promise.withResolvers<readonly RunEnd[]>();
  const attachedEnded = Promise.withResolvers<void>();
  const activeRuns = createActiveRuns(() => did.push(`active: ${activeRuns.all().length}`));
  const inspector = "inspector" in situation ? situation.inspector : "ws://127.0.0.1:4711/id";
  const desk: DebugDesk = {
    trusted: () => situation.trusted ?? true,
    saveBeforeRun: () => true,
    plan: async (_, { selection, checks }) => {
      did.push(`plan ${selection}, checks ${checks}`);
      return { plan, preview: false };
    },
    unsaved: () => [],
    save: async () => [],
    agreesToSave: async () => false,
    agreesToRun: async () => situation.agreesToRun ?? false,
    launchToDebug: (_, __, record) => {
      did.push(`launch${record ? " and record" : ""}`);
      if (inspector === undefined) ended.resolve([situation.end ?? { run, state: "succeeded" }]);
      return {
        ended: ended.promise,
        inspector: Promise.resolve(inspector),
        cancel() {
          did.push("cancel");
          ended.resolve([{ run, state: "cancelled" }]);
        },
        processId: 1,
      };
    },
    attach: async (_, __, address) => {
      did.push(`attach to ${address}`);
      if (situation.cannotAttach) return undefined;
      if (situation.stopped) attachedEnded.resolve();
      else ended.resolve([situation.end ?? { run, state: "succeeded" }]);
      return {
        ended: attachedEnded.promise,
        stop() {
          did.push("stop the debugger");
          attachedEnded.resolve();
        },
      };
    },
    endedUnrecorded: (_, asset, rows) => did.push(`${asset}: ${rows} rows, not recorded`),
    failure: async () => ({ asset: orders, error: { message: "no network", range: place }, others: 0 }),
    problem: ({ code, message, range }) => did.push(`problem ${code ?? message}${range ? `, ${range.file}` : ""}`),
    notTrusted: () => did.push("not trusted"),
    cannotRun: ({ message }) => did.push(`cannot run: ${message}`),
    activeRuns,
  };
  const how = await debugRun(desk, { ...project, ...situation.project }, orders, situation.record ?? false);
  return [...did, how];
}

const begun = ['plan key:"orders", checks none', "launch", "active: 1", "attach to ws://127.0.0.1:4711/id"];
const over = ["active: 0", "ended"];

const cases: { name: string; situation: Situation; did: readonly string[] }[] = [
  {
    name: "ends well, and nothing is recorded",
    situation: { end: { run, state: "succeeded", rows: { [orders]: 412 } } },
    did: [...begun, "stop the debugger", "orders: 412 rows, not recorded", ...over],
  },
  {
    name: "ends well, and is recorded",
    situation: { record: true },
    did: [begun[0] ?? "", "launch and record", ...begun.slice(2), "stop the debugger", ...over],
  },
  {
    name: "fails, as the runner says",
    situation: { end: { run, state: "failed", error: { message: "no network", range: place } } },
    did: [...begun, "stop the debugger", "problem asset-failed, a.ts", ...over],
  },
  {
    name: "is stopped in the debugger: the run is cancelled",
    situation: { stopped: true },
    did: [...begun, "cancel", "stop the debugger", ...over],
  },
  {
    name: "has no debugger: the run is cancelled",
    situation: { cannotAttach: true },
    did: [...begun, "problem debugger-not-attached", "cancel", ...over],
  },
  {
    name: "could not be started",
    situation: { inspector: undefined, end: { run, state: "failed", error: { message: "no Node" } } },
    did: [...begun.slice(0, 3), "problem asset-failed", ...over],
  },
  { name: "in Restricted Mode", situation: { trusted: false }, did: ["not trusted", "refused"] },
  {
    name: "in production, not agreed",
    situation: { project: { confirm: true } },
    did: ['plan key:"orders", checks none', "not agreed"],
  },
];

for (const { name, situation, did } of cases)
  test(`debugging an asset: ${name}`, async () => deepEqual(await happens(situation), did));
