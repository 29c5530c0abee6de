import type { Hover, Position } from "vscode-languageserver";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import { offeredCommands } from "../../protocol/messages/command-arguments.ts";
import type { CheckDetails, CheckSummary } from "../../protocol/messages/server-messages.ts";
import { formatAge } from "../../protocol/record/format-facts.ts";
import type { CheckPlace, Workspace } from "../workspace/workspace.ts";
import { checkReason, checkWords, runCheckArguments } from "./check-offer.ts";
import { commandLink, markdownText } from "./markdown-text.ts";
import { rangeOf, touches } from "./places.ts";

const mostResults = 5;

/** What is known of the check whose name stands at a position. */
export function checkHover(workspace: Workspace, file: string, position: Position): Hover | null {
  for (const place of workspace.checksIn(file)) {
    if (!touches(place.check.range, position)) continue;
    const range = nameRange(workspace, place);
    if (!touches(range, position)) continue;
    const key = workspace.graph().nodes[place.asset]?.key;
    const check = workspace.details(place.asset)?.checks.find(({ name }) => name === place.check.name);
    if (key === undefined || check === undefined) continue;
    return { range: rangeOf(range), contents: { kind: "markdown", value: textOf(workspace, place, key, check) } };
  }
  return null;
}

/** Where a check says its name: in quotes or as the name of an option; of a ready-made one, where its function is called. */
function nameRange(workspace: Workspace, { check }: CheckPlace): SourceRange {
  const { file, start, end } = check.range;
  const lines = (workspace.analysis.text(file) ?? "").split("\n");
  for (let line = start.line; line <= end.line; line++) {
    const text = lines[line] ?? "";
    const from = line === start.line ? start.character : 0;
    for (const written of [JSON.stringify(check.name), `'${check.name}'`, `\`${check.name}\``]) {
      const at = text.indexOf(written, from);
      if (at !== -1) return onLine(file, line, at, at + written.length);
    }
  }
  const first = (lines[start.line] ?? "").slice(start.character);
  const word = /^[\p{L}\p{N}_$.]+/u.exec(first)?.[0] ?? "";
  return onLine(file, start.line, start.character, start.character + word.length);
}

function onLine(file: string, line: number, start: number, end: number): SourceRange {
  return { file, start: { line, character: start }, end: { line, character: end } };
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
