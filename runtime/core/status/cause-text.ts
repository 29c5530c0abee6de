import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { Doubt } from "../../../protocol/graph/code-version.ts";
import { formatCount } from "../../../protocol/record/format-facts.ts";
import type { AssetStatus, Badge, MemberChange, StaleCause } from "../../../protocol/record/status.ts";

/** The word of each badge, as people read it. */
export const badgeWords: Readonly<Record<Badge, string>> = {
  running: "running",
  failed: "failed",
  "upstream failed": "upstream failed",
  overdue: "overdue",
  never: "never run",
  stale: "stale",
  "maybe stale": "maybe stale",
  unknown: "unknown",
  skipped: "skipped",
  external: "external",
  fresh: "fresh",
};

const mostWords = 6;
const mostLetters = 60;
const mostNamed = 5;

/** Why the badge is what it is, in at most six words: `tax in money.ts changed`, `waits for stg_orders`. undefined: there is nothing to explain. */
export function reasonOf(key: AssetKey, status: AssetStatus): string | undefined {
  const { badge, happened, sync } = status;
  switch (badge) {
    case "failed":
      if (happened.latest !== "failed") return `${formatCount(happened.checks.failed, "check")} failed`;
      return happened.error && shortened(happened.error.message);
    case "upstream failed":
      return happened.because === undefined ? undefined : `${happened.because} failed`;
    case "skipped":
      return happened.because === undefined ? undefined : shortened(happened.because);
    case "stale":
    case "maybe stale":
    case "unknown":
      return staleReason(key, sync);
    case "running":
    case "overdue":
    case "never":
    case "external":
    case "fresh":
      return undefined;
    default:
      return badge satisfies never;
  }
}

/** The status and all its causes in whole sentences, the status first. */
export function sentencesOf(key: AssetKey, status: AssetStatus): readonly string[] {
  const { badge, happened, sync } = status;
  const first = statusSentence(status);
  const causes = badge === "never" ? [] : sync.causes.map((cause) => causeSentence(key, cause));
  const behind = sync.behind.length === 0 || badge === "never" ? [] : [behindSentence(sync.behind)];
  const wasCancelled = happened.latest === "cancelled" ? ["The last run was cancelled before it was made."] : [];
  return [first, ...causes, ...behind, ...wasCancelled];
}

function statusSentence({ badge, happened }: AssetStatus): string {
  switch (badge) {
    case "running":
      return "Running now.";
    case "failed":
      if (happened.latest !== "failed") return `${formatCount(happened.checks.failed, "check")} failed.`;
      return `Failed: ${asSentence(happened.error?.message ?? "the error was not recorded")}`;
    case "upstream failed":
      return happened.because === undefined
        ? "Not started: something above failed."
        : `Not started: ${happened.because} failed.`;
    case "overdue":
      return "Overdue: it was to be made by now.";
    case "never":
      return "Never run.";
    case "stale":
      return "Stale: it is not what its code and its inputs would make now.";
    case "maybe stale":
      return "Maybe stale: something that it depends on cannot be followed.";
    case "unknown":
      return "Unknown whether it is in step.";
    case "skipped":
      return happened.because === undefined ? "Skipped the last time." : `Skipped: ${asSentence(happened.because)}`;
    case "external":
      return "Made elsewhere.";
    case "fresh":
      return "Fresh: its code and its inputs are as they were.";
    default:
      return badge satisfies never;
  }
}

function staleReason(key: AssetKey, { causes, behind }: AssetStatus["sync"]): string | undefined {
  const [first] = [...causes].sort((a, b) => causeRank[a.kind] - causeRank[b.kind]);
  if (first !== undefined) return causeReason(key, first);
  const [root] = behind;
  if (root === undefined) return undefined;
  return `waits for ${root}${moreThan(behind.length)}`;
}

/** What people can act on first. */
const causeRank: Readonly<Record<StaleCause["kind"], number>> = {
  code: 0,
  dependency: 1,
  input: 2,
  "not evaluated": 3,
  doubt: 4,
};

