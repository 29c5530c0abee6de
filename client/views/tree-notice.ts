import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";
import { brokenNotice } from "../../protocol/record/broken-text.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import type { Translate } from "../runs/run-words.ts";
import { isUntouched } from "./tree-rows.ts";

/** What stands above the tree: the one thing that is most worth knowing of its projects, or nothing. */
export function treeNotice(
  translate: Translate,
  projects: readonly ProjectSummary[],
  trusted: boolean,
  canRun: (project: string) => boolean,
  timezone?: string,
): string {
  const [only] = projects;
  if (only === undefined) return "";
  if (!trusted) {
    return translate(
      "You can look, not run. Graph, lineage and statuses come from the text and from .evergraph. No code of this folder runs.",
    );
  }
  const storeProblem = projects.find((project) => project.storeProblem !== undefined)?.storeProblem;
  if (storeProblem !== undefined) return whole(storeProblem);
  const broken = projects.flatMap((project) => project.broken ?? []);
  const [first, ...others] = broken;
  if (first !== undefined) {
    const notice = brokenNotice(first, timezone);
    if (others.length === 0) return notice;
    return `${notice} ${others.length === 1 ? translate("1 other file does not parse.") : translate("{0} other files do not parse.", others.length)}`;
  }
  if (projects.length === 1 && canRun(only.folder) && isUntouched(only)) {
    return translate(
      "{0}. None is made yet. Begin with one, or make them all in order.",
      formatCount(only.assets, "asset"),
    );
  }
  const cannotRun = projects.find((project) => project.cannotRun !== undefined)?.cannotRun;
  return cannotRun === undefined ? "" : whole(cannotRun);
}

function whole({ message, remedy }: RecordedError): string {
  return [message, remedy].filter(Boolean).join(" ");
}
