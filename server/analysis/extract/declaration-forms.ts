import type { ts as TypeScript } from "ts-morph";
import { declareStatements, declareVariables, eachBoundName, propertyText } from "./declared-names.ts";
import { hasExport, isAbstract, isDeclared, modifiersOf } from "./modifiers.ts";
import { ts } from "./syntax.ts";
import type { UnitNames } from "./unit-names.ts";

/** The walk that writes a normal form, as the forms of single declarations need it. */
export interface FormWalk {
  readonly names: UnitNames;
  /** What the parameters of the function that comes next are elements of. */
  elementsOf: number | undefined;
  visit(node: TypeScript.Node): void;
  statement(statement: TypeScript.Statement): void;
}

export function writePattern(form: FormWalk, name: TypeScript.BindingName): void {
  const { builder } = form.names;
  if (ts.isIdentifier(name)) {
    builder.out += form.names.number(name.text);
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
      writePropertyName(form, element.propertyName ?? (element.name as TypeScript.Identifier));
    }
    writePattern(form, element.name);
    if (element.initializer !== undefined) {
      builder.out += "=";
      form.visit(element.initializer);
    }
    builder.out += ")";
  }
  builder.out += ")";
}

export function writePropertyName(form: FormWalk, name: TypeScript.PropertyName): void {
  const text = propertyText(name);
  if (text !== undefined) form.names.builder.out += `${JSON.stringify(text)}:`;
  else if (ts.isComputedPropertyName(name)) {
    form.names.builder.out += "[";
    form.visit(name.expression);
    form.names.builder.out += "]:";
  } else form.names.builder.out += `${form.names.context.textOf(name)}:`;
}

export function writeFunction(form: FormWalk, node: TypeScript.FunctionLikeDeclaration, atOnce: boolean): void {
  const { builder } = form.names;
  const body = node.body;
  if (body === undefined) return;
  const elementsOf = form.elementsOf;
  form.elementsOf = undefined;
  writeDecorators(form, node);
  builder.out += `(${node.kind}${modifiersOf(node)}${node.asteriskToken === undefined ? "" : "*"}`;
  if (node.name !== undefined && !ts.isFunctionDeclaration(node) && !ts.isFunctionExpression(node)) {
    writePropertyName(form, node.name);
  }
  if (!atOnce) form.names.depth += 1;
  form.names.within(() => {
    if (ts.isFunctionExpression(node) && node.name !== undefined)
      form.names.scope.declare(node.name.text, undefined, false);
    for (const { name } of node.parameters) {
      eachBoundName(name, (text) => form.names.scope.declare(text, elementsOf, true));
    }
    for (const parameter of node.parameters) {
      if (ts.isIdentifier(parameter.name) && parameter.name.text === "this") continue;
      writeDecorators(form, parameter);
      builder.out += parameter.dotDotDotToken === undefined ? "(" : "(...";
      if (ts.isParameterPropertyDeclaration(parameter, node)) {
        builder.out += `property ${form.names.context.textOf(parameter.name)} `;
      }
      writePattern(form, parameter.name);
      if (parameter.initializer !== undefined) {
        builder.out += "=";
        form.visit(parameter.initializer);
      }
      builder.out += ")";
    }
    if (form.names.context.hasVariables) declareVariables(body, form.names.scope);
    builder.out += "{";
    if (ts.isBlock(body)) {
      declareStatements(body.statements, form.names.scope);
      for (const statement of body.statements) form.statement(statement);
    } else {
      builder.out += `(${ts.SyntaxKind.ReturnStatement}`;
      form.visit(body);
      builder.out += ");";
    }
    builder.out += "}";
  });
  if (!atOnce) form.names.depth -= 1;
  builder.out += ")";
}

