import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { checkId } from "../protocol/graph/check-id.ts";
import { attributes } from "../runtime/core/selection/selection.ts";
import { type LineWords, wordsOfLine } from "./words-of-line.ts";

/** One word that could stand where the cursor is. */
export interface Completion {
  readonly value: string;
  readonly description: string;
}

/** A command as far as completion knows it. */
export interface KnownCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly description: string;
    readonly takes?: string;
    /** All that it can be. */
    readonly choices?: readonly string[];
  }[];
  /** Name of its first argument: `selection`, `key`, `run`, `shell`, `folder`. */
  readonly argument: string | undefined;
}

export interface KnownAsset {
  readonly key: AssetKey;
  readonly group: string;
  readonly description: string;
  /** Those that can be run by themselves. */
  readonly checks: readonly { readonly name: string; readonly description: string }[];
}

/** What only the project knows; asked only where it is needed. */
export interface KnownNames {
  assets(): Promise<readonly KnownAsset[]>;
  environments(): Promise<readonly string[]>;
  runs(): Promise<readonly Completion[]>;
}

export const shells = ["bash", "zsh", "fish"] as const;

export interface LineCompletions extends Pick<LineWords, "isQuoted"> {
  /** The part of the line that a completion replaces. */
  readonly word: string;
  readonly completions: readonly Completion[];
}

/** What may follow in a line that is cut at the cursor. */
export async function completeLine(
  line: string,
  commands: readonly KnownCommand[],
  names: KnownNames,
): Promise<LineCompletions> {
  const { words, isQuoted } = wordsOfLine(line);
  const word = (words.length > 1 ? words.at(-1) : "") ?? "";
  const completions = await candidates(words.slice(1, -1), word, commands, names);
  return { word, isQuoted, completions: completions.filter(({ value }) => value.startsWith(word)) };
}

async function candidates(
  before: readonly string[],
  word: string,
  commands: readonly KnownCommand[],
  names: KnownNames,
): Promise<readonly Completion[]> {
  const [name] = before;
  if (name === undefined) return commands.map((command) => ({ value: command.name, description: command.description }));
  const command = commands.find((known) => known.name === name);
  if (command === undefined) return [];
  const optionBefore = command.options.find(({ flags }) => flags.includes(before.at(-1) ?? ""));
  if (optionBefore?.choices !== undefined) return optionBefore.choices.map((value) => ({ value, description: "" }));
  if (optionBefore?.takes === "name") return environments(names);
  if (optionBefore?.takes === "check") return checks(names);
  if (optionBefore?.takes !== undefined) return [];
  if (word.startsWith("-")) return optionsOf(command, before);
  const given = argumentsIn(command, before.slice(1));
  return given.length > 0 ? [] : argumentsFor(command, word, names);
}

async function environments(names: KnownNames): Promise<readonly Completion[]> {
  return (await names.environments()).map((value) => ({ value, description: "environment" }));
}

async function checks(names: KnownNames): Promise<readonly Completion[]> {
  const assets = await names.assets();
  return assets.flatMap(({ key, checks }) =>
    checks.map(({ name, description }) => ({ value: checkId(key, name), description })),
  );
}

/** Those that are not there yet, by their long names. */
function optionsOf({ options }: KnownCommand, before: readonly string[]): readonly Completion[] {
  return options
    .filter(({ flags }) => !flags.some((flag) => before.includes(flag)))
    .map(({ flags, description }) => ({ value: flags.at(-1) ?? "", description }));
}

/** Words that are no options and no values of options. */
function argumentsIn({ options }: KnownCommand, words: readonly string[]): readonly string[] {
  const takesNext = (word: string | undefined) =>
    options.some(({ flags, takes }) => takes !== undefined && flags.includes(word ?? ""));
  return words.filter((word, at) => !word.startsWith("-") && !takesNext(words[at - 1]));
}

async function argumentsFor(
  { argument }: KnownCommand,
  word: string,
  names: KnownNames,
): Promise<readonly Completion[]> {
  switch (argument) {
    case "selection":
      return selections(word, names);
    case "key":
      return (await names.assets()).map(({ key, description }) => ({ value: key, description }));
    case "run":
      return [{ value: "last", description: "the latest run" }, ...(await names.runs())];
    case "shell":
      return shells.map((value) => ({ value, description: "" }));
    default:
      return [];
  }
}

/** Keys and groups after what the word begins with: `+or` becomes `+orders`, `a or (cu` becomes `a or (customers`. */
async function selections(word: string, names: KnownNames): Promise<readonly Completion[]> {
  const operators = /^(?:.*[\s(])?(?:\d*\+)?/.exec(word)?.[0] ?? "";
  const assets = await names.assets();
  const groups = [...new Set(assets.map(({ group }) => group))];
  const bare = operators.endsWith("+")
    ? []
    : attributes.map((name) => ({ value: `${operators}${name}:`, description: "attribute" }));
  return [
    ...assets.map(({ key, description }) => ({ value: operators + key, description })),
    ...groups.map((group) => ({ value: `${operators}group:${group}`, description: "group" })),
    ...bare,
  ];
}
