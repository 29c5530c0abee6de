import type { AssetGraph, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import { badges } from "../../../protocol/record/status.ts";
import { rankNames } from "./rank-names.ts";
import { type Attribute, attributes, type Span } from "./selection.ts";
import { writtenKey, writtenValue } from "./selection-value.ts";

/** What may stand at a place in a selection's text. */
export interface SelectionCompletion extends Span {
  /** The best first; each takes the place of what stands from `start` to `end`. */
  readonly candidates: readonly SelectionCandidate[];
  /** false: more letters may bring others. */
  readonly isComplete: boolean;
}

export interface SelectionCandidate {
  /** What a person reads, without quotes. */
  readonly label: string;
  /** What is written. */
  readonly text: string;
  readonly kind: "key" | "attribute" | "value" | "function" | "operator";
}

const mostCandidates = 100;
const letters = "\\p{L}\\p{N}\\p{M}_./*\\-";
const openQuote = /(?:(?<attribute>[a-z_]+):(?:(?<tag>[^"\s()+:=]+)=)?)?"(?<written>[^"\n]*)$/u;
const unquoted = new RegExp(
  `(?:(?<attribute>[a-z_]+):(?:(?<tag>"[^"]*"|[${letters}]+)=)?)?(?<written>[${letters}]*)$`,
  "u",
);
const following = new RegExp(`^[${letters}]*`, "u");
/** After these a whole term has ended, so that an operator comes next. */
const endOfTerm = new RegExp(`[")>${letters}]\\+?\\s+$`, "u");
const operators = ["and", "or"] as const;
const functions = ["sinks", "roots"] as const;

/**
 * What may be written at an offset of a selection: keys, attributes and functions where a term begins, the values that the graph has behind
 * an attribute, operators behind a term. Never throws, whatever the text is.
 */
export function completeSelection(text: string, offset: number, graph: AssetGraph): SelectionCompletion {
  const before = text.slice(0, offset);
  const isQuoted = isInQuotes(before);
  const match = (isQuoted ? openQuote : unquoted).exec(before);
  const { attribute, tag, written = "" } = match?.groups ?? {};
  const start = offset - written.length - (isQuoted ? 1 : 0);
  const rest = text.slice(offset);
  const closing = isQuoted ? (/^[^"\n]*"/.exec(rest)?.[0].length ?? 0) : (following.exec(rest)?.[0].length ?? 0);
  const place: Span = { start, end: offset + closing };
  const known = attributes.find((each) => each === attribute);
  if (attribute !== undefined) {
    if (known === undefined) return { ...place, candidates: [], isComplete: true };
    return { ...place, ...ofAttribute(known, tag?.replaceAll('"', ""), written, graph) };
  }
  if (isQuoted) return { ...place, ...keys(written, graph, writtenKey) };
  const head = before.slice(0, start);
  if (endOfTerm.test(head) && !endsWithOperator(head)) return { ...place, ...ranked(operators, written, "operator") };
  return { ...place, ...term(written, graph) };
}

function isInQuotes(before: string): boolean {
  return (before.match(/"/g)?.length ?? 0) % 2 === 1;
}

function endsWithOperator(head: string): boolean {
  return /(?:^|[\s()])(?:and|or|not)\s+$/i.test(head);
}

type Answer = Pick<SelectionCompletion, "candidates" | "isComplete">;

function term(written: string, graph: AssetGraph): Answer {
  const words = [
    ...ranked(attributes, written, "attribute", (name) => `${name}:`).candidates,
    ...ranked(functions, written, "function", (name) => `${name}(`).candidates,
    ...ranked(["not"], written, "operator", (name) => `${name} `).candidates,
  ].filter(({ label }) => label.startsWith(written));
  const { candidates, isComplete } = keys(written, graph, writtenKey);
  // Without a letter the language itself is what one wants to see; with one, the keys.
  return { candidates: written === "" ? [...words, ...candidates] : [...candidates, ...words], isComplete };
}

function ofAttribute(attribute: Attribute, tag: string | undefined, written: string, graph: AssetGraph): Answer {
  switch (attribute) {
    case "key":
      return keys(written, graph, writtenValue);
    case "group":
      return values(graph, ({ group }) => [group], written);
    case "owner":
      return values(graph, ({ owners }) => owners, written);
    case "kind":
      return values(graph, ({ kinds }) => kinds, written);
    case "tag":
      return tag === undefined
        ? values(graph, ({ tags }) => Object.keys(tags), written)
        : values(graph, ({ tags }) => (Object.hasOwn(tags, tag) ? (tags[tag] ?? []) : []), written);
    case "status":
      return ranked(
        badges.map((badge) => badge.replaceAll(" ", "_")),
        written,
        "value",
      );
    case "is":
      return ranked(["external", "materializable"], written, "value");
    case "partitions":
      return ranked(["time", "static", "dynamic", "multipartitions", "none"], written, "value");
    case "job":
      return named(graph.jobs, written);
    case "schedule":
      return named(graph.schedules, written);
    case "sensor":
      return named(graph.sensors, written);
    default:
      return attribute satisfies never;
  }
}

function keys(written: string, graph: AssetGraph, spell: (key: string) => string): Answer {
  return ranked(
    graph.nodes.flatMap((node) => node?.key ?? []),
    written,
    "key",
    spell,
  );
}

function values(graph: AssetGraph, of: (node: AssetNode) => readonly string[] | string, written: string): Answer {
  const all = new Set(graph.nodes.flatMap((node) => (node === null ? [] : of(node))));
  return ranked(all, written, "value", writtenValue);
}

function named(list: readonly { readonly name: string | null }[], written: string): Answer {
  return ranked(
    list.flatMap(({ name }) => name ?? []),
    written,
    "value",
    writtenValue,
  );
}

function ranked(
  names: Iterable<string>,
  written: string,
  kind: SelectionCandidate["kind"],
  spell: (name: string) => string = (name) => name,
): Answer {
  const { names: best, isComplete } = rankNames(names, written, mostCandidates);
  return { candidates: best.map((label) => ({ label, text: spell(label), kind })), isComplete };
}
