import { ts } from "@ts-morph/common";
import { orderMembers, orderProperties } from "./printed-order.ts";
import type { TypeNames } from "./type-names.ts";

/** A type by value: what it is made of, not what it is called. */
export interface PrintedType {
  readonly text: string;
  /** Something was left out: `any`, a name that cannot be imported, too deep or too long. A reader by value knows less than the checker does. */
  readonly lossy: boolean;
}

export interface PrintLimits {
  readonly depth: number;
  readonly characters: number;
}

export interface TypePrinter {
  print(type: ts.Type, limits: PrintLimits): PrintedType;
}

/** What binds a printed type together, for the brackets around it. */
type Binding = "plain" | "operator" | "union" | "intersection" | "function";
interface Piece {
  readonly text: string;
  readonly binding: Binding;
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

const atoms =
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Never |
  ts.TypeFlags.Void |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.Null |
  ts.TypeFlags.String |
  ts.TypeFlags.Number |
  ts.TypeFlags.BigInt |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.BigIntLiteral |
  ts.TypeFlags.ESSymbol |
  ts.TypeFlags.NonPrimitive |
  ts.TypeFlags.TemplateLiteral |
  ts.TypeFlags.StringMapping;

export function createTypePrinter(checker: ts.TypeChecker, names: TypeNames, exactOptional: boolean): TypePrinter {
  let limits: PrintLimits = { depth: 0, characters: 0 };
  let used = 0;
  let lossy = false;
  let stack: ts.Type[] = [];
  /** Recursive types that are called by their names at once, as what they consist of has none. */
  let byNameAtOnce = new Set<ts.Type>();

  function print(type: ts.Type, within: PrintLimits): PrintedType {
    limits = within;
    byNameAtOnce = new Set();
    for (;;) {
      const named = byNameAtOnce.size;
      used = 0;
      lossy = false;
      stack = [];
      const { text } = piece(type);
      if (byNameAtOnce.size === named) return { text, lossy };
    }
  }

  function unknown(): Piece {
    lossy = true;
    return plain("unknown");
  }

  function plain(text: string): Piece {
    used += text.length;
    return { text, binding: "plain" };
  }

  function piece(type: ts.Type): Piece {
    if (stack.length > limits.depth || used > limits.characters) return unknown();
    const { flags } = type;
    if (flags & ts.TypeFlags.Any) return unknown();
    if (flags & ts.TypeFlags.EnumLike) return printEnum(type);
    if (type.isStringLiteral()) return plain(JSON.stringify(type.value));
    if (type.isNumberLiteral()) return plain(Number.isFinite(type.value) ? String(type.value) : "number");
    if (flags & ts.TypeFlags.UniqueESSymbol) return plain("symbol");
    if (flags & atoms) return plain(checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation));
    if (stack.includes(type)) return recursion(type);
    if (byNameAtOnce.has(type)) return byName(type) ?? unknown();
    stack.push(type);
    const printed = composite(type);
    stack.pop();
    return printed;
  }

  /** A type inside itself: by its name, or by that of what it stands in. */
  function recursion(type: ts.Type): Piece {
    const name = byName(type);
    if (name !== undefined) return name;
    const around = stack.slice(stack.indexOf(type)).findLast((outer) => byName(outer) !== undefined);
    if (around !== undefined) byNameAtOnce.add(around);
    return unknown();
  }

  function composite(type: ts.Type): Piece {
    if (type.isUnion()) return printUnion(type.types);
    if (type.isIntersection()) return printIntersection(type);
    if (type.flags & ts.TypeFlags.Object) return printObject(type as ts.ObjectType);
    const constraint = checker.getBaseConstraintOfType(type);
    lossy = true;
    return constraint === undefined || constraint === type ? unknown() : piece(constraint);
  }

  function printUnion(types: readonly ts.Type[]): Piece {
    const members = wholeEnums(types).map((member) => ({ type: member, ...piece(member) }));
    if (members.some((member) => member.text === "unknown")) return plain("unknown");
    const ordered = orderMembers(members);
    const [only] = ordered;
    if (ordered.length === 1 && only !== undefined) return only;
    const texts = ordered.map((member) => (member.binding === "function" ? `(${member.text})` : member.text));
    return { text: texts.join(" | "), binding: "union" };
  }

  /** Members of an enum that are all there, as the enum. */
  function wholeEnums(types: readonly ts.Type[]): readonly ts.Type[] {
    const byEnum = Map.groupBy(types, (type) =>
      type.flags & ts.TypeFlags.EnumLiteral ? enumOf(type.symbol) : undefined,
    );
    if (byEnum.size === 1 && byEnum.has(undefined)) return types;
    return [...byEnum].flatMap(([symbol, members]) => {
      if (symbol === undefined) return members;
      const whole = checker.getDeclaredTypeOfSymbol(symbol);
      return whole.isUnion() && whole.types.length === members.length ? [whole] : members;
    });
  }

