import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { checkId } from "../../protocol/graph/check-id.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";
import { badgeWords, reasonOf } from "../../runtime/core/status/cause-text.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { checkShape, checkState } from "../check-words.ts";
import type { CommandContext, ExitCode } from "../command.ts";
import { endOf, openLoaded, problemsEntry, withHint } from "../open-loaded.ts";
import { refuse } from "../refuse.ts";
import { assetsIn, checksIn, confirmationNeeded, requestPlan, type Wanted } from "../request-plan.ts";
import { syntaxErrorsOf } from "../syntax-errors.ts";
import { badgeShape, complain, say, sayJson, sayTable, styled, type Terminal } from "../terminal.ts";

/** Prints the steps that a run would have, in their order, each with why it is there and what it waits for. Nothing runs. */
export async function planCommand(context: CommandContext, wanted: Wanted): Promise<ExitCode> {
  const { terminal } = context;
  const loaded = await openLoaded(context, wanted);
  const { workspace } = loaded;
  const answer = requestPlan(workspace, wanted);
  if ("refused" in answer)
    return refuse(
      context,
      answer.refused.map((each) => withHint(each, workspace, wanted)),
    );
  const { plan } = answer;
  const confirm = confirmationNeeded(workspace, plan) !== undefined;
  const unreadable = await syntaxErrorsOf(workspace, (file) => plan.basis.files[file] !== undefined);
  // Nothing runs here, so it is a warning; the run itself would fail.
  const warnings = unreadable.map((diagnostic) => ({ ...diagnostic, severity: "warning" as const }));
  complain(terminal, warnings);
  if (context.json) {
    sayJson(terminal, {
      version: 1,
      environment: plan.environment,
      confirm,
      steps: plan.steps.map((step) => ({ ...step, reasons: reasonsOf(workspace, step) })),
      warnings,
      ...problemsEntry(wanted, loaded),
    });
    return endOf(loaded);
  }
  say(terminal, `${contentOf(plan)} in ${plan.environment}, in this order:`, "");
  sayTable(
    terminal,
    plan.steps.map((step, at) => [
      styled(terminal, "dim", String(at + 1).padStart(String(plan.steps.length).length)),
      `${shapeOf(terminal, workspace, step)} ${namesOf(step).join(", ")}`,
      step.why.join(", "),
      reasonsOf(workspace, step).join(", "),
      styled(terminal, "dim", waitsFor(plan, step)),
    ]),
  );
  if (confirm) say(terminal, "", `Runs in ${plan.environment} are to be confirmed: add --yes to materialize.`);
  return endOf(loaded);
}

/** `3 assets, 2 checks`; what there is none of is left out. */
function contentOf(plan: RunPlan): string {
  const counts = [
    [assetsIn(plan), "asset"],
    [checksIn(plan), "check"],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => formatCount(count, word))
    .join(", ");
}

/** What a step makes, and what it checks where it makes nothing. */
function namesOf({ assets, checks }: PlannedStep): readonly string[] {
  return assets.length > 0 ? assets : checks.map(({ asset, name }) => checkId(asset, name));
}

/** Of a check, that of its latest result. */
function shapeOf(terminal: Terminal, workspace: Workspace, { assets, checks }: PlannedStep): string {
  const [asset] = assets;
  const [check] = checks;
  const id = workspace.find(asset ?? check?.asset ?? ("" as AssetKey));
  if (id === undefined) throw new Error("a step of the plan is about nothing that is known");
  if (asset !== undefined || check === undefined) return badgeShape(terminal, workspace.status(id).badge);
  return checkShape(terminal, checkState(workspace.check(id, check.name)?.results[0]?.result));
}

/** What each asset of the step is now, in a few words: `tax in money.ts changed`, `never run`. */
function reasonsOf(workspace: Workspace, step: PlannedStep): readonly string[] {
  const reasons = step.assets.flatMap((key) => {
    const id = workspace.find(key);
    if (id === undefined) return [];
    const status = workspace.status(id);
    return reasonOf(key, status) ?? badgeWords[status.badge];
  });
  return [...new Set(reasons)];
}

function waitsFor({ steps }: RunPlan, { after }: PlannedStep): string {
  const keys = after.flatMap((index) => {
    const step = steps[index];
    return step === undefined ? [] : namesOf(step);
  });
  return keys.length === 0 ? "" : `after ${keys.join(", ")}`;
}
