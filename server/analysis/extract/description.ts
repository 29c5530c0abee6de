import { ts } from "./syntax.ts";

/** The text of the JSDoc comment that ends at this place, up to its first tag. */
export function descriptionBefore(text: string, position: number): string | undefined {
  const comments = ts.getLeadingCommentRanges(text, position);
  const last = comments?.findLast(({ pos }) => text.startsWith("/**", pos));
  if (last === undefined) return undefined;
  const lines = text
    .slice(last.pos + 3, last.end - 2)
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*\* ?/, "").trimEnd());
  const tag = lines.findIndex((line) => /^\s*@\w/.test(line));
  const kept = (tag === -1 ? lines : lines.slice(0, tag)).join("\n").trim();
  return kept === "" ? undefined : kept;
}
