/** "90s", "15m", "1.5h". */
export type Duration = `${number}${"ms" | "s" | "m" | "h" | "d"}`;

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration; undefined when it is none (below zero, or not as written in the type). */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : millisecondsOf[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
