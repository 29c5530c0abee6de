import { formatSeconds } from "../protocol/record/format-facts.ts";

/** A run as it stands. */
export interface ProgressState {
  /** Assets that are being made, the one that began first in front. */
  readonly running: readonly { readonly key: string /** Milliseconds since the epoch. */; readonly since: number }[];
  readonly done: number;
  readonly failed: number;
  readonly planned: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly cancelling: boolean;
}

export interface ProgressView {
  readonly now: number;
  readonly columns: number;
  readonly rows: number;
  readonly style: (style: "blue" | "dim" | "red" | "green", text: string) => string;
}

/** More running assets than this are only counted. */
const mostRunning = 8;
/** Lines that are left to what scrolls above. */
const linesAbove = 6;
const barWidth = 20;

/** The lines of the live display: what runs now and for how long, then a bar with the counts. */
export function progressLines(state: ProgressState, view: ProgressView): readonly string[] {
  const room = Math.max(1, Math.min(mostRunning, view.rows - linesAbove));
  const shown = state.running.slice(0, room);
  const width = Math.max(0, ...shown.map(({ key }) => key.length));
  const lines = shown.map(({ key, since }) => {
    const seconds = view.style("dim", formatElapsed(view.now - since));
    return `${view.style("blue", "◔")} ${key.padEnd(width)}  ${seconds}`;
  });
  const more = state.running.length - shown.length;
  if (more > 0) lines.push(view.style("dim", `  and ${more} more`));
  return [...lines, summary(state, view)];
}

function summary(state: ProgressState, { now, style, columns }: ProgressView): string {
  const { done, planned, failed, running } = state;
  const parts = [`${done} of ${planned}`];
  if (running.length > 0) parts.push(`${running.length} running`);
  if (failed > 0) parts.push(style("red", `${failed} failed`));
  parts.push(formatElapsed(now - state.startedAt));
  if (state.cancelling) parts.push("cancelling, Ctrl+C again ends it at once");
  const bar = columns < 60 ? "" : `${barOf(done, planned, style)}  `;
  return bar + parts.join(" · ");
}

function barOf(done: number, planned: number, style: ProgressView["style"]): string {
  const full = planned === 0 ? barWidth : Math.floor((done / planned) * barWidth);
  return style("green", "━".repeat(full)) + style("dim", "─".repeat(barWidth - full));
}

/** Whole seconds do not flicker; the first ones are shown in tenths so that something moves. */
function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1_000);
  return seconds < 10 ? `${seconds.toFixed(1)} s` : formatSeconds(seconds);
}
