import { ts } from "@ts-morph/common";

/** A definition's call in a text, and the type that it has. */
export interface StubbedCall {
  readonly start: number;
  readonly end: number;
  readonly type: string;
}

/**
 * A file as others need to see it: each definition is only its type, so that no function is looked into again, and imports that served
 * nothing else are gone. Everything else that the file exports is as it was.
 */
export function stubText(file: string, text: string, calls: readonly StubbedCall[]): string {
  const isJavaScript = /\.[mc]?jsx?$/.test(file);
  let stub = text;
  for (const { start, end, type } of calls.toSorted((a, b) => b.start - a.start)) {
    const typed = isJavaScript
      ? `(/** @type {${type}} */ (/** @type {unknown} */ (null)))`
      : `(null! as unknown as ${type})`;
    stub = stub.slice(0, start) + typed + stub.slice(end);
  }
  return withoutIdleImports(file, stub);
}

function withoutIdleImports(file: string, text: string): string {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, false);
  const imports = source.statements.filter(ts.isImportDeclaration);
  const rest = blank(text, imports);
  const words = new Set(rest.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu));
  return blank(
    text,
    imports.filter((declaration) => {
      const names = importedNames(declaration);
      return names.length > 0 && !names.some((name) => words.has(name));
    }),
  );
}

function importedNames(declaration: ts.ImportDeclaration): string[] {
  const clause = declaration.importClause;
  if (clause === undefined) return [];
  const names = clause.name === undefined ? [] : [clause.name.text];
  const bindings = clause.namedBindings;
  if (bindings === undefined) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, bindings.name.text];
  return [...names, ...bindings.elements.map((element) => element.name.text)];
}

function blank(text: string, nodes: readonly ts.Node[]): string {
  let result = "";
  let position = 0;
  for (const node of nodes) {
    result += text.slice(position, node.pos);
    position = node.end;
  }
  return result + text.slice(position);
}
