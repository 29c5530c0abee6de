import type { ts as TypeScript } from "ts-morph";
import {
  bare,
  declareStatements,
  declareVariables,
  eachBoundName,
  literalText,
  propertyText,
} from "./declared-names.ts";
import type { CalleeFact, DoubtFact, ImportFact, RefFact, UnitFact } from "./file-facts.ts";
import { jsxText } from "./jsx-text.ts";
import { callingMethods, changingFunctions, changingMethods, knownGlobals, readingMethods } from "./known-names.ts";
import { type Local, type ModuleAlias, Scope } from "./scope.ts";
import { ts } from "./typescript.ts";
import { UnitBuilder } from "./unit-builder.ts";

/** What a walk has to know of the file around it. */
export interface FileContext {
  readonly topNames: ReadonlySet<string>;
  readonly imports: ReadonlyMap<string, ImportFact>;
  /** Top-level names that are made by `createRequire`. */
  readonly requireNames: ReadonlySet<string>;
  /** Texts of top-level constants. */
  readonly constants: ReadonlyMap<string, string>;
  /** Whether the text has a `var` at all. */
  readonly hasVariables: boolean;
  lineOf(node: TypeScript.Node): number;
  textOf(node: TypeScript.Node): string;
  /** Told of every call of something imported; answers the key's text when the call defines an asset, and is no part of the unit then. */
  called(
    node: TypeScript.CallExpression,
    callee: CalleeFact,
    inFunction: boolean,
    isLocal: (name: string) => boolean,
  ): string | undefined;
  load(specifier: string, eager: boolean): void;
}

export interface UnitNodes {
  readonly kind: UnitFact["kind"];
  readonly names: readonly string[];
  readonly nodes: readonly TypeScript.Node[];
  readonly line: number;
  /** The binding on the left of a variable; told apart because its names are not local. */
  readonly pattern?: TypeScript.BindingName | undefined;
  /** Does not parse. */
  readonly broken?: boolean;
}

/** The normal form of a unit with everything that it refers to, in one walk. */
export function describeUnit(context: FileContext, unit: UnitNodes): UnitFact {
  const walk = new NormalForm(context, unit.kind);
  if (unit.pattern !== undefined && !ts.isIdentifier(unit.pattern)) walk.pattern(unit.pattern);
  for (const node of unit.nodes) walk.root(node);
  if (unit.kind === "variable" && unit.nodes.length === 1) walk.alias(unit.nodes[0]);
  if (unit.broken === true) {
    walk.builder.doubt({ kind: "broken text", line: unit.line, text: unit.names[0] ?? "" });
  }
  return walk.builder.finish(unit.names, unit.kind, unit.line);
}

interface Root {
  readonly fact?: RefFact | undefined;
  readonly local?: Local | undefined;
  readonly global?: string | undefined;
  readonly self?: boolean;
}

class NormalForm {
  readonly builder = new UnitBuilder();
  readonly #context: FileContext;
  readonly #kind: UnitFact["kind"];
  #scope = new Scope(undefined);
  /** Functions around the place; 0: it runs when the module is loaded. */
  #depth = 0;
  #elementsOf: number | undefined;

  constructor(context: FileContext, kind: UnitFact["kind"]) {
    this.#context = context;
    this.#kind = kind;
  }

