import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import type { Badge } from "../../../protocol/record/status.ts";
import { graphOf } from "../graph/graph-fixture.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { type SelectionContext, select } from "./evaluate-selection.ts";
import { parseSelection } from "./parse-selection.ts";
import { selectionDiagnostic } from "./selection-diagnostic.ts";
import { wildcard } from "./wildcard.ts";

const graph = graphOf(
  {
    "raw/a": [],
    "raw/b": [],
    staged: ["raw/a", "raw/b"],
    mart: ["staged", "märz"],
    märz: [],
    "2024": ["mart"],
    top: ["2024"],
  },
  ({ key }) => ({
    kind: key === "raw/b" ? "external" : "asset",
    group: key.startsWith("raw") ? "raw" : "default",
    owners: key === "mart" ? ["team:a"] : [],
  }),
);
const badges: Readonly<Record<string, Badge>> = { staged: "stale", mart: "upstream failed", top: "never" };
const context: SelectionContext = {
  graph,
  index: indexGraph(graph),
  badge: (id) => badges[graph.keys[id] ?? ""] ?? "fresh",
  external: "included",
};

const answers: readonly (readonly [string, readonly string[]])[] = [
  ["staged", ["staged"]],
  ['"staged"', ["staged"]],
  ["raw/*", ["raw/a", "raw/b"]],
  ["*a*", ["raw/a", "raw/b", "staged", "mart"]],
  ["no*", []],
  ["märz", ["märz"]],
  ["ma\u0308rz", ["märz"]],
  ["2024", ["2024"]],
  ["2024+", ["2024", "top"]],
  ["1+2024", ["mart", "2024"]],
  ["+staged", ["raw/a", "raw/b", "staged"]],
  ["staged+", ["staged", "mart", "2024", "top"]],
  ["1+mart+1", ["staged", "mart", "märz", "2024"]],
  ["staged + and raw/a+1", ["staged"]],
  ["(raw/a or märz)+1", ["raw/a", "staged", "mart", "märz"]],
  ["+(*)", ["raw/a", "raw/b", "staged", "mart", "märz", "2024", "top"]],
  ["sinks(*)", ["top"]],
  ["roots(+mart)", ["raw/a", "raw/b", "märz"]],
  ["not group:raw and not owner:<null>", ["mart"]],
  ["NOT group:raw AND staged+ OR top", ["staged", "mart", "2024", "top"]],
  ["status:stale", ["staged"]],
  ['status:"upstream failed"', ["mart"]],
  ["status:upstream_failed or status:missing", ["mart", "top"]],
  ["is:external", ["raw/b"]],
  ['owner:"team:a"', ["mart"]],
  ["key:mart", ["mart"]],
  ["+key:mart and key:raw/*", ["raw/a", "raw/b"]],
];
for (const [text, expected] of answers) {
  test(`selects ${text}`, () => {
    const result = select(text, context);
    assert.equal(result.problem, undefined);
    assert.deepEqual(result.ids?.map((id) => graph.keys[id] as string).sort(), [...expected].sort());
  });
}

test("what is to be made leaves external assets out, unless they are named", () => {
  const out = { ...context, external: "left out" as const };
  const keys = (text: string) => select(text, out).ids?.map((id) => graph.keys[id]);
  assert.deepEqual(keys("+staged"), ["raw/a", "staged"]);
  assert.deepEqual(keys("group:raw"), ["raw/a"]);
  assert.deepEqual(keys("raw/b"), ["raw/b"]);
});

/** The part of the text that is wrong is between the marks. */
const problems: readonly (readonly [string, RegExp])[] = [
  ["[]", /empty/],
  ["a and []", /missing at its end/],
  ["[and] a", /expected, not and/],
  ["(a or b[]", /a \) is missing/],
  ["a [b]", /does not belong here/],
  ["a[)]", /does not belong here/],
  ["+[+]a", /expected, not \+/],
  ["a+[b]", /a number or nothing may follow \+/],
  ["+[*]", /parentheses/],
  ["*[+]", /parentheses/],
  ["[colour]:red", /no attribute colour:/],
  ["key:[]", /value is missing/],
  ["key:[<null>]", /value is missing/],
  ["group:[a*]", /quotes around a\*/],
  ["key:[owner]", /quotes around owner/],
  ["[status:green]", /no such status/],
  ["[is:red]", /external or materializable/],
  ['key:["abc]', /quote is not closed/],
  ['key:a["b"]', /around the whole value/],
  ["a [&] b", /& means nothing here/],
  ["a[,] b", /, means nothing here/],
];
for (const [marked, why] of problems) {
  test(`refuses ${marked}`, () => {
    const text = marked.replace("[", "").replace("]", "");
    const { problem } = select(text, context);
    assert.equal(problem?.kind, "syntax");
    assert.match(problem?.kind === "syntax" ? problem.why : "", why);
    // The rest of a text with an open quote is cut at the quote itself.
    const end = marked.includes('["abc]') ? marked.indexOf("[") + 1 : marked.indexOf("]") - 1;
    assert.deepEqual([problem?.start, problem?.end], [marked.indexOf("["), end]);
  });
}

