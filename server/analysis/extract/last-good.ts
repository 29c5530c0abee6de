import type { CallFact, ExportFact, FileFacts, ImportFact, UnitFact } from "./file-facts.ts";
import type { ValueFact } from "./value-fact.ts";

/** Facts of a text that does not parse, with what it no longer shows taken from the text before. */
export function keepLastGood(now: FileFacts, before: FileFacts): FileFacts {
  const intact = new Set(now.calls.filter(({ broken }) => !broken).map(({ firstText }) => firstText));
  const lost = before.calls.filter(({ firstText, compute, exposure }) => {
    return !intact.has(firstText) && (compute !== undefined || exposure === "exported") && firstText !== "";
  });
  if (lost.length === 0) return now;
  const units: UnitFact[] = [...now.units];
  const calls: CallFact[] = [];
  const positions = new Map<number, number>();
  const lostKeys = new Set(lost.map(({ firstText }) => firstText));
  for (const [index, call] of now.calls.entries()) {
    if (call.broken && lostKeys.has(call.firstText)) continue;
    positions.set(index, calls.push(call) - 1);
  }
  const kept = (value: ValueFact, indexOf: ReadonlyMap<number, number>): ValueFact | undefined => moved(value, indexOf);
  const values = new Map<string, ValueFact>();
  for (const [name, value] of now.values) {
    const still = kept(value, positions);
    if (still !== undefined) values.set(name, still);
  }
  const earlier = new Map<number, number>();
  for (const [index, call] of before.calls.entries()) {
    if (!lost.includes(call)) continue;
    const take = (place: number | undefined): number | undefined => {
      const unit = place === undefined ? undefined : before.units[place];
      return unit === undefined ? undefined : units.push(unit) - 1;
    };
    const schemas: Record<string, number> = {};
    for (const [output, place] of Object.entries(call.schemas)) {
      const unit = take(place);
      if (unit !== undefined) schemas[output] = unit;
    }
    earlier.set(
      index,
      calls.push({ ...call, compute: take(call.compute), schemas, lastGood: true, broken: false }) - 1,
    );
  }
  const exports = new Map<string, ExportFact>(now.exports);
  const imports = new Map<string, ImportFact>(now.imports);
  for (const [name, value] of before.values) {
    if (values.has(name)) continue;
    const old = moved(value, earlier);
    if (old !== undefined) values.set(name, old);
  }
  // Options inside of what is kept lie under the old indexes: they are read again only when the text parses.
  for (const [name, fact] of before.exports) if (!exports.has(name)) exports.set(name, fact);
  for (const [name, fact] of before.imports) if (!imports.has(name) && !now.values.has(name)) imports.set(name, fact);
  const rebased = calls.map((call) =>
    call.lastGood
      ? { ...call, arguments: call.arguments.map((value) => moved(value, earlier) ?? hidden(value)) }
      : { ...call, arguments: call.arguments.map((value) => moved(value, positions) ?? hidden(value)) },
  );
  return { ...now, units, calls: rebased, values, exports, imports };
}

function hidden(value: ValueFact): ValueFact {
  return { kind: "unknown", text: "", span: value.span };
}

/** A value with its calls under their new indexes; undefined when it is a call that is no more. */
function moved(value: ValueFact, indexOf: ReadonlyMap<number, number>): ValueFact | undefined {
  const inner = (of: ValueFact): ValueFact => moved(of, indexOf) ?? hidden(of);
  switch (value.kind) {
    case "call": {
      const call = indexOf.get(value.call);
      return call === undefined ? undefined : { ...value, call };
    }
    case "list":
      return { ...value, items: value.items.map(inner) };
    case "object":
      return {
        ...value,
        properties: value.properties.map((property) => ({ ...property, value: inner(property.value) })),
      };
    case "choice":
      return { ...value, values: value.values.map(inner) };
    case "template":
      return { ...value, parts: value.parts.map(inner) };
    case "spread":
    case "part": {
      const of = moved(value.of, indexOf);
      return of === undefined ? undefined : { ...value, of };
    }
    case "global call":
      return { ...value, arguments: value.arguments.map(inner) };
    default:
      return value;
  }
}
