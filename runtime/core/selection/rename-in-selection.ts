import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { parseSelection } from "./parse-selection.ts";
import type { Selection, Span } from "./selection.ts";
import { writtenKey, writtenValue } from "./selection-value.ts";

/** A selection with one key spelled anew wherever it stands. What cannot be read, and wildcards, stay as they are. */
export function renameInSelection(text: string, from: AssetKey, to: AssetKey): string {
  const { selection } = parseSelection(text);
  if (selection === undefined) return text;
  let renamed = text;
  // From the end, so that the places before stay true.
  for (const { start, end } of placesOf(selection, from).sort((a, b) => b.start - a.start)) {
    const written = text.slice(start, end);
    const attribute = /^key\s*:\s*/.exec(written)?.[0];
    const spelled = attribute === undefined ? writtenKey(to) : attribute + writtenValue(to);
    renamed = renamed.slice(0, start) + spelled + renamed.slice(end);
  }
  return renamed;
}

function placesOf(selection: Selection, key: AssetKey): Span[] {
  switch (selection.kind) {
    case "all":
      return [];
    case "word":
      return selection.text === key ? [selection] : [];
    case "attribute": {
      const { attribute, value } = selection;
      return attribute === "key" && value !== "none" && value.text === key ? [selection] : [];
    }
    case "neighbours":
    case "not":
    case "sinks":
    case "roots":
      return placesOf(selection.of, key);
    case "and":
    case "or":
      return [...placesOf(selection.left, key), ...placesOf(selection.right, key)];
    default:
      return selection satisfies never;
  }
}
