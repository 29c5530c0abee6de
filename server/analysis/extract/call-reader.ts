import type { ts as TypeScript } from "ts-morph";
import { packageName } from "./common-names.ts";
import { readParameters, readValue, type ValueContext, type ValuePlace } from "./constant-values.ts";
import { bare, propertyText } from "./declared-names.ts";
import { descriptionBefore } from "./description.ts";
import type { CallDraft } from "./exposure.ts";
import type { CalleeFact, CallFact } from "./file-facts.ts";
import { computingFunctions, definingFunctions, describingOptions, readyMadeOptions } from "./known-names.ts";
import type { UnitNodes } from "./normal-form.ts";
import { ts } from "./syntax.ts";
import type { TextSpan } from "./text-span.ts";
import type { TopLevel } from "./top-level.ts";
import type { ValueFact } from "./value-fact.ts";

/** What reading a call needs of the file around it. */
export interface FileAround {
  readonly text: string;
  readonly top: TopLevel;
  readonly values: ValueContext;
  /** The index of a new unit. */
  unit(unit: UnitNodes): number;
  /** Notes that a top-level name is used as a value. */
  use(name: string): void;
  /** Of the statement that is read. */
  owners(): readonly string[];
  isBroken(): boolean;
  span(node: TypeScript.Node): TextSpan;
  textOf(node: TypeScript.Node): string;
  lineOf(node: TypeScript.Node): number;
}

/** Reads calls that may define something, each once. */
export class CallReader {
  readonly calls: CallDraft[] = [];
  readonly #file: FileAround;
  readonly #indexes = new Map<TypeScript.Node, number>();
  readonly #keys = new Map<TypeScript.Node, string>();

  constructor(file: FileAround) {
    this.#file = file;
  }

  /** The text of the key of an asset that a call defines. */
  keyOf(node: TypeScript.Node): string | undefined {
    return this.#keys.get(node);
  }

