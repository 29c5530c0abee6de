import { l10n, MarkdownString, StatusBarAlignment, window } from "vscode";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { type CommandArguments, offeredCommands } from "../../protocol/messages/command-arguments.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunPlan } from "../../protocol/record/run-plan.ts";
import type { LaunchedRun } from "../../runtime/host/launcher.ts";
import type { RunTells } from "./run-tells.ts";
import { howFar, progressText, whatIsMade } from "./run-words.ts";

/**
 * Shows in the status bar that a run goes on, until it has ended: a notification would cover what is at work. A click opens its log; the
 * hover has the way to cancel it.
 */
export function followRun(project: string, plan: RunPlan, launched: LaunchedRun, tells: RunTells): void {
  const assets: AssetKey[] = plan.steps.flatMap((step) => step.assets);
  const title = l10n.t("Materializing {0}", whatIsMade(l10n.t, assets));
  const target: CommandArguments = { project, run: plan.run };
  const item = window.createStatusBarItem(`evergraph.run.${plan.run}`, StatusBarAlignment.Left, 39);
  item.name = l10n.t("Evergraph: Run");
  item.command = { command: offeredCommands.openRunLog, title: l10n.t("Open Run Log"), arguments: [target] };
  const links = [
    link(l10n.t("Cancel"), offeredCommands.cancelRun, target),
    link(l10n.t("Open Run Log"), offeredCommands.openRunLog, target),
  ].join(" · ");

  function draw(run: RunSummary | undefined): void {
    item.text = progressText(l10n.t, assets, run);
    // A single step has no part that could be told.
    const words = run === undefined || run.steps.planned <= 1 ? title : `${title}: ${howFar(l10n.t, run)}`;
    item.accessibilityInformation = { label: words, role: "button" };
    const tooltip = new MarkdownString().appendText(words).appendMarkdown(`\n\n${links}`);
    tooltip.isTrusted = { enabledCommands: [offeredCommands.cancelRun, offeredCommands.openRunLog] };
    item.tooltip = tooltip;
  }

  draw(undefined);
  item.show();
  const stop = tells.follow(plan.run, draw);
  const end = (): void => {
    stop();
    item.dispose();
  };
  launched.ended.then(end, end);
}

function link(title: string, command: string, target: CommandArguments): string {
  return `[${title}](command:${command}?${encodeURIComponent(JSON.stringify([target]))})`;
}