  function printEnum(type: ts.Type): Piece {
    const symbol = type.symbol as ts.Symbol | undefined;
    const owner = enumOf(symbol);
    const name = owner === undefined ? undefined : names.nameOf(owner);
    if (symbol !== undefined && name !== undefined) {
      if (symbol === owner) return plain(name.text);
      if (identifier.test(symbol.name)) return plain(`${name.text}.${symbol.name}`);
    }
    lossy = true;
    if (type.isStringLiteral()) return plain(JSON.stringify(type.value));
    if (type.isNumberLiteral()) return plain(String(type.value));
    if (type.isUnion()) return printUnion(type.types);
    return plain("number");
  }

  /** The enum itself of an enum or of one of its members. */
  function enumOf(symbol: ts.Symbol | undefined): ts.Symbol | undefined {
    const declaration = symbol?.declarations?.[0];
    if (declaration === undefined) return undefined;
    return ts.isEnumMember(declaration) ? checker.getSymbolAtLocation(declaration.parent.name) : symbol;
  }

  /** Of objects only: as one object. Else (a branded text, a type that is nominal) part by part. */
  function printIntersection(type: ts.IntersectionType): Piece {
    const structural = type.types.every(
      (part) =>
        part.flags & ts.TypeFlags.Object && !part.getCallSignatures().length && preferredName(part) === undefined,
    );
    if (structural) return printLiteral(type);
    const parts = type.types.map(piece);
    const texts = parts.map(({ text, binding }) =>
      binding === "union" || binding === "function" ? `(${text})` : text,
    );
    return { text: texts.join(" & "), binding: "intersection" };
  }

  function printObject(type: ts.ObjectType): Piece {
    if (checker.isArrayType(type)) return printArray(type as ts.TypeReference);
    if (checker.isTupleType(type)) return printTuple(type as ts.TupleTypeReference);
    const name = preferredName(type);
    if (name !== undefined) return withArguments(name, type);
    if (isNominal(type)) return unknown();
    return printLiteral(type);
  }

  function printArray(type: ts.TypeReference): Piece {
    const [element] = checker.getTypeArguments(type);
    if (element === undefined) return unknown();
    const { text, binding } = piece(element);
    const array = `${binding === "plain" ? text : `(${text})`}[]`;
    if (type.symbol.name === "ReadonlyArray") return { text: `readonly ${array}`, binding: "operator" };
    return { text: array, binding: "plain" };
  }

  function printTuple(type: ts.TupleTypeReference): Piece {
    const { elementFlags, labeledElementDeclarations: labels, readonly } = type.target;
    const elements = checker.getTypeArguments(type).map((element, index) => {
      const flags = elementFlags[index] ?? ts.ElementFlags.Required;
      const rest = flags & ts.ElementFlags.Rest ? "..." : "";
      const optional = flags & ts.ElementFlags.Optional ? "?" : "";
      const printed = optional === "" ? piece(element) : pieceOfOptional(element);
      const grouped = printed.binding === "plain" ? printed.text : `(${printed.text})`;
      const label = labels?.[index]?.name;
      if (label !== undefined && ts.isIdentifier(label))
        return `${rest}${label.text}${optional}: ${rest === "" ? printed.text : `${grouped}[]`}`;
      return rest === "" ? `${optional === "" ? printed.text : grouped}${optional}` : `...${grouped}[]`;
    });
    const text = `[${elements.join(", ")}]`;
    return readonly ? { text: `readonly ${text}`, binding: "operator" } : plain(text);
  }

  /** Where a name says more, or is shorter, and costs the reader nothing: types of the platform, of packages, and nominal classes. */
  function preferredName(type: ts.Type): string | undefined {
    const symbol = type.symbol as ts.Symbol | undefined;
    if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return undefined;
    if (names.isOfProject(symbol) && !isNominal(type)) return undefined;
    return names.nameOf(symbol)?.text;
  }

