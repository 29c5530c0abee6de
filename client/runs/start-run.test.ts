import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanAnswer, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { RunEnd } from "../../runtime/host/launcher.ts";
import { createActiveRuns } from "./active-runs.ts";
import type { Failure } from "./first-failure.ts";
import { type RunDesk, startRun } from "./start-run.ts";

const project: ProjectSummary = { folder: "/p", environment: "dev", environments: ["dev"], counts: {}, assets: 1 };
const orders = asAssetKey("orders");

const place = { file: "a.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

const plan: RunPlan = {
  run: "20261124T132455-7f3a09" as RunId,
  environment: "dev",
  trigger: { kind: "editor" },
  config: null,
  steps: [{ assets: [orders], checks: [], after: [], why: ["selected"] }],
  code: { versions: {} },
  basis: { events: {}, files: { "assets.ts": "0", "tax.ts": "1" } },
  sources: {},
};

interface Situation {
  readonly trusted?: boolean;
  readonly project?: Partial<ProjectSummary>;
  /** Answers to `plan`, in turn. */
  readonly plans?: readonly PlanAnswer[];
  readonly unsaved?: readonly string[];
  readonly saveBeforeRun?: boolean;
  readonly agreesToSave?: boolean;
  readonly agreesToRun?: boolean;
  readonly cannotSave?: readonly string[];
  readonly ends?: readonly RunEnd[];
  readonly failure?: Failure;
  readonly planned?: boolean;
}

/** Starts a run and gives what happened, in order. */
async function happens(situation: Situation): Promise<readonly string[]> {
  const did: string[] = [];
  const plans = [...(situation.plans ?? [{ plan, preview: false }])];
  const activeRuns = createActiveRuns(() => did.push(`active: ${activeRuns.all().length}`));
  const desk: RunDesk = {
    trusted: () => situation.trusted ?? true,
    saveBeforeRun: () => situation.saveBeforeRun ?? true,
    plan: async (_, { selection }) => {
      did.push(`plan ${selection}`);
      return (plans.length > 1 ? plans.shift() : plans[0]) as PlanAnswer;
    },
    unsaved: (_, files) => (situation.unsaved ?? []).filter((file) => files.includes(file)),
    save: async (_, files) => {
      did.push(`save ${files.join(" ")}`);
      return situation.cannotSave ?? [];
    },
    agreesToSave: async () => {
      did.push("ask to save");
      return situation.agreesToSave ?? false;
    },
    agreesToRun: async (environment) => {
      did.push(`ask to run in ${environment}`);
      return situation.agreesToRun ?? false;
    },
    launch: () => {
      did.push("launch");
      return {
        ended: Promise.resolve(situation.ends ?? [{ run: plan.run, state: "succeeded" }]),
        inspector: Promise.resolve(undefined),
        cancel: () => did.push("cancel"),
        processId: 1,
      };
    },
    showPlan: (_, { selection }) => did.push(`show the plan of ${selection}`),
    follow: () => did.push("follow"),
    failure: async () => situation.failure,
    problem: ({ code, message, range }) => did.push(`problem ${code ?? message}${range ? `, ${range.file}` : ""}`),
    notTrusted: () => did.push("not trusted"),
    cannotRun: ({ message }) => did.push(`cannot run: ${message}`),
    activeRuns,
  };
  const ended = await startRun(desk, { ...project, ...situation.project }, { selection: "orders" }, situation.planned);
  return [...did, ended];
}

const launched = ["launch", "active: 1", "follow", "active: 0", "ended"];
const preview: PlanAnswer = { plan, preview: true };
const saved: PlanAnswer = { plan, preview: false };

const long: RunPlan = {
  ...plan,
  steps: Array.from({ length: 21 }, (_, index) => ({
    assets: [asAssetKey(`orders_${index}`)],
    checks: [],
    after: [],
    why: ["selected"],
  })),
};

const cases: { name: string; situation: Situation; did: readonly string[] }[] = [
  { name: "all is saved", situation: {}, did: ["plan orders", ...launched] },
  { name: "Restricted Mode", situation: { trusted: false }, did: ["not trusted", "refused"] },
  {
    name: "no package",
    situation: { project: { cannotRun: { message: "no package" } } },
    did: ["cannot run: no package", "refused"],
  },
  {
    name: "a helper is unsaved",
    situation: { plans: [preview, saved], unsaved: ["tax.ts", "elsewhere.ts"] },
    did: ["plan orders", "save tax.ts", "plan orders", ...launched],
  },
  {
    name: "saving by itself is off, and the user agrees",
    situation: { plans: [preview, saved], unsaved: ["tax.ts"], saveBeforeRun: false, agreesToSave: true },
    did: ["plan orders", "ask to save", "save tax.ts", "plan orders", ...launched],
  },
  {
    name: "saving by itself is off, and the user does not agree",
    situation: { plans: [preview], unsaved: ["tax.ts"], saveBeforeRun: false },
    did: ["plan orders", "ask to save", "not agreed"],
  },
  {
    name: "a file cannot be saved",
    situation: { plans: [preview], unsaved: ["tax.ts"], cannotSave: ["tax.ts"] },
    did: ["plan orders", "save tax.ts", "problem not-saved", "refused"],
  },
  {
    name: "the text is still another one",
    situation: { plans: [preview, preview], unsaved: ["tax.ts"] },
    did: ["plan orders", "save tax.ts", "plan orders", "problem still-unsaved", "refused"],
  },
  {
    name: "production, agreed",
    situation: { project: { confirm: true }, agreesToRun: true },
    did: ["plan orders", "ask to run in dev", ...launched],
  },
  {
    name: "production, not agreed",
    situation: { project: { confirm: true } },
    did: ["plan orders", "ask to run in dev", "not agreed"],
  },
  {
    name: "20 steps",
    situation: { plans: [{ plan: { ...long, steps: long.steps.slice(0, 20) }, preview: false }] },
    did: ["plan orders", ...launched],
  },
  {
    name: "21 steps: looked at first, before anything is saved",
    situation: { plans: [{ plan: long, preview: true }], unsaved: ["tax.ts"] },
    did: ["plan orders", "show the plan of orders", "plan shown"],
  },
  {
    name: "21 steps that were looked at",
    situation: { plans: [{ plan: long, preview: false }], planned: true },
    did: ["plan orders", ...launched],
  },
  {
    name: "the plan is refused",
    situation: {
      plans: [
        {
          refused: [
            {
              code: "cycle",
              severity: "error",
              message: "",
              remedy: "",
              range: place,
              related: [],
              facts: null,
            },
          ],
        },
      ],
    },
    did: ["plan orders", "problem cycle, a.ts", "refused"],
  },
  {
    name: "no runner could be started",
    situation: { ends: [{ run: plan.run, state: "failed", error: { message: "no Node" } }] },
    did: ["plan orders", "launch", "active: 1", "follow", "problem no Node", "active: 0", "ended"],
  },
  {
    name: "an asset throws",
    situation: {
      ends: [{ run: plan.run, state: "failed" }],
      failure: { asset: orders, error: { message: "no network", range: place }, others: 0 },
    },
    did: ["plan orders", "launch", "active: 1", "follow", "problem asset-failed, a.ts", "active: 0", "ended"],
  },
  {
    name: "the run is cancelled",
    situation: { ends: [{ run: plan.run, state: "cancelled" }] },
    did: ["plan orders", ...launched],
  },
];

for (const { name, situation, did } of cases)
  test(`starting a run: ${name}`, async () => deepEqual(await happens(situation), did));

test("runs of this window are found by id, by asset, and all of a project", () => {
  const runs = createActiveRuns(() => {});
  const cancelled: string[] = [];
  const add = (run: string, folder: string, asset: string) =>
    runs.add({ run: run as RunId, project: folder, assets: [asAssetKey(asset)], cancel: () => cancelled.push(run) });
  add("1", "/p", "orders");
  add("2", "/p", "events");
  add("3", "/q", "orders");
  const found = (wanted: Parameters<typeof runs.find>[0]) => runs.find(wanted).map(({ run }) => run);
  deepEqual(found({ project: "/p" }), ["1", "2"]);
  deepEqual(found({ project: "/p", asset: orders }), ["1"]);
  deepEqual(found({ project: "/q", run: "3" as RunId }), ["3"]);
  deepEqual(found({ project: "/p", run: "3" as RunId }), []);
  runs.remove("1" as RunId);
  equal(runs.all().length, 2);
});
