import { editorErrors } from "../../protocol/errors/editor-errors.ts";
import type { RecordedError } from "../../protocol/errors/error-entry.ts";
import type { AssetGraph } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { DefinitionFiles, ProjectSummary } from "../../protocol/messages/server-messages.ts";
import type { LoadedGraph, LoadRequest } from "../../runtime/host/launcher.ts";
import { mayRun, type PrepareDesk, recordedError, saveBefore } from "./prepare-run.ts";

/** What loading needs of the editor; a test has its own. */
export interface LoadDesk
  extends Pick<
    PrepareDesk,
    "trusted" | "notTrusted" | "cannotRun" | "saveBeforeRun" | "agreesToSave" | "save" | "problem"
  > {
  readonly definitions: (project: string) => Promise<DefinitionFiles>;
  /** Runs the files, and shows that it goes on, with a way to give it up. Rejects with an AbortError when it was. */
  readonly load: (project: string, request: LoadRequest, asked: boolean) => Promise<LoadedGraph>;
  readonly known: (project: string) => Promise<readonly AssetKey[]>;
  readonly tellServer: (project: string, graph: AssetGraph, basis: DefinitionFiles["basis"]) => void;
  readonly tellLoaded: (facts: LoadedFacts) => void;
}

export interface LoadedFacts {
  readonly assets: number;
  /** Of these, how many the text did not show. */
  readonly onlyLoaded: number;
}

/**
 * Runs the files that define assets, and tells the server what they define. `asked`: by a person, who is told how it went; else, on save,
 * only the log hears of problems.
 */
export async function loadDefinitions(desk: LoadDesk, project: ProjectSummary, asked: boolean): Promise<void> {
  const { folder } = project;
  if (asked ? !mayRun(desk, project) : !desk.trusted() || project.cannotRun !== undefined) return;
  const files = await savedDefinitions(desk, folder, asked);
  if (files === undefined) return;
  const before = new Set(await desk.known(folder));
  const { unsaved: _, ...request } = files;
  let loaded: LoadedGraph;
  try {
    loaded = await desk.load(folder, request, asked);
  } catch (error) {
    if (asked && !isAbort(error)) desk.problem(errorOf(error), folder);
    return;
  }
  const { graph, problems } = loaded;
  desk.tellServer(folder, graph, request.basis);
  if (!asked) return;
  const defined = graph.nodes.flatMap((node) => (node === null ? [] : [node.key]));
  desk.tellLoaded({ assets: defined.length, onlyLoaded: defined.filter((key) => !before.has(key)).length });
  const [first] = problems;
  if (first === undefined) return;
  const facts = { why: first.message, others: problems.length - 1 };
  desk.problem(
    { ...recordedError(editorErrors.loadProblem, facts), ...(first.range && { range: first.range }) },
    folder,
  );
}

/** What is to be loaded, when all of it is saved. On save nothing else is saved for it: the next save loads again. */
async function savedDefinitions(desk: LoadDesk, folder: string, asked: boolean): Promise<DefinitionFiles | undefined> {
  const first = await desk.definitions(folder);
  if (first.unsaved.length === 0) return first;
  if (!asked) return undefined;
  if ((await saveBefore(desk, folder, first.unsaved)) !== undefined) return undefined;
  const second = await desk.definitions(folder);
  if (second.unsaved.length === 0) return second;
  desk.problem(recordedError(editorErrors.stillUnsaved, { project: folder }), folder);
  return undefined;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}

function errorOf(error: unknown): RecordedError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code, remedy, range } = error as Error & Partial<RecordedError>;
  return {
    message: error.message,
    ...(code !== undefined && { code }),
    ...(remedy !== undefined && { remedy }),
    ...(range !== undefined && { range }),
  };
}
