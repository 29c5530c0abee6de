import type { ts as TypeScript } from "ts-morph";
import {
  type FormWalk,
  writeClass,
  writeElement,
  writeEnum,
  writeFunction,
  writeNamespace,
  writePattern,
  writePropertyName,
} from "./declaration-forms.ts";
import { bare, declareStatements, eachBoundName, literalText, propertyText } from "./declared-names.ts";
import { writeAccess, writeBinary, writeCall, writeTagged } from "./expression-forms.ts";
import type { UnitFact } from "./file-facts.ts";
import { jsxText } from "./jsx-text.ts";
import { isDeclared } from "./modifiers.ts";
import { writeBlock, writeBody, writeDeclarations, writeFor } from "./statement-forms.ts";
import { ts } from "./syntax.ts";
import { type FileContext, UnitNames } from "./unit-names.ts";

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
    walk.names.builder.doubt({ kind: "broken text", line: unit.line, text: unit.names[0] ?? "" });
  }
  return walk.names.builder.finish(unit.names, unit.kind, unit.line);
}

class NormalForm implements FormWalk {
  readonly names: UnitNames;
  elementsOf: number | undefined;

  constructor(context: FileContext, kind: UnitFact["kind"]) {
    this.names = new UnitNames(context, kind);
  }

  /** The unit's own node: its name is not part of its form. */
  root(node: TypeScript.Node): void {
    if (ts.isFunctionDeclaration(node)) writeFunction(this, node, false);
    else if (ts.isClassDeclaration(node)) writeClass(this, node);
    else if (this.names.kind === "compute" && ts.isFunctionLike(node)) writeFunction(this, node as never, false);
    else this.visit(node);
  }

  /** A destructuring left side of top-level names: which properties it takes. */
  pattern(node: TypeScript.Node): void {
    this.names.builder.out += "(pattern";
    const visit = (child: TypeScript.Node): void => {
      if (ts.isBindingElement(child)) {
        const name = child.propertyName ?? (ts.isIdentifier(child.name) ? child.name : undefined);
        this.names.builder.out += `(${child.dotDotDotToken === undefined ? "" : "..."}${name === undefined || !ts.isPropertyName(name) ? "" : (propertyText(name) ?? "")}`;
        if (!ts.isIdentifier(child.name)) ts.forEachChild(child.name, visit);
        if (child.initializer !== undefined) this.visit(child.initializer);
        this.names.builder.out += ")";
      } else if (ts.isOmittedExpression(child)) this.names.builder.out += ",";
    };
    ts.forEachChild(node, visit);
    this.names.builder.out += ")";
  }

  alias(node: TypeScript.Node | undefined): void {
    if (node === undefined || !ts.isExpression(node)) return;
    const inner = bare(node);
    if (!ts.isIdentifier(inner) && !ts.isPropertyAccessExpression(inner) && !ts.isElementAccessExpression(inner))
      return;
    this.names.builder.aliasOf = this.names.placeOf(this.names.rootOf(inner, false));
  }

