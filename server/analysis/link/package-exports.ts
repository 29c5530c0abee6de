import { objectOf } from "./typescript-config.ts";

/** In which conditions the code itself is found; `types` would lead to declarations. */
const conditions: ReadonlySet<string> = new Set([
  "source",
  "development",
  "node",
  "import",
  "module",
  "default",
  "require",
]);

/** What a map of `exports` (or `imports`) answers for a subpath (`.`, `./plans`, `#db`), as paths from the package. */
export function exportTargets(map: unknown, subpath: string): readonly string[] {
  const entries = objectOf(map);
  if (entries === undefined || !Object.keys(entries).some((key) => key.startsWith(".") || key.startsWith("#"))) {
    return subpath === "." ? conditional(map) : [];
  }
  if (subpath in entries) return conditional(entries[subpath]);
  let best: { readonly prefix: string; readonly rest: string; readonly value: unknown } | undefined;
  for (const [key, value] of Object.entries(entries)) {
    const star = key.indexOf("*");
    const prefix = star === -1 ? (key.endsWith("/") ? key : undefined) : key.slice(0, star);
    const suffix = star === -1 ? "" : key.slice(star + 1);
    if (prefix === undefined || !subpath.startsWith(prefix) || !subpath.endsWith(suffix)) continue;
    if (subpath.length < prefix.length + suffix.length || (best !== undefined && best.prefix.length >= prefix.length))
      continue;
    best = { prefix, rest: subpath.slice(prefix.length, subpath.length - suffix.length), value };
  }
  if (best === undefined) return [];
  const { rest } = best;
  return conditional(best.value).map((target) => (target.endsWith("/") ? target + rest : target.replaceAll("*", rest)));
}

function conditional(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(conditional);
  const entries = objectOf(value);
  if (entries === undefined) return [];
  const found: string[] = [];
  for (const [condition, target] of Object.entries(entries)) {
    if (conditions.has(condition)) found.push(...conditional(target));
  }
  return found;
}
