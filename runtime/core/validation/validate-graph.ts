import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import type { Diagnostic } from "../../../protocol/errors/error-entry.ts";
import { diagnose } from "../../../protocol/errors/error-entry.ts";
import { nearestName } from "../../../protocol/errors/nearest-name.ts";
import { relatedWords } from "../../../protocol/errors/related-words.ts";
import type { AssetEdge, AssetGraph, AssetId, AssetNode } from "../../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { keyProblem } from "../../../protocol/graph/asset-key.ts";
import { findRings } from "../../../protocol/graph/find-rings.ts";
import { isOwner } from "../../../protocol/graph/owner.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";

/** A definition whose key another definition has. */
export interface Duplicate {
  readonly key: AssetKey;
  readonly range: SourceRange;
}

export interface ValidationOptions {
  readonly graph: AssetGraph;
  /** All definitions of keys that several have. */
  readonly duplicates?: readonly Duplicate[];
  /**
   * Whether definitions may exist that the graph does not know, because only running can tell their keys: then a dependency that nobody
   * defines is no mistake for sure, and nothing is said of it.
   */
  readonly hasUnknownDefinitions?: boolean;
}

/** What is wrong with a graph. The same in the editor and before a run; ranges are those of the graph. */
export function validateGraph(options: ValidationOptions): readonly Diagnostic[] {
  const { graph, duplicates = [] } = options;
  const found: Diagnostic[] = [...duplicateKeys(duplicates)];
  let names: readonly string[] | undefined;
  for (const node of graph.nodes) {
    if (node === null) continue;
    if (keyProblem(node.key) !== undefined) {
      found.push(diagnose(definitionErrors.malformedKey, { key: node.key }, node.keyRange));
    }
    found.push(...badOwners(node), ...unboundResources(graph, node));
    if (options.hasUnknownDefinitions === true) continue;
    for (const edge of node.upstream) {
      if (graph.nodes[edge.from] !== null && graph.nodes[edge.from] !== undefined) continue;
      names ??= graph.nodes.flatMap((other) => (other === null ? [] : [other.key]));
      found.push(unknownDependency(graph, edge, names));
    }
  }
  for (const ring of findRings(graph.nodes)) found.push(...cycle(graph, ring));
  return found;
}

function duplicateKeys(duplicates: readonly Duplicate[]): readonly Diagnostic[] {
  return duplicates.map(({ key, range }) => {
    const related = duplicates
      .filter((other) => other.key === key && other.range !== range)
      .map((other) => ({ range: other.range, message: relatedWords.definedHereToo() }));
    return diagnose(definitionErrors.duplicateKey, { key }, range, related);
  });
}

function badOwners({ owners, keyRange }: AssetNode): readonly Diagnostic[] {
  return owners
    .filter((owner) => !isOwner(owner))
    .map((owner) => diagnose(definitionErrors.badOwner, { owner }, keyRange));
}

function unboundResources(graph: AssetGraph, { resources, range }: AssetNode): readonly Diagnostic[] {
  return graph.environments.flatMap((environment) =>
    resources
      .filter((resource) => !environment.resources.includes(resource))
      .map((resource) =>
        diagnose(definitionErrors.unknownResource, { resource, environment: environment.name }, range),
      ),
  );
}

function unknownDependency(graph: AssetGraph, { from, range }: AssetEdge, names: readonly string[]): Diagnostic {
  const key = graph.keys[from] ?? "";
  const suggestion = nearestName(key, names);
  return diagnose(
    definitionErrors.unknownDependency,
    { key, ...(suggestion === undefined ? {} : { suggestion }) },
    range,
  );
}

/** One diagnostic for each member, at the edge that leads to it round the ring; each tells the same ring. */
function cycle(graph: AssetGraph, members: readonly AssetId[]): readonly Diagnostic[] {
  const ring = members.map((id) => graph.keys[id] ?? "");
  return members.flatMap((id, at) => {
    const above = members.at(at - 1);
    const edge = graph.nodes[id]?.upstream.find(({ from }) => from === above);
    return edge === undefined ? [] : [diagnose(definitionErrors.cycle, { ring }, edge.range)];
  });
}