export function writeClass(form: FormWalk, node: TypeScript.ClassLikeDeclaration): void {
  const { builder } = form.names;
  writeDecorators(form, node);
  builder.out += "(class";
  form.names.within(() => {
    if (node.name !== undefined && ts.isClassExpression(node))
      form.names.scope.declare(node.name.text, undefined, false);
    for (const clause of node.heritageClauses ?? []) {
      if (clause.token !== ts.SyntaxKind.ExtendsKeyword) continue;
      builder.out += "(extends";
      for (const type of clause.types) form.visit(type.expression);
      builder.out += ")";
    }
    for (const member of node.members) writeMember(form, member);
  });
  builder.out += ")";
}

function writeMember(form: FormWalk, member: TypeScript.ClassElement): void {
  const { builder } = form.names;
  if (isDeclared(member) || isAbstract(member)) return;
  if (ts.isPropertyDeclaration(member)) {
    writeDecorators(form, member);
    const isStatic = modifiersOf(member).includes("static");
    builder.out += `(field${modifiersOf(member)} `;
    writePropertyName(form, member.name);
    if (member.initializer !== undefined) {
      if (!isStatic) form.names.depth += 1;
      form.visit(member.initializer);
      if (!isStatic) form.names.depth -= 1;
    }
    builder.out += ")";
  } else if (ts.isClassStaticBlockDeclaration(member)) {
    builder.out += "(static";
    form.visit(member.body);
    builder.out += ")";
  } else if (!ts.isSemicolonClassElement(member)) form.visit(member);
}

function writeDecorators(form: FormWalk, node: TypeScript.Node): void {
  if (!ts.canHaveDecorators(node)) return;
  for (const decorator of ts.getDecorators(node) ?? []) form.visit(decorator);
}

export function writeEnum(form: FormWalk, node: TypeScript.EnumDeclaration): void {
  if (isDeclared(node)) return;
  form.names.builder.out += "(enum";
  form.names.within(() => {
    for (const member of node.members) {
      const name = propertyText(member.name);
      if (name !== undefined) form.names.scope.declare(name, undefined, false);
    }
    for (const member of node.members) {
      form.names.builder.out += "(";
      writePropertyName(form, member.name);
      if (member.initializer !== undefined) form.visit(member.initializer);
      form.names.builder.out += ")";
    }
  });
  form.names.builder.out += ")";
}

export function writeNamespace(form: FormWalk, node: TypeScript.ModuleDeclaration): void {
  if (isDeclared(node) || node.body === undefined) return;
  form.names.builder.out += "(namespace";
  if (ts.isModuleDeclaration(node.body)) {
    form.names.builder.out += node.body.name.text;
    writeNamespace(form, node.body);
  } else if (ts.isModuleBlock(node.body)) {
    for (const statement of node.body.statements) {
      if (!hasExport(statement)) continue;
      // Exported names are properties of the namespace: they are part of what it is.
      if (ts.isVariableStatement(statement)) {
        for (const { name } of statement.declarationList.declarations) {
          eachBoundName(name, (text) => {
            form.names.builder.out += `export ${text} `;
          });
        }
      } else if ("name" in statement) {
        form.names.builder.out += `export ${(statement.name as TypeScript.Identifier | undefined)?.text ?? ""} `;
      }
    }
    form.visit(node.body);
  }
  form.names.builder.out += ")";
}

export function writeElement(
  form: FormWalk,
  opening: TypeScript.JsxOpeningLikeElement,
  children: readonly TypeScript.JsxChild[],
): void {
  const { builder } = form.names;
  const tag = opening.tagName;
  builder.ref({ kind: "jsx" });
  builder.out += "(jsx ";
  if (ts.isIdentifier(tag) && /^[a-z]/.test(tag.text)) builder.out += JSON.stringify(tag.text);
  else if (ts.isJsxNamespacedName(tag)) builder.out += form.names.context.textOf(tag);
  else form.visit(tag);
  ts.forEachChild(opening.attributes, form.visit);
  builder.out += ":";
  for (const child of children) form.visit(child);
  builder.out += ")";
}