  /** The unit's own node: its name is not part of its form. */
  root(node: TypeScript.Node): void {
    if (ts.isFunctionDeclaration(node)) this.#function(node, false);
    else if (ts.isClassDeclaration(node)) this.#class(node);
    else if (this.#kind === "compute" && ts.isFunctionLike(node)) this.#function(node as never, false);
    else this.visit(node);
  }

  /** A destructuring left side of top-level names: which properties it takes. */
  pattern(node: TypeScript.Node): void {
    this.builder.out += "(pattern";
    const visit = (child: TypeScript.Node): void => {
      if (ts.isBindingElement(child)) {
        const name = child.propertyName ?? (ts.isIdentifier(child.name) ? child.name : undefined);
        this.builder.out += `(${child.dotDotDotToken === undefined ? "" : "..."}${name === undefined || !ts.isPropertyName(name) ? "" : (propertyText(name) ?? "")}`;
        if (!ts.isIdentifier(child.name)) ts.forEachChild(child.name, visit);
        if (child.initializer !== undefined) this.visit(child.initializer);
        this.builder.out += ")";
      } else if (ts.isOmittedExpression(child)) this.builder.out += ",";
    };
    ts.forEachChild(node, visit);
    this.builder.out += ")";
  }

  alias(node: TypeScript.Node | undefined): void {
    if (node === undefined || !ts.isExpression(node)) return;
    const inner = bare(node);
    if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner) && !ts.isElementAccessExpression(inner))
      return;
    this.builder.aliasOf = this.#placeOf(this.#rootOf(inner, false));
  }

  readonly visit = (node: TypeScript.Node): void => {
    const { SyntaxKind } = ts;
    const { kind } = node;
    if (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) return;
    const builder = this.builder;
    switch (kind) {
      case SyntaxKind.Identifier:
        this.#identifier((node as TypeScript.Identifier).text, node, false);
        return;
      case SyntaxKind.PrivateIdentifier:
        builder.out += (node as TypeScript.PrivateIdentifier).text;
        return;
      case SyntaxKind.NumericLiteral:
      case SyntaxKind.BigIntLiteral:
        builder.out += ` ${(node as TypeScript.NumericLiteral).text}`;
        return;
      case SyntaxKind.StringLiteral:
      case SyntaxKind.NoSubstitutionTemplateLiteral:
        builder.out += JSON.stringify((node as TypeScript.StringLiteral).text);
        return;
      case SyntaxKind.RegularExpressionLiteral:
        builder.out += (node as TypeScript.RegularExpressionLiteral).text;
        return;
      case SyntaxKind.TemplateHead:
      case SyntaxKind.TemplateMiddle:
      case SyntaxKind.TemplateTail:
        builder.out += JSON.stringify((node as TypeScript.TemplateHead).text);
        return;
      case SyntaxKind.ParenthesizedExpression:
      case SyntaxKind.AsExpression:
      case SyntaxKind.SatisfiesExpression:
      case SyntaxKind.NonNullExpression:
      case SyntaxKind.TypeAssertionExpression:
      case SyntaxKind.ExpressionWithTypeArguments:
        this.visit((node as TypeScript.AsExpression).expression);
        return;
      case SyntaxKind.PropertyAccessExpression:
      case SyntaxKind.ElementAccessExpression:
        this.#access(node as TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression, false);
        return;
      case SyntaxKind.CallExpression:
      case SyntaxKind.NewExpression:
        this.#call(node as TypeScript.CallExpression | TypeScript.NewExpression);
        return;
      case SyntaxKind.TaggedTemplateExpression:
        this.#tagged(node as TypeScript.TaggedTemplateExpression);
        return;
      case SyntaxKind.BinaryExpression:
        this.#binary(node as TypeScript.BinaryExpression);
        return;
      case SyntaxKind.PrefixUnaryExpression:
      case SyntaxKind.PostfixUnaryExpression: {
        const unary = node as TypeScript.PrefixUnaryExpression;
        const { operator } = unary;
        if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) {
          this.#assign(unary.operand);
        }
        builder.out += `(${kind} ${operator}`;
        this.visit(unary.operand);
        builder.out += ")";
        return;
      }
      case SyntaxKind.DeleteExpression:
        this.#changed(this.#rootOf((node as TypeScript.DeleteExpression).expression, true));
        this.#inside(node);
        return;
      case SyntaxKind.FunctionExpression:
      case SyntaxKind.ArrowFunction:
      case SyntaxKind.MethodDeclaration:
      case SyntaxKind.GetAccessor:
      case SyntaxKind.SetAccessor:
      case SyntaxKind.Constructor:
        this.#function(node as TypeScript.FunctionLikeDeclaration, false);
        return;
      case SyntaxKind.FunctionDeclaration:
        if ((node as TypeScript.FunctionDeclaration).body === undefined || isDeclared(node)) return;
        this.#binding((node as TypeScript.FunctionDeclaration).name);
        this.#function(node as TypeScript.FunctionDeclaration, false);
        return;
      case SyntaxKind.ClassDeclaration:
        if (isDeclared(node)) return;
        this.#binding((node as TypeScript.ClassDeclaration).name);
        this.#class(node as TypeScript.ClassDeclaration);
        return;
      case SyntaxKind.ClassExpression:
        this.#class(node as TypeScript.ClassExpression);
        return;
      case SyntaxKind.PropertyAssignment:
        this.#propertyName((node as TypeScript.PropertyAssignment).name);
        this.visit((node as TypeScript.PropertyAssignment).initializer);
        return;
      case SyntaxKind.ShorthandPropertyAssignment: {
        const shorthand = node as TypeScript.ShorthandPropertyAssignment;
        this.#propertyName(shorthand.name);
        this.#identifier(shorthand.name.text, shorthand.name, false);
        if (shorthand.objectAssignmentInitializer !== undefined) {
          builder.out += "=";
          this.visit(shorthand.objectAssignmentInitializer);
        }
        return;
      }
      case SyntaxKind.VariableStatement:
        if (isDeclared(node)) return;
        this.visit((node as TypeScript.VariableStatement).declarationList);
        return;
      case SyntaxKind.VariableDeclarationList:
        this.#declarations(node as TypeScript.VariableDeclarationList, undefined);
        return;
      case SyntaxKind.Block:
      case SyntaxKind.ModuleBlock:
        builder.out += "{";
        this.#block((node as TypeScript.Block).statements);
        builder.out += "}";
        return;
      case SyntaxKind.IfStatement: {
        const { expression, thenStatement, elseStatement } = node as TypeScript.IfStatement;
        builder.out += "(if";
        this.visit(expression);
        this.#body(thenStatement);
        if (elseStatement !== undefined) {
          builder.out += "else";
          this.#body(elseStatement);
        }
        builder.out += ")";
        return;
      }
      case SyntaxKind.WhileStatement:
      case SyntaxKind.DoStatement:
        builder.out += `(${kind}`;
        this.visit((node as TypeScript.WhileStatement).expression);
        this.#body((node as TypeScript.WhileStatement).statement);
        builder.out += ")";
        return;
      case SyntaxKind.ForStatement:
      case SyntaxKind.ForInStatement:
      case SyntaxKind.ForOfStatement:
        this.#for(node as TypeScript.ForStatement | TypeScript.ForInOrOfStatement);
        return;
      case SyntaxKind.CaseBlock:
        this.#within(() => {
          const { clauses } = node as TypeScript.CaseBlock;
          for (const clause of clauses) declareStatements(clause.statements, this.#scope);
          for (const clause of clauses) {
            builder.out += `(${clause.kind}`;
            if (ts.isCaseClause(clause)) this.visit(clause.expression);
            builder.out += ":";
            for (const statement of clause.statements) this.#statement(statement);
            builder.out += ")";
          }
        });
        return;
      case SyntaxKind.CatchClause:
        this.#within(() => {
          const { variableDeclaration, block } = node as TypeScript.CatchClause;
          builder.out += "(catch";
          if (variableDeclaration !== undefined) {
            eachBoundName(variableDeclaration.name, (name) => this.#scope.declare(name));
            this.#bindingPattern(variableDeclaration.name);
          }
          this.visit(block);
          builder.out += ")";
        });
        return;
      case SyntaxKind.LabeledStatement: {
        const { label, statement } = node as TypeScript.LabeledStatement;
        this.#within(() => {
          this.#scope.declare(`label ${label.text}`);
          builder.out += `(label ${this.#number(`label ${label.text}`)}`;
          this.visit(statement);
          builder.out += ")";
        });
        return;
      }
      case SyntaxKind.BreakStatement:
      case SyntaxKind.ContinueStatement: {
        const { label } = node as TypeScript.BreakStatement;
        builder.out += `(${kind}${label === undefined ? "" : ` ${this.#number(`label ${label.text}`)}`})`;
        return;
      }
      case SyntaxKind.MetaProperty:
        builder.out += `(meta ${(node as TypeScript.MetaProperty).keywordToken} ${(node as TypeScript.MetaProperty).name.text})`;
        return;
      case SyntaxKind.EnumDeclaration:
        this.#enum(node as TypeScript.EnumDeclaration);
        return;
      case SyntaxKind.ModuleDeclaration:
        this.#namespace(node as TypeScript.ModuleDeclaration);
        return;
      case SyntaxKind.JsxElement: {
        const { openingElement, children } = node as TypeScript.JsxElement;
        this.#element(openingElement, children);
        return;
      }
      case SyntaxKind.JsxSelfClosingElement:
        this.#element(node as TypeScript.JsxSelfClosingElement, []);
        return;
      case SyntaxKind.JsxFragment:
        builder.ref({ kind: "jsx" });
        builder.out += "(fragment";
        for (const child of (node as TypeScript.JsxFragment).children) this.visit(child);
        builder.out += ")";
        return;
      case SyntaxKind.JsxText: {
        const text = jsxText((node as TypeScript.JsxText).text);
        if (text !== "") builder.out += JSON.stringify(text);
        return;
      }
      case SyntaxKind.JsxExpression:
        if ((node as TypeScript.JsxExpression).expression !== undefined) this.#inside(node);
        return;
      case SyntaxKind.JsxAttribute: {
        const { name, initializer } = node as TypeScript.JsxAttribute;
        builder.out += `(${this.#context.textOf(name)}`;
        if (initializer !== undefined) this.visit(initializer);
        builder.out += ")";
        return;
      }
      case SyntaxKind.InterfaceDeclaration:
      case SyntaxKind.TypeAliasDeclaration:
      case SyntaxKind.EmptyStatement:
      case SyntaxKind.IndexSignature:
      case SyntaxKind.TypeParameter:
      case SyntaxKind.ExportKeyword:
      case SyntaxKind.DefaultKeyword:
        return;
      case SyntaxKind.Decorator:
        this.#called((node as TypeScript.Decorator).expression);
        this.#inside(node);
        return;
      case SyntaxKind.ExpressionStatement:
        if (literalText((node as TypeScript.ExpressionStatement).expression) === "use strict") return;
        this.#inside(node);
        return;
      case SyntaxKind.ImportEqualsDeclaration: {
        const { name, moduleReference } = node as TypeScript.ImportEqualsDeclaration;
        this.#binding(name);
        builder.out += "=";
        if (ts.isIdentifier(moduleReference)) this.#identifier(moduleReference.text, moduleReference, false);
        else if (ts.isQualifiedName(moduleReference)) {
          let left: TypeScript.EntityName = moduleReference;
          while (ts.isQualifiedName(left)) {
            builder.out += `.${left.right.text}`;
            left = left.left;
          }
          this.#identifier(left.text, left, false);
        }
        return;
      }
      default:
        this.#inside(node);
    }
  };

  #inside(node: TypeScript.Node): void {
    this.builder.out += `(${node.kind}`;
    ts.forEachChild(node, this.visit);
    this.builder.out += ")";
  }

  #within(walk: () => void): void {
    const outer = this.#scope;
    this.#scope = new Scope(outer);
    walk();
    this.#scope = outer;
  }

  #block(statements: readonly TypeScript.Statement[]): void {
    this.#within(() => {
      declareStatements(statements, this.#scope);
      for (const statement of statements) this.#statement(statement);
    });
  }

  #statement(statement: TypeScript.Statement): void {
    const { length } = this.builder.out;
    this.visit(statement);
    if (this.builder.out.length > length) this.builder.out += ";";
  }

  /** The body of a branch or loop: braces around one statement mean nothing. */
  #body(statement: TypeScript.Statement): void {
    this.builder.out += "{";
    if (ts.isBlock(statement)) this.#block(statement.statements);
    else if (!ts.isEmptyStatement(statement)) this.#statement(statement);
    this.builder.out += "}";
  }

  #for(node: TypeScript.ForStatement | TypeScript.ForInOrOfStatement): void {
    const { builder } = this;
    this.#within(() => {
      const initializer = node.initializer;
      builder.out += `(${node.kind}`;
      if (initializer !== undefined && ts.isVariableDeclarationList(initializer)) {
        for (const { name } of initializer.declarations) eachBoundName(name, (text) => this.#scope.declare(text));
      }
      if (ts.isForStatement(node)) {
        if (initializer !== undefined) this.visit(initializer);
        builder.out += ";";
        if (node.condition !== undefined) this.visit(node.condition);
        builder.out += ";";
        if (node.incrementor !== undefined) this.visit(node.incrementor);
        builder.out += ";";
      } else {
        if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) builder.out += "await";
        const over = this.#rootOf(node.expression, false);
        if (ts.isVariableDeclarationList(node.initializer)) {
          this.#declarations(node.initializer, this.#placeOf(over));
        } else {
          this.#assign(node.initializer);
          this.visit(node.initializer);
        }
        this.visit(node.expression);
      }
      this.#body(node.statement);
      builder.out += ")";
    });
  }

  #declarations(list: TypeScript.VariableDeclarationList, elementsOf: number | undefined): void {
    const { builder } = this;
    const using = (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;
    const hoisted = (list.flags & ts.NodeFlags.BlockScoped) === 0;
    for (const { name, initializer } of list.declarations) {
      builder.out += using ? "(using" : hoisted ? "(var" : "(let";
      const module = initializer === undefined ? undefined : this.#moduleOf(initializer);
      if (module !== undefined && ts.isObjectBindingPattern(name) && this.#members(module, name)) {
        builder.out += ")";
        continue;
      }
      if (module !== undefined && ts.isIdentifier(name)) {
        this.#scope.names.set(name.text, { number: -1, module });
        builder.out += "module)";
        this.#loadModule(module);
        continue;
      }
      const root = initializer === undefined ? undefined : this.#rootOf(initializer, false);
      const part = elementsOf ?? this.#placeOf(root);
      const parameter = root?.local?.parameter;
      if (part !== undefined || parameter === true) {
        eachBoundName(name, (text) => {
          const local = this.#scope.find(text);
          this.#scope.names.set(text, { number: local?.number ?? -1, root: part, parameter });
        });
      }
      this.#bindingPattern(name);
      if (initializer !== undefined) {
        builder.out += "=";
        this.visit(initializer);
      }
      builder.out += ")";
    }
  }

  /** `const { a, b: c } = namespace`: the locals are those members. False when it takes the rest. */
  #members(module: ModuleAlias, pattern: TypeScript.ObjectBindingPattern): boolean {
    const taken: { readonly member: string; readonly name: string }[] = [];
    for (const { dotDotDotToken, propertyName, name, initializer } of pattern.elements) {
      const member = propertyName === undefined ? undefined : propertyText(propertyName);
      if (dotDotDotToken !== undefined || initializer !== undefined || !ts.isIdentifier(name)) return false;
      if (propertyName !== undefined && member === undefined) return false;
      taken.push({ member: member ?? name.text, name: name.text });
    }
    this.#loadModule(module);
    for (const { member, name } of taken) {
      this.builder.out += `(${this.#number(name)}#${this.builder.ref(this.#memberOf(module, member, true))})`;
    }
    return true;
  }

  #bindingPattern(name: TypeScript.BindingName): void {
    const { builder } = this;
    if (ts.isIdentifier(name)) {
      builder.out += this.#number(name.text);
      return;
    }
    builder.out += ts.isObjectBindingPattern(name) ? "(object" : "(array";
    for (const element of name.elements) {
      if (!ts.isBindingElement(element)) {
        builder.out += ",";
        continue;
      }
      builder.out += element.dotDotDotToken === undefined ? "(" : "(...";
      if (ts.isObjectBindingPattern(name) && element.dotDotDotToken === undefined) {
        this.#propertyName(element.propertyName ?? (element.name as TypeScript.Identifier));
      }
      this.#bindingPattern(element.name);
      if (element.initializer !== undefined) {
        builder.out += "=";
        this.visit(element.initializer);
      }
      builder.out += ")";
    }
    builder.out += ")";
  }

  #propertyName(name: TypeScript.PropertyName): void {
    const text = propertyText(name);
    if (text !== undefined) this.builder.out += `${JSON.stringify(text)}:`;
    else if (ts.isComputedPropertyName(name)) {
      this.builder.out += "[";
      this.visit(name.expression);
      this.builder.out += "]:";
    } else this.builder.out += `${this.#context.textOf(name)}:`;
  }

  #function(node: TypeScript.FunctionLikeDeclaration, atOnce: boolean): void {
    const { builder } = this;
    const body = node.body;
    if (body === undefined) return;
    const elementsOf = this.#elementsOf;
    this.#elementsOf = undefined;
    this.#decorators(node);
    builder.out += `(${node.kind}${modifiersOf(node)}${node.asteriskToken === undefined ? "" : "*"}`;
    if (node.name !== undefined && !ts.isFunctionDeclaration(node) && !ts.isFunctionExpression(node)) {
      this.#propertyName(node.name);
    }
    if (!atOnce) this.#depth += 1;
    this.#within(() => {
      if (ts.isFunctionExpression(node) && node.name !== undefined) this.#scope.declare(node.name.text);
      for (const { name } of node.parameters) {
        eachBoundName(name, (text) => this.#scope.declare(text, { parameter: true, root: elementsOf }));
      }
      for (const parameter of node.parameters) {
        if (ts.isIdentifier(parameter.name) && parameter.name.text === "this") continue;
        this.#decorators(parameter);
        builder.out += parameter.dotDotDotToken === undefined ? "(" : "(...";
        if (ts.isParameterPropertyDeclaration(parameter, node)) {
          builder.out += `property ${this.#context.textOf(parameter.name)} `;
        }
        this.#bindingPattern(parameter.name);
        if (parameter.initializer !== undefined) {
          builder.out += "=";
          this.visit(parameter.initializer);
        }
        builder.out += ")";
      }
      if (this.#context.hasVariables) declareVariables(body, this.#scope);
      builder.out += "{";
      if (ts.isBlock(body)) {
        declareStatements(body.statements, this.#scope);
        for (const statement of body.statements) this.#statement(statement);
      } else {
        builder.out += `(${ts.SyntaxKind.ReturnStatement}`;
        this.visit(body);
        builder.out += ");";
      }
      builder.out += "}";
    });
    if (!atOnce) this.#depth -= 1;
    builder.out += ")";
  }

  #class(node: TypeScript.ClassLikeDeclaration): void {
    const { builder } = this;
    this.#decorators(node);
    builder.out += "(class";
    this.#within(() => {
      if (node.name !== undefined && ts.isClassExpression(node)) this.#scope.declare(node.name.text);
      for (const clause of node.heritageClauses ?? []) {
        if (clause.token !== ts.SyntaxKind.ExtendsKeyword) continue;
        builder.out += "(extends";
        for (const type of clause.types) this.visit(type.expression);
        builder.out += ")";
      }
      for (const member of node.members) this.#member(member);
    });
    builder.out += ")";
  }

  #member(member: TypeScript.ClassElement): void {
    const { builder } = this;
    if (isDeclared(member) || isAbstract(member)) return;
    if (ts.isPropertyDeclaration(member)) {
      this.#decorators(member);
      const isStatic = modifiersOf(member).includes("static");
      builder.out += `(field${modifiersOf(member)} `;
      this.#propertyName(member.name);
      if (member.initializer !== undefined) {
        if (!isStatic) this.#depth += 1;
        this.visit(member.initializer);
        if (!isStatic) this.#depth -= 1;
      }
      builder.out += ")";
    } else if (ts.isClassStaticBlockDeclaration(member)) {
      builder.out += "(static";
      this.visit(member.body);
      builder.out += ")";
    } else if (!ts.isSemicolonClassElement(member)) this.visit(member);
  }

  #decorators(node: TypeScript.Node): void {
    if (!ts.canHaveDecorators(node)) return;
    for (const decorator of ts.getDecorators(node) ?? []) this.visit(decorator);
  }

  #enum(node: TypeScript.EnumDeclaration): void {
    if (isDeclared(node)) return;
    this.builder.out += "(enum";
    this.#within(() => {
      for (const member of node.members) {
        const name = propertyText(member.name);
        if (name !== undefined) this.#scope.declare(name);
      }
      for (const member of node.members) {
        this.builder.out += "(";
        this.#propertyName(member.name);
        if (member.initializer !== undefined) this.visit(member.initializer);
        this.builder.out += ")";
      }
    });
    this.builder.out += ")";
  }

  #namespace(node: TypeScript.ModuleDeclaration): void {
    if (isDeclared(node) || node.body === undefined) return;
    this.builder.out += "(namespace";
    if (ts.isModuleDeclaration(node.body)) {
      this.builder.out += node.body.name.text;
      this.#namespace(node.body);
    } else if (ts.isModuleBlock(node.body)) {
      for (const statement of node.body.statements) {
        if (!hasExport(statement)) continue;
        // Exported names are properties of the namespace: they are part of what it is.
        if (ts.isVariableStatement(statement)) {
          for (const { name } of statement.declarationList.declarations) {
            eachBoundName(name, (text) => {
              this.builder.out += `export ${text} `;
            });
          }
        } else if ("name" in statement) {
          this.builder.out += `export ${(statement.name as TypeScript.Identifier | undefined)?.text ?? ""} `;
        }
      }
      this.visit(node.body);
    }
    this.builder.out += ")";
  }

  #element(opening: TypeScript.JsxOpeningLikeElement, children: readonly TypeScript.JsxChild[]): void {
    const { builder } = this;
    const tag = opening.tagName;
    builder.ref({ kind: "jsx" });
    builder.out += "(jsx ";
    if (ts.isIdentifier(tag) && /^[a-z]/.test(tag.text)) builder.out += JSON.stringify(tag.text);
    else if (ts.isJsxNamespacedName(tag)) builder.out += this.#context.textOf(tag);
    else this.visit(tag);
    ts.forEachChild(opening.attributes, this.visit);
    builder.out += ":";
    for (const child of children) this.visit(child);
    builder.out += ")";
  }

  #tagged(node: TypeScript.TaggedTemplateExpression): void {
    const { builder } = this;
    this.#called(node.tag);
    builder.out += "(tagged";
    if (ts.isIdentifier(node.tag)) this.#identifier(node.tag.text, node.tag, true);
    else this.visit(node.tag);
    const raw = (part: TypeScript.Node): string => JSON.stringify(this.#context.textOf(part).replaceAll("\r\n", "\n"));
    const { template } = node;
    if (ts.isNoSubstitutionTemplateLiteral(template)) builder.out += raw(template);
    else {
      builder.out += raw(template.head);
      for (const span of template.templateSpans) {
        this.visit(span.expression);
        builder.out += raw(span.literal);
      }
    }
    builder.out += ")";
  }

  #binary(node: TypeScript.BinaryExpression): void {
    const operator = node.operatorToken.kind;
    if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment) this.#assign(node.left);
    this.builder.out += `(${operator} `;
    this.visit(node.left);
    this.builder.out += " ";
    this.visit(node.right);
    this.builder.out += ")";
  }

  /** Notes what an assignment to this changes. */
  #assign(target: TypeScript.Node): void {
    if (ts.isExpression(target)) {
      const inner = bare(target);
      if (ts.isIdentifier(inner)) {
        if (this.#scope.find(inner.text) !== undefined) return;
        if (this.#context.topNames.has(inner.text)) this.builder.assign(inner.text);
        this.#changed(this.#rootOf(inner, true));
      } else if (ts.isObjectLiteralExpression(inner)) {
        for (const property of inner.properties) {
          if (ts.isShorthandPropertyAssignment(property)) this.#assign(property.name);
          else if (ts.isPropertyAssignment(property)) this.#assign(property.initializer);
          else if (ts.isSpreadAssignment(property)) this.#assign(property.expression);
        }
      } else if (ts.isArrayLiteralExpression(inner)) {
        for (const element of inner.elements) this.#assign(ts.isSpreadElement(element) ? element.expression : element);
      } else if (ts.isBinaryExpression(inner)) this.#assign(inner.left);
      else this.#changed(this.#rootOf(inner, true));
    } else if (ts.isVariableDeclarationList(target)) this.visit(target);
  }

  #changed(root: Root): void {
    const { local, global, self } = root;
    const { builder } = this;
    if (self === true) builder.changesThis = true;
    if (local?.parameter === true) builder.changesArguments = true;
    const place =
      this.#placeOf(root) ?? (global === undefined ? undefined : builder.ref({ kind: "global", name: global }));
    if (place === undefined) return;
    builder.write(place, this.#depth === 0);
  }

  #placeOf(root: Root | undefined): number | undefined {
    return root?.fact === undefined ? root?.local?.root : this.builder.ref(root.fact);
  }

  /** The name that a chain of properties (and calls, if wanted) starts from. */
  #rootOf(expression: TypeScript.Expression, throughCalls: boolean): Root {
    let node = bare(expression);
    let first: string | undefined;
    for (;;) {
      if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
        const module = this.#moduleOf(node.expression);
        const member = memberText(node);
        first = member;
        if (module !== undefined && member !== undefined) {
          return { fact: this.#memberOf(module, member, false) };
        }
        node = bare(node.expression);
      } else if (ts.isAwaitExpression(node)) node = bare(node.expression);
      else if (ts.isCallExpression(node)) {
        const callee: TypeScript.Expression = bare(node.expression);
        const [argument] = node.arguments;
        if (ts.isPropertyAccessExpression(callee)) {
          const owner = bare(callee.expression);
          if (ts.isIdentifier(owner) && owner.text === "Object" && argument !== undefined) node = bare(argument);
          else if (throughCalls || readingMethods.has(callee.name.text)) node = owner;
          else return {};
        } else if (throughCalls) node = callee;
        else return {};
      } else break;
    }
    if (node.kind === ts.SyntaxKind.ThisKeyword) return { self: true };
    if (!ts.isIdentifier(node)) return {};
    const name = node.text;
    const local = this.#scope.find(name);
    if (local !== undefined) {
      return local.module === undefined ? { local } : {};
    }
    if (this.#context.topNames.has(name) || this.#context.imports.has(name)) {
      const imported = this.#context.imports.get(name);
      if (imported === undefined) return { fact: { kind: "name", name, called: false } };
      // A module as a whole cannot be changed from outside.
      if (imported.name === "*" && !imported.required) return {};
      return { fact: { kind: "name", name, called: false, ...(first === undefined ? {} : { member: first }) } };
    }
    if (name === "module" || name === "exports") return {};
    // `globalThis.x = …` makes the name `x`.
    return { global: (name === "globalThis" || name === "global") && first !== undefined ? first : name };
  }

  /** The module that an expression stands for as a whole. */
  #moduleOf(expression: TypeScript.Expression): ModuleAlias | undefined {
    const node = bare(expression);
    if (ts.isIdentifier(node)) {
      const local = this.#scope.find(node.text);
      if (local !== undefined) return local.module;
      return this.#context.imports.get(node.text)?.name === "*" ? { kind: "import", name: node.text } : undefined;
    }
    const call = ts.isAwaitExpression(node) ? bare(node.expression) : node;
    if (!ts.isCallExpression(call)) return undefined;
    const loads =
      call.expression.kind === ts.SyntaxKind.ImportKeyword ? call !== node : this.#isRequire(call.expression);
    const specifier = loads ? this.#textOf(call.arguments[0]) : undefined;
    return specifier === undefined ? undefined : { kind: "specifier", specifier };
  }

  #loadModule(module: ModuleAlias): void {
    if (module.kind === "specifier") this.#context.load(module.specifier, this.#depth === 0);
  }

  #memberOf(module: ModuleAlias, member: string, called: boolean) {
    return module.kind === "import"
      ? ({ kind: "name", name: module.name, member, called } as const)
      : ({ kind: "module", specifier: module.specifier, member } as const);
  }

  #wholeOf(module: ModuleAlias) {
    return module.kind === "import"
      ? ({ kind: "name", name: module.name, called: false } as const)
      : ({ kind: "module", specifier: module.specifier } as const);
  }

  #isRequire(callee: TypeScript.Expression): boolean {
    if (!ts.isIdentifier(callee) || this.#scope.find(callee.text) !== undefined) return false;
    if (this.#context.requireNames.has(callee.text)) return true;
    return callee.text === "require" && !this.#context.topNames.has("require") && !this.#context.imports.has("require");
  }

  /** A text that is written down here, or in a constant of the file. */
  #textOf(node: TypeScript.Expression | undefined): string | undefined {
    if (node === undefined) return undefined;
    const inner = bare(node);
    if (ts.isIdentifier(inner) && this.#scope.find(inner.text) === undefined) {
      return this.#context.constants.get(inner.text);
    }
    return literalText(inner);
  }

  #access(node: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression, called: boolean): void {
    const { builder } = this;
    const member = memberText(node);
    const owner = bare(node.expression);
    const chain =
      (node.flags & ts.NodeFlags.OptionalChain) !== 0 ? (node.questionDotToken === undefined ? "~" : "?") : "";
    if (member !== undefined) {
      const module = this.#moduleOf(owner);
      if (module !== undefined) {
        this.#loadModule(module);
        builder.out += `#${builder.ref(this.#memberOf(module, member, called))}`;
        return;
      }
      if (
        ts.isIdentifier(owner) &&
        this.#scope.find(owner.text) === undefined &&
        this.#context.imports.has(owner.text)
      ) {
        const place = builder.ref({ kind: "name", name: owner.text, member, called });
        builder.out += `(.${chain}#${place}${JSON.stringify(member)})`;
        return;
      }
    } else if (ts.isIdentifier(owner) && (owner.text === "globalThis" || owner.text === "global")) {
      if (this.#scope.find(owner.text) === undefined) this.#doubt("computed member", node);
    }
    builder.out += `(.${chain}`;
    this.visit(owner);
    if (member !== undefined) builder.out += JSON.stringify(member);
    else if (ts.isElementAccessExpression(node)) {
      builder.out += "[";
      this.visit(node.argumentExpression);
      builder.out += "]";
    } else builder.out += node.name.text;
    builder.out += ")";
  }

  /** Notes that what this names runs here. */
  #called(callee: TypeScript.Expression): void {
    if (this.#depth > 0) return;
    const root = this.#rootOf(callee, true);
    const place = this.#placeOf(root);
    if (place !== undefined) this.builder.loadCall(place);
  }

  #call(node: TypeScript.CallExpression | TypeScript.NewExpression): void {
    const { builder } = this;
    const callee = bare(node.expression);
    const created = ts.isNewExpression(node);
    const args = node.arguments ?? [];
    if (!created && (callee.kind === ts.SyntaxKind.ImportKeyword || this.#isRequire(callee))) {
      this.#loading(node, callee.kind === ts.SyntaxKind.ImportKeyword);
      return;
    }
    if (!created) {
      const called = this.#calleeOf(callee);
      const isLocal = (name: string): boolean => this.#scope.find(name) !== undefined;
      const key = called === undefined ? undefined : this.#context.called(node, called, this.#depth > 0, isLocal);
      if (key !== undefined) {
        builder.out += `(definition ${key})`;
        return;
      }
    }
    if (ts.isIdentifier(callee) && (callee.text === "eval" || callee.text === "Function")) {
      const { text } = callee;
      const own =
        this.#scope.find(text) !== undefined || this.#context.topNames.has(text) || this.#context.imports.has(text);
      if (!own) this.#doubt("eval", node);
    }
    const file = fileBeside(node, callee);
    if (file !== undefined) builder.out += `#${builder.ref({ kind: "file", path: file })}`;
    this.#effects(callee, args);
    const chain =
      (node.flags & ts.NodeFlags.OptionalChain) !== 0
        ? ts.isCallExpression(node) && node.questionDotToken === undefined
          ? "~"
          : "?"
        : "";
    builder.out += created ? "(new " : `(call${chain} `;
    const immediately = ts.isFunctionExpression(callee) || ts.isArrowFunction(callee);
    if (immediately) this.#function(callee, true);
    else if (ts.isIdentifier(callee)) this.#identifier(callee.text, callee, true);
    else if (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee)) this.#access(callee, true);
    else this.visit(callee);
    const runs =
      this.#kind === "statement" || (ts.isPropertyAccessExpression(callee) && callingMethods.has(callee.name.text));
    const over = ts.isPropertyAccessExpression(callee) ? this.#rootOf(callee, false) : undefined;
    for (const argument of args) {
      const inner = bare(argument);
      if (ts.isFunctionExpression(inner) || ts.isArrowFunction(inner)) {
        this.#elementsOf = this.#placeOf(over);
        this.#function(inner, runs && this.#depth === 0);
      } else this.visit(argument);
      builder.out += ",";
    }
    builder.out += ")";
  }

  /** What a call may change: what its method is called on, and what it is handed. */
  #effects(callee: TypeScript.Expression, args: readonly TypeScript.Expression[]): void {
    const { builder } = this;
    const load = this.#depth === 0;
    this.#called(callee);
    const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined;
    if (method !== undefined && ts.isPropertyAccessExpression(callee)) {
      const owner = bare(callee.expression);
      if (ts.isIdentifier(owner) && changingFunctions.has(`${owner.text}.${method}`)) {
        if (args[0] !== undefined) this.#changed(this.#rootOf(args[0], true));
        return;
      }
      const root = this.#moduleOf(owner) === undefined ? this.#rootOf(callee, false) : {};
      const isGlobal = root.global !== undefined;
      if (!isGlobal && changingMethods.has(method)) this.#changed(root);
      else if (!isGlobal && !readingMethods.has(method)) {
        const place = this.#placeOf(root);
        if (place !== undefined) {
          if (load && this.#kind === "statement") this.#changed(root);
          else builder.softWrite(place);
        }
      }
    }
    const target = this.#rootOf(callee, true);
    const to = this.#placeOf(target);
    if (to === undefined) return;
    for (const argument of args) {
      const inner = bare(argument);
      if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner)) continue;
      const root = this.#rootOf(inner, false);
      const what = this.#placeOf(root);
      if (what !== undefined) builder.pass({ what, to, load });
    }
  }

  #calleeOf(callee: TypeScript.Expression): CalleeFact | undefined {
    const owner = ts.isPropertyAccessExpression(callee) ? bare(callee.expression) : callee;
    if (!ts.isIdentifier(owner) || this.#scope.find(owner.text) !== undefined) return undefined;
    if (!this.#context.imports.has(owner.text) && !this.#context.topNames.has(owner.text)) return undefined;
    return { name: owner.text, member: ts.isPropertyAccessExpression(callee) ? callee.name.text : undefined };
  }

  /** `import(…)` and `require(…)`. */
  #loading(node: TypeScript.CallExpression, isImport: boolean): void {
    const { builder } = this;
    const [argument] = node.arguments;
    const specifier = this.#textOf(argument);
    builder.out += isImport ? "(import" : "(require";
    if (specifier !== undefined) {
      this.#context.load(specifier, this.#depth === 0 && !isImport);
      builder.out += `#${builder.ref({ kind: "module", specifier })}`;
    } else {
      this.#doubt(isImport ? "dynamic import" : "dynamic require", node);
      if (argument !== undefined) this.visit(argument);
    }
    builder.out += ")";
  }

  #binding(name: TypeScript.Identifier | undefined): void {
    if (name !== undefined) this.builder.out += this.#number(name.text);
  }

  #number(name: string): string {
    const local = this.#scope.find(name);
    if (local === undefined) return ` ${name}`;
    if (local.number === -1) {
      this.#count += 1;
      local.number = this.#count;
    }
    return `$${local.number}`;
  }
  #count = 0;

  #identifier(name: string, node: TypeScript.Node, called: boolean): void {
    const { builder } = this;
    const local = this.#scope.find(name);
    if (local !== undefined) {
      if (local.module === undefined) builder.out += this.#number(name);
      else builder.out += `#${builder.ref(this.#wholeOf(local.module))}`;
      return;
    }
    if (this.#context.topNames.has(name) || this.#context.imports.has(name)) {
      builder.out += `#${builder.ref({ kind: "name", name, called })}`;
      return;
    }
    builder.out += `@${name}`;
    if (!knownGlobals.has(name) && name !== "") this.#doubt("unknown function", node, name);
  }

  #doubt(kind: DoubtFact["kind"], node: TypeScript.Node, global?: string): void {
    const text = this.#context.textOf(node).replace(/\s+/g, " ");
    this.builder.doubt({
      kind,
      line: this.#context.lineOf(node),
      text: text.length > 80 ? `${text.slice(0, 79)}…` : text,
      ...(global === undefined ? {} : { global }),
    });
  }
}

