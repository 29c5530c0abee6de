import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { ToPanel } from "../../protocol/messages/panel-messages.ts";
import type { ProjectSummary } from "../../protocol/messages/server-messages.ts";

type Abilities = Extract<ToPanel, { kind: "abilities" }>;

/** What the panel is told of a project that can or cannot be run. Restricted Mode comes first: without trust nothing else helps. */
export function abilitiesOf(
  summary: Pick<ProjectSummary, "cannotRun" | "storeProblem"> | undefined,
  trusted: boolean,
): Abilities {
  const { code, message, remedy } = editorErrors.notTrusted;
  const cannotRun = trusted ? summary?.cannotRun : { code, message: message({}), remedy: remedy({}) };
  const storeProblem = summary?.storeProblem;
  return {
    kind: "abilities",
    canRun: cannotRun === undefined,
    ...(cannotRun !== undefined && { cannotRun }),
    ...(storeProblem !== undefined && { storeProblem }),
  };
}
