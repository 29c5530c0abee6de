import type { ts as TypeScript } from "ts-morph";
import { CallReader } from "./call-reader.ts";
import { readParameters, readValue, type ValueContext, type ValuePlace } from "./constant-values.ts";
import { bare, eachBoundName, propertyText } from "./declared-names.ts";
import { exposedNames, exposureOf } from "./exposure.ts";
import type { FileFacts, LoadFact, UnitFact } from "./file-facts.ts";
import { LinePlaces } from "./line-places.ts";
import { isDeclared } from "./modifiers.ts";
import { describeUnit, type UnitNodes } from "./normal-form.ts";
import { ts } from "./syntax.ts";
import { CompactSpan, type TextSpan } from "./text-span.ts";
import { commonExport, readTopLevel, type TopLevel } from "./top-level.ts";
import type { FileContext } from "./unit-names.ts";
import type { ValueFact } from "./value-fact.ts";

/** Everything that the lanes need of a file, from its path and text alone. Never throws on bad text. */
export function extractFile(file: string, text: string): FileFacts {
  return new Extraction(file, text).facts();
}

const topPlace: ValuePlace = { isLocal: () => false, nested: false, commentAt: undefined, inFunction: false };

class Extraction {
  readonly #file: string;
  readonly #text: string;
  readonly #source: TypeScript.SourceFile;
  readonly #lines: LinePlaces;
  readonly #top: TopLevel;
  readonly #units: UnitFact[] = [];
  readonly #calls: CallReader;
  readonly #values = new Map<string, ValueFact>();
  readonly #used = new Set<string>();
  readonly #laterLoads: LoadFact[] = [];
  readonly #errors: readonly number[];
  readonly #context: FileContext;
  readonly #valueContext: ValueContext;
  #statement: TypeScript.Statement | undefined;
  #owners: readonly string[] = [];

