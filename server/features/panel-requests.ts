import { type RecordedError, userError } from "../../protocol/errors/error-entry.ts";
import { serverErrors } from "../../protocol/errors/server-errors.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import { toEnvelope } from "../../protocol/messages/feed-envelope.ts";
import type {
  DefinitionFiles,
  PlanPreview,
  RunComparison,
  Selected,
  SelectionCompletion,
  ServerRequests,
  StaleRoot,
  ValueDifference,
  ValueRows,
} from "../../protocol/messages/server-messages.ts";
import { cancelRun } from "../workspace/cancel-run.ts";
import { placeFailures } from "../workspace/failure-places.ts";
import type { Projects } from "../workspace/projects.ts";
import { compareRun } from "../workspace/run-comparison.ts";
import { sourceLines } from "../workspace/source-lines.ts";
import type { Workspace } from "../workspace/workspace.ts";

/** Handlers of the custom requests, by the name behind `evergraph/`. */
export type PanelRequests = {
  readonly [Name in keyof ServerRequests]: (
    parameters: ServerRequests[Name][0],
    signal: AbortSignal,
  ) => Promise<ServerRequests[Name][1]>;
};

/** Answers of the server's own requests. `onFeedAsked`: from then on the project's feed is told unasked. */
export function panelRequests(
  projects: Pick<Projects, "at" | "opened">,
  onFeedAsked: (project: string) => void,
): PanelRequests {
  async function answer<Answer>(
    project: string,
    without: Answer,
    give: (workspace: Workspace) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const workspace = await projects.at(project);
    return workspace === undefined ? without : give(workspace);
  }

  return {
    feed: ({ project, since }) => {
      onFeedAsked(project);
      return answer(project, [], (workspace) => workspace.feed(since).map(toEnvelope));
    },
    place: ({ project, asset }) =>
      answer(project, null, (workspace) => {
        const id = workspace.find(asset);
        return (id === undefined ? undefined : workspace.graph().nodes[id]?.keyRange) ?? null;
      }),
    cards: ({ project, keys }) =>
      answer(
        project,
        keys.map(() => null),
        (workspace) =>
          keys.map((key) => {
            const id = workspace.find(key);
            return id === undefined ? null : workspace.card(id);
          }),
      ),
    details: ({ project, asset }) =>
      answer(project, null, (workspace) => {
        const id = workspace.find(asset);
        return id === undefined ? null : workspace.details(id);
      }),
    plan: ({ project, request, trigger }) =>
      answer(project, { refused: [] }, (workspace) => workspace.plan(request, trigger)),
    runs: ({ project, limit }) => answer(project, [], (workspace) => [...workspace.runs(limit)]),
    events: ({ project, run, limit, ...filter }) =>
      answer(project, [], (workspace) => [...workspace.events(run, limit, filter)]),
    run: ({ project, run }) =>
      answer(project, null, (workspace) => {
        const details = workspace.run(run);
        return details && placeFailures(workspace.store, details);
      }),
    cancel: ({ project, run }) =>
      answer<"asked" | "not running">(project, "not running", (workspace) => cancelRun(workspace, run)),
    source: ({ project, ...wanted }) =>
      answer(project, null, ({ store, analysis }) => sourceLines(store, analysis, wanted)),
    comparison: ({ project, run }, signal) =>
      answer<RunComparison | null>(project, null, ({ store }) =>
        store === undefined ? null : compareRun(store, run, signal),
      ),
    select: ({ project, selection }) =>
      answer<Selected>(project, { ids: [] }, (workspace) => workspace.selectIds(selection)),
    complete: ({ project, text, offset }) =>
      answer<SelectionCompletion>(
        project,
        { start: offset, end: offset, candidates: [], isComplete: true },
        (workspace) => workspace.complete(text, offset),
      ),
    preview: ({ project, request }) =>
      answer<PlanPreview>(project, { steps: [], refused: [], unsaved: false, concurrency: 1, left: [] }, (workspace) =>
        workspace.preview(request),
      ),
    explain: ({ project }, signal) =>
      answer<StaleRoot[]>(project, [], async (workspace) => [...(await workspace.explain(signal))]),
    rows: ({ project, ...wanted }, signal) =>
      answer<ValueRows>(project, noValue(wanted.asset), (workspace) => workspace.rows(wanted, signal)),
    difference: ({ project, ...wanted }, signal) =>
      answer<ValueDifference>(project, noValue(wanted.asset), (workspace) => workspace.difference(wanted, signal)),
    definitions: ({ project }) =>
      answer<DefinitionFiles>(project, { files: [], basis: {}, unsaved: [] }, (workspace) => workspace.definitions()),
    list: ({ project }) => answer(project, [], (workspace) => [...workspace.list()]),
    projects: async () => projects.opened().map((workspace) => workspace.summary()),
  };
}

function noValue(key: AssetKey): { readonly problem: RecordedError } {
  const { code, message, remedy } = userError(serverErrors.noValueYet, { key });
  return { problem: { code, message, remedy } };
}
