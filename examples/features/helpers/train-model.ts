import LogisticRegression from "ml-logistic-regression";
import { Matrix } from "ml-matrix";
import { mean, sigmoid, standardDeviation, sum } from "./numbers.ts";

/** The features that the model looks at. */
const featureNames = ["sessions", "events_a_session", "cart_share", "purchases", "total_spend"] as const;

export type Features = Readonly<Record<(typeof featureNames)[number], number>>;

/** Plain data, so that it can be stored, read by others and compared. */
export interface Model {
  intercept: number;
  features: { name: keyof Features; weight: number; mean: number; deviation: number }[];
}

/** Learns which features go with a conversion. The same rows always give the same model. */
export function trainModel(
  rows: readonly (Features & { readonly converted: boolean })[],
  { steps, learningRate }: { readonly steps: number; readonly learningRate: number },
): Model {
  const classes = new Set(rows.map((row) => row.converted));
  if (classes.size < 2) throw new Error("A model needs users who subscribed and users who did not.");
  const scales = featureNames.map((name) => {
    const values = rows.map((row) => row[name]);
    return { name, mean: mean(values), deviation: standardDeviation(values) || 1 };
  });
  const standardized = rows.map((row) => [
    1,
    ...scales.map((scale) => (row[scale.name] - scale.mean) / scale.deviation),
  ]);
  // The library adds up over the rows; divided by them, the rate means the same for few and for many.
  const regression = new LogisticRegression({ numSteps: steps, learningRate: (learningRate * 100) / rows.length });
  regression.train(new Matrix(standardized), Matrix.columnVector(rows.map((row) => (row.converted ? 1 : 0))));
  const [intercept = 0, ...weights] = regression.classifiers[0]?.weights.getRow(0) ?? [];
  return { intercept, features: scales.map((scale, at) => ({ ...scale, weight: weights[at] ?? 0 })) };
}

/** How likely a user with these features is to subscribe, from 0 to 1. */
export function probabilityOf(model: Model, row: Features): number {
  return sigmoid(
    model.intercept +
      sum(model.features.map(({ name, weight, mean, deviation }) => (weight * (row[name] - mean)) / deviation)),
  );
}
