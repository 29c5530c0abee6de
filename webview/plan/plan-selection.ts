/** How far a plan reaches from what its selection names. */
export interface PlanReach {
  /** Without what the switches add. */
  readonly base: string;
  /** What is fresh is left out. */
  readonly staleOnly: boolean;
  /** With all above. */
  readonly upstream: boolean;
  /** With all below. */
  readonly downstream: boolean;
}

export type PlanSwitch = Exclude<keyof PlanReach, "base">;

const notFresh = " and not status:fresh";
const term = /^(?:[a-z_]+:)?(?:"[^"\n]*"|[\p{L}\p{N}\p{M}_./*-]+)$/u;

/** Reads the switches out of a selection, as `planSelection` writes them. Another spelling of the same is a selection without switches. */
export function readReach(selection: string): PlanReach {
  const text = selection.trim();
  const rest = text.endsWith(notFresh) ? text.slice(0, -notFresh.length) : text;
  const staleOnly = rest !== text && isTraversal(rest);
  const reach = staleOnly ? rest : text;
  const inner = reach.replace(/^\+/, "").replace(/\+$/, "");
  if (!isWhole(inner)) return { base: text, staleOnly: false, upstream: false, downstream: false };
  return {
    base: inner.startsWith("(") ? inner.slice(1, -1) : inner,
    staleOnly,
    upstream: reach.startsWith("+"),
    downstream: reach.endsWith("+"),
  };
}

/** The selection that switches make of another. */
export function planSelection({ base, staleOnly, upstream, downstream }: PlanReach): string {
  if (!staleOnly && !upstream && !downstream) return base;
  const inner = term.test(base) ? base : `(${base})`;
  return `${upstream ? "+" : ""}${inner}${downstream ? "+" : ""}${staleOnly ? notFresh : ""}`;
}

function isTraversal(text: string): boolean {
  return isWhole(text.replace(/^\+/, "").replace(/\+$/, ""));
}

/** One term, or all of it between one pair of parentheses. */
function isWhole(text: string): boolean {
  if (term.test(text)) return true;
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  let isQuoted = false;
  for (const [index, letter] of [...text].entries()) {
    if (letter === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (depth === 0 && index < [...text].length - 1) return false;
  }
  return depth === 0 && !isQuoted;
}
