import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { UserError, userError } from "../../../protocol/errors/error-entry.ts";
import type { AssetGraph } from "../../../protocol/graph/asset-graph.ts";
import { splitCheckId } from "../../../protocol/graph/check-id.ts";
import { nowhere } from "../../../protocol/graph/source-range.ts";
import type { AssetDefinition } from "../definitions/definition.ts";
import type { AssembleOptions } from "../graph/assemble-graph.ts";
import { assembleGraph } from "../graph/assemble-graph.ts";
import type { GraphIndex } from "../graph/graph-index.ts";
import { indexGraph } from "../graph/graph-index.ts";
import { validateGraph } from "./validate-graph.ts";

/**
 * The graph of loaded definitions, before anything of it runs. Throws the first mistake, with the code and the words that the editor has
 * for it. With `rangeOf`, only mistakes of assets whose place it knows count: the others are loaded, but nobody wants to run them.
 */
export function soundGraph(
  definitions: Iterable<AssetDefinition>,
  options: AssembleOptions = {},
): { readonly graph: AssetGraph; readonly index: GraphIndex } {
  const { graph, duplicates, duplicateChecks } = assembleGraph(definitions, options);
  const [duplicate] = duplicates;
  if (duplicate !== undefined) throw userError(definitionErrors.duplicateKey, { key: duplicate });
  const [duplicateCheck] = duplicateChecks;
  if (duplicateCheck !== undefined) {
    const { asset, check } = splitCheckId(duplicateCheck);
    const range = options.checkRangeOf?.(duplicateCheck) ?? options.rangeOf?.(asset);
    throw userError(definitionErrors.duplicateCheck, { asset, check }, range);
  }
  // What is defined in files that were not loaded is not known here.
  for (const { severity, range, code, message, remedy } of validateGraph({
    graph,
    hasUnknownDefinitions: true,
  })) {
    if (severity !== "error") continue;
    if (range !== nowhere) throw new UserError(code, message, remedy, range);
    if (options.rangeOf === undefined) throw new UserError(code, message, remedy);
  }
  return { graph, index: indexGraph(graph) };
}