test("an attribute without meaning here is refused by name", () => {
  const { problem } = select("staged or column:id", context);
  assert.deepEqual(problem, { kind: "unsupported", attribute: "column", start: 10, end: 16 });
  const { badge: _, ...without } = context;
  assert.equal(select("status:stale", without).problem?.kind, "unsupported");
});

test("a key that is not there is told with the one that was meant", () => {
  const { problem } = select("group:raw or stagde+", context);
  assert.deepEqual(problem, { kind: "unknown key", key: "stagde", suggestion: "staged", start: 13, end: 19 });
  const range = { file: "a.ts", start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const diagnostic = selectionDiagnostic(problem!, "group:raw or stagde+", () => range);
  assert.deepEqual([diagnostic.code, diagnostic.remedy], ["unknown-dependency", 'Did you mean "staged"?']);
});

test("a job's selection is what it names, and one that names itself ends", () => {
  const withJobs = {
    ...context,
    graph: {
      ...graph,
      jobs: [
        { name: "nightly", selection: "staged+1", range: nowhere },
        { name: "ring", selection: "job:ring or top", range: nowhere },
      ],
      schedules: [{ name: "at_two", job: "nightly", cron: "0 2 * * *", timezone: null, range: nowhere }],
    },
  };
  const keys = (text: string) => select(text, withJobs).ids?.map((id) => graph.keys[id]);
  assert.deepEqual(keys("job:nightly"), ["staged", "mart"]);
  assert.deepEqual(keys("schedule:at_two"), ["staged", "mart"]);
  assert.deepEqual(keys("job:ring"), ["top"]);
});

test("nesting deeper than anyone writes is refused, not a crash", () => {
  const deep = `${"(".repeat(100_000)}a${")".repeat(100_000)}`;
  assert.equal(parseSelection(deep).problem?.kind, "syntax");
  assert.equal(parseSelection(`${"not ".repeat(100_000)}a`).problem?.kind, "syntax");
});

test("whatever the text, there is an answer or a problem inside it", () => {
  const piece = fc.constantFrom(
    ...'+()*:="-.& '.split(""),
    "and",
    "or",
    "not ",
    "key",
    "tag",
    "group",
    "a",
    "2",
    "sinks",
    "<null>",
    "status",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const text = pieces.join("");
      const { problem } = select(text, context);
      if (problem !== undefined)
        assert.ok(0 <= problem.start && problem.start <= problem.end && problem.end <= text.length);
    }),
    { numRuns: 3000 },
  );
});

test("wildcards stand for any letters, and all else for itself", () => {
  const rows: readonly (readonly [string, string, boolean])[] = [
    ["a*", "abc", true],
    ["*c", "abc", true],
    ["a*c", "ac", true],
    ["ab*b", "ab", false],
    ["*b*", "abc", true],
    ["a*b*c", "aXbYc", true],
    ["a*b*c", "acb", false],
    ["*ab*b", "ab", false],
    ["*ab*b", "abb", true],
    ["*", "", true],
    ["a.c", "abc", false],
    ["(a|b)", "a", false],
  ];
  for (const [pattern, text, expected] of rows) assert.equal(wildcard(pattern)(text), expected, `${pattern} ${text}`);
});

test("a list of twenty thousand keys is read, and each is found by its name", () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `part_${index}`);
  const large = graphOf(Object.fromEntries(keys.map((key) => [key, []])));
  const text = keys.map((key) => `key:"${key}"`).join(" or ");
  const { ids } = select(text, { graph: large, index: indexGraph(large), external: "included" });
  assert.equal(ids?.length, keys.length);
  const none = select(`${text.replaceAll(" or ", " and ")}`, {
    graph: large,
    index: indexGraph(large),
    external: "included",
  });
  assert.deepEqual(none.ids, []);
});
