import type { Position } from "../../protocol/graph/source-range.ts";
import { rewriteSource } from "../../server/analysis/rewrite-source.ts";

/** Asks all that may be asked of a text at a place: none of it may throw. Answers whether it was a place of ours. */
export function askEverything(file: string, text: string, position: Position): boolean {
  const source = rewriteSource(file, text);
  const place = source.placeAt(position);
  source.renameKeyAt(position, "a", "b");
  source.renameTexts((_, said) => `${said}_`);
  source.replaceText(position, "x");
  source.exportDefinition(position, "a/b");
  source.createAsset(position, "a/b");
  source.bindResource(position, "database", "dev");
  return place !== undefined;
}
