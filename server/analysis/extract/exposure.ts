import { packageName } from "./common-names.ts";
import type { CallFact, ExportFact, ImportFact } from "./file-facts.ts";
import type { ValueFact } from "./value-fact.ts";

/** A call as it is met, before it is known what of the file is exported. */
export type CallDraft = Omit<CallFact, "exposure" | "exportedAs"> & {
  /** Top-level names that it is a part of. */
  readonly owners: readonly string[];
  readonly nested: boolean;
  readonly inFunction: boolean;
};

/** Names whose values reach a reader of the module: exported ones, and what stands inside of those. */
export function exposedNames(
  exports: ReadonlyMap<string, ExportFact>,
  values: ReadonlyMap<string, ValueFact>,
  calls: readonly CallDraft[],
  imports: ReadonlyMap<string, ImportFact>,
): ReadonlySet<string> {
  const exposed = new Set<string>();
  const visit = (value: ValueFact): void => {
    switch (value.kind) {
      case "list":
        for (const item of value.items) visit(item);
        return;
      case "object":
        for (const property of value.properties) visit(property.value);
        return;
      case "choice":
        for (const each of value.values) visit(each);
        return;
      case "spread":
      case "part":
        visit(value.of);
        return;
      case "reference":
        expose(value.name);
        return;
      case "global call":
        for (const argument of value.arguments) visit(argument);
        return;
      case "call": {
        const call = calls[value.call];
        // The assets that an asset refers to in its options are not inside of it.
        if (call === undefined || imports.get(call.callee.name)?.specifier === packageName) return;
        for (const argument of call.arguments) visit(argument);
        return;
      }
      default:
        return;
    }
  };
  const expose = (name: string): void => {
    if (exposed.has(name)) return;
    exposed.add(name);
    const value = values.get(name);
    if (value !== undefined) visit(value);
  };
  for (const fact of exports.values()) if (fact.kind === "local") expose(fact.name);
  return exposed;
}

/** Finishes a call with how its result reaches a reader of the module. */
export function exposureOf(
  draft: CallDraft,
  exports: ReadonlyMap<string, ExportFact>,
  exposed: ReadonlySet<string>,
  reached: ReadonlySet<string>,
): CallFact {
  const { owners, nested, inFunction } = draft;
  const isExposed = owners.some((name) => exposed.has(name));
  if (inFunction) {
    const used = isExposed || owners.some((name) => reached.has(name));
    return finished(draft, used ? "in a function" : "hidden", undefined);
  }
  if (!isExposed) return finished(draft, "local", undefined);
  if (nested) return finished(draft, "inside exported", undefined);
  for (const [name, fact] of exports) {
    if (fact.kind === "local" && owners.includes(fact.name)) return finished(draft, "exported", name);
  }
  return finished(draft, "inside exported", undefined);
}

function finished(draft: CallDraft, exposure: CallFact["exposure"], exportedAs: string | undefined): CallFact {
  return {
    callee: draft.callee,
    arguments: draft.arguments,
    range: draft.range,
    firstRange: draft.firstRange,
    firstText: draft.firstText,
    exposure,
    exportedAs,
    description: draft.description,
    compute: draft.compute,
    schemas: draft.schemas,
    parameters: draft.parameters,
    broken: draft.broken,
    lastGood: draft.lastGood,
  };
}
