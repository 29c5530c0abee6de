import { isAbsolute, relative, sep } from "node:path";
import { findProjects, projectOfFile } from "./find-projects.ts";
import type { Workspace, WorkspaceChange, WorkspaceOptions } from "./workspace.ts";

/** A file, and the project that governs it. */
export interface Located {
  readonly workspace: Workspace;
  /** From the project's folder, with forward slashes. */
  readonly file: string;
}

/** The projects of the editor's folders, each opened once, and the open texts in them. Paths are absolute. */
export interface Projects {
  /** Opens every project of the folders. */
  openAll(): Promise<void>;
  /** Undefined: no project governs the file. Opens the project if need be. */
  locate(path: string): Promise<Located | undefined>;
  /** Undefined: there is no such project, or it could not be opened. */
  at(folder: string): Promise<Workspace | undefined>;
  opened(): readonly Workspace[];
  /** The editor's text of a file; undefined: it was closed. Applied a little later, or before the next answer. */
  setText(path: string, text: string | undefined): void;
  filesChanged(paths: readonly string[]): void;
  setFolders(folders: readonly string[]): Promise<void>;
  /** Opens everything again, now allowed to write. */
  trust(): Promise<void>;
  close(): Promise<void>;
}

export interface ProjectsOptions {
  readonly folders: readonly string[];
  readonly trusted: boolean;
  readonly open: (options: WorkspaceOptions) => Promise<Workspace>;
  /** Where a project may keep caches. */
  readonly cacheFolder?: (project: string) => string;
  readonly onOpened: (workspace: Workspace) => void;
  readonly onClosed: (project: string) => void;
  readonly onChange: (workspace: Workspace, change: WorkspaceChange) => void;
  readonly onProblem: (problem: unknown) => void;
}

/** Milliseconds that a text rests before it is read, so that fast typing is read once. */
const rest = 40;

interface Opening {
  readonly workspace: Promise<Workspace | undefined>;
  ready: Workspace | undefined;
}

/** Files of which a change can make other folders projects. */
const governing = /(^|[\\/])(package\.json|evergraph\.config\.[cm]?[jt]s)$/;