  function byName(type: ts.Type): Piece | undefined {
    const alias = type.aliasSymbol;
    const aliasName = alias === undefined ? undefined : names.nameOf(alias)?.text;
    if (aliasName !== undefined) return plain(`${aliasName}${printArguments(type.aliasTypeArguments ?? [])}`);
    const symbol = type.symbol as ts.Symbol | undefined;
    if (symbol === undefined || !(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface))) return undefined;
    if (checker.isArrayLikeType(type)) return undefined;
    const name = names.nameOf(symbol)?.text;
    return name === undefined ? undefined : withArguments(name, type);
  }

  function withArguments(name: string, type: ts.Type): Piece {
    const target = (type as ts.TypeReference).target as ts.GenericType | undefined;
    const parameters = target?.typeParameters ?? [];
    if (target === undefined || parameters.length === 0) return plain(name);
    const given = checker.getTypeArguments(type as ts.TypeReference).slice(0, parameters.length);
    let needed = given.length;
    while (needed > 0 && given[needed - 1] === defaultOf(parameters[needed - 1])) needed -= 1;
    return plain(`${name}${printArguments(given.slice(0, needed))}`);
  }

  function defaultOf(parameter: ts.TypeParameter | undefined): ts.Type | undefined {
    return parameter === undefined ? undefined : checker.getDefaultFromTypeParameter(parameter);
  }

  function printArguments(types: readonly ts.Type[]): string {
    return types.length === 0 ? "" : `<${types.map((type) => piece(type).text).join(", ")}>`;
  }

  function printLiteral(type: ts.Type): Piece {
    const calls = type.getCallSignatures();
    const properties = orderProperties(type, checker.getPropertiesOfType(type));
    const indexes = checker.getIndexInfosOfType(type);
    const [call] = calls;
    if (call !== undefined && calls.length === 1 && properties.length === 0 && indexes.length === 0)
      return { text: printSignature(call, " => "), binding: "function" };
    const members = [
      ...calls.map((signature) => printSignature(signature, ": ")),
      ...indexes.map((index) => `[key: ${piece(index.keyType).text}]: ${piece(index.type).text}`),
      ...properties.flatMap(printProperty),
    ];
    return plain(members.length === 0 ? "{}" : `{ ${members.join("; ")} }`);
  }

  function printProperty(property: ts.Symbol): string[] {
    const name = propertyName(property);
    if (name === undefined) {
      lossy = true;
      return [];
    }
    used += name.length;
    const type = checker.getTypeOfSymbol(property);
    const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
    if (property.flags & ts.SymbolFlags.Method && !optional)
      return type.getCallSignatures().map((signature) => `${name}${printSignature(signature, ": ")}`);
    if (optional) return [`${name}?: ${pieceOfOptionalProperty(type).text}`];
    return [`${name}: ${piece(type).text}`];
  }

  function propertyName(property: ts.Symbol): string | undefined {
    const wellKnown = /^__@(iterator|asyncIterator)(@|$)/.exec(property.name)?.[1];
    if (wellKnown !== undefined) return `[Symbol.${wellKnown}]`;
    if (property.name.startsWith("__@")) return undefined;
    return identifier.test(property.name) ? property.name : JSON.stringify(property.name);
  }

  /** What an optional property holds when it is there. With `exactOptionalPropertyTypes` an `undefined` that was written stays. */
  function pieceOfOptionalProperty(type: ts.Type): Piece {
    const written = type.isUnion() && type.types.some((member) => member === checker.getUndefinedType());
    return exactOptional && written ? piece(type) : pieceOfOptional(type);
  }

  function pieceOfOptional(type: ts.Type): Piece {
    if (!type.isUnion()) return piece(type);
    const members = type.types.filter((member) => !(member.flags & ts.TypeFlags.Undefined));
    if (members.length === type.types.length) return piece(type);
    stack.push(type);
    const printed = printUnion(members);
    stack.pop();
    return printed;
  }

  /** Private members make a type equal only to itself. */
  function isNominal(type: ts.Type): boolean {
    return checker.getPropertiesOfType(type).some((property) => isHidden(property));
  }

  function printSignature(signature: ts.Signature, arrow: string): string {
    if (signature.typeParameters !== undefined) {
      lossy = true;
      return `(...values: never)${arrow}unknown`;
    }
    const parameters = signature.parameters.map((parameter) => {
      const declaration = parameter.valueDeclaration;
      const isParameter = declaration !== undefined && ts.isParameter(declaration);
      const rest = isParameter && declaration.dotDotDotToken !== undefined ? "..." : "";
      const optional = isParameter && (declaration.questionToken ?? declaration.initializer) !== undefined ? "?" : "";
      const type = checker.getTypeOfSymbol(parameter);
      const printed = optional === "" ? piece(type) : pieceOfOptional(type);
      return `${rest}${parameter.name}${optional}: ${printed.text}`;
    });
    return `(${parameters.join(", ")})${arrow}${piece(signature.getReturnType()).text}`;
  }

  return { print };
}

/** Written `private`, `protected` or `#name`. */
export function isHidden(property: ts.Symbol): boolean {
  const hiding = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (property.declarations ?? []).some((declaration) => {
    const name = ts.getNameOfDeclaration(declaration);
    return (name !== undefined && ts.isPrivateIdentifier(name)) || ts.getCombinedModifierFlags(declaration) & hiding;
  });
}
