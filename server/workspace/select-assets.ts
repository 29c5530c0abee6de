import type { Diagnostic } from "../../protocol/errors/error-entry.ts";
import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { Selected } from "../../protocol/messages/server-messages.ts";
import { type SelectionContext, select } from "../../runtime/core/selection/evaluate-selection.ts";
import { parseSelection } from "../../runtime/core/selection/parse-selection.ts";
import { selectionDiagnostic } from "../../runtime/core/selection/selection-diagnostic.ts";

/** Assets that a selection names, or what is wrong with it. Places are offsets into its text, on the first line of no file. */
export function selectAssets(
  selection: string,
  context: SelectionContext,
): { readonly assets: readonly AssetId[] } | { readonly wrong: Diagnostic } {
  const selected = select(selection, context);
  if (selected.problem === undefined) return { assets: selected.ids };
  return {
    wrong: selectionDiagnostic(selected.problem, selection, ({ start, end }) => ({
      file: "",
      start: { line: 0, character: start },
      end: { line: 0, character: end },
    })),
  };
}

/** As `selectAssets`, for a box in which a selection is written: what is wrong are places in its text. */
export function selectIds(selection: string, context: SelectionContext): Selected {
  const selected = selectAssets(selection, context);
  if ("assets" in selected) return { ids: [...selected.assets].sort((a, b) => a - b) };
  const { range, message, remedy } = selected.wrong;
  return { refused: [{ start: range.start.character, end: range.end.character, message, remedy }] };
}

/** What is wrong with the text of a selection by itself, whatever assets there are. */
export function problemOfSelection(
  selection: string,
): { readonly start: number; readonly end: number; readonly why: string } | undefined {
  const { problem } = parseSelection(selection);
  if (problem === undefined || problem.kind === "unknown key") return undefined;
  const { start, end } = problem;
  return { start, end, why: problem.kind === "syntax" ? problem.why : `${problem.attribute}: is not supported` };
}
