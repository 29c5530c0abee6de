import { readFileSync } from "node:fs";

/** Version of the package `evergraph` that an entry belongs to: written in `runner/`, bundled in `dist/`, both right below its root. */
export function packageVersion(entry: string): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", entry), "utf8")) as {
    readonly version: string;
  };
  return version;
}
