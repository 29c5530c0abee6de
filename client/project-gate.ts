import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const configFile = /^evergraph\.config\.(ts|mts|cts|js|mjs|cjs)$/;

/**
 * Whether a file or folder may have to do with Evergraph: a `package.json` at or above it names the package, or a config stands there.
 * Asked before anything of the extension is loaded, so it reads a handful of small files and nothing else.
 */
export function passesGate(folder: string): boolean {
  for (let current = folder; ; current = dirname(current)) {
    if (namesPackage(join(current, "package.json")) || hasConfig(current)) return true;
    if (dirname(current) === current) return false;
  }
}

function namesPackage(manifest: string): boolean {
  let text: string;
  try {
    text = readFileSync(manifest, "utf8");
  } catch {
    return false;
  }
  // Most manifests do not have the word, so most need no parsing.
  if (!text.includes('"evergraph"')) return false;
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null) return false;
    return ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].some((kind) => {
      const names: unknown = Reflect.get(content, kind);
      return typeof names === "object" && names !== null && Object.hasOwn(names, "evergraph");
    });
  } catch {
    return false;
  }
}

function hasConfig(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => configFile.test(name));
  } catch {
    return false;
  }
}
