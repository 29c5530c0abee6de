import type { MaterializationSummary } from "../../protocol/messages/server-messages.ts";
import { formatChange, formatNumber, formatSeconds } from "../../protocol/record/format-facts.ts";

/** `usually 1.7 s`: the median of the last 20; nothing of fewer than three. */
export function usualSeconds(history: readonly Pick<MaterializationSummary, "seconds">[]): string | undefined {
  const times = history.flatMap(({ seconds }) => seconds ?? []).sort((one, other) => one - other);
  const median = times[Math.floor(times.length / 2)];
  return times.length < 3 || median === undefined ? undefined : `usually ${formatSeconds(median)}`;
}

/** `+26,402 (+2.1%)`: how the rows changed against the materialization before. */
export function changeWords(rows: number, before: number | undefined): string | undefined {
  if (before === undefined || before === 0) return undefined;
  const more = rows - before;
  const sign = more < 0 ? "\u2212" : "+";
  return `${more === 0 ? "" : `${sign}${formatNumber(Math.abs(more))} `}(${formatChange(more / before)})`;
}
