import type { CallFact } from "./file-facts.ts";
import { CompactSpan, type ParametersFact, type TextSpan } from "./text-span.ts";
import type { PropertyFact, ValueFact } from "./value-fact.ts";

/** Plain JSON, short: what stands where is told by the place in the list, spans are four numbers, kinds are numbers. */
export type Packed = string | number | boolean | null | readonly Packed[] | { readonly [name: string]: Packed };

const kinds = [
  "literal",
  "template",
  "list",
  "object",
  "spread",
  "choice",
  "reference",
  "call",
  "global call",
  "part",
  "function",
  "unknown",
] as const satisfies readonly ValueFact["kind"][];
const kindNumbers = Object.fromEntries(kinds.map((kind, index) => [kind, index])) as Record<ValueFact["kind"], number>;

const exposures = ["exported", "inside exported", "local", "in a function", "hidden"] as const;
const exposureNumbers = Object.fromEntries(exposures.map((each, index) => [each, index])) as Record<
  CallFact["exposure"],
  number
>;

/** Stands for what is not there, where null would be longer. */
const nothing = 0;

export function packValue(value: ValueFact): Packed {
  const packed: Packed[] = [kindNumbers[value.kind]];
  addSpan(packed, value.span);
  switch (value.kind) {
    case "literal":
      if (value.value !== undefined) packed.push(value.value);
      break;
    case "template":
      packed.push(value.text);
      for (const part of value.parts) packed.push(packValue(part));
      break;
    case "list":
      for (const item of value.items) packed.push(packValue(item));
      break;
    case "object":
      for (const property of value.properties) {
        packed.push(property.name ?? null);
        addSpan(packed, property.span);
        packed.push(packValue(property.value));
      }
      break;
    case "spread":
      packed.push(packValue(value.of));
      break;
    case "choice":
      for (const each of value.values) packed.push(packValue(each));
      break;
    case "reference":
      packed.push(value.name, ...value.path);
      break;
    case "call":
      packed.push(value.call);
      break;
    case "global call":
      packed.push(value.name);
      for (const argument of value.arguments) packed.push(packValue(argument));
      break;
    case "part":
      packed.push(packValue(value.of), ...value.path);
      break;
    case "function":
      if (value.parameters !== undefined) packed.push(packParameters(value.parameters));
      break;
    case "unknown":
      packed.push(value.text);
      break;
    default:
      return value satisfies never;
  }
  return packed;
}

export function unpackValue(packed: Packed): ValueFact {
  const list = packed as readonly Packed[];
  const span = spanAt(list, 1);
  const kind = kinds[list[0] as number] ?? "unknown";
  const first = list[afterSpan];
  switch (kind) {
    case "literal":
      return { kind, value: first as ValueFact & string, span };
    case "template":
      return { kind, parts: valuesFrom(list, afterSpan + 1), span, text: first as string };
    case "list":
      return { kind, items: valuesFrom(list, afterSpan), span };
    case "object":
      return { kind, properties: propertiesOf(list), span };
    case "spread":
      return { kind, of: unpackValue(first ?? []), span };
    case "choice":
      return { kind, values: valuesFrom(list, afterSpan), span };
    case "reference":
      return { kind, name: first as string, path: list.slice(afterSpan + 1) as string[], span };
    case "call":
      return { kind, call: first as number, span };
    case "global call":
      return { kind, name: first as string, arguments: valuesFrom(list, afterSpan + 1), span };
    case "part":
      return { kind, of: unpackValue(first ?? []), path: list.slice(afterSpan + 1) as string[], span };
    case "function":
      return { kind, parameters: first === undefined ? undefined : unpackParameters(first), span };
    case "unknown":
      return { kind, text: first as string, span };
    default:
      return kind satisfies never;
  }
}

const spanLength = 4;
const afterSpan = 1 + spanLength;

export function packCall(call: CallFact): Packed {
  const range: Packed[] = [];
  addSpan(range, call.range);
  if (call.firstRange !== undefined) addSpan(range, call.firstRange);
  const { compute, exportedAs, description, parameters, callee, schemas } = call;
  return [
    callee.name,
    callee.member ?? null,
    call.arguments.map(packValue),
    range,
    call.firstText,
    exposureNumbers[call.exposure],
    exportedAs ?? null,
    description ?? null,
    compute ?? null,
    isEmpty(schemas) ? nothing : schemas,
    parameters === undefined ? nothing : packParameters(parameters),
    (call.broken ? 1 : 0) + (call.lastGood ? 2 : 0),
  ];
}

