import type { ts as TypeScript } from "ts-morph";
import { type FormWalk, writePattern } from "./declaration-forms.ts";
import { declareStatements, eachBoundName, propertyText } from "./declared-names.ts";
import type { ModuleAlias } from "./scope.ts";
import { ts } from "./syntax.ts";

export function writeFor(form: FormWalk, node: TypeScript.ForStatement | TypeScript.ForInOrOfStatement): void {
  const { builder } = form.names;
  form.names.within(() => {
    const initializer = node.initializer;
    builder.out += `(${node.kind}`;
    if (initializer !== undefined && ts.isVariableDeclarationList(initializer)) {
      for (const { name } of initializer.declarations)
        eachBoundName(name, (text) => form.names.scope.declare(text, undefined, false));
    }
    if (ts.isForStatement(node)) {
      if (initializer !== undefined) form.visit(initializer);
      builder.out += ";";
      if (node.condition !== undefined) form.visit(node.condition);
      builder.out += ";";
      if (node.incrementor !== undefined) form.visit(node.incrementor);
      builder.out += ";";
    } else {
      if (ts.isForOfStatement(node) && node.awaitModifier !== undefined) builder.out += "await";
      const over = form.names.rootOf(node.expression, false);
      if (ts.isVariableDeclarationList(node.initializer)) {
        writeDeclarations(form, node.initializer, form.names.placeOf(over));
      } else {
        form.names.assign(node.initializer);
        form.visit(node.initializer);
      }
      form.visit(node.expression);
    }
    writeBody(form, node.statement);
    builder.out += ")";
  });
}

export function writeDeclarations(
  form: FormWalk,
  list: TypeScript.VariableDeclarationList,
  elementsOf: number | undefined,
): void {
  const { builder } = form.names;
  const using = (list.flags & ts.NodeFlags.Using) === ts.NodeFlags.Using;
  const hoisted = (list.flags & ts.NodeFlags.BlockScoped) === 0;
  for (const { name, initializer } of list.declarations) {
    builder.out += using ? "(using" : hoisted ? "(var" : "(let";
    const module = initializer === undefined ? undefined : form.names.moduleOf(initializer);
    if (module !== undefined && ts.isObjectBindingPattern(name) && writeMembers(form, module, name)) {
      builder.out += ")";
      continue;
    }
    if (module !== undefined && ts.isIdentifier(name)) {
      form.names.scope.bind(name.text, { number: -1, module, root: undefined, parameter: false });
      builder.out += "module)";
      form.names.loadModule(module);
      continue;
    }
    const root = initializer === undefined ? undefined : form.names.rootOf(initializer, false);
    const part = elementsOf ?? form.names.placeOf(root);
    const parameter = root?.local?.parameter;
    if (part !== undefined || parameter === true) {
      eachBoundName(name, (text) => {
        const local = form.names.scope.find(text);
        const number = local?.number ?? -1;
        form.names.scope.bind(text, { number, module: undefined, root: part, parameter: parameter === true });
      });
    }
    writePattern(form, name);
    if (initializer !== undefined) {
      builder.out += "=";
      form.visit(initializer);
    }
    builder.out += ")";
  }
}

/** `const { a, b: c } = namespace`: the locals are those members. False when it takes the rest. */
function writeMembers(form: FormWalk, module: ModuleAlias, pattern: TypeScript.ObjectBindingPattern): boolean {
  const taken: { readonly member: string; readonly name: string }[] = [];
  for (const { dotDotDotToken, propertyName, name, initializer } of pattern.elements) {
    const member = propertyName === undefined ? undefined : propertyText(propertyName);
    if (dotDotDotToken !== undefined || initializer !== undefined || !ts.isIdentifier(name)) return false;
    if (propertyName !== undefined && member === undefined) return false;
    taken.push({ member: member ?? name.text, name: name.text });
  }
  form.names.loadModule(module);
  for (const { member, name } of taken) {
    form.names.builder.out += `(${form.names.number(name)}#${form.names.builder.ref(form.names.memberOf(module, member, true))})`;
  }
  return true;
}

/** The body of a branch or loop: braces around one statement mean nothing. */
export function writeBody(form: FormWalk, statement: TypeScript.Statement): void {
  form.names.builder.out += "{";
  if (ts.isBlock(statement)) writeBlock(form, statement.statements);
  else if (!ts.isEmptyStatement(statement)) form.statement(statement);
  form.names.builder.out += "}";
}

export function writeBlock(form: FormWalk, statements: readonly TypeScript.Statement[]): void {
  form.names.within(() => {
    declareStatements(statements, form.names.scope);
    for (const statement of statements) form.statement(statement);
  });
}