  /** The index of a call that may define something, noted when it is first met. */
  read(node: TypeScript.CallExpression, callee: CalleeFact, place: ValuePlace): number | undefined {
    const known = this.#indexes.get(node);
    if (known !== undefined) return known;
    const imported = this.#file.top.imports.get(callee.name);
    if (imported === undefined && !this.#file.top.aliases.has(callee.name)) return undefined;
    const direct =
      imported?.specifier === packageName ? (imported.name === "*" ? callee.member : imported.name) : undefined;
    if (place.inFunction && (direct === undefined || !definingFunctions.has(direct))) return undefined;
    this.#file.use(callee.name);
    const [first] = node.arguments;
    const index = this.calls.length;
    this.#indexes.set(node, index);
    const draft = {
      callee,
      arguments: [] as ValueFact[],
      range: this.#file.span(node),
      firstRange: first === undefined ? undefined : this.#file.span(first),
      firstText: first === undefined ? "" : this.#file.textOf(first),
      description: place.commentAt === undefined ? undefined : descriptionBefore(this.#file.text, place.commentAt),
      compute: undefined as number | undefined,
      schemas: {} as Record<string, number>,
      parameters: undefined as CallFact["parameters"],
      broken: this.#file.isBroken(),
      lastGood: false,
      owners: this.#file.owners(),
      nested: place.nested,
      inFunction: place.inFunction,
    };
    this.calls.push(draft);
    const inside: ValuePlace = { ...place, nested: true, commentAt: undefined };
    for (const argument of node.arguments) {
      if (!ts.isSpreadElement(argument)) draft.arguments.push(readValue(this.#file.values, argument, inside));
    }
    if (direct === "asset" || direct === "externalAsset" || direct === "multiAsset") {
      this.#keys.set(node, draft.firstText);
    }
    const readyMade = readyMadeOptions.get(direct ?? (imported?.name === "*" ? callee.member : imported?.name) ?? "");
    if (readyMade !== undefined && !place.inFunction) draft.compute = this.#readyMade(node, readyMade);
    const last = node.arguments.at(-1);
    if (readyMade !== undefined || last === undefined || node.arguments.length < 2 || direct === "externalAsset") {
      return index;
    }
    const inner = bare(last);
    if (ts.isFunctionExpression(inner) || ts.isArrowFunction(inner)) {
      draft.parameters = readParameters(this.#file.values, inner);
    }
    if (place.inFunction || !(direct === undefined || computingFunctions.has(direct))) return index;
    const [key] = draft.arguments;
    const name = key?.kind === "literal" && typeof key.value === "string" ? key.value : draft.firstText;
    const line = this.#file.lineOf(last);
    const isCheck = direct === "assetCheck" || direct === "assetChecks";
    draft.compute = this.#file.unit({
      kind: "compute",
      names: [isCheck ? `check ${name}` : name],
      nodes: [inner],
      line,
    });
    const options = node.arguments.length > 2 ? node.arguments[1] : undefined;
    if (options !== undefined) this.#schemas(bare(options), draft.schemas, name);
    return index;
  }

  /** What a ready-made check finds is decided by which one it is and by its arguments; not by the asset, which it is given. */
  #readyMade(node: TypeScript.CallExpression, optionsAt: number): number {
    const nodes: TypeScript.Node[] = [node.expression];
    for (const [place, argument] of node.arguments.entries()) {
      const inner = bare(argument);
      if (place === 0) continue;
      if (place !== optionsAt || !ts.isObjectLiteralExpression(inner)) nodes.push(inner);
      else {
        const nameOf = (property: TypeScript.ObjectLiteralElementLike): string =>
          (property.name === undefined ? undefined : propertyText(property.name)) ?? "";
        const deciding = inner.properties.filter((property) => !describingOptions.has(nameOf(property)));
        nodes.push(...deciding.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)));
      }
    }
    return this.#file.unit({
      kind: "compute",
      names: [`check ${this.#file.textOf(node.expression)}`],
      nodes,
      line: this.#file.lineOf(node),
    });
  }

  /** The row schemas are code: an asset's own under "", those of outputs under their names. */
  #schemas(options: TypeScript.Expression, schemas: Record<string, number>, key: string): void {
    if (!ts.isObjectLiteralExpression(options)) return;
    const own = optionOf(options, "schema");
    if (own !== undefined) this.#schema(own, "", schemas, key);
    const outputs = optionOf(options, "outputs");
    if (outputs === undefined || !ts.isObjectLiteralExpression(bare(outputs))) return;
    for (const property of (bare(outputs) as TypeScript.ObjectLiteralExpression).properties) {
      if (!ts.isPropertyAssignment(property)) continue;
      const name = propertyText(property.name);
      const output = bare(property.initializer);
      if (name === undefined || !ts.isObjectLiteralExpression(output)) continue;
      const schema = optionOf(output, "schema");
      if (schema !== undefined) this.#schema(schema, name, schemas, name);
    }
  }

  #schema(node: TypeScript.Expression, output: string, schemas: Record<string, number>, key: string): void {
    const inner = bare(node);
    if (ts.isCallExpression(inner) && ts.isIdentifier(inner.expression)) {
      const imported = this.#file.top.imports.get(inner.expression.text);
      // It types the rows and checks nothing.
      if (imported?.specifier === packageName && imported.name === "unchecked") return;
    }
    schemas[output] = this.#file.unit({
      kind: "compute",
      names: [`schema of ${key}`],
      nodes: [inner],
      line: this.#file.lineOf(node),
    });
  }
}

function optionOf(options: TypeScript.ObjectLiteralExpression, name: string): TypeScript.Expression | undefined {
  for (const property of options.properties) {
    if (ts.isPropertyAssignment(property) && propertyText(property.name) === name) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property) && property.name.text === name) return property.name;
  }
  return undefined;
}
