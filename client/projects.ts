import { isAbsolute, relative } from "node:path";
import { type Disposable, EventEmitter } from "vscode";
import type { ProjectSummary } from "../protocol/messages/server-messages.ts";

/** The projects of this window, as the server last told of them. */
export interface Projects extends Disposable {
  all(): readonly ProjectSummary[];
  get(folder: string): ProjectSummary | undefined;
  /** The innermost project that a file lies in. */
  ofFile(file: string): ProjectSummary | undefined;
  put(summary: ProjectSummary): void;
  /** Replaces all of them; `undefined`: nothing is known (any more). */
  replace(summaries: readonly ProjectSummary[] | undefined): void;
  /** Whether the server has said which projects there are. */
  readonly known: boolean;
  readonly onChange: (listener: () => void) => Disposable;
}

export function createProjects(): Projects {
  const changed = new EventEmitter<void>();
  let summaries = new Map<string, ProjectSummary>();
  let known = false;
  return {
    all: () => [...summaries.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1)),
    get: (folder) => summaries.get(folder),
    ofFile: (file) =>
      [...summaries.values()]
        .filter(({ folder }) => isInside(file, folder))
        .sort((a, b) => b.folder.length - a.folder.length)[0],
    put(summary) {
      summaries.set(summary.folder, summary);
      known = true;
      changed.fire();
    },
    replace(next) {
      summaries = new Map((next ?? []).map((summary) => [summary.folder, summary]));
      known = next !== undefined;
      changed.fire();
    },
    get known() {
      return known;
    },
    onChange: (listener) => changed.event(listener),
    dispose: () => changed.dispose(),
  };
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file);
  return way !== "" && !way.startsWith("..") && !isAbsolute(way);
}
