import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import type { ErrorEntry } from "./error-entry.ts";

type Catalogue = Readonly<Record<string, ErrorEntry<never>>>;

/** Codes of one situation that is told in other words in another place. */
const saidTwice: ReadonlySet<string> = new Set(["asset-failed", "no-project"]);

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith("-errors.ts"));
const catalogues = await Promise.all(
  files.map(async (file) => {
    const module = (await import(`./${file}`)) as Readonly<Record<string, Catalogue>>;
    return { file, entries: Object.values(module).flatMap((catalogue) => Object.values(catalogue)) };
  }),
);

describe("the catalogue of errors", () => {
  for (const { file, entries } of catalogues) {
    it(`${file} has codes that can be searched for`, () => {
      assert.ok(entries.length > 0);
      const wrong = entries.filter(({ code }) => !/^[a-z]+(-[a-z]+)*$/.test(code));
      assert.deepEqual(wrong, []);
    });
  }

  it("means one thing by each code", () => {
    const codes = catalogues.flatMap(({ entries }) => entries.map(({ code }) => code));
    const twice = codes.filter((code, at) => codes.indexOf(code) !== at && !saidTwice.has(code));
    assert.deepEqual(twice, []);
  });
});
