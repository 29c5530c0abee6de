import { definitionErrors } from "../../protocol/errors/definition-errors.ts";
import type { Json } from "../../protocol/errors/error-entry.ts";
import { parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDetails } from "../../protocol/messages/server-messages.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { badgeShape, columns, complainOf, place, say, sayJson, styled, type Terminal } from "../terminal.ts";

/** Prints everything that is known about one asset. */
export async function showCommand(context: CommandContext, key: string): Promise<ExitCode> {
  const workspace = await context.openWorkspace();
  const asset = parseAssetKey(key);
  const id = asset === undefined ? undefined : workspace.find(asset);
  const details = id === undefined ? null : workspace.details(id);
  if (details === null) {
    const facts = { key };
    complainOf(context.terminal, {
      code: definitionErrors.unknownDependency.code,
      message: definitionErrors.unknownDependency.message(facts),
      remedy: "List the keys with `evergraph list`.",
    });
    return exitCodes.refused;
  }
  if (context.json) sayJson(context.terminal, { version: 1, ...details });
  else print(context.terminal, details);
  return exitCodes.done;
}

function print(terminal: Terminal, details: AssetDetails): void {
  const { card } = details;
  say(terminal, `${badgeShape(terminal, card.badge)} ${styled(terminal, "bold", card.key)}  ${card.badge}`);
  say(terminal, styled(terminal, "dim", [card.group, ...card.owners, place(details.range)].join(" · ")));
  if (details.description !== undefined) say(terminal, "", details.description);
  if (details.sentences.length > 0) say(terminal, "", ...details.sentences);
  const facts: string[][] = [];
  if (details.upstream.length > 0) facts.push(["upstream", details.upstream.join(", ")]);
  if (details.downstream.length > 0) facts.push(["downstream", details.downstream.join(", ")]);
  if (details.valueType !== undefined) facts.push(["type", details.valueType]);
  if (details.latest !== undefined) {
    facts.push([
      "made",
      `${new Date(details.latest.time).toLocaleString("en-GB")}, run ${details.latest.run ?? "unknown"}`,
    ]);
    if (details.latest.rows !== undefined) facts.push(["rows", details.latest.rows.toLocaleString("en-US")]);
    for (const [name, value] of Object.entries(details.latest.metadata)) {
      if (!name.startsWith("evergraph/"))
        facts.push([name, value.type === "table" ? `${value.rows.length} rows` : cell(value.value)]);
    }
  }
  if (facts.length > 0)
    say(terminal, "", ...columns(facts.map(([name = "", text = ""]) => [styled(terminal, "dim", name), text])));
  printPreview(terminal, details.preview ?? []);
}

function printPreview(terminal: Terminal, rows: readonly Json[]): void {
  const names = [...new Set(rows.flatMap((row) => (isRecord(row) ? Object.keys(row) : [])))];
  if (names.length === 0) {
    if (rows.length > 0) say(terminal, "", ...rows.map(cell));
    return;
  }
  const lines = rows.map((row) => names.map((name) => (isRecord(row) ? cell(row[name] ?? null) : "")));
  say(terminal, "", ...columns([names.map((name) => styled(terminal, "dim", name)), ...lines]));
}

function isRecord(row: Json): row is { readonly [name: string]: Json | undefined } {
  return typeof row === "object" && row !== null && !Array.isArray(row);
}

/** One line of text, at most 40 characters; control characters of data never reach the terminal. */
function cell(value: Json): string {
  const text = (typeof value === "string" ? value : JSON.stringify(value)).replace(/\p{Cc}/gu, " ");
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
