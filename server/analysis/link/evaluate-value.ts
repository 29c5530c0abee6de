import { packageName } from "../extract/common-names.ts";
import type { CalleeFact, CallFact } from "../extract/file-facts.ts";
import type { ParametersFact, TextSpan } from "../extract/text-span.ts";
import type { ValueFact } from "../extract/value-fact.ts";
import { type Consulted, findExport, findName, type ModuleSource, type NameTarget } from "./exported-names.ts";

/** A value as far as text shows it, through constants of this and other files. */
export type Evaluated = { readonly file: string; readonly span: TextSpan } & (
  | { readonly kind: "literal"; readonly value: string | number | boolean | null | undefined }
  | { readonly kind: "list"; readonly items: readonly Evaluated[]; readonly complete: boolean }
  | { readonly kind: "object"; readonly entries: readonly EvaluatedEntry[]; readonly complete: boolean }
  | { readonly kind: "choice"; readonly values: readonly Evaluated[] }
  /** A call of the package's API; output: one of several that it makes. */
  | { readonly kind: "made"; readonly by: string; readonly call: CallFact; readonly output: string | undefined }
  | { readonly kind: "function"; readonly parameters: ParametersFact | undefined }
  /** pattern: what its text can be. */
  | { readonly kind: "unknown"; readonly text: string; readonly pattern?: RegExp | undefined }
);

export interface EvaluatedEntry {
  readonly name: string;
  readonly file: string;
  readonly span: TextSpan;
  readonly value: Evaluated;
}

const deepest = 40;

/** Evaluates values of files. Everything that it looks at is told to `consulted`. */
export class Evaluator {
  readonly #source: ModuleSource;
  readonly #consulted: Consulted;

  constructor(source: ModuleSource, consulted: Consulted) {
    this.#source = source;
    this.#consulted = consulted;
  }

  evaluate(file: string, value: ValueFact, depth = 0): Evaluated {
    const { span } = value;
    const unknown = (text: string): Evaluated => ({ kind: "unknown", text, file, span });
    if (depth > deepest) return unknown("");
    const inner = (of: ValueFact): Evaluated => this.evaluate(file, of, depth + 1);
    switch (value.kind) {
      case "literal":
        return { kind: "literal", value: value.value, file, span };
      case "template":
        return joined(value.parts.map(inner), value.text, file, span);
      case "list": {
        const items: Evaluated[] = [];
        let complete = true;
        for (const item of value.items) {
          if (item.kind !== "spread") items.push(inner(item));
          else {
            const spread = listOf(inner(item.of));
            if (spread === undefined || !spread.complete) complete = false;
            items.push(...(spread?.items ?? []));
          }
        }
        return { kind: "list", items, complete, file, span };
      }
      case "object": {
        const entries = new Map<string, EvaluatedEntry>();
        let complete = true;
        for (const property of value.properties) {
          if (property.value.kind === "spread") {
            const spread = inner(property.value.of);
            if (spread.kind !== "object" || !spread.complete) complete = false;
            if (spread.kind === "object") for (const entry of spread.entries) entries.set(entry.name, entry);
          } else if (property.name === undefined) complete = false;
          else {
            const { name } = property;
            entries.delete(name);
            entries.set(name, { name, file, span: property.span, value: inner(property.value) });
          }
        }
        return { kind: "object", entries: [...entries.values()], complete, file, span };
      }
      case "choice":
        return { kind: "choice", values: value.values.map(inner), file, span };
      case "spread":
        return inner(value.of);
      case "reference":
        return this.#reference(file, value.name, value.path, span, depth);
      case "part":
        return take(inner(value.of), value.path, span, file);
      case "function":
        return { kind: "function", parameters: value.parameters, file, span };
      case "call": {
        const call = this.#source.facts(file)?.calls[value.call];
        const by = call === undefined ? undefined : this.calleeOf(file, call.callee);
        if (call === undefined || by === undefined) return unknown(call?.firstText ?? "");
        return { kind: "made", by, call, output: undefined, file, span };
      }
      case "global call":
        return this.#globalCall(value, inner) ?? unknown(value.name);
      case "unknown":
        return unknown(value.text);
      default:
        return value satisfies never;
    }
  }

