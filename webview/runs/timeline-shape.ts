import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatRows, formatSeconds } from "../../protocol/record/format-facts.ts";
import { type AtOnce, atOnce } from "./at-once.ts";
import { criticalPath } from "./critical-path.ts";
import { notRunWords, stepName } from "./run-words.ts";

export type BarPart = "wait" | "load" | "compute" | "store" | "other";

export interface TimelineBar {
  readonly part: BarPart;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

export interface TimelineRow {
  /** Index into the run's steps. */
  readonly step: number;
  readonly name: string;
  readonly bars: readonly TimelineBar[];
  readonly isCritical: boolean;
  /** Absent: it never began. */
  readonly span?: { readonly from: number; readonly to: number };
  /** Beside the bar: its duration, or why there is none. */
  readonly words: string;
  /** Everything, for hover and screen reader. */
  readonly facts: string;
}

export interface TimelineShape {
  readonly from: number;
  readonly to: number;
  /** When the first step began; before it lies the set-up. */
  readonly firstStart: number | undefined;
  /** In the order in which they began; those that never did come last. */
  readonly rows: readonly TimelineRow[];
  readonly parts: readonly AtOnce[];
  /** The most that ran at once. */
  readonly most: number;
  readonly pathSeconds: number;
  /** A step that alone took a large part of the time. */
  readonly longest?: { readonly name: string; readonly share: number };
}

/** A wait shorter than this is no wait. */
const shortestWait = 50;

export function timelineShape({ steps, summary }: Pick<RunDetails, "steps" | "summary">, now: number): TimelineShape {
  const from = summary.startedAt;
  const end = summary.endedAt ?? now;
  const spans = steps.map((step) => spanOf(step, end));
  const to = Math.max(from + 1, end, ...spans.flatMap((span) => (span === undefined ? [] : [span.to])));
  const path = new Set(criticalPath(steps, end));
  const rows = steps.map((step, index): TimelineRow => {
    const span = spans[index];
    const isCritical = path.has(index);
    const name = stepName(step);
    const base = { step: index, name, isCritical };
    if (span === undefined) {
      const words = notRunWords(step) ?? "";
      return { ...base, bars: [], words, facts: [name, words].filter((text) => text !== "").join(", ") };
    }
    const ready = Math.max(from, ...step.after.map((other) => spans[other]?.to ?? from));
    const wait = span.from - ready;
    const isWait = wait >= Math.max(shortestWait, (to - from) / 200) && step.after.length > 0;
    return {
      ...base,
      span,
      bars: [...(isWait ? [{ part: "wait" as const, from: ready, to: span.from }] : []), ...parts(step, span)],
      words: formatSeconds((span.to - span.from) / 1000),
      facts: facts(step, name, span, from, isCritical, isWait ? wait : 0),
    };
  });
  const began = spans.flatMap((span) => span ?? []);
  const total = to - from;
  const longest = rows.reduce<TimelineRow | undefined>(
    (best, row) => (lengthOf(row) > (best === undefined ? 0 : lengthOf(best)) ? row : best),
    undefined,
  );
  const share = longest === undefined ? 0 : lengthOf(longest) / total;
  const along = atOnce(began);
  return {
    from,
    to,
    firstStart: began.length === 0 ? undefined : Math.min(...began.map((span) => span.from)),
    rows: rows.sort((a, b) => startOf(a) - startOf(b) || a.step - b.step),
    parts: along,
    most: Math.max(0, ...along.map(({ count }) => count)),
    pathSeconds: rows.filter((row) => row.isCritical).reduce((sum, row) => sum + lengthOf(row), 0) / 1000,
    ...(longest !== undefined && rows.length > 1 && share >= 0.4 ? { longest: { name: longest.name, share } } : {}),
  };
}

function spanOf({ startedAt, endedAt }: StepDetails, end: number): { from: number; to: number } | undefined {
  return startedAt === undefined ? undefined : { from: startedAt, to: Math.max(startedAt, endedAt ?? end) };
}

function lengthOf({ span }: TimelineRow): number {
  return span === undefined ? 0 : span.to - span.from;
}

function startOf({ span }: TimelineRow): number {
  return span?.from ?? Number.MAX_SAFE_INTEGER;
}

/** Load, compute, store. What they do not explain were earlier attempts when there were any; else it followed: checks, writing down. */
function parts(step: StepDetails, span: { from: number; to: number }): TimelineBar[] {
  if (step.seconds === undefined) return [{ part: "compute", ...span }];
  const { load, compute, store } = step.seconds;
  const rest = Math.max(0, span.to - span.from - (load + compute + store) * 1000);
  const lengths: [BarPart, number][] = [
    ["load", load * 1000],
    ["compute", compute * 1000],
    ["store", store * 1000],
  ];
  if (step.attempts > 1) lengths.unshift(["other", rest]);
  else lengths.push(["other", rest]);
  const bars: TimelineBar[] = [];
  let at = span.from;
  for (const [part, length] of lengths) {
    const to = Math.min(span.to, at + length);
    if (to > at) bars.push({ part, from: at, to });
    at = to;
  }
  return bars;
}

function facts(
  step: StepDetails,
  name: string,
  span: { from: number; to: number },
  start: number,
  isCritical: boolean,
  wait: number,
): string {
  const { seconds, attempts } = step;
  const rows = Object.values(step.rows).reduce((sum, count) => sum + count, 0);
  return [
    name,
    step.state,
    formatSeconds((span.to - span.from) / 1000),
    `starts at ${formatSeconds((span.from - start) / 1000)}`,
    ...(wait > 0 ? [`waited ${formatSeconds(wait / 1000)} for a free place`] : []),
    ...(seconds === undefined
      ? []
      : [
          `load ${formatSeconds(seconds.load)}`,
          `compute ${formatSeconds(seconds.compute)}`,
          `store ${formatSeconds(seconds.store)}`,
        ]),
    ...(Object.keys(step.rows).length > 0 ? [`${formatRows(rows)} ${rows === 1 ? "row" : "rows"}`] : []),
    ...(attempts > 1 ? [formatCount(attempts, "attempt")] : []),
    ...(isCritical ? ["critical path"] : []),
  ].join(", ");
}

const units = [
  0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 18_000, 36_000, 86_400,
];

/** Seconds at which an axis is marked, from the second mark on: at most `most` of them. */
export function axisMarks(seconds: number, most: number): number[] {
  const unit = units.find((one) => seconds / one <= most) ?? Math.ceil(seconds / most);
  const marks: number[] = [];
  for (let count = 1; count * unit <= seconds; count++) marks.push(Number((count * unit).toFixed(1)));
  return marks;
}
