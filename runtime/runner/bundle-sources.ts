import { readFile } from "node:fs/promises";
import path from "node:path";
import {
  type BuildFailure,
  type BuildOptions,
  build,
  type Loader,
  type Message,
  type OutputFile,
  type Plugin,
  version,
} from "esbuild";
import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import { type BrokenFile, brokenPrefix, standInText, throwingModule } from "./broken-files.ts";
import { findBundle, keepBundle } from "./bundle-cache.ts";
import { placesModule } from "./definition-places.ts";
import { fileFacts, keepFileFacts } from "./keep-file-facts.ts";
import { contentHash } from "./read-basis.ts";

export interface BundleRequest {
  /** Absolute folder of the project. */
  readonly project: string;
  /** From the project's folder: under this name the bundle's `modules` has a function that runs the file and gives its exports. */
  readonly files: readonly string[];
  /** Texts that were checked against the plan, by absolute path: these, and no others, are bundled. */
  readonly texts: ReadonlyMap<string, string>;
  /** Absolute folder for bundles. */
  readonly folder: string;
  /** Note where each definition is made (`definition-places.ts`). Absent: nothing is noted. */
  readonly notesPlaces?: true;
}

const loaders: Readonly<Record<string, Loader>> = {
  ".ts": "ts",
  ".mts": "ts",
  ".cts": "ts",
  ".tsx": "tsx",
  ".js": "js",
  ".mjs": "js",
  ".cjs": "js",
  ".jsx": "jsx",
  ".json": "json",
};
const sourceFile = /\.(?:[cm]?[jt]sx?|json)$/;

const entryName = "evergraph-entry.mjs";
const placesNamespace = "evergraph-places";

/**
 * One ES module of these files and what they import; packages stay outside, but for those of the same workspace. Returns its absolute
 * path: that of an earlier one when nothing that went into it has changed. A file that cannot be built is in it as one that throws
 * `bundle-failed` with the place, so that it fails those that import it and nobody else. Throws `bundle-failed` when that is not possible.
 */
export async function bundleSources(request: BundleRequest): Promise<string> {
  const entry = entryText(request);
  const key = JSON.stringify([version, process.versions.node, request.project, entry, request.notesPlaces === true]);
  const known = await findBundle(request.folder, key);
  if (known !== undefined) return known;
  const { project } = request;
  const hashes = new Map<string, string>();
  const result = await buildAroundBroken(request, entry, hashes);
  const inputs = Object.keys(result.metafile.inputs)
    .filter((file) => file !== entryName && !file.startsWith(placesNamespace))
    .map((file) => path.resolve(project, file));
  const outputs = result.outputFiles.map(({ path: file, contents }) => ({
    name: path.basename(file),
    content: contents,
  }));
  outputs.sort((a, b) => a.name.length - b.name.length);
  return await keepBundle(request.folder, {
    request: key,
    files: outputs,
    inputs: [...inputs, ...settingsOf(inputs, project)],
    hashes,
  });
}

interface Built {
  readonly outputFiles: readonly OutputFile[];
  readonly metafile: { readonly inputs: Readonly<Record<string, unknown>> };
}

/** Builds again without the files that cannot be built, until the rest can: a file may come into view only then. */
async function buildAroundBroken(request: BundleRequest, entry: string, hashes: Map<string, string>): Promise<Built> {
  const { project } = request;
  const broken = new Map<string, BrokenFile>();
  for (;;) {
    try {
      const options = { ...buildOptions(request, entry, hashes, broken), write: false, metafile: true } as const;
      return await build(options satisfies BuildOptions);
    } catch (error) {
      if (!isBuildFailure(error)) throw error;
      const known = broken.size;
      for (const message of error.errors) {
        const file = message.location === null ? undefined : path.resolve(project, message.location.file);
        if (file === undefined || path.basename(file) === entryName || broken.has(file)) continue;
        broken.set(file, brokenFile(message, project));
      }
      if (broken.size > known) continue;
      const { why, range } = brokenFile(error.errors[0], project);
      throw userError(runErrors.bundleFailed, { why }, range);
    }
  }
}

function buildOptions(
  { project, folder, texts, notesPlaces }: BundleRequest,
  entry: string,
  hashes: Map<string, string>,
  broken: ReadonlyMap<string, BrokenFile>,
): BuildOptions {
  return {
    stdin: { contents: entry, resolveDir: project, sourcefile: entryName, loader: "js" },
    absWorkingDir: project,
    bundle: true,
    outdir: folder,
    entryNames: "[hash]",
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: `node${process.versions.node}`,
    sourcemap: "linked",
    sourcesContent: false,
    keepNames: true,
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent",
    // All errors, and not the first ten.
    logLimit: 0,
    define: { ...fileFacts },
    // CommonJS files of the project that are bundled ask for packages by `require`.
    banner: {
      js: 'import { createRequire as __evergraph_createRequire } from "node:module"; var require = __evergraph_createRequire(import.meta.url);',
    },
    plugins: [readSources(texts, hashes, broken), packagesOutside(project, notesPlaces === true)],
  };
}

