import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { PreviewStep } from "../../protocol/messages/server-messages.ts";
import { planOutcome, planSentence, planText } from "./plan-words.ts";

const step = (name: string): PreviewStep => ({
  assets: [asAssetKey(name)],
  checks: [],
  after: [],
  wave: 1,
  group: "core",
  badge: "stale",
  reason: "new code",
  seconds: 2,
  gates: [],
});
const steps = (count: number): PreviewStep[] => Array.from({ length: count }, (_, index) => step(`s${index}`));
const about = { usual: 8, least: 7, most: 12 };
const left = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    asset: asAssetKey(`l${index}`),
    badge: "failed" as const,
    reason: index === 0 ? "its check fails" : "",
  }));

const rows: readonly (readonly [said: string, words: string])[] = [
  [planSentence({ steps: steps(7), about }), "Run 7 steps, about 8 s."],
  [planSentence({ steps: steps(1) }), "Run 1 step, no history yet."],
  [planSentence({ steps: [] }), "Nothing to run."],
  [
    JSON.stringify(planOutcome({ steps: steps(3), left: [] }, 0, 0)),
    '{"fresh":"3 assets become fresh.","stay":"","why":""}',
  ],
  [planOutcome({ steps: steps(1), left: [] }, 0, 0).fresh, "1 asset becomes fresh."],
  [planOutcome({ steps: steps(3), left: left(2) }, 0, 0).stay, "2 stay out of step:"],
  [planOutcome({ steps: steps(3), left: left(2) }, 0, 0).why, "l0: its check fails; l1: failed."],
  [
    planOutcome({ steps: steps(3), left: left(5) }, 0, 0).why,
    "l0: its check fails; l1: failed; l2: failed; and 2 more.",
  ],
  [planOutcome({ steps: steps(3), left: [] }, 2, 1).fresh, "1 asset becomes fresh."],
  [planOutcome({ steps: steps(3), left: [] }, 2, 1).why, "1 left out, 2 read it."],
  [planOutcome({ steps: steps(3), left: left(1) }, 0, 1).stay, "1 stays out of step:"],
  [planText({ steps: steps(2) }), "1\ts0\tnew code\t2.0 s\n1\ts1\tnew code\t2.0 s"],
];

describe("words about plans", () => {
  for (const [said, words] of rows) it(words.slice(0, 60), () => assert.equal(said, words));
});