type PackedCall = readonly [
  name: string,
  member: string | null,
  args: readonly Packed[],
  range: readonly Packed[],
  firstText: string,
  exposure: number,
  exportedAs: string | null,
  description: string | null,
  compute: number | null,
  schemas: Record<string, number> | 0,
  parameters: Packed,
  marks: number,
];

export function unpackCall(packed: Packed): CallFact {
  const [name, member, args, range, firstText, exposure, exportedAs, description, compute, schemas, parameters, marks] =
    packed as unknown as PackedCall;
  return {
    callee: { name, member: member ?? undefined },
    arguments: args.map(unpackValue),
    range: spanAt(range, 0),
    firstRange: range.length === spanLength ? undefined : spanAt(range, spanLength),
    firstText,
    exposure: exposures[exposure] ?? "hidden",
    exportedAs: exportedAs ?? undefined,
    description: description ?? undefined,
    compute: compute ?? undefined,
    schemas: schemas === 0 ? {} : schemas,
    parameters: parameters === nothing ? undefined : unpackParameters(parameters),
    broken: (marks & 1) !== 0,
    lastGood: (marks & 2) !== 0,
  };
}

/** Names, what takes the rest, computed ones: each with its span. */
function packParameters({ names, rest, computed }: ParametersFact): Packed {
  const packed: Packed[] = [];
  for (const { name, span } of names) {
    packed.push(name);
    addSpan(packed, span);
  }
  if (rest === undefined && computed.length === 0) return [packed];
  const others: Packed[] = [];
  for (const { text, span } of computed) {
    others.push(text);
    addSpan(others, span);
  }
  const last: Packed[] = [];
  if (rest !== undefined) {
    last.push(rest.name);
    addSpan(last, rest.span);
  }
  return [packed, others, last];
}

function unpackParameters(packed: Packed): ParametersFact {
  const [names = [], others = [], last = []] = packed as readonly (readonly Packed[])[];
  const [rest] = textsWithSpans(last);
  return {
    names: textsWithSpans(names).map(({ text, span }) => ({ name: text, span })),
    rest: rest === undefined ? undefined : { name: rest.text, span: rest.span },
    computed: textsWithSpans(others),
  };
}

function textsWithSpans(packed: readonly Packed[]): { readonly text: string; readonly span: TextSpan }[] {
  const found: { text: string; span: TextSpan }[] = [];
  for (let at = 0; at < packed.length; at += 1 + spanLength) {
    found.push({ text: packed[at] as string, span: spanAt(packed, at + 1) });
  }
  return found;
}

function propertiesOf(list: readonly Packed[]): readonly PropertyFact[] {
  const properties: PropertyFact[] = [];
  for (let at = afterSpan; at < list.length; at += 2 + spanLength) {
    const name = list[at] as string | null;
    properties.push({
      name: name ?? undefined,
      span: spanAt(list, at + 1),
      value: unpackValue(list[at + 1 + spanLength] ?? []),
    });
  }
  return properties;
}

function valuesFrom(list: readonly Packed[], start: number): readonly ValueFact[] {
  const values: ValueFact[] = [];
  for (let at = start; at < list.length; at += 1) values.push(unpackValue(list[at] ?? []));
  return values;
}

function addSpan(packed: Packed[], span: TextSpan): void {
  if (span instanceof CompactSpan) {
    packed.push(span.startLine, span.startCharacter, span.endLine, span.endCharacter);
    return;
  }
  const { start, end } = span;
  packed.push(start.line, start.character, end.line, end.character);
}

function spanAt(list: readonly Packed[], at: number): TextSpan {
  return new CompactSpan(list[at] as number, list[at + 1] as number, list[at + 2] as number, list[at + 3] as number);
}

function isEmpty(schemas: CallFact["schemas"]): boolean {
  for (const _ in schemas) return false;
  return true;
}
