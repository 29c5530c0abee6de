import type { LogLine } from "./log-lines.ts";

export const segments = ["All", "My log", "Warnings", "Errors"] as const;
export type Segment = (typeof segments)[number];

export interface LogFilter {
  readonly segment: Segment;
  /** Letters of an asset or of the text. */
  readonly text: string;
  readonly importantOnly: boolean;
}

function isIn(line: LogLine, segment: Segment): boolean {
  switch (segment) {
    case "All":
      return true;
    case "My log":
      return line.isMine;
    case "Warnings":
      return line.level === "warn";
    case "Errors":
      return line.level === "error";
    default:
      return segment satisfies never;
  }
}

/** The lines that a filter leaves. "Important only" narrows nothing but "All": who asks for their own log wants all of it. */
export function filterLog(lines: readonly LogLine[], { segment, text, importantOnly }: LogFilter): LogLine[] {
  const letters = text.trim().toLowerCase();
  return lines.filter(
    (line) =>
      isIn(line, segment) &&
      (segment !== "All" || !importantOnly || line.isImportant) &&
      (letters === "" ||
        line.text.toLowerCase().includes(letters) ||
        (line.asset ?? "run").toLowerCase().includes(letters)),
  );
}

export function countSegments(lines: readonly LogLine[]): Record<Segment, number> {
  const counts: Record<Segment, number> = { All: lines.length, "My log": 0, Warnings: 0, Errors: 0 };
  for (const line of lines) {
    for (const segment of segments) if (segment !== "All" && isIn(line, segment)) counts[segment] += 1;
  }
  return counts;
}
