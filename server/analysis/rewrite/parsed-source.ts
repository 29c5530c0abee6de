import type { ts as TypeScript } from "@ts-morph/common";
import type { Position } from "../../../protocol/graph/source-range.ts";
import { packageName } from "../extract/common-names.ts";
import { ts } from "./compiler.ts";

/** Something to be written in place of a part of a file. */
export interface SourceEdit {
  readonly start: Position;
  readonly end: Position;
  readonly text: string;
}

/** A file's text with its tree, read for one answer. Broken text has a tree too. */
export interface ParsedSource {
  readonly file: string;
  readonly text: string;
  readonly tree: TypeScript.SourceFile;
  /** What the imports of the package bind, by local name; `*` for all of it. */
  readonly imported: ReadonlyMap<string, string>;
}

let last: ParsedSource | undefined;

/** Parses a file; what was asked for last is kept, since one edit leads to several questions. */
export function parseSource(file: string, text: string): ParsedSource {
  if (last?.file === file && last.text === text) return last;
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  last = { file, text, tree, imported: importedNames(tree) };
  return last;
}

function importedNames(tree: TypeScript.SourceFile): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const statement of tree.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (statement.moduleSpecifier.text !== packageName) continue;
    const bindings = statement.importClause?.namedBindings;
    if (bindings === undefined) continue;
    if (ts.isNamespaceImport(bindings)) names.set(bindings.name.text, "*");
    else for (const { name, propertyName } of bindings.elements) names.set(name.text, (propertyName ?? name).text);
  }
  return names;
}

/** The offset of a position; a position beyond the text is its nearest place. */
export function offsetAt({ tree, text }: ParsedSource, { line, character }: Position): number {
  const starts = tree.getLineStarts();
  const start = starts[line];
  if (start === undefined) return text.length;
  return Math.min(start + character, starts[line + 1] ?? text.length);
}

export function positionAt({ tree }: ParsedSource, offset: number): Position {
  const { line, character } = tree.getLineAndCharacterOfPosition(offset);
  return { line, character };
}

export function edit(source: ParsedSource, start: number, end: number, text: string): SourceEdit {
  return { start: positionAt(source, start), end: positionAt(source, end), text };
}

export function replaceNode(source: ParsedSource, node: TypeScript.Node, text: string): SourceEdit {
  return edit(source, node.getStart(source.tree), node.end, text);
}

/** The innermost node around an offset, or just before it: where a cursor behind a word is. */
export function nodeAround({ tree }: ParsedSource, offset: number): TypeScript.Node {
  return innermost(tree, tree, (start, end) => start <= offset && offset <= end);
}

/** The innermost node that begins at an offset or lies around what is behind it. */
export function nodeFrom({ tree }: ParsedSource, offset: number): TypeScript.Node {
  return innermost(tree, tree, (start, end) => start <= offset && offset < end);
}

function innermost(
  tree: TypeScript.SourceFile,
  from: TypeScript.Node,
  holds: (start: number, end: number) => boolean,
): TypeScript.Node {
  let node = from;
  for (;;) {
    const inner = ts.forEachChild(node, (child) => (holds(child.getStart(tree), child.end) ? child : undefined));
    if (inner === undefined) return node;
    node = inner;
  }
}

/** The first node upwards, this one included, that is of a kind; undefined: none is. */
export function upwards<Found extends TypeScript.Node>(
  node: TypeScript.Node,
  isFound: (node: TypeScript.Node) => node is Found,
): Found | undefined {
  for (let at: TypeScript.Node | undefined = node; at !== undefined; at = at.parent) if (isFound(at)) return at;
  return undefined;
}

/** Without what stands around a value and changes nothing: parentheses, `as`, `satisfies`, `!`. */
export function aroundValue(node: TypeScript.Node): TypeScript.Node {
  let at = node;
  while (
    at.parent !== undefined &&
    (ts.isParenthesizedExpression(at.parent) ||
      ts.isAsExpression(at.parent) ||
      ts.isSatisfiesExpression(at.parent) ||
      ts.isNonNullExpression(at.parent))
  ) {
    at = at.parent;
  }
  return at;
}