  /** The function of the package that a callee is: `asset`, `when.cronTickPassed`. undefined: it is none. */
  calleeOf(file: string, callee: CalleeFact, depth = 0): string | undefined {
    if (depth > deepest) return undefined;
    const target = findName(this.#source, file, callee.name, this.#consulted);
    return this.#apiName(target, callee.member === undefined ? [] : [callee.member], depth);
  }

  #apiName(target: NameTarget | undefined, path: readonly string[], depth: number): string | undefined {
    if (target === undefined || depth > deepest) return undefined;
    const [member, ...rest] = path;
    switch (target.kind) {
      case "package":
        if (target.target.kind !== "package" || target.target.name !== packageName) return undefined;
        return target.name === "*"
          ? path.length === 0
            ? undefined
            : path.join(".")
          : [target.name, ...path].join(".");
      case "module":
        if (member === undefined) return undefined;
        return this.#apiName(this.#member(target.file, member), rest, depth + 1);
      case "declared": {
        const value = this.#source.facts(target.file)?.values.get(target.name);
        if (value?.kind !== "reference") return undefined;
        const next = findName(this.#source, target.file, value.name, this.#consulted);
        return this.#apiName(next, [...value.path, ...path], depth + 1);
      }
      default:
        return undefined;
    }
  }

  #member(file: string, member: string): NameTarget | undefined {
    return findExport(this.#source, { kind: "source", file }, member, this.#consulted);
  }

  #reference(file: string, name: string, path: readonly string[], span: TextSpan, depth: number): Evaluated {
    let target = findName(this.#source, file, name, this.#consulted);
    let rest = path;
    while (target?.kind === "module" && rest[0] !== undefined) {
      target = this.#member(target.file, rest[0]);
      rest = rest.slice(1);
    }
    if (target?.kind !== "declared") return { kind: "unknown", text: [name, ...path].join("."), file, span };
    const value = this.#source.facts(target.file)?.values.get(target.name);
    if (value === undefined) return { kind: "unknown", text: [name, ...path].join("."), file, span };
    const found = this.evaluate(target.file, value, depth + 1);
    const taken = take(found, rest, span, file);
    return taken.kind === "unknown" ? { ...taken, text: [name, ...path].join("."), file, span } : taken;
  }

  #globalCall(
    value: ValueFact & { readonly kind: "global call" },
    inner: (of: ValueFact) => Evaluated,
  ): Evaluated | undefined {
    const [first] = value.arguments;
    if (first === undefined) return undefined;
    const of = inner(first);
    switch (value.name) {
      case "Object.freeze":
      case "Object.seal":
      case "structuredClone":
      case "Array.from":
        return of;
      case "Object.values":
        return listOf(of);
      case "Object.keys":
        if (of.kind !== "object") return undefined;
        return {
          kind: "list",
          items: of.entries.map(({ name, file, span }): Evaluated => ({ kind: "literal", value: name, file, span })),
          complete: of.complete,
          file: of.file,
          span: of.span,
        };
      default:
        return undefined;
    }
  }
}

/** What is inside of a value at a path. */
export function take(value: Evaluated, path: readonly string[], span: TextSpan, file: string): Evaluated {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  switch (value.kind) {
    case "object": {
      const entry = value.entries.find(({ name }) => name === first);
      if (entry !== undefined) return take(entry.value, rest, span, file);
      break;
    }
    case "list": {
      const item = value.items[Number(first)];
      if (item !== undefined) return take(item, rest, span, file);
      break;
    }
    case "choice":
      return { ...value, values: value.values.map((each) => take(each, path, span, file)) };
    case "made":
      if (value.by === "multiAsset" && value.output === undefined)
        return take({ ...value, output: first }, rest, span, file);
      // A handle knows its key.
      if (first === "key" && rest.length === 0) {
        const key = value.output ?? literalKey(value.call);
        if (key !== undefined) return { kind: "literal", value: key, file: value.file, span: value.span };
      }
      break;
    default:
      break;
  }
  return { kind: "unknown", text: path.join("."), file, span };
}

function literalKey(call: CallFact): string | undefined {
  const [key] = call.arguments;
  return key?.kind === "literal" && typeof key.value === "string" ? key.value : undefined;
}

/** The items of a list, the values of an object, the outputs of a call that makes several. */
function listOf(value: Evaluated): (Evaluated & { readonly kind: "list" }) | undefined {
  const { file, span } = value;
  if (value.kind === "list") return value;
  if (value.kind === "object") {
    return { kind: "list", items: value.entries.map((entry) => entry.value), complete: value.complete, file, span };
  }
  if (value.kind === "made" && value.by === "multiAsset" && value.output === undefined) {
    return { kind: "list", items: [value], complete: true, file, span };
  }
  return undefined;
}

function joined(parts: readonly Evaluated[], text: string, file: string, span: TextSpan): Evaluated {
  let value = "";
  let pattern = "";
  let known = true;
  let sum = 0;
  let numbers = true;
  for (const part of parts) {
    if (part.kind === "literal" && part.value !== undefined) {
      if (typeof part.value === "number") sum += part.value;
      else numbers = false;
      value += String(part.value);
      pattern += String(part.value).replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    } else {
      known = false;
      numbers = false;
      pattern += part.kind === "unknown" && part.pattern !== undefined ? part.pattern.source.slice(1, -1) : ".+";
    }
  }
  if (known) return { kind: "literal", value: numbers && parts.length > 0 ? sum : value, file, span };
  return { kind: "unknown", text, pattern: new RegExp(`^${pattern}$`, "su"), file, span };
}
