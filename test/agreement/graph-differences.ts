import type { AssetGraph, AssetNode, Check } from "../../protocol/graph/asset-graph.ts";

export type Difference =
  | {
      readonly kind: "field";
      readonly key: string;
      readonly field: string;
      readonly text: unknown;
      readonly loaded: unknown;
    }
  /** marked: a place is marked in the file of which only running can know the key. */
  | { readonly kind: "only loading"; readonly key: string; readonly marked: boolean }
  | { readonly kind: "only text"; readonly key: string };

/** Where two graphs of the same definitions are not the same, by key and field. Comments and exact places are known to text alone. */
export function differencesOf(text: AssetGraph, loaded: AssetGraph): readonly Difference[] {
  const differences: Difference[] = [];
  const fromText = byKey(text);
  const fromLoading = byKey(loaded);
  for (const key of [...new Set([...fromText.keys(), ...fromLoading.keys()])].sort()) {
    const one = fromText.get(key);
    const other = fromLoading.get(key);
    if (one === undefined) {
      const file = other?.range.file;
      differences.push({ kind: "only loading", key, marked: text.unresolved.some(({ range }) => range.file === file) });
    } else if (other === undefined) differences.push({ kind: "only text", key });
    else differences.push(...ofNodes(text, one, loaded, other));
  }
  const environments = [text, loaded].map((graph) => graph.environments.map(({ range: _, ...rest }) => rest));
  if (canonical(environments[0]) !== canonical(environments[1])) {
    differences.push({
      kind: "field",
      key: "evergraph.config",
      field: "environments",
      text: environments[0],
      loaded: environments[1],
    });
  }
  return differences;
}

function byKey(graph: AssetGraph): ReadonlyMap<string, AssetNode> {
  return new Map(graph.nodes.flatMap((node) => (node === null ? [] : [[node.key, node]])));
}

function ofNodes(text: AssetGraph, one: AssetNode, loaded: AssetGraph, other: AssetNode): readonly Difference[] {
  // A comment describes what no option does.
  const bare = (check: Check): boolean =>
    other.checks.some(({ name, description }) => name === check.name && description === undefined);
  const checks = one.checks.map((check) => (bare(check) ? withoutDescription(check) : check));
  const node = other.description === undefined ? withoutDescription(one) : one;
  const [written, ran] = [fieldsOf(text, { ...node, checks }), fieldsOf(loaded, other)];
  const names = [...new Set([...Object.keys(written), ...Object.keys(ran)])].sort();
  return names.flatMap((field): Difference[] =>
    canonical(written[field]) === canonical(ran[field])
      ? []
      : [{ kind: "field", key: one.key, field, text: written[field], loaded: ran[field] }],
  );
}

/** What both producers can know of a node; the file, not the place in it. */
function fieldsOf(graph: AssetGraph, node: AssetNode): Record<string, unknown> {
  const { id: _, knownFrom: __, exportedAs: ___, range, keyRange: ____, upstream, checks, ...rest } = node;
  return {
    ...rest,
    file: range.file,
    upstream: upstream.map(({ from, range: _place, ...edge }) => ({ ...edge, from: graph.keys[from] })),
    checks: checks.map(checkFields).sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function withoutDescription<Of extends { readonly description?: string }>({ description: _, ...rest }: Of) {
  return rest;
}

function checkFields({ range: _, ...check }: Check): Omit<Check, "range"> {
  return check;
}

/** Whatever order the properties were given in. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ""
  );
}
