import type { Selected, SelectionCompletion } from "../../protocol/messages/server-messages.ts";
import type { Translate } from "../runs/run-words.ts";

/** What stands below a selection that is being typed, without VS Code. */
export type SelectionRow =
  | { readonly kind: "run"; readonly label: string }
  | { readonly kind: "problem"; readonly message: string; readonly remedy: string }
  | { readonly kind: "heading"; readonly label: string }
  | {
      readonly kind: "candidate";
      readonly label: string;
      readonly description: string;
      readonly start: number;
      readonly end: number;
      readonly text: string;
    };

/** More than these nobody reads; the next letter narrows them. */
const mostCandidates = 50;

/** First what the text means, then what may come next. Nothing is offered to run when it names nothing. */
export function selectionRows(
  translate: Translate,
  text: string,
  selected: Selected,
  { start, end, candidates }: SelectionCompletion,
): readonly SelectionRow[] {
  // What is there already is no way on.
  const others = candidates.filter((candidate) => candidate.text !== text.slice(start, end));
  const next = others.slice(0, mostCandidates).map(
    ({ label, text: inserted, kind }): SelectionRow => ({
      kind: "candidate",
      label,
      description: translate(kind),
      start,
      end,
      text: inserted,
    }),
  );
  const heading: readonly SelectionRow[] =
    next.length === 0 ? [] : [{ kind: "heading", label: translate("may come next") }];
  return [...meaning(translate, text, selected), ...heading, ...next];
}

function meaning(translate: Translate, text: string, selected: Selected): readonly SelectionRow[] {
  if (text.trim() === "") return [];
  if ("refused" in selected)
    return selected.refused.map(({ message, remedy }) => ({ kind: "problem", message, remedy }));
  const count = selected.ids.length;
  if (count === 0)
    return [{ kind: "problem", message: translate("It names no asset."), remedy: translate("Take a part away.") }];
  const label = count === 1 ? translate("Materialize 1 asset") : translate("Materialize {0} assets", count);
  return [{ kind: "run", label }];
}

/** The text with a candidate put in. */
export function completed(text: string, row: SelectionRow & { readonly kind: "candidate" }): string {
  return text.slice(0, row.start) + row.text + text.slice(row.end);
}
