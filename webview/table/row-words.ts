import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import {
  formatClock,
  formatCount,
  formatRows,
  formatSeconds,
  formatShortAge,
} from "../../protocol/record/format-facts.ts";
import type { Badge } from "../../protocol/record/status.ts";
import { badgeShapes } from "../drawing/badge-shapes.ts";
import { formatDay } from "../runs/clock-words.ts";

/** Milliseconds. */
const day = 86_400_000;

/** How a row is. */
export interface RowState {
  readonly ticked: boolean;
  readonly opened: boolean;
}

/** A row for the ear: key, status and reason, then facts. `fct_orders, stale, waits for stg_orders. 412 rows, up 2.1 percent.` */
export function rowWords(
  key: AssetKey,
  badge: Badge,
  card: Card | undefined,
  state: RowState,
  now: number,
  timezone?: string,
): string {
  const first = [key, badgeShapes[badge].word, ...(card?.reason === undefined ? [] : [card.reason])].join(", ");
  const facts: string[] = [];
  if (card?.rows !== undefined) facts.push(formatCount(card.rows, "row"));
  if (card?.rowsChange !== undefined) facts.push(changeWords(card.rowsChange));
  if (card?.made !== undefined) facts.push(ageWords(card.made, now, timezone));
  const checks =
    card === undefined || card.checks.total === 0
      ? []
      : [`checks ${formatRows(card.checks.passed)} of ${formatRows(card.checks.total)}`];
  const states = [...(state.ticked ? ["picked"] : []), ...(state.opened ? ["opened"] : [])];
  return [first, facts.join(", "), ...checks, states.join(", ")].filter((part) => part !== "").join(". ");
}

function changeWords(fraction: number): string {
  if (fraction === 0) return "as many as before";
  const percent = Math.abs(fraction) * 100;
  const number = percent < 0.05 ? "less than 0.1" : percent >= 9.95 ? formatRows(percent) : percent.toFixed(1);
  return `${fraction > 0 ? "up" : "down"} ${number} percent`;
}

function ageWords(made: number, now: number, timezone: string | undefined): string {
  const age = formatShortAge(made, now, timezone);
  if (age === "now") return "made now";
  const [, count, unit] = /^(\d+) (min|h)$/.exec(age) ?? [];
  if (count === undefined) return `made ${age}`;
  return `${formatCount(Number(count), unit === "h" ? "hour" : "minute")} old`;
}

/** `now`, `8 min`, `4 h`, `3 d`: to compare one row with another. */
export function ageOf(made: number, now: number): string {
  const days = Math.floor((now - made) / day);
  return days < 1 ? formatShortAge(made, now) : `${formatRows(days)} d`;
}

/** `10:14` of today, else `Mon 08:25`, else `12 Oct`. */
export function madeWords(made: number, now: number, timezone?: string): string {
  if (formatDay(made, now, timezone) === "Today") return formatClock(made, timezone);
  return formatShortAge(made, now + day, timezone);
}

/** How long a running asset has been at it, else how long the last one took. */
export function durationWords(card: Card | undefined, now: number): string {
  if (card === undefined) return "";
  if (card.badge === "running" && card.startedAt !== undefined)
    return formatSeconds(Math.max(0, Math.floor((now - card.startedAt) / 1000)));
  return card.seconds === undefined ? "" : formatSeconds(card.seconds);
}

/** A row count that moved by more than a fifth is marked unasked. */
export function isLargeChange(fraction: number | undefined): boolean {
  return fraction !== undefined && Math.abs(fraction) > 0.2;
}
