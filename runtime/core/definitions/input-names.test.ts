// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are texts of functions.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type InputNames, inputNames } from "./input-names.ts";

const names = (...found: string[]): InputNames => ({ kind: "names", names: found });
const none = names();

const texts: readonly (readonly [string, InputNames])[] = [
  // forms of functions
  ["({ a, b }) => a", names("a", "b")],
  ["async ({ a }) => a", names("a")],
  ["async({a})=>a", names("a")],
  ["function ({ a }) {}", names("a")],
  ["function named({ a }) {}", names("a")],
  ["async function named({ a }) {}", names("a")],
  ["function* ({ a }) {}", names("a")],
  ["async function* gen({ a }) {}", names("a")],
  ["method({ a }) {}", names("a")],
  ["async method({ a }) {}", names("a")],
  ["*method({ a }) {}", names("a")],
  ["async *method({ a }) {}", names("a")],
  ["async({ a }) { return a }", names("a")],
  ["function({ a }) { return a }", names("a")],
  ['"quoted name"({ a }) {}', names("a")],
  ["[computed({ x: 1 })]({ a }) {}", names("a")],
  ["#private({ a }) {}", names("a")],
  ["static async method({ a }) {}", names("a")],
  // no inputs
  ["() => 1", none],
  ["(_) => 1", none],
  ["_ => 1", none],
  ["async _ => 1", none],
  ["(_, { log }) => log", none],
  ["(...all) => all", none],
  ["function () { const { a } = b; }", none],
  ["({}) => 1", none],
  ["({}, { log }) => 1", none],
  // renames, defaults, patterns
  ["({ a: b }) => b", names("a")],
  ["({ raw: raw2, }) => raw2", names("raw")],
  ["({ a = 1, b = { c: 2 }, d: e = [f, g] }) => 1", names("a", "b", "d")],
  ["({ a: { b, c }, d: [e, ...f] }) => 1", names("a", "d")],
  ["({ a, a: b }) => 1", names("a")],
  ["({ a } = {}) => 1", names("a")],
  ["({ \"marts/orders\": orders, 'x-y': z }) => 1", names("marts/orders", "x-y")],
  ["({ [\"marts/orders\"]: orders, ['b']: c, [2024]: d }) => 1", names("marts/orders", "b", "2024")],
  ["({ 2024: year }) => 1", names("2024")],
  [
    '({ "m\\xE4rz": a, "\\u6708": b, "\\u{1F600}": c, "a\\"b": d, "e\\\\f": g }) => 1',
    names("märz", "月", "😀", 'a"b', "e\\f"),
  ],
  ["({ m\\u00e4rz, $x, _y, straße, 月 }) => 1", names("märz", "$x", "_y", "straße", "月")],
  [
    "({ async, get, set, of, function: f, class: c, default: d }) => 1",
    names("async", "get", "set", "of", "function", "class", "default"),
  ],
  // what must not be taken for a separator
  ["({ a = '}', b = \",\", c = `}${ { x: `,` }.x }`, d }) => 1", names("a", "b", "c", "d")],
  ["({ a = /[/},]/g, b = 4 / 2 / 1, c = (x) / 2, d = [1][0] / 2 }) => 1", names("a", "b", "c", "d")],
  ["({ a = typeof /},/, b }) => 1", names("a", "b")],
  ["({ a = (x, y) => ({ z: x }), b = function ({ c }) { return c; }, d }) => 1", names("a", "b", "d")],
  ["({ a = x < y, b = x ? y : z, c }) => 1", names("a", "b", "c")],
  // comments
  ["/* ({ x }) */ ({ /* b, */ a, // c,\n d /* } */ }) => 1", names("a", "d")],
  ["async /* ( */ function /* ( */ name // (\n ({ a }) {}", names("a")],
  ["({ a: /* , */ b = /* } */ 1, c }) => 1", names("a", "c")],
  // what is refused
  ["({ a, ...rest }) => 1", { kind: "rest", name: "rest" }],
  ["({ ... rest }) => 1", { kind: "rest", name: "rest" }],
  ["({ a, [key]: b }) => 1", { kind: "computed", expression: "key" }],
  ["({ [`x${y}`]: b }) => 1", { kind: "computed", expression: "`x${y}`" }],
  ['({ ["a" + "b"]: c }) => 1', { kind: "computed", expression: '"a" + "b"' }],
  ["([a]) => 1", { kind: "unreadable" }],
  ["function () { [native code] }", { kind: "unreadable" }],
  ["class A { constructor({ a }) {} }", { kind: "unreadable" }],
  ["", { kind: "unreadable" }],
];

for (const [text, expected] of texts) {
  test(`names of ${text.slice(0, 70)}`, () => assert.deepEqual(inputNames(text), expected));
}

test("real functions, as the engine prints them", () => {
  const object = {
    method({ a }: { a: unknown }) {
      return a;
    },
    async *"of a key"({ b: c = "}" }: { b?: unknown }) {
      yield c;
    },
  };
  assert.deepEqual(inputNames(object.method.toString()), names("a"));
  assert.deepEqual(inputNames(object["of a key"].toString()), names("b"));
  assert.deepEqual(inputNames(object.method.bind(object).toString()), { kind: "unreadable" });
});

test("whatever the text, it ends and does not throw", () => {
  const pieces = fc.constantFrom(
    ..."(){}[]`\"'/\\,:=.*$".split(""),
    "...",
    "=>",
    "async",
    "function",
    "a",
    "/*",
    "*/",
    "//",
    "\n",
    "${",
    "class",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      assert.ok(inputNames(parts.join("")).kind.length > 0);
    }),
    { numRuns: 3000 },
  );
});
