import type { ExportFact, FileFacts, ImportFact, LoadFact, RefFact, UnitFact } from "./file-facts.ts";
import { type Packed, packCall, packValue, unpackCall, unpackValue } from "./packed-values.ts";
import type { ValueFact } from "./value-fact.ts";

/** A later form of facts has another number: what is kept of an earlier one is thrown away. */
export const factsFormat = 4;

/** What few units have; left out where it is empty. */
type Rare = Partial<Omit<UnitFact, "names" | "kind" | "shape" | "refs" | "line">>;
type PackedUnit = readonly [
  name: string | readonly string[],
  kind: number,
  shape: string,
  refs: readonly PackedRef[],
  line: number,
  rare?: Rare,
];

const kinds = ["function", "class", "variable", "enum", "namespace", "statement", "default", "compute"] as const;
const kindNumbers = Object.fromEntries(kinds.map((kind, index) => [kind, index])) as Record<UnitFact["kind"], number>;

/** Most are a name alone, after a mark if it is called. */
type PackedRef = string | RefFact;
const called = "!";
/** A bound for a process that sees many projects. */
const mostKnownRefs = 50_000;

/** Between the units and the rest; a text of JSON has no such character. */
const separator = "\u0001";

const none: readonly never[] = [];

/** Facts as one text: a tenth of the memory, and ready to be sent to another thread or kept on disk. */
export function packFacts({
  file,
  imports,
  loads,
  exports,
  stars,
  values,
  exposed,
  units,
  calls,
  broken,
}: FileFacts): string {
  const graph = JSON.stringify([
    file,
    packImports(imports),
    loads.map(packLoad),
    packExports(exports),
    stars,
    packValues(values),
    [...exposed],
    calls.map(packCall),
    broken ? 1 : 0,
  ] satisfies PackedGraph);
  return `${graph}${separator}${JSON.stringify(units.map(packUnit))}`;
}

/** What the graph lane needs. */
type PackedGraph = readonly [
  file: string,
  imports: readonly (string | number)[],
  loads: readonly (readonly [specifier: string, marks: number])[],
  exports: readonly Packed[],
  stars: readonly string[],
  values: readonly Packed[],
  exposed: readonly string[],
  calls: readonly Packed[],
  broken: number,
];

/** The facts again. What was undefined is absent. The units are read when they are asked for: the graph lane does without them. */
export function unpackFacts(packed: string): FileFacts {
  const end = packed.indexOf(separator);
  const [file, imports, loads, exports, stars, values, exposed, calls, broken] = JSON.parse(
    packed.slice(0, end),
  ) as PackedGraph;
  let units: readonly UnitFact[] | undefined;
  return {
    file,
    imports: unpackImports(imports),
    loads: loads.map(unpackLoad),
    exports: unpackExports(exports),
    stars,
    values: unpackValues(values),
    exposed: new Set(exposed),
    calls: calls.map(unpackCall),
    broken: broken === 1,
    get units() {
      units ??= (JSON.parse(packed.slice(end + 1)) as PackedUnit[]).map(unpackUnit);
      return units;
    },
  };
}

/** Four by four: local name, specifier, name there, whether it is required. */
function packImports(imports: FileFacts["imports"]): (string | number)[] {
  const packed: (string | number)[] = [];
  for (const [local, { specifier, name, required }] of imports) {
    packed.push(local, specifier, name === local ? 0 : name, required ? 1 : 0);
  }
  return packed;
}

function unpackImports(packed: readonly (string | number)[]): Map<string, ImportFact> {
  const imports = new Map<string, ImportFact>();
  for (let at = 0; at < packed.length; at += 4) {
    const local = packed[at] as string;
    const name = packed[at + 2];
    imports.set(local, {
      specifier: packed[at + 1] as string,
      name: typeof name === "string" ? name : local,
      required: packed[at + 3] === 1,
    });
  }
  return imports;
}

function packLoad({ specifier, bare, eager }: LoadFact): readonly [string, number] {
  return [specifier, (bare ? 1 : 0) + (eager ? 2 : 0)];
}

function unpackLoad([specifier, marks]: readonly [string, number]): LoadFact {
  return { specifier, bare: (marks & 1) !== 0, eager: (marks & 2) !== 0 };
}

