import type { Hover, Position } from "vscode-languageserver";
import { offeredCommands } from "../../protocol/messages/command-arguments.ts";
import type { CheckDetails, CheckSummary } from "../../protocol/messages/server-messages.ts";
import { formatAge } from "../../protocol/record/format-facts.ts";
import type { CheckPlace, Workspace } from "../workspace/workspace.ts";
import { checkAtCursor } from "./check-at-cursor.ts";
import { checkReason, checkWords, runCheckArguments } from "./check-offer.ts";
import { commandLink, markdownText } from "./markdown-text.ts";
import { rangeOf } from "./places.ts";

const mostResults = 5;

/** What is known of the check whose name stands at a position. */
export function checkHover(workspace: Workspace, file: string, position: Position): Hover | null {
  const named = checkAtCursor(workspace, file, position);
  if (named === undefined) return null;
  const { place, range } = named;
  const key = workspace.graph().nodes[place.asset]?.key;
  const check = workspace.details(place.asset)?.checks.find(({ name }) => name === place.check.name);
  if (key === undefined || check === undefined) return null;
  return { range: rangeOf(range), contents: { kind: "markdown", value: textOf(workspace, place, key, check) } };
}

function textOf(workspace: Workspace, { asset }: CheckPlace, key: string, check: CheckDetails): string {
  const kind = check.blocking ? "blocking" : check.severity === "WARN" ? "warns" : undefined;
  const title = [`**${markdownText(check.name)}**`, `checks ${markdownText(key)}`, kind];
  const parts = [
    title.filter((fact) => fact !== undefined).join(" · "),
    check.description === undefined ? undefined : markdownText(check.description),
    markdownText(sentence(checkWords(check, workspace.now()))),
    pastOf(check.results, workspace.now()),
    links(workspace, asset, key, check),
  ];
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

function pastOf(results: readonly CheckSummary[], now: number): string | undefined {
  if (results.length < 2) return undefined;
  return results
    .slice(0, mostResults)
    .map(({ time, result }) => {
      const why = checkReason(result);
      const word = result.passed ? "passed" : result.severity === "WARN" ? "warned" : "failed";
      return markdownText(`${formatAge(time, now)}: ${word}${result.passed || why === undefined ? "" : `, ${why}`}`);
    })
    .join("  \n");
}

function links(workspace: Workspace, asset: number, key: string, { name, results }: CheckDetails): string {
  const project = workspace.folder;
  const again = runCheckArguments(workspace, asset, name);
  const run = results[0]?.run;
  return [
    again && commandLink("Run check", offeredCommands.materialize, again),
    run && commandLink("Run log", offeredCommands.openRunLog, { project, asset: key, run }),
    commandLink("Lineage", offeredCommands.showLineage, { project, asset: key }),
  ]
    .filter((link) => link !== undefined)
    .join(" · ");
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(whole) ? whole : `${whole}.`;
}
