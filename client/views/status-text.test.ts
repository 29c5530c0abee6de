import { equal } from "node:assert/strict";
import { test } from "node:test";
import { countsText } from "./status-text.ts";
import type { BadgeCounts } from "./tree-rows.ts";

const plain = (text: string, ...values: (string | number)[]) =>
  text.replaceAll(/\{(\d)\}/g, (_, index) => String(values[Number(index)]));

const cases: { projects: readonly BadgeCounts[]; text: string }[] = [
  { projects: [{ fresh: 12 }], text: "$(evergraph-fresh) 12 fresh" },
  { projects: [{ never: 12 }], text: "$(evergraph-never) none made" },
  {
    projects: [{ fresh: 8, stale: 2, "maybe stale": 1, failed: 1 }],
    text: "$(evergraph-stale) 3 stale  $(evergraph-failed) 1 failed",
  },
  {
    projects: [{ stale: 1 }, { stale: 2, running: 1 }],
    text: "$(evergraph-running) 1 running  $(evergraph-stale) 3 stale",
  },
];

for (const { projects, text } of cases)
  test(`the status bar for ${JSON.stringify(projects)}`, () => {
    const summaries = projects.map((counts, index) => ({
      folder: `/${index}`,
      environment: "dev",
      environments: ["dev"],
      counts,
      assets: 1,
    }));
    equal(countsText(plain, summaries), text);
  });
