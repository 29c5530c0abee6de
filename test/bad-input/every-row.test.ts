// The table of bad input that the product promises to bear, and which test holds each part of it. A test that is gone, renamed or
// skipped for good fails here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";

const root = join(import.meta.dirname, "../..");

interface Row {
  readonly input: string;
  readonly parts: Readonly<Record<string, readonly (readonly [file: string, test: string])[]>>;
}

const definitions = "test/bad-input/definition-mistakes.test.ts";
const running = "test/bad-input/running-assets.test.ts";
const store = "test/bad-input/damaged-store.test.ts";
const brokenFiles = "test/bad-input/broken-files.test.ts";
const hostile = "test/bad-input/hostile-workspace.test.ts";

/** A mistake of the table in `definition-mistakes.test.ts`. */
function mistake(code: string): readonly [file: string, test: string] {
  return [definitions, `code: "${code}"`];
}

/** An asset of the table in `running-assets.test.ts`. */
function misdeed(what: string): readonly [file: string, test: string] {
  return [running, `what: "${what}"`];
}

const rows: readonly Row[] = [
  {
    input: "a file that does not parse, or half-typed code",
    parts: {
      "the rest of the graph stands, the file keeps its last good assets, marked": [
        [brokenFiles, "keeps the assets of the file, marked, and all others as they are"],
        ["server/analysis/analysis.test.ts", "keeps the last good assets of text that does not parse"],
        [
          "server/workspace/broken-files.test.ts",
          "assets of a file that does not parse are marked in the feed, the list, the card, the details and the summary",
        ],
        [
          "server/features/code-lens.test.ts",
          "an asset whose file does not parse says so, and is not offered to be made",
        ],
        [
          "client/views/tree-rows.test.ts",
          "assets of a file that does not parse stand as they were, and are not offered to be made",
        ],
      ],
      "at every character": [[brokenFiles, "never takes down anything, and costs no other file an asset"]],
      "what does not come from it can be run": [
        [brokenFiles, "does not keep other files' assets from being made"],
        ["runtime/runner/bundle-sources.test.ts", "lets a broken file fail those that import it, and nobody else"],
      ],
    },
  },
  {
    input: "a mistake in the definitions",
    parts: {
      "duplicate key": [mistake("duplicate-key")],
      "unknown dependency": [mistake("unknown-dependency")],
      cycle: [mistake("cycle")],
      "missing resource": [mistake("unknown-resource")],
      "bad cron or zone": [mistake("bad-cron"), mistake("bad-timezone")],
      "reserved or malformed key": [mistake("malformed-key"), [hostile, "are names of assets and nothing more"]],
      "mapping that does not fit": [["test/types/mistakes.md", "Mapping does not fit the upstream"]],
      "the exact range, and a quick fix where one is possible": [
        [definitions, "is underlined where it stands, with a way out where there is one"],
        ["server/features/quick-fixes.test.ts", "what a fix leaves has the problem no more"],
      ],
      "the same code and message before anything runs": [
        [definitions, "stops a plan, with the same code and words"],
        [definitions, "stops a process that was given a plan all the same, before anything runs"],
        ["runtime/runner/run-in-child.test.ts", "runs nothing when loading shows a mistake that the text could not"],
        ["cli/main.test.ts", "finds what is wrong with the definitions, at their place, and exits with 2"],
      ],
    },
  },
  {
    input: "an asset that misbehaves",
    parts: {
      throws: [misdeed("throws"), misdeed("throws what is no Error"), misdeed("throws where nobody catches it")],
      hangs: [misdeed("waits for ever"), misdeed("never gives the thread back")],
      exits: [misdeed("exits"), misdeed("is killed")],
      "runs out of memory": [misdeed("runs out of memory")],
      "returns what cannot be stored": [misdeed("returns a function"), misdeed("returns an object of a class")],
      "fails alone at the user's own line, and what is below says so": [
        [running, "fails alone, with its reason, and its run ends"],
        ["runtime/runner/run-in-child.test.ts", "keeps an error's own line in the user's TypeScript"],
        ["cli/main.test.ts", "tells a failure with the user's own line, marks what is below, and exits with 1"],
      ],
      "a process that takes its parent along": [
        ["runtime/runner/runner-death.test.ts", "is ended by the next run that opens the store"],
        ["runtime/runner/runner-death.test.ts", "so that this one has the last word"],
      ],
    },
  },
  {
    input: "a store that is not as it should be",
    parts: {
      damaged: [
        [store, "keeps all other events, and says what was found"],
        [store, "is written to further, and the damaged file is left as it is"],
        ["runtime/storage/journal-store.test.ts", "keeps what is readable"],
      ],
      truncated: [
        [store, "a tail that is cut off inside the last event"],
        ["test/faults/faults.test.ts", "no truncation and no flipped bit of a journal makes a wrong event"],
      ],
      newer: [
        [store, "is read, and no run writes into it"],
        ["runtime/storage/journal-store.test.ts", "is read and never written"],
      ],
      "on a full disk": [
        [store, "fails the asset whose value finds no room, and keeps what was stored before"],
        ["runtime/storage/journal-store.test.ts", "on a full disk flushing rejects with what to do"],
      ],
      "on a read-only disk": [
        ["runtime/storage/journal-store.test.ts", "on a disk that is read only, what is there is read"],
      ],
    },
  },
  {
    input: "two runs that want the same asset",
    parts: {
      "the second waits, with the reason, and both are never at it": [
        ["runtime/runner/run-in-child.test.ts", "make it one after the other"],
        ["runtime/runner/run-in-child.test.ts", "may be cancelled while one waits"],
        ["runtime/storage/leases.test.ts", "of many that want one asset at once exactly one gets it"],
      ],
      "or is refused with the reason": [
        ["runtime/storage/leases.test.ts", "is refused with the reason, and claims nothing"],
      ],
    },
  },
  {
    input: "a hostile workspace",
    parts: {
      "Restricted Mode: a static graph, no process, no config file evaluated, nothing written": [
        [hostile, "shows its graph, and neither runs nor writes anything"],
        ["server/main.test.ts", "offers no run and writes nothing in Restricted Mode"],
        ["runtime/storage/journal-store.test.ts", "in Restricted Mode nothing is written"],
      ],
      "a content security policy of nonces alone": [
        ["client/panels/webview-page.test.ts", "the policy lets in what carries the nonce, and nothing else"],
        ["client/panels/webview-page.test.ts", "every script and style carries the nonce, and none is loaded"],
      ],
      "keys and metadata are never HTML": [
        [hostile, "are text in a hover"],
        ["webview/drawing/scene.test.ts", "keys are text, whatever they look like"],
        ["webview/table/views.browser.test.ts", "that look like HTML are text"],
        ["webview/runs/runs-view.test.ts", "takes keys for text"],
        ["webview/plan/plan-view.test.ts", "takes keys for text"],
        ["webview/lineage/ways-out.test.ts", "texts in SVG are text"],
      ],
      "keys are never paths": [[hostile, "each is made, stored below the store, and found again"]],
    },
  },
];

for (const { input, parts } of rows) {
  describe(input, () => {
    for (const [part, tests] of Object.entries(parts)) {
      it(`is held by tests: ${part}`, () => {
        assert.ok(tests.length > 0);
        for (const [file, test] of tests) assert.ok(isThere(file, test), `${file} no longer holds "${test}"`);
      });
    }
  });
}

it("what a file lacks is noticed", () => {
  assert.equal(isThere("test/bad-input/every-row.test.ts", ["a test", "that nobody wrote"].join(" ")), false);
  assert.equal(isThere("test/bad-input/nowhere.test.ts", "throws"), false);
});

/** Whether a test, or a row of its table, stands in a file, and is not skipped whatever the machine. */
function isThere(file: string, test: string): boolean {
  let text: string;
  try {
    text = readFileSync(join(root, file), "utf8");
  } catch {
    return false;
  }
  const line = text.split("\n").find((each) => each.includes(test));
  return line !== undefined && !/\.(skip|todo)\(/.test(line);
}
