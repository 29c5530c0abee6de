import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetStatus, Badge, StaleCause } from "../../../protocol/record/status.ts";
import { reasonOf, sentencesOf } from "./cause-text.ts";

const key = asAssetKey("fct_orders");
const of = (asset: string) => ({ asset: asAssetKey(asset) });

function status(
  badge: Badge,
  more: { causes?: StaleCause[]; behind?: string[]; happened?: Partial<AssetStatus["happened"]> } = {},
) {
  return {
    happened: {
      latest: "materialized",
      running: [],
      checks: { passed: 0, warned: 0, failed: 0, notRun: 0 },
      ...more.happened,
    },
    sync: { state: "stale", causes: more.causes ?? [], behind: (more.behind ?? []).map(asAssetKey) },
    freshness: "none",
    badge,
  } as AssetStatus;
}

const changed = (file: string, name: string, change: "changed" | "added" | "removed" = "changed") => ({
  change,
  file,
  name,
});
const code = (...members: ReturnType<typeof changed>[]): StaleCause => ({ kind: "code", changed: members });

const rows: [AssetStatus, string | undefined, readonly string[]][] = [
  [status("fresh"), undefined, ["Fresh: its code and its inputs are as they were."]],
  [status("never", { behind: ["raw"] }), undefined, ["Never run."]],
  [
    status("stale", { causes: [code(changed("src/money.ts", "tax"))] }),
    "tax in money.ts changed",
    ["Stale: it is not what its code and its inputs would make now.", "Changed: tax in src/money.ts."],
  ],
  [
    status("stale", { causes: [code(changed("a.ts", "x"), changed("b.ts", "y", "added"))] }),
    "x in a.ts changed, +1",
    ["Stale: it is not what its code and its inputs would make now.", "Changed: x in a.ts and y in b.ts (new)."],
  ],
  [
    status("stale", { causes: [code(changed("src/core.ts", "fct_orders"))] }),
    "its own code changed",
    ["Stale: it is not what its code and its inputs would make now.", "Changed: its own code."],
  ],
  [
    status("stale", { causes: [code()] }),
    "its code changed",
    ["Stale: it is not what its code and its inputs would make now.", "Its code changed."],
  ],
  [
    status("stale", {
      causes: [code(changed("npm:lodash", "4.18.0", "added"), changed("npm:lodash", "4.17.0", "removed"))],
    }),
    "lodash is now 4.18.0",
    ["Stale: it is not what its code and its inputs would make now.", "Changed: lodash (now 4.18.0)."],
  ],
  [
    status("stale", { behind: ["stg_orders"] }),
    "waits for stg_orders",
    ["Stale: it is not what its code and its inputs would make now.", "It waits for stg_orders."],
  ],
  [
    status("stale", { behind: ["a", "b", "c", "d", "e", "f", "g"] }),
    "waits for a, +6",
    ["Stale: it is not what its code and its inputs would make now.", "It waits for a, b, c, d, e and 2 more."],
  ],
  [
    status("stale", { causes: [{ kind: "input", of: of("raw") }, code(changed("a.ts", "x"))] }),
    "x in a.ts changed",
    [
      "Stale: it is not what its code and its inputs would make now.",
      "raw has other data than was read.",
      "Changed: x in a.ts.",
    ],
  ],
  [
    status("stale", { causes: [{ kind: "input", of: of("raw") }] }),
    "raw has new data",
    ["Stale: it is not what its code and its inputs would make now.", "raw has other data than was read."],
  ],
  [
    status("stale", { causes: [{ kind: "dependency", asset: asAssetKey("raw"), change: "added" }] }),
    "now depends on raw",
    ["Stale: it is not what its code and its inputs would make now.", "It now depends on raw."],
  ],
  [
    status("maybe stale", {
      causes: [{ kind: "doubt", doubts: [{ kind: "dynamic import", file: "src/a.ts", line: 3, text: "import(x)" }] }],
    }),
    "dynamic import in a.ts",
    [
      "Maybe stale: something that it depends on cannot be followed.",
      "It cannot be followed: the dynamic import in src/a.ts, line 4.",
    ],
  ],
  [
    status("unknown", { causes: [{ kind: "not evaluated", why: "its code was not recorded" }] }),
    "its code was not recorded",
    ["Unknown whether it is in step.", "Not compared: its code was not recorded."],
  ],
  [
    status("failed", {
      happened: { latest: "failed", error: { message: "Cannot read properties of undefined (reading 'x')\n  at" } },
    }),
    "Cannot read properties of undefined (reading…",
    ["Failed: Cannot read properties of undefined (reading 'x')."],
  ],
  [
    status("failed", { happened: { checks: { passed: 1, warned: 0, failed: 2, notRun: 0 } } }),
    "2 checks failed",
    ["2 checks failed."],
  ],
  [
    status("upstream failed", { happened: { latest: "upstream failed", because: "raw_orders" } }),
    "raw_orders failed",
    ["Not started: raw_orders failed."],
  ],
  [
    status("skipped", { happened: { latest: "skipped", because: "no new files" } }),
    "no new files",
    ["Skipped: no new files."],
  ],
];

for (const [one, reason, sentences] of rows) {
  test(`${one.badge}: ${reason ?? "nothing to explain"}`, () => {
    assert.equal(reasonOf(key, one), reason);
    assert.deepEqual(sentencesOf(key, one), sentences);
    assert.ok((reason ?? "").split(" ").length <= 6, "at most six words");
  });
}
