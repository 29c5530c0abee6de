/**
 * The group `scores`: what the application reads. The checks of the model are blocking: a bad model is kept and can be looked at, but no
 * user is scored by it.
 */
import { asset } from "evergraph";
import { round } from "../helpers/numbers.ts";
import { probabilityOf } from "../helpers/train-model.ts";

const owners = ["team:growth"];

/** How likely each user is to subscribe, the likeliest first. */
export const userScores = asset("user_scores", { group: "scores", owners }, ({ trained_model, user_features }) =>
  user_features
    .map((row) => ({ user_id: row.user_id, probability: round(probabilityOf(trained_model, row), 4) }))
    .toSorted((a, b) => b.probability - a.probability),
);

/** Who gets a letter: the likeliest tenth of the users, once they have bought something. `inputs` names the assets by handle. */
export const letterList = asset(
  "letter_list",
  { group: "scores", owners, inputs: { scores: userScores, features: "user_features" } },
  ({ scores, features }) => {
    const spend = new Map(features.map((row) => [row.user_id, row.total_spend]));
    return scores
      .slice(0, Math.ceil(scores.length / 10))
      .flatMap(({ user_id }) => (spend.get(user_id) ? [{ user_id, total_spend: spend.get(user_id) ?? 0 }] : []));
  },
);
