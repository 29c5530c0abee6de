import type { ts as TypeScript } from "ts-morph";
import { ts } from "./syntax.ts";

/** The modifiers that mean something when the code runs. */
export function modifiersOf(node: TypeScript.Node): string {
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

/** Says that something exists elsewhere: no code. */
export function isDeclared(node: TypeScript.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.DeclareKeyword);
}

export function hasExport(node: TypeScript.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.ExportKeyword);
}

export function isAbstract(node: TypeScript.Node): boolean {
  return hasModifier(node, ts.SyntaxKind.AbstractKeyword);
}
