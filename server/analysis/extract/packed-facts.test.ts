import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { extractFile } from "./extract-file.ts";
import { packFacts, unpackFacts } from "./packed-facts.ts";

const texts: readonly (readonly [what: string, text: string])[] = [
  ["nothing", ""],
  [
    "an asset with options",
    'import { asset } from "evergraph";\nexport const a = asset("a", { group: "g", deps: ["b"] }, ({ b }) => b + 1);',
  ],
  [
    "imports and exports",
    'import x, { y as z } from "./a";\nimport * as all from "./b";\nexport * from "./c";\nexport { x, z as w, all };',
  ],
  [
    "calls and members",
    'import * as m from "./m";\nimport { f } from "./f";\nexport const g = () => f(m.one(), m.two, f);',
  ],
  [
    "what changes when loaded",
    'import { list } from "./list";\nlist.push(1);\nlet count = 0;\nexport function add() { count += 1; }',
  ],
  ["doubts", "export const load = (name: string) => import(name);\nexport const run = (text: string) => eval(text);"],
  ["texts of all kinds", 'export const texts = ["\\u0001", "\\ud800", "line\\nline", `a${1}b`, "é"];'],
  [
    "values of all kinds",
    'import { asset } from "evergraph";\nconst o = { ["k"]: 1, [k()]: 2, ...p, m() {}, u: undefined, n: null, t: true, x: -1.5 };\nexport const { a, b: [c] } = o;\nexport const l = [1, ...[2], o.a.b ?? 3, o ? 1 : 2, `${o}x`, Object.values(o), (({ q, [w]: e, ...r }) => r)];\nexport const z = asset(o.a, { inputs: {} }, function () {});',
  ],
  [
    "several outputs with schemas",
    'import { multiAsset } from "evergraph";\nimport * as s from "./s";\nexport const [m, n] = multiAsset("m", { outputs: { a: { schema: s.row }, b: { schema: s.other } } }, ({ x, ...rest }) => rest);',
  ],
  ["a text that does not parse", 'import { asset } from "evergraph";\nexport const a = asset("a", ({'],
];

describe("packed facts", () => {
  for (const [what, text] of texts) {
    it(`are the facts again: ${what}`, () => {
      const facts = extractFile("src/file.ts", text);
      const again = unpackFacts(packFacts(facts));
      assert.deepEqual(plain(again), plain(facts));
      assert.deepEqual(plain(unpackFacts(packFacts(again))), plain(facts));
    });
  }

  it("are one line, so that a file can hold many", () => {
    for (const [, text] of texts) assert.equal(packFacts(extractFile("a.ts", text)).includes("\n"), false);
  });
});

/** Without what is undefined, and with spans as they are sent. */
function plain(facts: ReturnType<typeof extractFile>): unknown {
  const { imports, exports, values, exposed, ...rest } = facts;
  return JSON.parse(
    JSON.stringify({
      ...rest,
      imports: [...imports],
      exports: [...exports],
      values: [...values],
      exposed: [...exposed],
    }),
  );
}
