import { formatNumber } from "../../../protocol/record/format-facts.ts";
import { recordedUnasked } from "../../../protocol/record/metadata.ts";
import type { CheckResult } from "../definitions/check-options.ts";
import type { AnyAsset } from "../definitions/references.ts";
import type { RegisteredKey } from "../definitions/registry-entry.ts";
import { judgedRows, numberIn, numbersBefore } from "./past-numbers.ts";
import { type Between, type ReadyCheck, type ReadyContext, type ReadyMade, readyMade } from "./ready-made.ts";
import { robustScore } from "./robust-score.ts";
import { countRows } from "./rows-of.ts";

/** Fewer past values tell nothing. */
const fewestValues = 5;

/**
 * A check of a number that is recorded with the value. When to use: the function adds it by `metadata.add` or `output`. It fails when the
 * materialization has no such number.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { asset, metadataBounds, output } from "evergraph";
 * export const features = asset("features", () => output([{ id: "a" }], { metadata: { null_rate: 0.01 } }));
 * export const fewNulls = metadataBounds(features, "null_rate", { max: 0.05 });
 * ```
 */
export function metadataBounds<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  metadata: string,
  options: ReadyCheck & Between,
): ReadyMade<H> {
  const { min, max, ...described } = options;
  return readyMade(asset, {
    name: `metadata_bounds_${metadata}`,
    options: described,
    needsHistory: true,
    check(_, { history }) {
      const value = numberIn(history[0]?.metadata, metadata);
      if (value === undefined) {
        return {
          passed: false,
          description: `The materialization has no number "${metadata}"`,
          metadata: { min, max },
        };
      }
      const tooLow = min !== undefined && value < min;
      const tooHigh = max !== undefined && value > max;
      const bound = tooLow ? `, below ${numberText(min)}` : tooHigh ? `, above ${numberText(max)}` : "";
      return {
        passed: !tooLow && !tooHigh,
        description: `${metadata} is ${numberText(value)}${bound}`,
        metadata: { value, min, max },
      };
    },
  }) as ReadyMade<H>;
}

/**
 * A check that the number of rows, or a number that is recorded, is not unlike the last ones. When to use: what is normal is best said by the
 * past. It compares with the median of the last 14 materializations, by the distance that is usual among them (a robust z-score, above 3.5
 * fails); the first 5 pass.
 * @param options `metadata`: name of the number, else rows; `last`: how many count, of the 20 that are at hand; `threshold`: from which score on it fails.
 * @throws `malformed-key`, `bad-reference` when it is called.
 * @example
 * ```ts
 * import { anomaly, asset } from "evergraph";
 * export const clicks = asset("clicks", () => [{ url: "/" }]);
 * export const usual = anomaly(clicks, { last: 7, severity: "WARN" });
 * ```
 */
export function anomaly<const H extends AnyAsset | RegisteredKey>(
  asset: H,
  options: Omit<ReadyCheck, "metadata"> & {
    metadata?: string | undefined;
    last?: number | undefined;
    threshold?: number | undefined;
  } = {},
): ReadyMade<H> {
  const { metadata, last = 14, threshold = 3.5, ...described } = options;
  return readyMade(asset, {
    name: "anomaly",
    options: described,
    needsHistory: true,
    async check(value, context): Promise<CheckResult> {
      const what = metadata ?? "rows";
      const past = numbersBefore(context.history, metadata ?? recordedUnasked.rows).slice(0, last);
      const now = await numberNow(value, context, metadata);
      if (now === undefined) {
        return { passed: false, description: `The materialization has no number "${what}"` };
      }
      if (past.length < Math.min(fewestValues, last)) {
        return {
          passed: true,
          description: `${what}: ${numberText(now)}, with ${past.length} before, too few to compare`,
        };
      }
      const { median, score } = robustScore(now, past);
      return {
        passed: Math.abs(score) <= threshold,
        description: `${what}: ${numberText(now)}, usually ${numberText(median)}`,
        metadata: { value: now, median, score, threshold, compared: past.length },
      };
    },
  }) as ReadyMade<H>;
}

function numberNow(
  value: unknown,
  context: ReadyContext,
  metadata: string | undefined,
): number | undefined | Promise<number> {
  if (metadata !== undefined) return numberIn(context.history[0]?.metadata, metadata);
  return judgedRows(context.history) ?? countRows(value, context);
}

/** Small numbers keep their digits. */
function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 0.01 ? value.toPrecision(3) : formatNumber(value);
}
