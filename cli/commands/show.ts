import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { Json, RecordedError } from "../../protocol/errors/error-entry.ts";
import { nearestName } from "../../protocol/errors/nearest-name.ts";
import { parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDetails } from "../../protocol/messages/server-messages.ts";
import { formatAge, formatBytes, formatRows, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { MetadataValue } from "../../protocol/record/metadata.ts";
import type { Workspace } from "../../server/workspace/workspace.ts";
import { checkDetail, checkShape, checkState } from "../check-words.ts";
import type { CommandContext, ExitCode } from "../command.ts";
import { type LoadedRows, loadRows } from "../load-rows.ts";
import { endOf, type Loading, openLoaded, problemsEntry, withHint } from "../open-loaded.ts";
import { refuse } from "../refuse.ts";
import { badgeShape, place, say, sayJson, sayTable, styled, type Terminal } from "../terminal.ts";
import { clip, oneLine } from "../text-width.ts";

export interface ShowRequest extends Loading {
  readonly key: string;
  /** Load the value and show so many rows of it; undefined: the preview that was recorded. */
  readonly rows: number | undefined;
}

/** Prints everything that is known about one asset. */
export async function showCommand(context: CommandContext, { key, rows, ...loading }: ShowRequest): Promise<ExitCode> {
  const project = await openLoaded(context, loading);
  const { workspace } = project;
  const asset = parseAssetKey(key);
  const id = asset === undefined ? undefined : workspace.find(asset);
  const details = id === undefined ? null : workspace.details(id);
  if (details === null) return refuse(context, unknownKey(workspace, key, loading));
  const loaded = rows === undefined ? undefined : await loadRows(workspace, details.card.key, rows, context.signal);
  if (context.json) {
    sayJson(context.terminal, {
      version: 1,
      ...details,
      ...(loaded === undefined ? {} : { loaded: inJson(loaded) }),
      ...problemsEntry(loading, project),
    });
    return endOf(project);
  }
  printFacts(context.terminal, details);
  printChecks(context.terminal, details, workspace.now());
  if (loaded === undefined) printRows(context.terminal, details, details.preview ?? []);
  else printLoaded(context.terminal, details, loaded);
  return endOf(project);
}

function unknownKey(workspace: Workspace, key: string, loading: Loading): RecordedError {
  const { nodes } = workspace.graph();
  const keys = nodes.flatMap((node) => (node === null ? [] : [node.key]));
  const suggestion = nearestName(key, keys);
  const { code, message, remedy } = definitionErrors.unknownDependency;
  const facts = { key, suggestion };
  const told = {
    code,
    message: message(facts),
    remedy: suggestion === undefined ? "List the keys with `evergraph list`." : remedy(facts),
  };
  return withHint(told, workspace, loading, key);
}

function inJson({ rows, total, isList }: LoadedRows): object {
  return { rows, total: total ?? null, isList };
}

function printFacts(terminal: Terminal, details: AssetDetails): void {
  const { card, latest } = details;
  say(terminal, `${badgeShape(terminal, card.badge)} ${styled(terminal, "bold", card.key)}  ${card.badge}`);
  say(terminal, styled(terminal, "dim", [card.group, ...card.owners, place(details.range)].join(" · ")));
  if (details.description !== undefined) say(terminal, "", details.description);
  if (details.sentences.length > 0) say(terminal, "", ...details.sentences);
  printError(terminal, details);
  const facts: string[][] = [];
  if (details.upstream.length > 0) facts.push(["upstream", details.upstream.join(", ")]);
  if (details.downstream.length > 0) facts.push(["downstream", details.downstream.join(", ")]);
  if (details.valueType !== undefined) facts.push(["type", details.valueType]);
  if (latest !== undefined) {
    const { seconds, rows, bytes, run } = latest;
    const when = new Date(latest.time).toLocaleString("en-GB");
    const took = seconds === undefined ? "" : ` in ${formatSeconds(seconds)}`;
    facts.push(["made", `${when}${took}${run === undefined ? "" : `, run ${run}`}`]);
    if (rows !== undefined) facts.push(["rows", formatRows(rows)]);
    if (bytes !== undefined) facts.push(["size", formatBytes(bytes)]);
    for (const [name, value] of Object.entries(latest.metadata)) {
      if (!name.startsWith("evergraph/")) facts.push([oneLine(name), factText(value)]);
    }
  }
  if (facts.length === 0) return;
  say(terminal, "");
  sayTable(
    terminal,
    facts.map(([name = "", text = ""]) => [styled(terminal, "dim", name), oneLine(text)]),
  );
}

/** Where it failed, and what to do; what happened stands in the sentences. */
function printError(terminal: Terminal, { status }: AssetDetails): void {
  const { error } = status.happened;
  if (error?.range !== undefined) say(terminal, `  at ${place(error.range)}`);
  if (error?.remedy !== undefined) say(terminal, `  ${error.remedy}`);
}

const outdatedWords = { code: "of other code", data: "of an earlier materialization" } as const;

/** A row a check: its state, what it says, when it ran, where it stands. */
function printChecks(terminal: Terminal, { checks }: AssetDetails, now: number): void {
  if (checks.length === 0) return;
  say(terminal, "");
  sayTable(
    terminal,
    checks.map(({ name, blocking, results: [latest], outdated, range }) => {
      const state = checkState(latest?.result);
      const age = latest === undefined ? "" : formatAge(latest.time, now);
      return [
        `${checkShape(terminal, state)} ${name}`,
        blocking ? `${state}, blocking` : state,
        checkDetail(latest?.result),
        styled(terminal, "dim", outdated === undefined ? age : `${age}, ${outdatedWords[outdated]}`),
        styled(terminal, "dim", place(range)),
      ];
    }),
  );
}

function factText(value: MetadataValue): string {
  switch (value.type) {
    case "table":
      return `${value.rows.length} rows`;
    case "timestamp":
      return new Date(value.value).toISOString();
    case "int":
    case "float":
    case "text":
    case "markdown":
    case "url":
    case "path":
    case "boolean":
    case "json":
      return cell(value.value);
    default:
      return value satisfies never;
  }
}

function printLoaded(terminal: Terminal, details: AssetDetails, { rows, total, isList }: LoadedRows): void {
  if (!isList) {
    say(terminal, "", JSON.stringify(rows[0], undefined, 2));
    return;
  }
  printRows(terminal, details, rows);
  const of = total ?? details.latest?.rows;
  const many =
    of === undefined ? `The first ${rows.length} rows` : `${formatRows(rows.length)} of ${formatRows(of)} rows`;
  say(terminal, "", styled(terminal, "dim", many));
}

/** A table with the names of the columns and, where they were recorded, their types. */
function printRows(terminal: Terminal, { columns: recorded = [] }: AssetDetails, rows: readonly Json[]): void {
  if (rows.length === 0) return;
  const names = [...new Set(rows.flatMap((row) => (isRecord(row) ? Object.keys(row) : [])))];
  say(terminal, "");
  if (names.length === 0) {
    sayTable(
      terminal,
      rows.map((row) => [cell(row)]),
    );
    return;
  }
  const types = new Map(recorded.map(({ name, type }) => [name, type]));
  const typeLine = names.map((name) => styled(terminal, "dim", clip(types.get(name) ?? "", widestCell)));
  const lines = rows.map((row) => names.map((name) => (isRecord(row) ? cell(row[name] ?? null) : cell(row))));
  sayTable(terminal, [
    names.map((name) => styled(terminal, "bold", cell(name))),
    ...(types.size === 0 ? [] : [typeLine]),
    ...lines,
  ]);
}

function isRecord(row: Json): row is { readonly [name: string]: Json | undefined } {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

const widestCell = 40;

/** One short line of text; control characters of data never reach the terminal. */
function cell(value: Json): string {
  return clip(oneLine(typeof value === "string" ? value : JSON.stringify(value)), widestCell);
}
