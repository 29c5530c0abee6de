/**
 * What must hold of a model before anybody is scored by it.
 */
import { assetCheck, metadataBounds, rowCount } from "evergraph";
import { test_rows, trainedModel } from "../assets/training.ts";

/** Metrics are metadata, so a ready-made check can bound them. Half is what a coin would reach. */
export const betterThanACoin = metadataBounds(trainedModel, "area_under_curve", { min: 0.7, blocking: true });

/** Fewer rows judge nothing: the metrics would be luck. */
export const enoughToJudge = rowCount(test_rows, { min: 20, blocking: true });

/** A model that learned something has at least one weight that counts. Only the scores wait for it. */
export const hasLearned = assetCheck("has_learned", { asset: trainedModel, blocking: ["user_scores"] }, (model) =>
  model.features.some((feature) => Math.abs(feature.weight) > 0.01),
);
