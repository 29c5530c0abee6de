import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";

const configFiles = /^evergraph\.config\.(ts|mts|cts|js|mjs|cjs)$/;
const skippedFolders = new Set(["node_modules", "dist", "build", "out", "coverage", "bower_components"]);

/** A workspace of this many folders is searched no further: a project deeper in it is found when one of its files is opened. */
const mostFolders = 20_000;

/**
 * The projects of some workspace folders: each folder with `evergraph.config.*`, and each workspace folder that no config governs but of
 * which a `package.json` names the package. Absolute paths, sorted.
 */
export function findProjects(workspaceFolders: readonly string[]): string[] {
  const projects = new Set<string>();
  for (const folder of workspaceFolders) {
    const above = nearestConfigFolder(folder);
    if (above !== undefined && above !== folder) {
      projects.add(above);
      continue;
    }
    const found = searchBelow(folder);
    for (const project of found.configured) projects.add(project);
    const outside = found.naming.filter((place) => !found.configured.some((project) => isInside(place, project)));
    if (outside.length > 0 || (found.configured.length === 0 && namedAtOrAbove(folder))) projects.add(folder);
  }
  return [...projects].sort();
}

/** The project that a file belongs to; undefined when no `package.json` and no config at or above it has to do with Evergraph. */
export function projectOfFile(file: string, workspaceFolders: readonly string[]): string | undefined {
  const folder = dirname(file);
  const configured = nearestConfigFolder(folder);
  if (configured !== undefined) return configured;
  const naming = nearestNamingFolder(folder);
  if (naming === undefined) return undefined;
  const containing = workspaceFolders.filter((workspace) => isInside(folder, workspace));
  return containing.sort((a, b) => b.length - a.length)[0] ?? naming;
}

/** The name of the project's config file, from its root; undefined when it has none. */
export function configFileOf(project: string): string | undefined {
  return entriesOf(project).find((entry) => entry.isFile() && configFiles.test(entry.name))?.name;
}

/** Whether a path is a folder or lies below it. */
function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

interface Found {
  readonly configured: readonly string[];
  /** Folders whose `package.json` names the package. */
  readonly naming: readonly string[];
}

function searchBelow(root: string): Found {
  const configured: string[] = [];
  const naming: string[] = [];
  const queue = [root];
  for (let next = 0; next < queue.length && next < mostFolders; next++) {
    const folder = queue[next];
    if (folder === undefined) break;
    for (const entry of entriesOf(folder)) {
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && !skippedFolders.has(entry.name)) queue.push(join(folder, entry.name));
      } else if (configFiles.test(entry.name)) configured.push(folder);
      else if (entry.name === "package.json" && namesPackage(join(folder, entry.name))) naming.push(folder);
    }
  }
  return { configured, naming };
}

function nearestConfigFolder(start: string): string | undefined {
  return upwards(start).find((folder) => configFileOf(folder) !== undefined);
}

function nearestNamingFolder(start: string): string | undefined {
  return upwards(start).find((folder) => namesPackage(join(folder, "package.json")));
}

function namedAtOrAbove(folder: string): boolean {
  return nearestNamingFolder(folder) !== undefined;
}

function upwards(start: string): string[] {
  const folders = [start];
  for (let folder = start; dirname(folder) !== folder; ) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function namesPackage(manifest: string): boolean {
  try {
    if (!statSync(manifest).isFile()) return false;
    const content: unknown = JSON.parse(readFileSync(manifest, "utf8"));
    if (typeof content !== "object" || content === null) return false;
    return ["dependencies", "devDependencies", "peerDependencies"].some((kind) => {
      const names: unknown = Reflect.get(content, kind);
      return typeof names === "object" && names !== null && Object.hasOwn(names, "evergraph");
    });
  } catch {
    return false;
  }
}