function causeReason(key: AssetKey, cause: StaleCause): string {
  switch (cause.kind) {
    case "code": {
      const changes = withoutMoves(cause.changed);
      const [change] = changes;
      return change === undefined ? "its code changed" : `${changeText(key, change)}${moreThan(changes.length)}`;
    }
    case "dependency":
      return cause.change === "added" ? `now depends on ${cause.asset}` : `no longer depends on ${cause.asset}`;
    case "input":
      return `${cause.of.asset} has new data`;
    case "not evaluated":
      return cause.why;
    case "doubt": {
      const [doubt] = cause.doubts;
      return doubt === undefined ? "its code cannot be followed" : `${doubt.kind} in ${fileName(doubt.file)}`;
    }
    default:
      return cause satisfies never;
  }
}

function causeSentence(key: AssetKey, cause: StaleCause): string {
  switch (cause.kind) {
    case "code": {
      const changes = withoutMoves(cause.changed);
      if (changes.length === 0) return "Its code changed.";
      const named = changes.slice(0, mostNamed).map((change) => changeItem(key, change));
      const more = changes.length - named.length;
      const list = more === 0 ? named : [...named, formatCount(more, "other declaration")];
      return `Changed: ${joined(list)}.`;
    }
    case "dependency":
      return cause.change === "added" ? `It now depends on ${cause.asset}.` : `It no longer depends on ${cause.asset}.`;
    case "input":
      return `${cause.of.asset} has other data than was read.`;
    case "not evaluated":
      return `Not compared: ${cause.why}.`;
    case "doubt":
      return cause.doubts.length === 0
        ? "Its code cannot be followed everywhere."
        : `It cannot be followed: ${joined(cause.doubts.slice(0, mostNamed).map(doubtText))}.`;
    default:
      return cause satisfies never;
  }
}

function behindSentence(behind: readonly AssetKey[]): string {
  const named = behind.slice(0, mostNamed);
  const more = behind.length - named.length;
  const list = more === 0 ? named : [...named, `${more} more`];
  return `It waits for ${joined(list)}.`;
}

function changeText(key: AssetKey, { change, file, name }: MemberChange): string {
  if (file.startsWith("npm:")) {
    const packageName = file.slice("npm:".length);
    return change === "removed" ? `${packageName} is no longer used` : `${packageName} is now ${name}`;
  }
  const what = name === key ? "its own code" : `${name} in ${fileName(file)}`;
  return `${what} ${change === "changed" ? "changed" : `was ${change}`}`;
}

/** For a list after "Changed:": a sentence must not begin with somebody's name in another case. */
function changeItem(key: AssetKey, { change, file, name }: MemberChange): string {
  if (file.startsWith("npm:")) {
    const packageName = file.slice("npm:".length);
    return change === "removed" ? `${packageName} (no longer used)` : `${packageName} (now ${name})`;
  }
  const what = name === key ? "its own code" : `${name} in ${file}`;
  return change === "changed" ? what : `${what} (${change === "added" ? "new" : "removed"})`;
}

/** A package's new version is one change, though its old one is gone too. */
function withoutMoves(changes: readonly MemberChange[]): readonly MemberChange[] {
  const kept = new Set(changes.filter(({ change }) => change === "added").map(({ file }) => file));
  return changes.filter(({ change, file }) => !(change === "removed" && file.startsWith("npm:") && kept.has(file)));
}

function doubtText({ kind, file, line }: Doubt): string {
  return `the ${kind} in ${file}, line ${line + 1}`;
}

function moreThan(count: number): string {
  return count > 1 ? `, +${count - 1}` : "";
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** The first words of the first line. */
function shortened(text: string): string {
  const [line = ""] = text.trim().split(/\r?\n/);
  const words = line.split(/\s+/);
  const kept = words.slice(0, mostWords).join(" ");
  const isCut = words.length > mostWords || kept.length > mostLetters;
  return isCut ? `${kept.slice(0, mostLetters).replace(/[\s,.;:]+$/, "")}…` : kept.replace(/\.$/, "");
}

function joined(parts: readonly string[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function asSentence(text: string): string {
  const [line = ""] = text.trim().split(/\r?\n/);
  return /[.!?…]$/.test(line) ? line : `${line}.`;
}
