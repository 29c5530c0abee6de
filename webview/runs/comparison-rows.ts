import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { ComparedAsset, RunComparison, RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { MemberChange } from "../../protocol/record/status.ts";

/** An asset of a run beside the last time that it was made before. */
export interface ComparisonRow {
  readonly asset: AssetKey;
  readonly state: StepDetails["state"];
  readonly rows: Pair;
  /** As a fraction of the rows before. */
  readonly rowsChange?: number;
  /** Whether the value is the same one. Absent: none was made, or there was none. */
  readonly isSame?: boolean;
  readonly seconds: Pair;
  /** `isPaid in money.ts changed`; empty: the code is the same. */
  readonly code: string;
  readonly before?: { readonly run?: RunId; readonly time: number };
}

interface Pair {
  readonly now?: number;
  readonly before?: number;
}

export interface ComparedRows {
  /** Those that went otherwise, what matters most first. */
  readonly rows: readonly ComparisonRow[];
  /** How many went as they did before. */
  readonly alike: number;
  /** The one run that all were made in before. Absent: several, or none. */
  readonly with?: { readonly run: RunId; readonly time: number };
}

/** A duration that differs by less than this, in seconds, or by less than half, is like the one before. */
const slightSeconds = 1;
const slightShare = 0.5;

export function comparisonRows(details: RunDetails, { assets }: RunComparison): ComparedRows {
  const stepOf = new Map(details.steps.flatMap((step) => step.assets.map((asset) => [asset, step] as const)));
  const all = assets.map((one) => rowOf(one, stepOf.get(one.asset)));
  const rows = all.filter((row) => weightOf(row) > 0).sort((one, other) => weightOf(other) - weightOf(one));
  const [first, ...rest] = all.flatMap(({ before }) => (before === undefined ? [] : [before]));
  const isOne = first !== undefined && rest.every(({ run }) => run === first.run);
  return {
    rows,
    alike: all.length - rows.length,
    ...(isOne && first.run !== undefined ? { with: { run: first.run, time: first.time } } : {}),
  };
}

function rowOf({ asset, now, before, newCode, changed }: ComparedAsset, step: StepDetails | undefined): ComparisonRow {
  const seconds = now?.seconds ?? secondsOf(step);
  const rowsChange =
    now?.rows === undefined || before?.rows === undefined || before.rows === 0
      ? undefined
      : (now.rows - before.rows) / before.rows;
  return {
    asset,
    state: step?.state ?? "waiting",
    rows: pair(now?.rows, before?.rows),
    ...(rowsChange === undefined ? {} : { rowsChange }),
    ...(now === undefined || before === undefined ? {} : { isSame: now.dataVersion === before.dataVersion }),
    seconds: pair(seconds, before?.seconds),
    code: newCode ? codeWords(changed, asset) : "",
    ...(before === undefined
      ? {}
      : { before: { time: before.time, ...(before.run === undefined ? {} : { run: before.run }) } }),
  };
}

function pair(now: number | undefined, before: number | undefined): Pair {
  return { ...(now === undefined ? {} : { now }), ...(before === undefined ? {} : { before }) };
}

/** A failed step has made nothing, but it took its time. */
function secondsOf(step: StepDetails | undefined): number | undefined {
  if (step?.startedAt === undefined || step.endedAt === undefined || step.assets.length > 1) return undefined;
  return (step.endedAt - step.startedAt) / 1000;
}

/** `its own code changed`, `isPaid in money.ts changed`, `isPaid in money.ts changed, and 3 more`. */
export function codeWords(changed: readonly MemberChange[], asset: AssetKey): string {
  const [first] = changed;
  if (first === undefined) return "new code";
  const file = first.file.startsWith("npm:") ? first.file.slice("npm:".length) : fileName(first.file);
  const what = first.file.startsWith("npm:")
    ? `package ${file}`
    : first.name === asset
      ? "its own code"
      : `${first.name} in ${file}`;
  const more = changed.length - 1;
  return `${what} ${first.change}${more === 0 ? "" : `, and ${formatNumber(more)} more`}`;
}

function fileName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}

/** How much a row has to say; 0: it went as before. */
function weightOf({ state, code, rowsChange = 0, isSame, rows, seconds, before }: ComparisonRow): number {
  const isNew = before === undefined;
  return (
    (state === "failed" ? 1_000 : 0) +
    (state === "upstream failed" || state === "cancelled" ? 100 : 0) +
    (code === "" ? 0 : 50) +
    (isNew ? 20 : 0) +
    Math.min(40, Math.abs(rowsChange) * 100) +
    // Of none there is no share.
    (rows.before === 0 && (rows.now ?? 0) > 0 ? 40 : 0) +
    (isSame === false && rows.now === undefined ? 1 : 0) +
    (isOtherTime(seconds) ? 10 : 0)
  );
}

/** Took clearly longer or shorter than before. */
export function isOtherTime({ now, before }: Pair): boolean {
  if (now === undefined || before === undefined) return false;
  const by = Math.abs(now - before);
  return by >= slightSeconds && by >= before * slightShare;
}
