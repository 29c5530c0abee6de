/** Names with texts or further names below them. */
export interface IndentedMap {
  readonly [name: string]: string | IndentedMap;
}

/** Reads what lock files use of YAML (and of yarn's own form): names, indented below names, with plain or quoted texts, or `{ a: b }`. */
export function parseIndented(text: string): IndentedMap {
  const root: Record<string, string | IndentedMap> = {};
  const open: { readonly indent: number; readonly map: Record<string, string | IndentedMap> }[] = [
    { indent: -1, map: root },
  ];
  for (const line of text.split(/\r?\n/)) {
    if (line.trim() === "" || /^\s*(?:#|---|- )/.test(line)) continue;
    const indent = line.length - line.trimStart().length;
    const entry = parseEntry(line.trim());
    if (entry === undefined) continue;
    while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const parent = open.at(-1)?.map ?? root;
    if (entry.value === undefined) {
      const map: Record<string, string | IndentedMap> = {};
      parent[entry.name] = map;
      open.push({ indent, map });
    } else parent[entry.name] = entry.value;
  }
  return root;
}

function parseEntry(
  line: string,
): { readonly name: string; readonly value: string | IndentedMap | undefined } | undefined {
  // `"a@^1", "b@^2":` of yarn is one name.
  if (line.endsWith(":")) return { name: unquoted(line.slice(0, -1)), value: undefined };
  const quoted = /^(["'])((?:(?!\1).)*)\1(?::\s*|\s+)(.*)$/.exec(line);
  const plain = /^([^\s:"']+)(?::\s+|\s+)(.*)$/.exec(line) ?? /^(\S+?):\s+(.*)$/.exec(line);
  const name = quoted?.[2] ?? plain?.[1];
  const value = quoted?.[3] ?? plain?.[2];
  if (name === undefined || value === undefined) return undefined;
  return { name, value: value.startsWith("{") ? inlineMap(value) : unquoted(value) };
}

function inlineMap(text: string): IndentedMap {
  const map: Record<string, string> = {};
  for (const part of text.replace(/^\{|\}$/g, "").split(",")) {
    const colon = part.indexOf(":");
    if (colon !== -1) map[unquoted(part.slice(0, colon))] = unquoted(part.slice(colon + 1));
  }
  return map;
}

function unquoted(text: string): string {
  const trimmed = text.trim();
  if (/^".*"$/.test(trimmed) && !trimmed.slice(1, -1).includes('"')) return trimmed.slice(1, -1);
  if (/^'.*'$/.test(trimmed)) return trimmed.slice(1, -1);
  return trimmed;
}
