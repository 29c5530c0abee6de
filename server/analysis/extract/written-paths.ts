import type { ts as TypeScript } from "ts-morph";
import { bare, literalText } from "./declared-names.ts";
import { ts } from "./syntax.ts";

/** The property that an access names, where it is written down. */
export function memberText(
  node: TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression,
): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return ts.isIdentifier(node.name) ? node.name.text : undefined;
  const inner = bare(node.argumentExpression);
  return ts.isNumericLiteral(inner) ? inner.text : literalText(inner);
}

/** A file beside the module: `new URL("./a.sql", import.meta.url)`, `join(import.meta.dirname, "a.sql")`. */
export function fileBeside(
  node: TypeScript.CallExpression | TypeScript.NewExpression,
  callee: TypeScript.Expression,
): string | undefined {
  const args = node.arguments ?? [];
  const [first, second] = args;
  const fromRoot = fileFromRoot(callee, first);
  if (fromRoot !== undefined) return fromRoot;
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

/** Functions that read, or run, a file of the project by its path from where the process runs. */
const readers: ReadonlySet<string> = new Set(["readFile", "readFileSync", "createReadStream", "Worker", "fork"]);

/** What is written for people and programs, not data that an asset works on. */
const textFile = /\.(?:sql|txt|json|ya?ml|toml|graphql|gql|md|xml|html|hbs|mustache|ejs|prompt|py|r|sh|[mc]?[jt]sx?)$/i;

/** `readFileSync("queries/orders.sql")`: from the project's folder, told by the leading slash. */
function fileFromRoot(callee: TypeScript.Expression, path: TypeScript.Expression | undefined): string | undefined {
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : "";
  const text = readers.has(name) ? literalText(path) : undefined;
  if (text === undefined || !textFile.test(text) || /^(?:\/|[a-z]+:|\.\.)/i.test(text)) return undefined;
  return `/${text.replace(/^\.\//, "")}`;
}
