import type { FileFacts, RefFact, UnitFact } from "./file-facts.ts";
import { CompactSpan, type PackedSpan } from "./text-span.ts";

/** A later form of facts has another number: what is kept of an earlier one is thrown away. */
export const factsFormat = 3;

/** What few units have; left out where it is empty. */
type Rare = Partial<Omit<UnitFact, "names" | "kind" | "shape" | "hash" | "refs" | "line">>;
type PackedUnit = readonly [
  names: readonly string[],
  kind: UnitFact["kind"],
  shape: string,
  /** 0: the same as the shape. */
  hash: string | 0,
  refs: readonly PackedRef[],
  line: number,
  rare?: Rare,
];

/** Most are a name alone, after a mark if it is called. */
type PackedRef = string | RefFact;
const called = "!";

/** Between the units and the rest; a text of JSON has no such character. */
const separator = "\u0001";

const none: readonly never[] = [];
const usual: Required<Rare> = {
  loadWrites: none,
  loadCalls: none,
  writes: none,
  softWrites: none,
  passes: none,
  assigns: none,
  changesArguments: false,
  changesThis: false,
  aliasOf: undefined,
  doubts: none,
};

/** Facts as one text: a tenth of the memory, and ready to be sent to another thread or kept on disk. */
export function packFacts({ units, ...facts }: FileFacts): string {
  const rest = JSON.stringify({
    ...facts,
    imports: [...facts.imports],
    exports: [...facts.exports],
    values: [...facts.values],
    exposed: [...facts.exposed],
  });
  return `${rest}${separator}${JSON.stringify(units.map(packUnit))}`;
}

/** The facts again. What was undefined is absent. The units are read when they are asked for: the graph lane does without them. */
export function unpackFacts(packed: string): FileFacts {
  const end = packed.indexOf(separator);
  const { imports, exports, values, exposed, calls, ...rest } = JSON.parse(packed.slice(0, end));
  restoreSpans(values);
  restoreSpans(calls);
  let units: readonly UnitFact[] | undefined;
  return {
    ...rest,
    calls,
    get units() {
      units ??= (JSON.parse(packed.slice(end + 1)) as PackedUnit[]).map(unpackUnit);
      return units;
    },
    imports: new Map(imports),
    exports: new Map(exports),
    values: new Map(values),
    exposed: new Set(exposed),
  };
}

function packRef(ref: RefFact): PackedRef {
  if (ref.kind !== "name" || ref.member !== undefined) return ref;
  return ref.called ? called + ref.name : ref.name;
}

function unpackRef(ref: PackedRef): RefFact {
  if (typeof ref !== "string") return ref;
  const isCalled = ref.startsWith(called);
  return { kind: "name", name: isCalled ? ref.slice(called.length) : ref, called: isCalled };
}

function packUnit(unit: UnitFact): PackedUnit {
  const { names, kind, shape, hash, refs, line, ...rest } = unit;
  const rare = Object.entries(rest).filter(([, value]) => {
    return Array.isArray(value) ? value.length > 0 : value !== false && value !== undefined;
  });
  const packed = [names, kind, shape, hash === shape ? 0 : hash, refs.map(packRef), line] as const;
  return rare.length === 0 ? packed : [...packed, Object.fromEntries(rare)];
}

function unpackUnit([names, kind, shape, hash, refs, line, rare]: PackedUnit): UnitFact {
  return { names, kind, shape, hash: hash === 0 ? shape : hash, refs: refs.map(unpackRef), line, ...usual, ...rare };
}

/** Makes spans of what was packed as numbers, wherever it stands inside. */
function restoreSpans(inside: Record<string, unknown> | unknown[]): void {
  if (Array.isArray(inside)) {
    for (const item of inside) if (isObject(item)) restoreSpans(item);
    return;
  }
  for (const name in inside) {
    const value = inside[name];
    if (!isObject(value)) continue;
    if (name === "span" || name === "range" || name === "firstRange") {
      inside[name] = new CompactSpan(...(value as unknown as PackedSpan));
    } else restoreSpans(value);
  }
}

function isObject(value: unknown): value is Record<string, unknown> | unknown[] {
  return typeof value === "object" && value !== null;
}