export function createProjects(options: ProjectsOptions): Projects {
  let folders = options.folders;
  let trusted = options.trusted;
  const openings = new Map<string, Opening>();
  const texts = new Map<string, string>();
  const waiting = new Map<string, string | undefined>();
  const projectsByFolder = new Map<string, string | undefined>();
  let timer: NodeJS.Timeout | undefined;

  function projectOf(path: string): string | undefined {
    const folder = path.slice(0, path.lastIndexOf(sep));
    if (!projectsByFolder.has(folder)) projectsByFolder.set(folder, projectOfFile(path, folders));
    return projectsByFolder.get(folder);
  }

  function open(folder: string): Opening {
    const known = openings.get(folder);
    if (known !== undefined) return known;
    const opening: Opening = { workspace: start(folder, () => openings.get(folder) === opening), ready: undefined };
    openings.set(folder, opening);
    void opening.workspace.then((workspace) => {
      if (openings.get(folder) !== opening || workspace === undefined) return;
      opening.ready = workspace;
      for (const [path, text] of texts) {
        if (projectOf(path) === folder || isReadBy(workspace, path)) give(workspace, fileIn(folder, path), text);
      }
      options.onOpened(workspace);
    });
    return opening;
  }

  async function start(folder: string, isWanted: () => boolean): Promise<Workspace | undefined> {
    try {
      const cacheFolder = options.cacheFolder?.(folder);
      const workspace = await options.open({
        folder,
        trusted,
        types: true,
        onProblem: options.onProblem,
        ...(cacheFolder === undefined ? {} : { cacheFolder }),
      });
      if (!isWanted()) {
        await workspace.close();
        return undefined;
      }
      workspace.onChange((change) => options.onChange(workspace, change));
      return workspace;
    } catch (problem) {
      options.onProblem(problem);
      return undefined;
    }
  }

  async function end(folder: string): Promise<void> {
    const opening = openings.get(folder);
    if (opening === undefined) return;
    openings.delete(folder);
    const workspace = await opening.workspace;
    await workspace?.close();
    options.onClosed(folder);
  }

  function settle(): void {
    clearTimeout(timer);
    timer = undefined;
    const now = [...waiting];
    waiting.clear();
    for (const [path, text] of now) {
      const project = projectOf(path);
      const ready = project === undefined ? undefined : open(project).ready;
      if (ready !== undefined) give(ready, fileIn(ready.folder, path), text);
      for (const { ready: other } of openings.values()) {
        if (other !== undefined && other !== ready && isReadBy(other, path)) {
          give(other, fileIn(other.folder, path), text);
        }
      }
    }
    for (const { ready } of openings.values()) if (ready !== undefined) giveTypedBeside(ready);
  }

  /** What a project imports only since its versions were made may have been open, and typed in, before. */
  function giveTypedBeside(workspace: Workspace): void {
    for (const [path, text] of texts) {
      const file = fileIn(workspace.folder, path);
      if (isReadBy(workspace, path) && workspace.analysis.text(file) !== text) give(workspace, file, text);
    }
  }

  /** A timer, or who asked for something else, is not to fail by it. */
  function give(workspace: Workspace, file: string, text: string | undefined): void {
    try {
      workspace.setText(file, text);
    } catch (problem) {
      options.onProblem(problem);
    }
  }

  async function at(folder: string): Promise<Workspace | undefined> {
    const workspace = await openings.get(folder)?.workspace;
    settle();
    return workspace;
  }

  return {
    async openAll() {
      await Promise.all(findProjects(folders).map((folder) => open(folder).workspace));
    },
    async locate(path) {
      const project = projectOf(path);
      if (project === undefined) return undefined;
      const workspace = await open(project).workspace;
      settle();
      return workspace && { workspace, file: fileIn(project, path) };
    },
    at,
    opened: () => [...openings.values()].flatMap(({ ready }) => ready ?? []),
    setText(path, text) {
      if (text === undefined) texts.delete(path);
      else texts.set(path, text);
      waiting.set(path, text);
      timer ??= setTimeout(settle, rest);
    },
    filesChanged(paths) {
      if (paths.some((path) => governing.test(path))) {
        projectsByFolder.clear();
        for (const folder of findProjects(folders)) open(folder);
      }
      for (const [folder, { ready }] of openings) {
        if (ready === undefined) continue;
        const concerned = paths.filter((path) => isBelow(folder, path) || isReadBy(ready, path));
        if (concerned.length > 0) ready.filesChanged(concerned.map((path) => fileIn(folder, path)));
      }
    },
    async setFolders(next) {
      folders = next;
      projectsByFolder.clear();
      const wanted = new Set(findProjects(folders));
      for (const path of texts.keys()) wanted.add(projectOf(path) ?? path);
      await Promise.all([...openings.keys()].filter((folder) => !wanted.has(folder)).map(end));
      await Promise.all(findProjects(folders).map((folder) => open(folder).workspace));
    },
    async trust() {
      if (trusted) return;
      trusted = true;
      await Promise.all(
        [...openings.keys()].map(async (folder) => {
          await end(folder);
          await open(folder).workspace;
        }),
      );
    },
    async close() {
      clearTimeout(timer);
      await Promise.all([...openings.keys()].map(end));
    },
  };
}

function fileIn(folder: string, path: string): string {
  const from = relative(folder, path);
  return sep === "/" ? from : from.replaceAll(sep, "/");
}

/** Whether a file beside a project matters to it: what it imports from there. */
function isReadBy({ folder, analysis }: Workspace, path: string): boolean {
  const file = fileIn(folder, path);
  return file.startsWith("../") && analysis.concerns(file);
}

function isBelow(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from !== "" && !from.startsWith("..") && !isAbsolute(from);
}
