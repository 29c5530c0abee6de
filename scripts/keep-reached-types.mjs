// The compiler writes a declaration file for every source that it read, internals too. What users' projects cannot reach from the entry
// is not published.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import ts from "typescript";

/** Deletes the declaration files of a folder that the entry does not reach by its imports. Answers how many are left. */
export function keepReachedTypes(folder, entry) {
  const reached = new Set();
  const waiting = [path.join(folder, entry)];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles) {
      if (fileName.startsWith(".")) waiting.push(path.join(path.dirname(file), declarationName(fileName)));
    }
  }
  for (const file of readdirSync(folder, { recursive: true })) {
    if (file.endsWith(".d.ts") && !reached.has(path.join(folder, file))) rmSync(path.join(folder, file));
  }
  return reached.size;
}

/** `./asset.ts` and `./asset.js` are declared in `./asset.d.ts`. */
function declarationName(specifier) {
  return specifier.endsWith(".d.ts") ? specifier : specifier.replace(/\.[jt]s$/, ".d.ts");
}