  readonly visit = (node: TypeScript.Node): void => {
    const { SyntaxKind } = ts;
    const { kind } = node;
    if (kind >= SyntaxKind.FirstTypeNode && kind <= SyntaxKind.LastTypeNode) return;
    const builder = this.names.builder;
    switch (kind) {
      case SyntaxKind.Identifier:
        this.names.identifier((node as TypeScript.Identifier).text, node, false);
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
        writeAccess(this, node as TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression, false);
        return;
      case SyntaxKind.CallExpression:
      case SyntaxKind.NewExpression:
        writeCall(this, node as TypeScript.CallExpression | TypeScript.NewExpression);
        return;
      case SyntaxKind.TaggedTemplateExpression:
        writeTagged(this, node as TypeScript.TaggedTemplateExpression);
        return;
      case SyntaxKind.BinaryExpression:
        writeBinary(this, node as TypeScript.BinaryExpression);
        return;
      case SyntaxKind.PrefixUnaryExpression:
      case SyntaxKind.PostfixUnaryExpression: {
        const unary = node as TypeScript.PrefixUnaryExpression;
        const { operator } = unary;
        if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) {
          this.names.assign(unary.operand);
        }
        builder.out += `(${kind} ${operator}`;
        this.visit(unary.operand);
        builder.out += ")";
        return;
      }
      case SyntaxKind.DeleteExpression:
        this.names.changed(this.names.rootOf((node as TypeScript.DeleteExpression).expression, true));
        this.#inside(node);
        return;
      case SyntaxKind.FunctionExpression:
      case SyntaxKind.ArrowFunction:
      case SyntaxKind.MethodDeclaration:
      case SyntaxKind.GetAccessor:
      case SyntaxKind.SetAccessor:
      case SyntaxKind.Constructor:
        writeFunction(this, node as TypeScript.FunctionLikeDeclaration, false);
        return;
      case SyntaxKind.FunctionDeclaration:
        if ((node as TypeScript.FunctionDeclaration).body === undefined || isDeclared(node)) return;
        this.names.binding((node as TypeScript.FunctionDeclaration).name);
        writeFunction(this, node as TypeScript.FunctionDeclaration, false);
        return;
      case SyntaxKind.ClassDeclaration:
        if (isDeclared(node)) return;
        this.names.binding((node as TypeScript.ClassDeclaration).name);
        writeClass(this, node as TypeScript.ClassDeclaration);
        return;
      case SyntaxKind.ClassExpression:
        writeClass(this, node as TypeScript.ClassExpression);
        return;
      case SyntaxKind.PropertyAssignment:
        writePropertyName(this, (node as TypeScript.PropertyAssignment).name);
        this.visit((node as TypeScript.PropertyAssignment).initializer);
        return;
      case SyntaxKind.ShorthandPropertyAssignment: {
        const shorthand = node as TypeScript.ShorthandPropertyAssignment;
        writePropertyName(this, shorthand.name);
        this.names.identifier(shorthand.name.text, shorthand.name, false);
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
        writeDeclarations(this, node as TypeScript.VariableDeclarationList, undefined);
        return;
      case SyntaxKind.Block:
      case SyntaxKind.ModuleBlock:
        builder.out += "{";
        writeBlock(this, (node as TypeScript.Block).statements);
        builder.out += "}";
        return;
      case SyntaxKind.IfStatement: {
        const { expression, thenStatement, elseStatement } = node as TypeScript.IfStatement;
        builder.out += "(if";
        this.visit(expression);
        writeBody(this, thenStatement);
        if (elseStatement !== undefined) {
          builder.out += "else";
          writeBody(this, elseStatement);
        }
        builder.out += ")";
        return;
      }
      case SyntaxKind.WhileStatement:
      case SyntaxKind.DoStatement:
        builder.out += `(${kind}`;
        this.visit((node as TypeScript.WhileStatement).expression);
        writeBody(this, (node as TypeScript.WhileStatement).statement);
        builder.out += ")";
        return;
      case SyntaxKind.ForStatement:
      case SyntaxKind.ForInStatement:
      case SyntaxKind.ForOfStatement:
        writeFor(this, node as TypeScript.ForStatement | TypeScript.ForInOrOfStatement);
        return;
      case SyntaxKind.CaseBlock:
        this.names.within(() => {
          const { clauses } = node as TypeScript.CaseBlock;
          for (const clause of clauses) declareStatements(clause.statements, this.names.scope);
          for (const clause of clauses) {
            builder.out += `(${clause.kind}`;
            if (ts.isCaseClause(clause)) this.visit(clause.expression);
            builder.out += ":";
            for (const statement of clause.statements) this.statement(statement);
            builder.out += ")";
          }
        });
        return;
      case SyntaxKind.CatchClause:
        this.names.within(() => {
          const { variableDeclaration, block } = node as TypeScript.CatchClause;
          builder.out += "(catch";
          if (variableDeclaration !== undefined) {
            eachBoundName(variableDeclaration.name, (name) => this.names.scope.declare(name, undefined, false));
            writePattern(this, variableDeclaration.name);
          }
          this.visit(block);
          builder.out += ")";
        });
        return;
      case SyntaxKind.LabeledStatement: {
        const { label, statement } = node as TypeScript.LabeledStatement;
        this.names.within(() => {
          this.names.scope.declare(`label ${label.text}`, undefined, false);
          builder.out += `(label ${this.names.number(`label ${label.text}`)}`;
          this.visit(statement);
          builder.out += ")";
        });
        return;
      }
      case SyntaxKind.BreakStatement:
      case SyntaxKind.ContinueStatement: {
        const { label } = node as TypeScript.BreakStatement;
        builder.out += `(${kind}${label === undefined ? "" : ` ${this.names.number(`label ${label.text}`)}`})`;
        return;
      }
      case SyntaxKind.MetaProperty:
        builder.out += `(meta ${(node as TypeScript.MetaProperty).keywordToken} ${(node as TypeScript.MetaProperty).name.text})`;
        return;
      case SyntaxKind.EnumDeclaration:
        writeEnum(this, node as TypeScript.EnumDeclaration);
        return;
      case SyntaxKind.ModuleDeclaration:
        writeNamespace(this, node as TypeScript.ModuleDeclaration);
        return;
      case SyntaxKind.JsxElement: {
        const { openingElement, children } = node as TypeScript.JsxElement;
        writeElement(this, openingElement, children);
        return;
      }
      case SyntaxKind.JsxSelfClosingElement:
        writeElement(this, node as TypeScript.JsxSelfClosingElement, []);
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
        builder.out += `(${this.names.context.textOf(name)}`;
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
        this.names.called((node as TypeScript.Decorator).expression);
        this.#inside(node);
        return;
      case SyntaxKind.ExpressionStatement:
        if (literalText((node as TypeScript.ExpressionStatement).expression) === "use strict") return;
        builder.out += `(${kind}`;
        this.visit((node as TypeScript.ExpressionStatement).expression);
        builder.out += ")";
        return;
      case SyntaxKind.ReturnStatement:
      case SyntaxKind.AwaitExpression:
      case SyntaxKind.SpreadElement: {
        const { expression } = node as TypeScript.ReturnStatement;
        builder.out += `(${kind}`;
        if (expression !== undefined) this.visit(expression);
        builder.out += ")";
        return;
      }
      case SyntaxKind.ObjectLiteralExpression:
        this.#all(kind, (node as TypeScript.ObjectLiteralExpression).properties);
        return;
      case SyntaxKind.ArrayLiteralExpression:
        this.#all(kind, (node as TypeScript.ArrayLiteralExpression).elements);
        return;
      case SyntaxKind.ImportEqualsDeclaration: {
        const { name, moduleReference } = node as TypeScript.ImportEqualsDeclaration;
        this.names.binding(name);
        builder.out += "=";
        if (ts.isIdentifier(moduleReference)) this.names.identifier(moduleReference.text, moduleReference, false);
        else if (ts.isQualifiedName(moduleReference)) {
          let left: TypeScript.EntityName = moduleReference;
          while (ts.isQualifiedName(left)) {
            builder.out += `.${left.right.text}`;
            left = left.left;
          }
          this.names.identifier(left.text, left, false);
        }
        return;
      }
      default:
        this.#inside(node);
    }
  };

  #all(kind: TypeScript.SyntaxKind, nodes: readonly TypeScript.Node[]): void {
    this.names.builder.out += `(${kind}`;
    for (const node of nodes) this.visit(node);
    this.names.builder.out += ")";
  }

  #inside(node: TypeScript.Node): void {
    this.names.builder.out += `(${node.kind}`;
    ts.forEachChild(node, this.visit);
    this.names.builder.out += ")";
  }

  statement(statement: TypeScript.Statement): void {
    const { length } = this.names.builder.out;
    this.visit(statement);
    if (this.names.builder.out.length > length) this.names.builder.out += ";";
  }
}