  constructor(file: string, text: string) {
    this.#file = file;
    this.#text = text;
    this.#source = ts.createSourceFile(
      file,
      text,
      { languageVersion: ts.ScriptTarget.ESNext, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
      false,
      scriptKind(file),
    );
    const { parseDiagnostics } = this.#source as unknown as {
      readonly parseDiagnostics?: readonly { start: number }[];
    };
    this.#errors = (parseDiagnostics ?? []).map(({ start }) => start);
    this.#lines = new LinePlaces(this.#source);
    this.#top = readTopLevel(this.#source);
    this.#context = {
      topNames: this.#top.topNames,
      imports: this.#top.imports,
      requireNames: this.#top.requireNames,
      constants: this.#top.constants,
      hasVariables: /\bvar\b/.test(text),
      lineOf: (node) => this.#line(node),
      textOf: (node) => this.#textOf(node),
      called: (node, callee, inFunction, isLocal) => {
        this.#calls.read(node, callee, { isLocal, nested: true, commentAt: undefined, inFunction });
        return this.#calls.keyOf(node);
      },
      load: (specifier, eager) => this.#laterLoads.push({ specifier, bare: false, eager }),
    };
    this.#valueContext = {
      span: (node) => this.#span(node),
      textOf: (node) => this.#textOf(node),
      reference: (name) => this.#used.add(name),
      call: (node, callee, place) => this.#calls.read(node, callee, place),
    };
    this.#calls = new CallReader({
      text,
      top: this.#top,
      values: this.#valueContext,
      unit: (unit) => this.#unit(unit),
      use: (name) => this.#used.add(name),
      owners: () => this.#owners,
      isBroken: () => this.#isBroken(),
      span: (node) => this.#span(node),
      textOf: (node) => this.#textOf(node),
      lineOf: (node) => this.#line(node),
    });
  }

  facts(): FileFacts {
    for (const statement of this.#source.statements) {
      this.#statement = statement;
      this.#owners = [];
      this.#read(statement);
    }
    const { imports, exports, stars } = this.#top;
    const exposed = exposedNames(exports, this.#values, this.#calls.calls, imports);
    const reached = this.#namesUsedBy(exposed);
    return {
      file: this.#file,
      imports,
      loads: this.#loads(),
      exports,
      stars,
      values: this.#values,
      exposed,
      units: this.#units,
      calls: this.#calls.calls.map((draft) => exposureOf(draft, exports, exposed, reached)),
      broken: this.#errors.length > 0,
    };
  }

  #read(statement: TypeScript.Statement): void {
    if (
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEmptyStatement(statement) ||
      isDeclared(statement)
    ) {
      return;
    }
    if ("name" in statement && statement.name !== undefined) {
      this.#owners = [(statement.name as TypeScript.Identifier).text];
    }
    if (ts.isVariableStatement(statement)) this.#readVariables(statement);
    else if (ts.isFunctionDeclaration(statement)) {
      if (statement.body === undefined) return;
      const name = statement.name?.text ?? "default";
      const span = this.#span(statement.name ?? statement);
      this.#values.set(name, { kind: "function", parameters: readParameters(this.#valueContext, statement), span });
      this.#unit({ kind: "function", names: [name], nodes: [statement], line: span.start.line });
    } else if (ts.isClassDeclaration(statement)) {
      this.#unit({
        kind: "class",
        names: [statement.name?.text ?? "default"],
        nodes: [statement],
        line: this.#line(statement),
      });
    } else if (ts.isEnumDeclaration(statement)) {
      this.#values.set(statement.name.text, this.#enum(statement));
      this.#unit({ kind: "enum", names: [statement.name.text], nodes: [statement], line: this.#line(statement) });
    } else if (ts.isModuleDeclaration(statement)) {
      this.#unit({ kind: "namespace", names: [statement.name.text], nodes: [statement], line: this.#line(statement) });
    } else if (ts.isExportAssignment(statement)) {
      const name = statement.isExportEquals === true ? "export=" : "default";
      if (ts.isIdentifier(bare(statement.expression))) return;
      this.#declared(name, statement.expression, statement.pos, "default", this.#line(statement));
    } else if (ts.isImportEqualsDeclaration(statement)) {
      if (ts.isExternalModuleReference(statement.moduleReference)) return;
      const path = entityPath(statement.moduleReference);
      const [name = "", ...rest] = path;
      this.#used.add(name);
      this.#values.set(statement.name.text, { kind: "reference", name, path: rest, span: this.#span(statement) });
      this.#unit({ kind: "variable", names: [statement.name.text], nodes: [statement], line: this.#line(statement) });
    } else {
      const common = ts.isExpressionStatement(statement) ? commonExport(statement.expression) : undefined;
      if (common !== undefined) {
        if (ts.isIdentifier(bare(common.value))) return;
        const name = `exports.${common.name}`;
        this.#declared(name, common.value, statement.pos, "variable", this.#line(statement));
        return;
      }
      this.#owners = statementOwners(statement);
      this.#unit({ kind: "statement", names: [], nodes: [statement], line: this.#line(statement) });
    }
  }

  #readVariables(statement: TypeScript.VariableStatement): void {
    for (const declaration of statement.declarationList.declarations) {
      const names: string[] = [];
      eachBoundName(declaration.name, (name) => names.push(name));
      // A `require`, which is an import.
      if (names.length > 0 && names.every((name) => !this.#top.topNames.has(name))) continue;
      if (declaration.initializer === undefined) {
        this.#unit({ kind: "variable", names, nodes: [], line: this.#line(declaration) });
        continue;
      }
      this.#owners = names;
      const { initializer } = declaration;
      const value = readValue(this.#valueContext, initializer, { ...topPlace, commentAt: statement.pos });
      if (ts.isIdentifier(declaration.name)) this.#values.set(declaration.name.text, value);
      else this.#bindParts(declaration.name, value, []);
      this.#unit({
        kind: "variable",
        names,
        nodes: [initializer],
        pattern: declaration.name,
        line: this.#line(declaration),
      });
    }
  }

  #declared(
    name: string,
    expression: TypeScript.Expression,
    commentAt: number,
    kind: UnitNodes["kind"],
    line: number,
  ): void {
    this.#owners = [name];
    this.#values.set(name, readValue(this.#valueContext, expression, { ...topPlace, commentAt }));
    this.#unit({ kind, names: [name], nodes: [expression], line });
  }

  #bindParts(pattern: TypeScript.BindingPattern, of: ValueFact, path: readonly string[]): void {
    for (const [index, element] of pattern.elements.entries()) {
      if (!ts.isBindingElement(element) || element.dotDotDotToken !== undefined) continue;
      const key = element.propertyName ?? element.name;
      const name = ts.isArrayBindingPattern(pattern)
        ? String(index)
        : ts.isPropertyName(key)
          ? propertyText(key)
          : undefined;
      if (name === undefined) continue;
      if (!ts.isIdentifier(element.name)) this.#bindParts(element.name, of, [...path, name]);
      else {
        const span = this.#span(element.name);
        this.#values.set(element.name.text, { kind: "part", of, path: [...path, name], span });
      }
    }
  }

  #enum(node: TypeScript.EnumDeclaration): ValueFact {
    let next = 0;
    const properties = node.members.flatMap((member) => {
      const name = propertyText(member.name);
      if (name === undefined) return [];
      const value: ValueFact =
        member.initializer === undefined
          ? { kind: "literal", value: next, span: this.#span(member) }
          : readValue(this.#valueContext, member.initializer, topPlace);
      if (value.kind === "literal" && typeof value.value === "number") next = value.value + 1;
      return [{ name, span: this.#span(member.name), value }];
    });
    return { kind: "object", properties, span: this.#span(node) };
  }

  #unit(unit: UnitNodes): number {
    const broken = this.#isBroken();
    const fact = describeUnit(this.#context, { ...unit, broken });
    for (const ref of fact.refs) if (ref.kind === "name") this.#used.add(ref.name);
    return this.#units.push(fact) - 1;
  }

  /** Whether the statement that is read does not parse; what is wrong after the last one is wrong with it. */
  #isBroken(): boolean {
    const statement = this.#statement;
    if (statement === undefined || this.#errors.length === 0) return false;
    const isLast = this.#source.statements.at(-1) === statement;
    return this.#errors.some((at) => at >= statement.pos && (at <= statement.end || isLast));
  }

  #loads(): readonly LoadFact[] {
    const kept = new Map<string, LoadFact>();
    const eager = this.#top.loads.filter(
      ({ names }) => names === undefined || names.some((name) => this.#used.has(name) || this.#isExported(name)),
    );
    for (const { specifier, bare: isBare, eager: isEager } of [...eager, ...this.#laterLoads]) {
      const known = kept.get(specifier);
      if (known === undefined) kept.set(specifier, { specifier, bare: isBare, eager: isEager });
      else if ((isBare && !known.bare) || (isEager && !known.eager)) {
        kept.set(specifier, { specifier, bare: known.bare || isBare, eager: known.eager || isEager });
      }
    }
    return [...kept.values()];
  }

  #isExported(name: string): boolean {
    for (const fact of this.#top.exports.values()) if (fact.kind === "local" && fact.name === name) return true;
    return false;
  }

  /** Names of the file that exported ones use, so that what they make may come out. */
  #namesUsedBy(exposed: ReadonlySet<string>): ReadonlySet<string> {
    const byName = new Map<string, UnitFact[]>();
    for (const unit of this.#units) {
      for (const name of unit.names) byName.set(name, [...(byName.get(name) ?? []), unit]);
    }
    const reached = new Set<string>();
    const open = [...exposed, ...[...this.#top.exports.values()].map(({ name }) => name)];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      for (const unit of byName.get(name) ?? []) {
        for (const ref of unit.refs) if (ref.kind === "name") open.push(ref.name);
      }
    }
    return reached;
  }

  #start(node: TypeScript.Node): number {
    return node.getStart(this.#source);
  }

  #textOf(node: TypeScript.Node): string {
    return this.#text.slice(this.#start(node), node.end);
  }

  #span(node: TypeScript.Node): TextSpan {
    const start = this.#start(node);
    const line = this.#lines.lineOf(start);
    const endLine = this.#lines.lineOf(node.end);
    return new CompactSpan(line, start - this.#lines.startOf(line), endLine, node.end - this.#lines.startOf(endLine));
  }

  #line(node: TypeScript.Node): number {
    return this.#lines.lineOf(this.#start(node));
  }
}

/** The top-level names that a statement puts something into: `list.push(…)`, `x = …`. */
function statementOwners(statement: TypeScript.Statement): readonly string[] {
  const names: string[] = [];
  ts.forEachChild(statement, function visit(node): void {
    let target: TypeScript.Expression | undefined;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
      target = node.expression.expression;
    if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) target = node.left;
    while (target !== undefined && (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target))) {
      target = target.expression;
    }
    if (target !== undefined && ts.isIdentifier(target)) names.push(target.text);
    ts.forEachChild(node, visit);
  });
  return names;
}

function entityPath(name: TypeScript.EntityName): string[] {
  return ts.isIdentifier(name) ? [name.text] : [...entityPath(name.left), name.right.text];
}

function scriptKind(file: string): TypeScript.ScriptKind {
  if (/\.tsx$/.test(file)) return ts.ScriptKind.TSX;
  if (/\.[mc]?ts$/.test(file)) return ts.ScriptKind.TS;
  return ts.ScriptKind.JSX;
}
