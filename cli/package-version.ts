import { readFileSync } from "node:fs";

/** The version of the package, whose manifest lies above `dist/` when bundled, in `runtime/` when run from source. */
export function packageVersion(): string {
  const isSource = import.meta.url.endsWith("/cli/package-version.ts");
  for (const place of isSource ? ["../runtime/package.json"] : ["../package.json", "../../package.json"]) {
    const found = versionIn(new URL(place, import.meta.url));
    if (found !== undefined) return found;
  }
  return "unknown";
}

function versionIn(file: URL): string | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, "utf8"));
    const found: unknown =
      typeof manifest === "object" && manifest !== null ? Reflect.get(manifest, "version") : undefined;
    return typeof found === "string" ? found : undefined;
  } catch {
    return undefined;
  }
}
