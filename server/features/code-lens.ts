import type { CodeLens, Command, Range } from "vscode-languageserver";
import type { AssetId, AssetNode } from "../../protocol/graph/asset-graph.ts";
import { type CommandArguments, offeredCommands } from "../../protocol/messages/command-arguments.ts";
import type { CheckDetails } from "../../protocol/messages/server-messages.ts";
import { asOf } from "../../protocol/record/broken-text.ts";
import { formatSeconds, formatShortAge } from "../../protocol/record/format-facts.ts";
import type { AssetStatus } from "../../protocol/record/status.ts";
import { badgeWords, reasonOf } from "../../runtime/core/status/cause-text.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type CheckState, checkState, checkWords, runCheckArguments } from "./check-offer.ts";
import { materializeArguments, materializeTitle } from "./materialize-offer.ts";

export interface LensAnswer {
  readonly lenses: readonly CodeLens[];
  /** Milliseconds for which the times in them are true; undefined: they show none. */
  readonly validFor: number | undefined;
}

const mostLetters = 80;
const second = 1_000;
const minute = 60 * second;

/** Above each asset its status with the reason, and what can be done about it now. */
export function codeLenses(workspace: Workspace, file: string): LensAnswer {
  const { nodes } = workspace.graph();
  const lenses: CodeLens[] = [];
  let validFor: number | undefined;
  for (const id of workspace.assetsIn(file)) {
    const node = nodes[id];
    if (!node) continue;
    const range: Range = { start: node.range.start, end: node.range.start };
    const status = workspace.status(id);
    for (const command of commandsOf(workspace, id, node, status)) lenses.push({ range, command });
    const lasts = status.badge === "running" ? second : status.badge === "fresh" ? minute : undefined;
    if (lasts !== undefined) validFor = Math.min(validFor ?? lasts, lasts);
  }
  for (const { asset, check } of workspace.checksIn(file)) {
    // What the asset's own function reports is told in the asset's hover: it has no code of its own to run.
    if (check.reported === true) continue;
    const range: Range = { start: check.range.start, end: check.range.start };
    const details = workspace.check(asset, check.name);
    if (details === undefined) continue;
    for (const command of checkCommands(workspace, asset, details)) lenses.push({ range, command });
    if (details.results.length > 0) validFor = Math.min(validFor ?? minute, minute);
  }
  return { lenses, validFor };
}

const checkIcons: Readonly<Record<CheckState, string>> = {
  never: "never",
  passed: "fresh",
  failed: "failed",
  warned: "overdue",
  outdated: "stale",
};

/** `$(evergraph-failed) failed: 3 of 412 rows have no id | Run check | Log` */
function checkCommands(workspace: Workspace, asset: AssetId, details: CheckDetails): Command[] {
  const key = workspace.graph().nodes[asset]?.key;
  const words = shortened(checkWords(details, workspace.now()));
  const commands: Command[] = [
    { title: `$(evergraph-${checkIcons[checkState(details)]}) ${plain(words)}`, command: "" },
  ];
  const again = runCheckArguments(workspace, asset, details.name);
  if (again !== undefined) {
    commands.push(command("Run check", offeredCommands.materialize, again));
  }
  const run = details.results[0]?.run;
  if (run !== undefined && key !== undefined) {
    commands.push(command("Log", offeredCommands.openRunLog, { project: workspace.folder, asset: key, run }));
  }
  return commands;
}

function shortened(text: string): string {
  const [line = ""] = text.split(/\r?\n/);
  return line.length <= mostLetters ? line : `${line.slice(0, mostLetters - 1)}…`;
}

function commandsOf(workspace: Workspace, id: AssetId, node: AssetNode, status: AssetStatus): Command[] {
  const target: CommandArguments = { project: workspace.folder, asset: node.key };
  const lineage = command("Lineage", offeredCommands.showLineage, target);
  const shown: Command = { title: statusTitle(workspace, id, node, status), command: "" };
  const [run] = status.happened.running;
  if (status.badge === "running" && run !== undefined) {
    const log = command("Log", offeredCommands.openRunLog, { ...target, run });
    // A run of another process is cancelled there; without trust nothing is offered that needs a process.
    return workspace.trusted
      ? [shown, command("Cancel", offeredCommands.cancelRun, { ...target, run }), log, lineage]
      : [shown, log, lineage];
  }
  const materialize = materializeArguments(workspace, id);
  const value = workspace.card(id)?.hasValue === true ? [command("Value", offeredCommands.showValue, target)] : [];
  if (materialize === undefined) return [shown, lineage, ...value];
  return [
    shown,
    command(materializeTitle(workspace, id), offeredCommands.materialize, materialize),
    command("Debug", offeredCommands.debug, target),
    lineage,
    command("Plan", offeredCommands.showPlan, materialize),
    ...value,
  ];
}

/** `$(evergraph-stale) stale: tax in money.ts changed` */
function statusTitle(workspace: Workspace, id: AssetId, { key }: AssetNode, status: AssetStatus): string {
  const icon = `$(evergraph-${status.badge.replaceAll(" ", "-")})`;
  return `${icon} ${plain(statusWords(workspace, id, key, status))}`;
}

function statusWords(workspace: Workspace, id: AssetId, key: AssetNode["key"], status: AssetStatus): string {
  const word = badgeWords[status.badge];
  const broken = workspace.broken(id);
  if (broken !== undefined && status.badge !== "running")
    return `${word}, ${asOf(broken.since)}: the file does not parse`;
  const reason = reasonOf(key, status);
  if (reason !== undefined) return `${word}: ${reason}`;
  const card = workspace.card(id);
  if (status.badge === "running" && card?.startedAt !== undefined) {
    const seconds = Math.floor((workspace.now() - card.startedAt) / second);
    // A tenth that a lens shows once a second would only flicker.
    return seconds < 1 ? word : `${word}: ${seconds < 60 ? `${seconds} s` : formatSeconds(seconds)}`;
  }
  if (status.badge === "fresh" && card?.made !== undefined)
    return `${word}, ${formatShortAge(card.made, workspace.now())}`;
  return word;
}

/** In a lens `$(name)` is an icon; a reason that others wrote must stay text. */
function plain(text: string): string {
  return text.replaceAll("$(", "\\$(").replaceAll(/\p{Cc}+/gu, " ");
}

function command(title: string, name: string, target: CommandArguments): Command {
  return { title, command: name, arguments: [target] };
}