/** Three by three: exported name, own name, and of which module (0: of this one). */
function packExports(exports: FileFacts["exports"]): Packed[] {
  const packed: Packed[] = [];
  for (const [name, fact] of exports) {
    packed.push(name, fact.name === name ? 0 : fact.name, fact.kind === "local" ? 0 : fact.specifier);
  }
  return packed;
}

function unpackExports(packed: readonly Packed[]): Map<string, ExportFact> {
  const exports = new Map<string, ExportFact>();
  for (let at = 0; at < packed.length; at += 3) {
    const exported = packed[at] as string;
    const own = packed[at + 1];
    const name = typeof own === "string" ? own : exported;
    const specifier = packed[at + 2];
    exports.set(exported, typeof specifier === "string" ? { kind: "from", specifier, name } : { kind: "local", name });
  }
  return exports;
}

function packValues(values: FileFacts["values"]): Packed[] {
  const packed: Packed[] = [];
  for (const [name, value] of values) packed.push(name, packValue(value));
  return packed;
}

function unpackValues(packed: readonly Packed[]): Map<string, ValueFact> {
  const values = new Map<string, ValueFact>();
  for (let at = 0; at < packed.length; at += 2) values.set(packed[at] as string, unpackValue(packed[at + 1] ?? []));
  return values;
}

function packRef(ref: RefFact): PackedRef {
  if (ref.kind !== "name" || ref.member !== undefined) return ref;
  return ref.called ? called + ref.name : ref.name;
}

/** The same names are used over and over: equal references are one object. */
const knownRefs = new Map<string, RefFact>();

function unpackRef(ref: PackedRef): RefFact {
  if (typeof ref !== "string") return ref;
  let known = knownRefs.get(ref);
  if (known === undefined) {
    const isCalled = ref.startsWith(called);
    known = { kind: "name", name: isCalled ? ref.slice(called.length) : ref, called: isCalled };
    if (knownRefs.size < mostKnownRefs) knownRefs.set(ref, known);
  }
  return known;
}

function packUnit(unit: UnitFact): PackedUnit {
  const { names, kind, shape, refs, line } = unit;
  const [name] = names;
  const shortName = names.length === 1 && name !== undefined ? name : names;
  const rare = rareOf(unit);
  const packedRefs = refs.length === 0 ? none : refs.map(packRef);
  return rare === undefined
    ? [shortName, kindNumbers[kind], shape, packedRefs, line]
    : [shortName, kindNumbers[kind], shape, packedRefs, line, rare];
}

/** undefined: it is like most. */
function rareOf(unit: UnitFact): Rare | undefined {
  const { loadWrites, loadCalls, writes, softWrites, passes, assigns, changesArguments, changesThis, aliasOf, doubts } =
    unit;
  const isUsual =
    loadWrites.length + loadCalls.length + writes.length + softWrites.length === 0 &&
    passes.length + assigns.length + doubts.length === 0 &&
    !changesArguments &&
    !changesThis &&
    aliasOf === undefined;
  if (isUsual) return undefined;
  return {
    ...(loadWrites.length === 0 ? {} : { loadWrites }),
    ...(loadCalls.length === 0 ? {} : { loadCalls }),
    ...(writes.length === 0 ? {} : { writes }),
    ...(softWrites.length === 0 ? {} : { softWrites }),
    ...(passes.length === 0 ? {} : { passes }),
    ...(assigns.length === 0 ? {} : { assigns }),
    ...(changesArguments ? { changesArguments } : {}),
    ...(changesThis ? { changesThis } : {}),
    ...(aliasOf === undefined ? {} : { aliasOf }),
    ...(doubts.length === 0 ? {} : { doubts }),
  };
}

function unpackUnit([name, kind, shape, refs, line, rare]: PackedUnit): UnitFact {
  const names = typeof name === "string" ? [name] : name;
  return {
    names,
    kind: kinds[kind] ?? "statement",
    shape,
    refs: refs.length === 0 ? none : refs.map(unpackRef),
    loadWrites: rare?.loadWrites ?? none,
    loadCalls: rare?.loadCalls ?? none,
    writes: rare?.writes ?? none,
    softWrites: rare?.softWrites ?? none,
    passes: rare?.passes ?? none,
    assigns: rare?.assigns ?? none,
    changesArguments: rare?.changesArguments ?? false,
    changesThis: rare?.changesThis ?? false,
    aliasOf: rare?.aliasOf,
    doubts: rare?.doubts ?? none,
    line,
  };
}
