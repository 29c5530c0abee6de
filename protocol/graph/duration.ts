/** A duration as it is written: "90s", "1.5h". */
const written = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

const millisecondsOf: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a duration; undefined when it is none (below zero, or not written so). */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = written.exec(text) ?? [];
  const factor = unit === undefined ? undefined : millisecondsOf[unit];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