function memberText(
  node: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression,
): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return ts.isIdentifier(node.name) ? node.name.text : undefined;
  const inner = bare(node.argumentExpression);
  return ts.isNumericLiteral(inner) ? inner.text : literalText(inner);
}

/** A file beside the module: `new URL("./a.sql", import.meta.url)`, `join(import.meta.dirname, "a.sql")`. */
function fileBeside(
  node: TypeScript.CallExpression | TypeScript.NewExpression,
  callee: TypeScript.Expression,
): string | undefined {
  const args = node.arguments ?? [];
  const [first, second] = args;
  if (ts.isNewExpression(node)) {
    const path = ts.isIdentifier(callee) && callee.text === "URL" ? literalText(first) : undefined;
    return path !== undefined && isMeta(second, "url") ? path : undefined;
  }
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : "";
  if (name !== "join" && name !== "resolve") return undefined;
  if (!isMeta(first, "dirname") && !(first !== undefined && ts.isIdentifier(first) && first.text === "__dirname")) {
    return undefined;
  }
  const parts = args.slice(1).map(literalText);
  return parts.length > 0 && parts.every((part) => part !== undefined) ? `./${parts.join("/")}` : undefined;
}

function isMeta(node: TypeScript.Node | undefined, property: string): boolean {
  return (
    node !== undefined &&
    ts.isPropertyAccessExpression(node) &&
    node.name.text === property &&
    ts.isMetaProperty(node.expression)
  );
}

/** The modifiers that mean something when the code runs. */
function modifiersOf(node: TypeScript.Node): string {
  let text = "";
  for (const modifier of (ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined) ?? []) {
    if (modifier.kind === ts.SyntaxKind.AsyncKeyword) text += " async";
    else if (modifier.kind === ts.SyntaxKind.StaticKeyword) text += " static";
    else if (modifier.kind === ts.SyntaxKind.AccessorKeyword) text += " accessor";
  }
  return text;
}

function hasModifier(node: TypeScript.Node, kind: TypeScript.SyntaxKind): boolean {
  return ts.canHaveModifiers(node) && (ts.getModifiers(node)?.some((modifier) => modifier.kind === kind) ?? false);
}

export function isDeclared(node: TypeScript.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.DeclareKeyword);
}

export function hasExport(node: TypeScript.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

function isAbstract(node: TypeScript.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.AbstractKeyword);
}
