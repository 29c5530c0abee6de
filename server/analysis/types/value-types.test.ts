import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { TypesProject } from "./types-fixture.ts";
import { openTypesProject } from "./types-fixture.ts";

/** The text of a file with assets, and the printed types of some of them, by key. */
interface Case {
  readonly name: string;
  readonly text: string;
  readonly types: Readonly<Record<string, string>>;
  readonly columns?: Readonly<Record<string, readonly string[] | undefined>>;
}

const cases: readonly Case[] = [
  {
    name: "values of JavaScript",
    text: `
      export const a = asset("text", () => "x" as string);
      export const b = asset("numbers", async () => [1, 2, 3]);
      export const c = asset("nothing", () => {});
      export const d = asset("when", () => new Date());
      export const e = asset("bytes", () => new Uint8Array(2));
      export const f = asset("lookup", () => new Map([["a", { n: 1 }]]));
      export const g = asset("big", () => 1n as bigint);
      export const h = asset("pair", () => [1, "a"] as [count: number, name?: string]);
      export const i = asset("fixed", () => ({ mode: "fast", level: 3, on: true }) as const);
      export const j = asset("readonly_rows", (): readonly { readonly id: string }[] => []);
      export const k = asset("by_name", (): Record<string, number[]> => ({}));
    `,
    types: {
      text: "string",
      numbers: "number[]",
      nothing: "void",
      when: "Date",
      bytes: "Uint8Array<ArrayBuffer>",
      lookup: "Map<string, { n: number }>",
      big: "bigint",
      pair: "[count: number, name?: string]",
      fixed: '{ mode: "fast"; level: 3; on: true }',
      readonly_rows: "readonly { id: string }[]",
      by_name: "{ [key: string]: number[] }",
    },
    columns: {
      text: undefined,
      when: undefined,
      lookup: undefined,
      fixed: ['mode: "fast"', "level: 3", "on: true"],
      readonly_rows: ["id: string"],
    },
  },
  {
    name: "rows: interfaces, aliases, optional and null",
    text: `
      interface Base { id: string }
      interface Order extends Base { at: Date; note?: string; refund: number | null; state: "open" | "paid" | undefined }
      type Line = { sku: string; price: { amount: number; currency: "EUR" | "CHF" } };
      export const a = asset("orders", async (): Promise<Order[]> => []);
      export const b = asset("lines", (): Line[] => []);
      export const c = asset("one_order", (): Order => { throw new Error(); });
      export const d = asset("picked", (): Pick<Order, "at" | "id">[] => []);
      export const e = asset("partly", (): Partial<Line>[] => []);
      export const f = asset("spread", () => [] as (Line & { total: number })[]);
      export const g = asset("quoted", () => [{ "two words": 1, plain: 2 }]);
      export const h = asset("explicit", (): { a?: string | undefined; b?: string | null }[] => []);
    `,
    types: {
      orders: '{ id: string; at: Date; note?: string; refund: number | null; state: "open" | "paid" | undefined }[]',
      lines: '{ sku: string; price: { amount: number; currency: "CHF" | "EUR" } }[]',
      one_order: '{ id: string; at: Date; note?: string; refund: number | null; state: "open" | "paid" | undefined }',
      picked: "{ id: string; at: Date }[]",
      partly: '{ sku?: string; price?: { amount: number; currency: "CHF" | "EUR" } }[]',
      spread: '{ sku: string; price: { amount: number; currency: "CHF" | "EUR" }; total: number }[]',
      quoted: '{ "two words": number; plain: number }[]',
      explicit: "{ a?: string | undefined; b?: string | null }[]",
    },
    columns: {
      orders: [
        "id: string",
        "at: Date",
        "note?: string",
        "refund: number | null",
        'state: "open" | "paid" | undefined',
      ],
      one_order: [
        "id: string",
        "at: Date",
        "note?: string",
        "refund: number | null",
        'state: "open" | "paid" | undefined',
      ],
    },
  },
  {
    name: "unions",
    text: `
      export const a = asset("either", (): string | number | null => 1);
      export const b = asset("shapes", (): ({ kind: "circle"; radius: number } | { kind: "square"; side: number })[] => []);
      export const c = asset("flags", (): (boolean | "auto")[] => []);
      export const d = asset("levels", (): (10 | 2 | 1)[] => []);
    `,
    types: {
      either: "number | string | null",
      shapes: '({ kind: "circle"; radius: number } | { kind: "square"; side: number })[]',
      flags: '(boolean | "auto")[]',
      levels: "(1 | 2 | 10)[]",
    },
    columns: { shapes: ['kind: "circle" | "square"', "radius?: number", "side?: number"] },
  },
  {
    name: "generics",
    text: `
      interface Page<Row> { rows: Row[]; next?: string }
      function grouped<Row, Key extends keyof Row>(rows: Row[], key: Key): { key: Row[Key]; rows: Row[] }[] { return []; }
      export const a = asset("page", (): Page<{ id: number }> => ({ rows: [] }));
      export const b = asset("groups", () => grouped([{ city: "x", n: 1 }], "city"));
    `,
    types: {
      page: "{ rows: { id: number }[]; next?: string }",
      groups: "{ key: string; rows: { city: string; n: number }[] }[]",
    },
  },
  {
    name: "classes: by value, but those with private members by import",
    text: `
      export class Model { #weights = [1]; score(rows: readonly object[]): number { return this.#weights.length; } }
      export class Box<T> { private inner!: T; get(): T { return this.inner; } }
      export class Point { x = 0; y = 0; norm(): number { return 0; } }
      class Hidden { private secret = 1; }
      export enum Color { Red = "red", Blue = "blue" }
      export const a = asset("model", () => new Model());
      export const b = asset("boxed", () => [new Box<{ id: string }>()]);
      export const c = asset("points", () => [new Point()]);
      export const d = asset("hidden", () => new Hidden());
      export const e = asset("colors", () => [{ color: Color.Red as Color, strong: Color.Blue as const }]);
    `,
    types: {
      model: 'import("./FILE.js").Model',
      boxed: 'import("./FILE.js").Box<{ id: string }>[]',
      points: "{ x: number; y: number; norm(): number }[]",
      hidden: "unknown",
      colors: '{ color: import("./FILE.js").Color; strong: import("./FILE.js").Color.Blue }[]',
    },
    columns: { points: ["x: number", "y: number"] },
  },
  {
    name: "recursive types",
    text: `
      export interface Tree { label: string; children: Tree[] }
      interface Private { next: Private | null }
      export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
      export const a = asset("tree", (): Tree => ({ label: "", children: [] }));
      export const b = asset("chain", (): Private => ({ next: null }));
      export const c = asset("json", (): Json => null);
    `,
    types: {
      tree: '{ label: string; children: import("./FILE.js").Tree[] }',
      chain: "{ next: unknown }",
      json: 'boolean | number | string | import("./FILE.js").Json[] | { [key: string]: import("./FILE.js").Json } | null',
    },
  },
  {
    name: "output, skip, streams and promises",
    text: `
      import { output, skip } from "evergraph";
      export const a = asset("with_metadata", () => output([{ id: 1 }], { metadata: { source: "x" } }));
      export const b = asset("perhaps", (_: unknown) => (Math.random() > 2 ? skip("nothing") : [{ id: 1 }]));
      export const c = asset("streamed", async function* () { yield { id: 1, at: new Date() }; });
      export const d = asset("output_of_stream", () => output((async function* () { yield "a"; })()));
      export const e = asset("only_skip", () => skip("never"));
    `,
    types: {
      with_metadata: "{ id: number }[]",
      perhaps: "{ id: number }[]",
      streamed: "Stream<{ id: number; at: Date }>",
      output_of_stream: "Stream<string>",
      only_skip: "never",
    },
    columns: { streamed: ["id: number", "at: Date"] },
  },
  {
    name: "what is not known is unknown, never any",
    text: `
      declare const anything: any;
      export const a = asset("any_value", () => anything);
      export const b = asset("any_inside", () => [{ id: anything, n: 1 }]);
      export const c = asset("no_such_name", () => notDeclared());
      export const d = asset("json_text", () => JSON.parse("1"));
    `,
    types: {
      any_value: "unknown",
      any_inside: "{ id: unknown; n: number }[]",
      no_such_name: "unknown",
      json_text: "unknown",
    },
  },
  {
    name: "row schemas",
    text: `
      import { unchecked } from "evergraph";
      export const a = asset("checked", { schema: unchecked<{ sku: string; units: number }>() }, () => [{ sku: "a", units: 1, more: 2 }]);
      export const b = externalAsset("vendor_rows", { schema: unchecked<{ rate: number }>() });
      export const c = externalAsset<number>("vendor_rate");
      export const d = externalAsset("vendor_secret");
    `,
    types: {
      checked: "{ sku: string; units: number }[]",
      vendor_rows: "{ rate: number }[]",
      vendor_rate: "number",
      vendor_secret: "unknown",
    },
  },
  {
    name: "what is read: by name, renamed, by handle, by key, in a chain",
    text: `
      export const a = asset("base_rows", () => [{ id: "a", n: 1 }]);
      export const b = asset("by_braces", ({ base_rows }) => base_rows.map((row) => ({ ...row, twice: row.n * 2 })));
      export const c = asset("renamed", ({ by_braces: rows }) => rows[0]);
      export const d = asset("by_handle", { inputs: { rows: a } }, ({ rows }) => rows.length);
      export const e = asset("marts/by_key", { inputs: { rows: "by_braces" } }, ({ rows }) => rows.map((row) => row.twice));
      export const f = asset("by_long_key", { inputs: { list: "marts/by_key" } }, ({ list }) => ({ list }));
      export const g = [asset("in_a_list", () => [{ listed: true }])];
      export const h = asset("reads_the_list", ({ in_a_list }) => in_a_list);
      export const i = asset("reads_nobody", ({ no_such_asset }) => no_such_asset);
      export const j = asset("reads_itself", ({ reads_itself }) => reads_itself);
    `,
    types: {
      by_braces: "{ id: string; n: number; twice: number }[]",
      renamed: "{ id: string; n: number; twice: number } | undefined",
      by_handle: "number",
      "marts/by_key": "number[]",
      by_long_key: "{ list: number[] }",
      in_a_list: "{ listed: boolean }[]",
      reads_the_list: "{ listed: boolean }[]",
      reads_nobody: "unknown",
      reads_itself: "unknown",
    },
  },
  {
    name: "rings end",
    text: `
      export const a = asset("ring_a", ({ ring_b }) => ({ b: ring_b }));
      export const b = asset("ring_b", ({ ring_a }) => ({ a: ring_a }));
      export const c = asset("after_ring", ({ ring_a }) => [1]);
    `,
    types: { after_ring: "number[]" },
  },
  {
    name: "functions, and what is too deep",
    text: `
      type Deep<T, N extends 0[] = []> = N["length"] extends 30 ? T : { in: Deep<T, [...N, 0]> };
      export const a = asset("scorer", () => ({ score: (rows: string[], limit?: number) => rows.length, name: "m" }));
      export const b = asset("deep", (): Deep<string> => { throw new Error(); });
    `,
    types: {
      scorer: "{ score: (rows: string[], limit?: number) => number; name: string }",
      deep: `${"{ in: ".repeat(12)}{ in: unknown }${" }".repeat(12)}`,
    },
  },
  {
    name: "partitions: the value is that of one",
    text: `
      import { daily, staticPartitions } from "evergraph";
      const days = daily({ start: "2024-01-01" });
      export const a = asset("by_day", { partitions: days }, () => [{ n: 1 }]);
      export const b = asset("by_day_too", { partitions: days }, ({ by_day }) => by_day.length);
      export const c = asset("of_all_days", ({ by_day }) => [...by_day.values()].flat());
      export const d = asset("by_shop", { partitions: staticPartitions(["paris", "lyon"]) }, () => 1);
    `,
    types: { by_day: "{ n: number }[]", by_day_too: "number", of_all_days: "{ n: number }[]", by_shop: "number" },
  },
];

const head = 'import { asset, externalAsset } from "evergraph";\n';
const fileOf = (index: number) => `assets/case${index}`;

describe("the printed type of an asset's value", () => {
  let project: TypesProject;
  before(async () => {
    const files = cases.map(({ text }, index) => [`${fileOf(index)}.ts`, `${head}${text}`] as const);
    project = openTypesProject(Object.fromEntries(files));
    await project.lane.settled();
  });
  after(() => project.close());

  for (const [index, { name, types, columns = {} }] of cases.entries())
    it(name, async () => {
      const found: Record<string, string | undefined> = {};
      for (const key of Object.keys(types)) found[key] = await project.type(key);
      const expected = Object.entries(types).map(([key, type]) => [
        key,
        type.replaceAll("./FILE", `./${fileOf(index)}`),
      ]);
      assert.deepEqual(found, Object.fromEntries(expected));
      for (const [key, list] of Object.entries(columns)) assert.deepEqual(await project.columns(key), list, key);
    });

  it("says nothing of edges that fit", () => assert.deepEqual(project.lane.diagnostics(), []));
});
