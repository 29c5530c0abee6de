import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { Analysis } from "../analysis/analysis.ts";

/** A file that has not parsed for a while: its assets stand as they were. */
export interface BrokenFile {
  readonly file: string;
  /** Milliseconds since the epoch: when it last parsed. */
  readonly since: number;
  /** Its first error, in the words of TypeScript. */
  readonly why?: string;
  readonly range?: SourceRange;
}

/** Which files do not parse. Text on its way is broken at nearly every letter: only what stays so is marked. */
export interface BrokenFiles {
  /** These files have other text. Gives those that parse again. */
  update(files: readonly string[]): readonly string[];
  of(file: string): BrokenFile | undefined;
  all(): readonly BrokenFile[];
  stop(): void;
}

export interface BrokenFilesOptions {
  readonly analysis: Pick<Analysis, "isBroken" | "text">;
  readonly now: () => number;
  /** Milliseconds for which a file is broken before that is said. */
  readonly rest: number;
  readonly onMarked: (file: string) => void;
  readonly onProblem: (problem: unknown) => void;
}

export function createBrokenFiles({ analysis, now, rest, onMarked, onProblem }: BrokenFilesOptions): BrokenFiles {
  const marked = new Map<string, BrokenFile>();
  const waiting = new Map<string, NodeJS.Timeout>();

  async function mark(file: string, since: number): Promise<void> {
    waiting.delete(file);
    marked.set(file, { file, since });
    const text = analysis.text(file) ?? "";
    // The compiler is there already: the text was read with it.
    const { syntaxErrors } = await import("../analysis/syntax-errors.ts");
    if (analysis.text(file) !== text || !marked.has(file)) return;
    const [first] = syntaxErrors(file, text);
    const why = typeof first?.facts === "object" && first.facts !== null ? Reflect.get(first.facts, "why") : undefined;
    if (first !== undefined) {
      marked.set(file, { file, since, range: first.range, ...(typeof why === "string" && { why }) });
    }
    onMarked(file);
  }

  function wait(file: string, since: number, milliseconds: number): void {
    clearTimeout(waiting.get(file));
    const timer = setTimeout(() => void mark(file, since).catch(onProblem), milliseconds);
    waiting.set(file, timer);
  }

  return {
    update(files) {
      return files.filter((file) => {
        const before = marked.get(file);
        if (analysis.isBroken(file)) {
          // Of one that is marked the place may be another.
          if (before !== undefined || !waiting.has(file)) wait(file, before?.since ?? now(), rest);
          return false;
        }
        clearTimeout(waiting.get(file));
        waiting.delete(file);
        return marked.delete(file);
      });
    },
    of: (file) => marked.get(file),
    all: () => [...marked.values()],
    stop() {
      for (const timer of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
