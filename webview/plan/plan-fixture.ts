import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { PlanPreview, PreviewStep } from "../../protocol/messages/server-messages.ts";

/** Plans for tests of the view. */

export const hostileKey = asAssetKey('<img src=x onerror="document.title=1">');

function step(name: AssetKey, group: string, wave: number, after: readonly number[], seconds?: number): PreviewStep {
  return {
    assets: [name],
    checks: [],
    after,
    wave,
    group,
    badge: wave === 1 ? "stale" : "upstream failed",
    reason: wave === 1 ? "code: isPaid in money.ts" : "reads what is made before it",
    gates: Array.from({ length: wave }, (_, index) => ({ asset: name, name: `check ${index + 1}` })),
    bytes: 80_000_000,
    ...(seconds === undefined ? {} : { seconds }),
  };
}

const small: readonly PreviewStep[] = [
  step(asAssetKey("stg_orders"), "staging", 1, [], 2.4),
  step(asAssetKey("stg_payments"), "staging", 1, [], 1.9),
  step(asAssetKey("order_payments"), "core", 2, [0, 1], 3.1),
  step(asAssetKey("fct_orders"), "core", 3, [2], 1.7),
  step(hostileKey, "marts", 4, [3]),
  {
    ...step(asAssetKey("fct_orders"), "core", 4, [3], 0.3),
    assets: [],
    checks: [{ asset: asAssetKey("fct_orders"), name: "unique_id" }],
  },
];

/** As the server would answer: without what the selection leaves out. */
export function previewOf(selection: string): PlanPreview {
  if (selection.includes("nothing_here")) return refused;
  const steps = selection.includes("large") ? large : small;
  const kept = [...steps.keys()].filter((index) => {
    const assets = steps[index]?.assets ?? [];
    return (
      assets.length === 0 ||
      assets.some((asset) => !selection.includes(`not (key:"${asset}"`) && !selection.includes(` or key:"${asset}"`))
    );
  });
  return {
    steps: kept.flatMap((index) => {
      const one = steps[index];
      if (one === undefined) return [];
      return [{ ...one, after: one.after.flatMap((other) => (kept.includes(other) ? [kept.indexOf(other)] : [])) }];
    }),
    refused: [],
    unsaved: true,
    about: { usual: 8, least: 7, most: 12 },
    concurrency: 8,
    left: [{ asset: asAssetKey("daily_revenue"), badge: "failed", reason: "revenue_not_null fails" }],
  };
}

const large: readonly PreviewStep[] = Array.from({ length: 300 }, (_, index) =>
  step(
    asAssetKey(`billing/table_${index}`),
    ["stripe", "stg_stripe", "orders", "billing", "revenue", "exports"][index % 6] ?? "",
    1 + (index % 6),
    index % 6 === 0 ? [] : [index - 1],
    1 + (index % 7),
  ),
);

const refused: PlanPreview = {
  steps: [],
  refused: [
    {
      code: "unknown-key",
      severity: "error",
      message: "There is no asset nothing_here.",
      remedy: "Did you mean stg_orders?",
      range: { file: "src/jobs.ts", start: { line: 4, character: 0 }, end: { line: 4, character: 3 } },
      related: [],
      facts: {},
    },
  ],
  unsaved: false,
  concurrency: 8,
  left: [],
};
