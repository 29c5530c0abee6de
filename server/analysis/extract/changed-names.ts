import { isDeepStrictEqual } from "node:util";
import type { CallFact, FileFacts } from "./file-facts.ts";
import type { ValueFact } from "./value-fact.ts";

/** Top-level and exported names that mean something else than before, wherever they stand; `*` when the list of exports differs. */
export function changedNames(before: FileFacts | undefined, after: FileFacts | undefined): ReadonlySet<string> {
  const changed = new Set<string>();
  if (before === undefined || after === undefined) {
    for (const facts of [before, after])
      for (const name of facts === undefined ? [] : [...namesOf(facts), ...declaredNames(facts).keys()])
        changed.add(name);
    changed.add("*");
    return changed;
  }
  if (before === after) return changed;
  const declaredBefore = declaredNames(before);
  const declaredAfter = declaredNames(after);
  for (const name of new Set([...declaredBefore.keys(), ...declaredAfter.keys()])) {
    if (declaredBefore.get(name) !== declaredAfter.get(name)) changed.add(name);
  }
  for (const name of new Set([...namesOf(before), ...namesOf(after)])) {
    if (!isDeepStrictEqual(meaning(before, name), meaning(after, name))) changed.add(name);
  }
  if (!isDeepStrictEqual([...before.exports.keys()], [...after.exports.keys()])) changed.add("*");
  return changed;
}

/** What each name is declared as: `function`, `function namespace`. */
function declaredNames(facts: FileFacts): ReadonlyMap<string, string> {
  const kinds = new Map<string, string>();
  for (const { names, kind } of facts.units) {
    if (kind === "compute" || kind === "statement") continue;
    for (const name of names) kinds.set(name, `${kinds.get(name) ?? ""} ${kind}`);
  }
  return kinds;
}

function namesOf(facts: FileFacts): Set<string> {
  return new Set([...facts.exports.keys(), ...facts.imports.keys(), ...facts.values.keys()]);
}

function meaning(facts: FileFacts, name: string): unknown {
  const value = facts.values.get(name);
  const exported = facts.exports.get(name);
  const local = exported?.kind === "local" && exported.name !== name ? facts.imports.get(exported.name) : undefined;
  return [exported, facts.imports.get(name), local, value === undefined ? undefined : withoutPlaces(facts, value)];
}

/** A value without where it stands. */
function withoutPlaces(facts: FileFacts, value: ValueFact): unknown {
  const inner = (of: ValueFact): unknown => withoutPlaces(facts, of);
  switch (value.kind) {
    case "literal":
      return value.value;
    case "template":
      return ["template", value.parts.map(inner)];
    case "list":
      return ["list", value.items.map(inner)];
    case "object":
      return ["object", value.properties.map((property) => [property.name, inner(property.value)])];
    case "spread":
      return ["spread", inner(value.of)];
    case "choice":
      return ["choice", value.values.map(inner)];
    case "reference":
      return ["reference", value.name, value.path];
    case "call": {
      const call = facts.calls[value.call];
      return call === undefined ? "call" : ["call", call.callee, callMeaning(facts, call)];
    }
    case "global call":
      return ["global call", value.name, value.arguments.map(inner)];
    case "part":
      return ["part", inner(value.of), value.path];
    case "function":
      return ["function", value.parameters?.names.map(({ name }) => name), value.parameters?.rest?.name];
    case "unknown":
      return ["unknown", value.text];
    default:
      return value satisfies never;
  }
}

/** Of a call, its arguments: others take keys, outputs and partitions from them. */
function callMeaning(facts: FileFacts, call: CallFact): unknown {
  return call.arguments.map((argument) => (argument.kind === "function" ? "function" : withoutPlaces(facts, argument)));
}
