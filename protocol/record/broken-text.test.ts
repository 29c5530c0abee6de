import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { asOf, brokenNotice, brokenSentence } from "./broken-text.ts";

const since = Date.UTC(2026, 10, 24, 9, 8);

test("what stands as it was says since when, in the reader's own zone", () => {
  const file = "assets/marts.ts";
  deepEqual(
    [
      asOf(since, "UTC"),
      asOf(since, "Europe/Zurich"),
      brokenSentence({ file, since }, "UTC"),
      brokenNotice({ file, since, assets: 3 }, "UTC"),
      brokenNotice({ file: "a.ts", since, assets: 1 }, "UTC"),
    ],
    [
      "as of 09:08",
      "as of 10:08",
      "marts.ts does not parse, so this stands as it was at 09:08.",
      "marts.ts does not parse. Its 3 assets stand as they were at 09:08.",
      "a.ts does not parse. Its asset stands as it was at 09:08.",
    ],
  );
});
