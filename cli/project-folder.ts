import { existsSync } from "node:fs";
import path from "node:path";
import { userError } from "../protocol/errors/error-entry.ts";
import { terminalErrors } from "../protocol/errors/terminal-errors.ts";
import { findProjects, projectOfFile } from "../server/workspace/find-projects.ts";

/**
 * The project that is named, else the one that holds the current folder, else the only one below it. Throws `folder-missing`,
 * `no-project` or `several-projects`.
 */
export function projectFolder(named: string | undefined, here: string): string {
  if (named !== undefined) {
    const folder = existingFolder(path.resolve(here, named));
    if (holdingProject(folder) === undefined) throw userError(terminalErrors.noProject, { folder });
    return folder;
  }
  const holding = holdingProject(here);
  if (holding !== undefined) return holding;
  const below = findProjects([here]);
  if (below.length > 1) {
    const projects = below.map((project) => path.relative(here, project));
    throw userError(terminalErrors.severalProjects, { folder: here, projects });
  }
  if (below[0] === undefined) throw userError(terminalErrors.noProject, { folder: here });
  return below[0];
}

/** The folder that is named, else the current one: for commands that need no project. */
export function anyFolder(named: string | undefined, here: string): string {
  return named === undefined ? (holdingProject(here) ?? here) : existingFolder(path.resolve(here, named));
}

function holdingProject(folder: string): string | undefined {
  return projectOfFile(path.join(folder, "package.json"), []);
}

function existingFolder(folder: string): string {
  if (!existsSync(folder)) throw userError(terminalErrors.folderMissing, { folder });
  return folder;
}
