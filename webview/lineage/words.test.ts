import assert from "node:assert/strict";
import { test } from "node:test";
import { badges } from "../../protocol/record/status.ts";
import { statusWords } from "./announcer.ts";

const counts = (of: Partial<Record<(typeof badges)[number], number>>) =>
  Uint32Array.from(badges, (badge) => of[badge] ?? 0);

test("a run is told while it lasts, its failures by name, its end always", () => {
  const rows: [Parameters<typeof counts>[0], Parameters<typeof counts>[0], string[], string | undefined][] = [
    [{ fresh: 3 }, { fresh: 2, stale: 1 }, [], undefined],
    [{ fresh: 3 }, { fresh: 2, running: 1 }, [], "1 running"],
    [{ running: 2 }, { running: 1, failed: 1 }, ["daily_revenue"], "1 running, 1 failed: daily_revenue"],
    [{ running: 1 }, { fresh: 4 }, [], "Run ended: 4 assets fresh"],
    [{ running: 1 }, { fresh: 1, failed: 1 }, ["kpis"], "Run ended: 1 asset fresh, 1 failed: kpis"],
    [{ fresh: 1 }, { failed: 4 }, ["a", "b", "c", "d"], "Run ended: 0 assets fresh, 4 failed: a, b, c"],
  ];
  for (const [before, after, failed, words] of rows) {
    assert.equal(statusWords(counts(before), counts(after), failed), words);
  }
});