/** Each file runs when it is asked for, so that one that throws keeps none of the others from running. */
function entryText({ project, files }: BundleRequest): string {
  const specifier = (file: string) => JSON.stringify(`./${path.posix.normalize(file.replaceAll(path.sep, "/"))}`);
  if (files.some((file) => path.isAbsolute(file))) throw new Error(`Not in ${project}: ${files.join(", ")}`);
  const modules = files.map((file) => ["  ", JSON.stringify(file), ": () => import(", specifier(file), "),"].join(""));
  return `export const modules = {\n${modules.join("\n")}\n};\n`;
}

/** Leaves packages to Node, which finds them from the bundle's folder inside the project; if it would find another one there, by path. */
function packagesOutside(project: string, notesPlaces: boolean): Plugin {
  return {
    name: "packages-outside",
    setup({ onResolve, onLoad, resolve }) {
      onLoad({ filter: /^/, namespace: placesNamespace }, () => ({ contents: placesModule, loader: "js" }));
      onResolve({ filter: /^[^./]/ }, async (asked) => {
        if (asked.pluginData === "asked" || path.isAbsolute(asked.path)) return undefined;
        if (notesPlaces && asked.path === "evergraph" && asked.namespace !== placesNamespace)
          return { path: asked.path, namespace: placesNamespace };
        // The API itself: the runner and the user's files must mean the same package, also inside its own repository.
        if (/^evergraph(\/|$)/.test(asked.path)) return { path: asked.path, external: true };
        const from = (resolveDir: string) =>
          resolve(asked.path, { resolveDir, kind: asked.kind, importer: asked.importer, pluginData: "asked" });
        const found = await from(asked.resolveDir);
        if (found.errors.length > 0 || found.external || !isInPackages(found.path)) return undefined;
        const fromProject = await from(project);
        return { path: fromProject.path === found.path ? asked.path : found.path, external: true };
      });
      onResolve({ filter: /\.node$/ }, (asked) => ({
        path: path.resolve(asked.resolveDir, asked.path),
        external: true,
      }));
    },
  };
}

function isInPackages(file: string): boolean {
  return file.split(/[\\/]/).includes("node_modules");
}

/** `hashes` gets those of the very texts that are bundled: a file may change while this runs. */
function readSources(
  texts: ReadonlyMap<string, string>,
  hashes: Map<string, string>,
  broken: ReadonlyMap<string, BrokenFile>,
): Plugin {
  return {
    name: "read-sources",
    setup({ onLoad, onResolve }) {
      onResolve({ filter: new RegExp(`^${brokenPrefix}`) }, (asked) => ({
        path: asked.path.slice(brokenPrefix.length),
        namespace: brokenPrefix,
      }));
      onLoad({ filter: /^/, namespace: brokenPrefix }, ({ path: file }) => {
        const why = broken.get(file);
        return why === undefined ? undefined : { contents: throwingModule(why), loader: "js" };
      });
      onLoad({ filter: sourceFile, namespace: "file" }, async ({ path: file }) => {
        const text = texts.get(file) ?? (await readFile(file, "utf8"));
        hashes.set(file, contentHash(text));
        if (broken.has(file)) return { contents: standInText(file), loader: "js" };
        const extension = path.extname(file);
        const contents = extension === ".json" ? text : keepFileFacts(text, file);
        return { contents, loader: loaders[extension] ?? "js", resolveDir: path.dirname(file) };
      });
    },
  };
}

/** Files that change how the sources are read: settings of TypeScript and of packages, in the folders of the sources up to the project's. */
function settingsOf(inputs: readonly string[], project: string): readonly string[] {
  const folders = new Set<string>();
  for (const file of inputs) {
    for (let folder = path.dirname(file); !folders.has(folder); folder = path.dirname(folder)) {
      folders.add(folder);
      if (folder === project || folder === path.dirname(folder)) break;
    }
  }
  return [...folders].flatMap((folder) => [path.join(folder, "tsconfig.json"), path.join(folder, "package.json")]);
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors);
}

function brokenFile(message: Message | undefined, project: string): BrokenFile {
  const range = rangeOf(message, project);
  const why = message?.text.replace(/\.$/, "") ?? "unknown";
  return range === undefined ? { why } : { why, range };
}

function rangeOf(message: Message | undefined, project: string): SourceRange | undefined {
  const { location } = message ?? {};
  if (location === null || location === undefined) return undefined;
  const file = path.relative(project, path.resolve(project, location.file)).replaceAll("\\", "/");
  const line = location.line - 1;
  // esbuild counts bytes, editors count UTF-16 units.
  const before = Buffer.from(location.lineText).subarray(0, location.column).toString().length;
  const length = Buffer.from(location.lineText)
    .subarray(location.column, location.column + location.length)
    .toString().length;
  return { file, start: { line, character: before }, end: { line, character: before + length } };
}
