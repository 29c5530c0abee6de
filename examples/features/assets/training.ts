/**
 * The group `training`: from features to a model that knows how good it is. One function makes two assets here, and the model keeps its
 * metrics as metadata: `evergraph show trained_model` lists them, and the panel draws their history.
 */
import { asset, multiAsset, output, table } from "evergraph";
import { z } from "zod";
import { qualityOf } from "../helpers/model-quality.ts";
import { round } from "../helpers/numbers.ts";
import { stableShare } from "../helpers/stable-share.ts";
import { trainModel } from "../helpers/train-model.ts";

const owners = ["team:growth"];

/** Features and what came of them, one row a user. Users of whom we do not know it are left out. */
export const trainingSet = asset("training_set", { group: "training", owners }, ({ user_features, conversions }) => {
  const converted = new Map(conversions.map((row) => [row.user_id, row.converted]));
  const rows = user_features.flatMap(({ last_seen: _, ...features }) => {
    const label = converted.get(features.user_id);
    return label === undefined ? [] : [{ ...features, converted: label }];
  });
  return output(rows, { metadata: { left_out: user_features.length - rows.length } });
});

/**
 * One pass, two assets: what the model learns from, and what it never sees. A user stays on the same side when others come and go, so
 * that the metrics of two models can be compared.
 */
export const { train_rows, test_rows } = multiAsset(
  "split_training_set",
  {
    group: "training",
    owners,
    config: z.object({ test_share: z.number().gt(0).lt(1).default(0.25) }),
    outputs: {
      train_rows: { description: "What the model learns from." },
      test_rows: { description: "What the model is judged by, and never learns from." },
    },
  },
  ({ training_set }, { config }) => {
    const { test = [], train = [] } = Object.groupBy(training_set, (row) =>
      stableShare(row.user_id) < config.test_share ? "test" : "train",
    );
    return { train_rows: train, test_rows: test };
  },
);

/** Foresees from the features of a user whether they will subscribe: a logistic regression, with its metrics on rows that it never saw. */
export const trainedModel = asset(
  "trained_model",
  {
    group: "training",
    kinds: ["model"],
    owners,
    io: "models",
    config: z.object({
      steps: z.number().int().min(1).default(400),
      learning_rate: z.number().positive().default(0.01),
    }),
  },
  ({ train_rows, test_rows }, { config, metadata }) => {
    const model = trainModel(train_rows, { steps: config.steps, learningRate: config.learning_rate });
    const { accuracy, precision, recall, areaUnderCurve, baseline } = qualityOf(model, test_rows);
    metadata.add({ accuracy, precision, recall, area_under_curve: areaUnderCurve, baseline });
    const weights = model.features.map(({ name, weight }) => ({ feature: name, weight: round(weight, 3) }));
    return output(model, { metadata: { weights: table(weights), learned_from: train_rows.length } });
  },
);
