import path from "node:path";

const runtimeExtensions: Readonly<Record<string, string>> = {
  ".ts": ".js",
  ".tsx": ".js",
  ".jsx": ".js",
  ".mts": ".mjs",
  ".cts": ".cjs",
};

/** How a file of a folder imports another one, in the one spelling that every module resolution of TypeScript understands: with `.js`. */
export function importSpecifier(folder: string, file: string): string {
  const plain = file.replace(/\.d\.([mc]?)ts$/, ".$1ts");
  const extension = path.posix.extname(plain);
  const relative = path.posix.relative(folder, plain.slice(0, plain.length - extension.length));
  const specifier = `${relative}${runtimeExtensions[extension] ?? extension}`;
  return specifier.startsWith("../") ? specifier : `./${specifier}`;
}

/** The same printed type, for a file in another folder: only its relative import types change. */
export function moveImportTypes(text: string, from: string, to: string): string {
  if (from === to) return text;
  return text.replace(/\bimport\("(\.\.?\/[^"]*)"\)/g, (_, specifier: string) => {
    const moved = path.posix.relative(to, path.posix.join(from, specifier));
    return `import("${moved.startsWith("../") ? moved : `./${moved}`}")`;
  });
}
