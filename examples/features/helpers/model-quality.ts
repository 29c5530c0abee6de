import { round, shareOf } from "./numbers.ts";
import { type Features, type Model, probabilityOf } from "./train-model.ts";

export interface Quality {
  /** The share of users of whom the model is right. */
  accuracy: number;
  /** Of those whom it expects to subscribe, the share that did. */
  precision: number;
  /** Of those who subscribed, the share that it expected. */
  recall: number;
  /** The chance that of one who subscribed and one who did not, it finds the first likelier. Half is a coin. */
  areaUnderCurve: number;
  /** The accuracy of always saying what is more usual. */
  baseline: number;
}

/** How good a model is on rows that it has not learned from. NaN where there are none to judge by. */
export function qualityOf(model: Model, rows: readonly (Features & { readonly converted: boolean })[]): Quality {
  const judged = rows.map((row) => ({ converted: row.converted, probability: probabilityOf(model, row) }));
  const did = judged.filter((row) => row.converted);
  const didNot = judged.filter((row) => !row.converted);
  const expected = judged.filter((row) => row.probability >= 0.5);
  const pairs = did.flatMap((one) => didNot.map((other) => Math.sign(one.probability - other.probability)));
  const rounded = (value: number) => round(value, 3);
  return {
    accuracy: rounded(shareOf(judged, (row) => row.probability >= 0.5 === row.converted)),
    precision: rounded(shareOf(expected, (row) => row.converted)),
    recall: rounded(shareOf(did, (row) => row.probability >= 0.5)),
    areaUnderCurve: rounded((shareOf(pairs, (sign) => sign > 0) + (1 - shareOf(pairs, (sign) => sign < 0))) / 2),
    baseline: rounded(Math.max(did.length, didNot.length) / judged.length),
  };
}
