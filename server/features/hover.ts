import type { Hover, Position } from "vscode-languageserver";
import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import { type CommandArguments, offeredCommands } from "../../protocol/messages/command-arguments.ts";
import type { AssetDetails, MaterializationSummary } from "../../protocol/messages/server-messages.ts";
import { formatStoredDate, holdsDates } from "../../protocol/record/format-dates.ts";
import {
  formatAge,
  formatBytes,
  formatChange,
  formatCount,
  formatRows,
  formatSeconds,
} from "../../protocol/record/format-facts.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { checkHover } from "./check-hover.ts";
import { checkState, checkWords } from "./check-offer.ts";
import { commandLink, markdownTable, markdownText } from "./markdown-text.ts";
import { materializeArguments, materializeTitle } from "./materialize-offer.ts";
import { type NameAtCursor, nameAtCursor } from "./name-at-cursor.ts";
import { rangeOf } from "./places.ts";

/** A table beyond this is wider than the hover. */
const mostColumns = 6;
const mostRows = 5;
const mostLetters = 24;
const mostColumnTypeLetters = 16;
const mostTypeLetters = 400;
const mostChecks = 5;
const mostCheckLetters = 100;

/** What is known of the asset that the text names at a position. */
export function hover(
  workspace: Workspace,
  file: string,
  position: Position,
  name: NameAtCursor | undefined = nameAtCursor(workspace, file, position),
): Hover | null {
  if (name === undefined) return checkHover(workspace, file, position);
  const details = workspace.details(name.asset);
  if (details === null) return null;
  return {
    range: rangeOf(name.range),
    contents: { kind: "markdown", value: hoverText(workspace, name, details) },
  };
}

function hoverText(workspace: Workspace, { asset, reader }: NameAtCursor, details: AssetDetails): string {
  const parts = [
    // At a parameter TypeScript's own hover shows the type already.
    reader === undefined ? typeText(details) : undefined,
    title(details),
    details.description === undefined ? undefined : markdownText(details.description),
    statusText(details),
    details.latest && madeText(details, details.latest, workspace.now()),
    checksText(details, workspace.now()),
    table(details),
    links(workspace, asset, details),
  ];
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

function title({ card }: AssetDetails): string {
  const facts = [card.group === "default" ? "" : card.group, ...card.owners, ...card.kinds].filter(
    (fact) => fact !== "",
  );
  return [`**${markdownText(card.key)}**`, ...facts.map(markdownText)].join(" · ");
}

function typeText({ valueType }: AssetDetails): string | undefined {
  if (valueType === undefined || valueType === "unknown" || valueType.length > mostTypeLetters) return undefined;
  return codeBlock(valueType);
}

/** Types are code that others wrote: a fence longer than any in it cannot be closed by it. */
function codeBlock(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}ts\n${code}\n${fence}`;
}

function statusText({ sentences }: AssetDetails): string {
  return sentences.map(markdownText).join("  \n");
}

function madeText({ card }: AssetDetails, latest: MaterializationSummary, now: number): string {
  const when = `Made ${formatAge(latest.time, now)}`;
  const took = latest.seconds === undefined ? "" : ` in ${formatSeconds(latest.seconds)}`;
  const rows = latest.rows === undefined ? undefined : `**${formatCount(latest.rows, "row")}**`;
  const change = card.rowsChange === undefined ? "" : ` ${markdownText(`(${formatChange(card.rowsChange)})`)}`;
  const checks = card.checks.total === 0 ? undefined : `checks ${card.checks.passed}/${card.checks.total}`;
  const facts = [
    rows && `${rows}${change}`,
    latest.bytes === undefined ? undefined : formatBytes(latest.bytes),
    checks,
  ].filter((fact) => fact !== undefined);
  return facts.length === 0 ? `${when}${took}` : `${when}${took}: ${facts.join(", ")}`;
}

function table({ columns = [], preview = [], latest }: AssetDetails): string | undefined {
  const shown = columns.slice(0, mostColumns);
  const [first] = shown;
  if (first === undefined) return undefined;
  const rows = preview.filter(isRow).slice(0, mostRows);
  const more = columns.length - shown.length;
  const lines = markdownTable(
    [
      ...shown.map(({ name, type }) => ({
        title: `${markdownText(shortened(name))} *${markdownText(shortened(type, mostColumnTypeLetters))}*`,
        right: type === "number" || type === "bigint",
      })),
      ...(more > 0 ? [{ title: `… ${more} more`, right: false }] : []),
    ],
    rows.map((row) => [
      ...shown.map(({ name, type }) => shortened(cellText(row[name], type))),
      ...(more > 0 ? [""] : []),
    ]),
  );
  if (rows.length === 0 || latest?.rows === undefined || latest.rows <= rows.length) return lines;
  return `${lines}\n\n*first ${rows.length} of ${formatRows(latest.rows)} rows*`;
}

/** Those that did not pass by name, the first of them with what they say; the others are counted where it says when it was made. */
function checksText({ checks }: AssetDetails, now: number): string | undefined {
  const told = checks.filter((check) => {
    const state = checkState(check);
    return state === "failed" || state === "warned" || state === "outdated";
  });
  if (told.length === 0) return undefined;
  const lines = told
    .slice(0, mostChecks)
    .map((check) => markdownText(`Check ${check.name}: ${shortened(checkWords(check, now), mostCheckLetters)}`));
  const more = told.length - lines.length;
  return (more > 0 ? [...lines, `… ${more} more`] : lines).join("  \n");
}

function links(workspace: Workspace, asset: AssetId, { latest, preview }: AssetDetails): string {
  const key = workspace.graph().nodes[asset]?.key;
  if (key === undefined) return "";
  const target: CommandArguments = { project: workspace.folder, asset: key };
  const materialize = materializeArguments(workspace, asset);
  const run = workspace.status(asset).happened.running[0] ?? latest?.run;
  return [
    materialize && commandLink(materializeTitle(workspace, asset), offeredCommands.materialize, materialize),
    commandLink("Lineage", offeredCommands.showLineage, target),
    materialize && commandLink("Plan", offeredCommands.showPlan, materialize),
    run && commandLink("Run log", offeredCommands.openRunLog, { ...target, run }),
    preview && commandLink("All rows", offeredCommands.showValue, target),
  ]
    .filter((link) => link !== undefined)
    .join(" · ");
}

function isRow(value: Json): value is { readonly [name: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function cellText(value: Json | undefined, type: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return unbroken(holdsDates(type) ? formatStoredDate(value) : value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A hover is narrow, and a date that is broken at its hyphens cannot be read. */
function unbroken(text: string): string {
  return /^\d{4}-\d\d-\d\d\b/.test(text) ? text.replaceAll("-", "\u2011").replaceAll(" ", "\u00a0") : text;
}

function shortened(text: string, most = mostLetters): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
