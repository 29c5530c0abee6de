import path from "node:path";
import { pathToFileURL } from "node:url";

/** What a bundle would change: where a file lies, and what `require` is relative to. Replaced by names that each file declares. */
export const fileFacts: Readonly<Record<string, string>> = {
  "import.meta.url": "__evergraph_url",
  "import.meta.filename": "__evergraph_filename",
  "import.meta.dirname": "__evergraph_dirname",
  __filename: "__evergraph_filename",
  __dirname: "__evergraph_dirname",
};

const mentionsPlace = /\bimport\.meta\b|\b__filename\b|\b__dirname\b/;
const mentionsRequire = /\brequire\b/;
/** `const require = createRequire(…)`, `function require`, `import { require }` and the like. */
const declaresRequire = /\b(?:const|let|var|function)\s+require\b|[{,]\s*(?:\w+\s+as\s+)?require\s*[,}]/;
const literalRequire = /\brequire\s*\(\s*(?:"[^"\n]*"|'[^'\n]*')\s*\)/g;

/** The text of a file with the facts about its place declared on its first line, so that no line moves. */
export function keepFileFacts(text: string, file: string): string {
  const declarations = [...placeDeclarations(text, file), ...requireDeclaration(text, file)];
  if (declarations.length === 0) return text;
  const shebang = /^#!.*\n/.exec(text)?.[0] ?? "";
  return `${shebang}${declarations.join(" ")} ${text.slice(shebang.length)}`;
}

function placeDeclarations(text: string, file: string): readonly string[] {
  if (!mentionsPlace.test(text)) return [];
  const url = JSON.stringify(pathToFileURL(file).href);
  // `var`: in a ring of imports a file may be asked before its first line has run.
  return [
    `var __evergraph_url = ${url}, __evergraph_filename = ${JSON.stringify(file)},`,
    `__evergraph_dirname = ${JSON.stringify(path.dirname(file))};`,
  ];
}

/** A `require` that is called with a literal is bundled; one that is used in any other way has to be Node's own, from the file's place. */
function requireDeclaration(text: string, file: string): readonly string[] {
  if (!mentionsRequire.test(text) || declaresRequire.test(text)) return [];
  if (!mentionsRequire.test(text.replaceAll(literalRequire, ""))) return [];
  const place = JSON.stringify(file);
  return [`var require = process.getBuiltinModule("node:module").createRequire(${place});`];
}
