/**
 * What must hold of the features. A check runs after its asset, on the value that was made, and its result is kept beside it.
 */
import { assetCheck, rowCountChange, unique } from "evergraph";
import { userFeatures } from "../assets/features.ts";
import { mean, round } from "../helpers/numbers.ts";

/** Every number is one. `blocking`, and of severity ERROR: when it fails, nothing below the features is made. */
export const finiteFeatures = assetCheck("finite_features", { asset: userFeatures, blocking: true }, (rows) => {
  const wrong = rows.filter((row) =>
    Object.values(row).some((value) => typeof value === "number" && !Number.isFinite(value)),
  );
  return {
    passed: wrong.length === 0,
    description: `${wrong.length} of ${rows.length} users have a feature that is no number`,
    metadata: { wrong: wrong.length },
  };
});

/** A doubt, no mistake: `WARN` marks the asset, and holds nothing back. */
export const plausibleSpend = assetCheck("plausible_spend", { asset: userFeatures, severity: "WARN" }, (rows) => {
  const spend = round(mean(rows.map((row) => row.total_spend)), 2);
  return { passed: spend >= 5 && spend <= 500, description: `${spend} euros a user`, metadata: { spend } };
});

/** Ready-made: the key of the rows. */
export const oneRowAUser = unique(userFeatures, ["user_id"], { blocking: true });

/** Ready-made, and judged by what was made before: a sudden loss of users tells of a broken source. */
export const usersSteady = rowCountChange(userFeatures, { maxDrop: 0.5, severity: "WARN" });
