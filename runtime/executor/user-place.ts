import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { SourceRange } from "../../protocol/graph/source-range.ts";

const frame = /^\s+at (?:.*? \()?(?:async )?((?:file:\/\/|\/|[A-Za-z]:[\\/]).*?):(\d+):(\d+)\)?$/;

/** The user's own line: the first frame of a stack inside the project, outside its packages and its store. */
export function userPlace(stack: string, project: string): SourceRange | undefined {
  for (const line of stack.split("\n")) {
    const match = frame.exec(line);
    if (match === null) continue;
    const [, place = "", row = "1", column = "1"] = match;
    const absolute = place.startsWith("file://") ? fileURLToPath(place) : place;
    const file = inProject(absolute, project);
    if (file === undefined) continue;
    return toEndOfLine(absolute, file, Number(row) - 1, Number(column) - 1);
  }
  return undefined;
}

/** A stack with the project's files relative to it, and without file URLs. */
export function relativeStack(stack: string, project: string): string {
  const root = project.endsWith(path.sep) ? project : project + path.sep;
  return stack.replaceAll("file://", "").replaceAll(root, "").replaceAll(root.replaceAll("\\", "/"), "");
}

/** Path from the project's root with forward slashes; undefined for what is not the user's own text. */
function inProject(absolute: string, project: string): string | undefined {
  const relative = path.relative(project, absolute).replaceAll("\\", "/");
  if (relative === "" || relative.startsWith("../") || path.isAbsolute(relative)) return undefined;
  return /(^|\/)(node_modules|\.evergraph)\//.test(relative) ? undefined : relative;
}

function toEndOfLine(absolute: string, file: string, line: number, character: number): SourceRange {
  const start = { line, character };
  return { file, start, end: { line, character: Math.max(character, lineLength(absolute, line)) } };
}

function lineLength(absolute: string, line: number): number {
  try {
    const text = readFileSync(absolute, "utf8").split("\n")[line] ?? "";
    return text.trimEnd().length;
  } catch {
    // The file may be gone since; its place is still right.
    return 0;
  }
}
