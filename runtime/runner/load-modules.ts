import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { knowBrokenFiles } from "./broken-files.ts";
import { bundleSources } from "./bundle-sources.ts";
import { readBasis } from "./read-basis.ts";

export interface ModulesRequest {
  /** Absolute folder of the project. */
  readonly project: string;
  /** Paths from the project's folder. */
  readonly files: readonly string[];
  /** SHA-256 by path: what is on disk must be this text. */
  readonly basis: Readonly<Record<string, string>>;
  readonly notesPlaces?: true;
}

/** What the user's files export, by path. */
export interface LoadedModules {
  readonly modules: ReadonlyMap<string, object>;
  /** What was thrown by the files that could not be loaded, or by what they import. */
  readonly failures: ReadonlyMap<string, unknown>;
}

/** The bundle of these files, of which nothing has run yet. Throws `source-changed` when a text is another one. */
export async function bundleModules({ project, files, basis, notesPlaces }: ModulesRequest): Promise<string> {
  const texts = await readBasis(project, basis);
  return bundleSources({
    project,
    files,
    texts,
    folder: path.join(project, ".evergraph", "bundles"),
    ...(notesPlaces === true && { notesPlaces }),
  });
}

/** Runs these files, each on its own. Throws `source-changed` when a text is another one; then none of them has run. */
export async function loadModules(request: ModulesRequest): Promise<LoadedModules> {
  const { project, files } = request;
  const bundle = await bundleModules(request);
  loadVariables(project);
  knowBrokenFiles();
  const { modules: load } = (await import(pathToFileURL(bundle).href)) as {
    readonly modules: Readonly<Record<string, () => Promise<object>>>;
  };
  const modules = new Map<string, object>();
  const failures = new Map<string, unknown>();
  // In turn, so that what they print and do comes in an order that does not change.
  for (const file of files) {
    try {
      modules.set(file, (await load[file]?.()) ?? {});
    } catch (error) {
      failures.set(file, error);
    }
  }
  return { modules, failures };
}

/** The project's `.env`, which does not replace what is set already. */
function loadVariables(project: string): void {
  const file = path.join(project, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}
