import type { ts as TypeScript } from "ts-morph";
import { type FormWalk, writeFunction } from "./declaration-forms.ts";
import { bare } from "./declared-names.ts";
import { callingMethods } from "./known-names.ts";
import { ts } from "./syntax.ts";
import { fileBeside, memberText } from "./written-paths.ts";

export function writeCall(form: FormWalk, node: TypeScript.CallExpression | TypeScript.NewExpression): void {
  const { builder } = form.names;
  const callee = bare(node.expression);
  const created = ts.isNewExpression(node);
  const args = node.arguments ?? [];
  if (!created && (callee.kind === ts.SyntaxKind.ImportKeyword || form.names.isRequire(callee))) {
    writeLoading(form, node, callee.kind === ts.SyntaxKind.ImportKeyword);
    return;
  }
  if (!created) {
    const called = form.names.calleeOf(callee);
    const isLocal = (name: string): boolean => form.names.scope.find(name) !== undefined;
    const key =
      called === undefined ? undefined : form.names.context.called(node, called, form.names.depth > 0, isLocal);
    if (key !== undefined) {
      builder.out += `(definition ${key})`;
      return;
    }
  }
  if (ts.isIdentifier(callee) && (callee.text === "eval" || callee.text === "Function")) {
    const { text } = callee;
    const own =
      form.names.scope.find(text) !== undefined ||
      form.names.context.topNames.has(text) ||
      form.names.context.imports.has(text);
    if (!own) form.names.doubt("eval", node);
  }
  const file = fileBeside(node, callee);
  if (file !== undefined) {
    builder.out += `#${builder.ref({ kind: "file", path: file })}`;
    form.names.context.load(file, false);
  }
  form.names.effects(callee, args);
  const chain =
    (node.flags & ts.NodeFlags.OptionalChain) !== 0
      ? ts.isCallExpression(node) && node.questionDotToken === undefined
        ? "~"
        : "?"
      : "";
  builder.out += created ? "(new " : `(call${chain} `;
  const immediately = ts.isFunctionExpression(callee) || ts.isArrowFunction(callee);
  if (immediately) writeFunction(form, callee, true);
  else if (ts.isIdentifier(callee)) form.names.identifier(callee.text, callee, true);
  else if (ts.isPropertyAccessExpression(callee) || ts.isElementAccessExpression(callee))
    writeAccess(form, callee, true);
  else form.visit(callee);
  const runs =
    form.names.kind === "statement" || (ts.isPropertyAccessExpression(callee) && callingMethods.has(callee.name.text));
  const over = ts.isPropertyAccessExpression(callee) ? form.names.rootOf(callee, false) : undefined;
  for (const argument of args) {
    const inner = bare(argument);
    if (ts.isFunctionExpression(inner) || ts.isArrowFunction(inner)) {
      form.elementsOf = form.names.placeOf(over);
      writeFunction(form, inner, runs && form.names.depth === 0);
    } else form.visit(argument);
    builder.out += ",";
  }
  builder.out += ")";
}

export function writeAccess(
  form: FormWalk,
  node: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression,
  called: boolean,
): void {
  const { builder } = form.names;
  const member = memberText(node);
  const owner = bare(node.expression);
  const chain =
    (node.flags & ts.NodeFlags.OptionalChain) !== 0 ? (node.questionDotToken === undefined ? "~" : "?") : "";
  if (member !== undefined) {
    const module = form.names.moduleOf(owner);
    if (module !== undefined) {
      form.names.loadModule(module);
      builder.out += `#${builder.ref(form.names.memberOf(module, member, called))}`;
      return;
    }
    if (
      ts.isIdentifier(owner) &&
      form.names.scope.find(owner.text) === undefined &&
      form.names.context.imports.has(owner.text)
    ) {
      const place = builder.ref({ kind: "name", name: owner.text, member, called });
      builder.out += `(.${chain}#${place}${JSON.stringify(member)})`;
      return;
    }
  } else if (ts.isIdentifier(owner) && (owner.text === "globalThis" || owner.text === "global")) {
    if (form.names.scope.find(owner.text) === undefined) form.names.doubt("computed member", node);
  }
  builder.out += `(.${chain}`;
  form.visit(owner);
  if (member !== undefined) builder.out += JSON.stringify(member);
  else if (ts.isElementAccessExpression(node)) {
    builder.out += "[";
    form.visit(node.argumentExpression);
    builder.out += "]";
  } else builder.out += node.name.text;
  builder.out += ")";
}

export function writeTagged(form: FormWalk, node: TypeScript.TaggedTemplateExpression): void {
  const { builder } = form.names;
  form.names.called(node.tag);
  builder.out += "(tagged";
  if (ts.isIdentifier(node.tag)) form.names.identifier(node.tag.text, node.tag, true);
  else form.visit(node.tag);
  const raw = (part: TypeScript.Node): string =>
    JSON.stringify(form.names.context.textOf(part).replaceAll("\r\n", "\n"));
  const { template } = node;
  if (ts.isNoSubstitutionTemplateLiteral(template)) builder.out += raw(template);
  else {
    builder.out += raw(template.head);
    for (const span of template.templateSpans) {
      form.visit(span.expression);
      builder.out += raw(span.literal);
    }
  }
  builder.out += ")";
}

export function writeBinary(form: FormWalk, node: TypeScript.BinaryExpression): void {
  const operator = node.operatorToken.kind;
  if (operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment)
    form.names.assign(node.left);
  form.names.builder.out += `(${operator} `;
  form.visit(node.left);
  form.names.builder.out += " ";
  form.visit(node.right);
  form.names.builder.out += ")";
}

/** `import(…)` and `require(…)`. */
function writeLoading(form: FormWalk, node: TypeScript.CallExpression, isImport: boolean): void {
  const { builder } = form.names;
  const [argument] = node.arguments;
  const specifier = form.names.textOf(argument);
  builder.out += isImport ? "(import" : "(require";
  if (specifier !== undefined) {
    form.names.context.load(specifier, form.names.depth === 0 && !isImport);
    builder.out += `#${builder.ref({ kind: "module", specifier })}`;
  } else {
    form.names.doubt(isImport ? "dynamic import" : "dynamic require", node);
    if (argument !== undefined) form.visit(argument);
  }
  builder.out += ")";
}
