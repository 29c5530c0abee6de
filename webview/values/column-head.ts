import type { ColumnProfile } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { element } from "../controls/element.ts";
import { cellText } from "./cell-text.ts";

/** A column's head: its name and type, and what it holds. */
export function makeColumnHead(profile: ColumnProfile, profiled: number): HTMLElement {
  const { name, type } = profile;
  const label = element("b", { title: name }, name);
  const kind = element("span", { class: "eg-value-type eg-code", title: type }, type);
  const head = element("div", { class: "eg-value-head" }, label, kind, histogram(profile));
  const { mean } = profile;
  const [nulls, distinct, range] = profileWords(profile, profiled);
  const about = mean === undefined ? "" : `, mean ${formatMean(mean)}`;
  head.append(fact(nulls, nulls), fact(distinct, distinct), fact(range, `${range}${about}`));
  return head;
}

function fact(words: string, title: string): HTMLElement {
  return element("span", { class: "eg-value-fact", title }, words);
}

/** Four digits say enough. */
function formatMean(mean: number): string {
  return Math.abs(mean) >= 1_000 ? formatNumber(Math.round(mean)) : String(Number(mean.toPrecision(4)));
}

/** `no nulls`, `41 distinct`, `3 to 1,280`. */
export function profileWords(
  profile: ColumnProfile,
  profiled: number,
): readonly [nulls: string, distinct: string, range: string] {
  const { nulls, distinct, min, max, type } = profile;
  const empty = nulls === 0 ? "no nulls" : nulls === profiled ? "only nulls" : formatCount(nulls, "null");
  const different = distinct === undefined ? "many distinct" : `${formatNumber(distinct)} distinct`;
  const text = (value: typeof min): string =>
    typeof value === "number" ? formatNumber(value) : cellText(value, type).text;
  const range =
    min === undefined || max === undefined ? "" : min === max ? `always ${text(min)}` : `${text(min)} to ${text(max)}`;
  return [empty, nulls === profiled ? "" : different, range];
}

/** Heights of the bars from 0 to 1; what is there at all is seen. */
export function barHeights(counts: readonly number[], least = 0.12): readonly number[] {
  const most = Math.max(1, ...counts);
  return counts.map((count) => (count === 0 ? 0 : Math.max(least, count / most)));
}

function histogram({ histogram: bars, name }: ColumnProfile): HTMLElement {
  const box = element("div", { class: "eg-value-bars" });
  if (bars.length === 0) return box;
  box.setAttribute("role", "img");
  const [top] = [...bars].sort((one, other) => other.count - one.count);
  const most = top === undefined ? "" : `, most: ${top.label}, ${formatCount(top.count, "row")}`;
  box.setAttribute("aria-label", `How ${name} is spread: ${formatCount(bars.length, "bar")}${most}`);
  const heights = barHeights(bars.map(({ count }) => count));
  for (const [index, { label, count }] of bars.entries()) {
    const bar = element("i", { title: `${label}: ${formatCount(count, "row")}` });
    bar.style.setProperty("height", `${Math.round((heights[index] ?? 0) * 100)}%`);
    box.append(bar);
  }
  return box;
}
