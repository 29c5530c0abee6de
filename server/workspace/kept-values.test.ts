import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createKeptValues } from "./kept-values.ts";
import type { ReadableRows } from "./readable-rows.ts";

const rows = (): ReadableRows => ({ isList: true, from: () => [] });

describe("values that are kept", () => {
  it("are those read last, as long as they are not too large together", () => {
    const kept = createKeptValues(100);
    for (const file of ["a", "b", "c"]) kept.keep(file, "1", 40, rows());
    assert.deepEqual(
      ["a", "b", "c"].map((file) => kept.find(file, "1") !== undefined),
      [false, true, true],
    );
    assert.ok(kept.find("b", "1"));
    kept.keep("d", "1", 40, rows());
    assert.equal(kept.find("c", "1"), undefined);
    assert.ok(kept.find("b", "1"));
  });

  it("are not those of a file that is another now, nor one that is too large by itself", () => {
    const kept = createKeptValues(100);
    kept.keep("a", "1", 10, rows());
    assert.equal(kept.find("a", "2"), undefined);
    assert.equal(kept.find("a", "1"), undefined);
    kept.keep("b", "1", 10, rows());
    kept.keep("large", "1", 101, rows());
    assert.equal(kept.find("large", "1"), undefined);
    assert.ok(kept.find("b", "1"));
  });
});
