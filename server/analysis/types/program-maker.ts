import path from "node:path";
import { ts } from "@ts-morph/common";
import type { ProjectOptions } from "./project-options.ts";
import type { SourceStore } from "./source-store.ts";
import { libraryFolder } from "./source-store.ts";

/** Makes the small programs in which a few files are checked: these, what they import, and a registry of what they read. */
export interface ProgramMaker {
  make(request: ProgramRequest): MadeProgram;
  /** Imports may mean other files now: some were created or deleted. */
  forgetResolutions(): void;
}

export interface ProgramRequest {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly registryText: string;
  /** The text that stands in for a file that is only imported; undefined: its own. */
  readonly stub: (file: string) => string | undefined;
}

export interface MadeProgram {
  readonly program: ts.Program;
  readonly registry: ts.SourceFile;
  /** What a source of the project imports. */
  importsOf(source: ts.SourceFile): readonly ResolvedImport[];
  resolveFromRegistry(specifier: string): string | undefined;
}

export interface ResolvedImport {
  readonly specifier: string;
  /** Absolute path; undefined: nothing was found. */
  readonly file: string | undefined;
}

export interface ProgramMakerOptions {
  readonly folder: string;
  readonly registryFile: string;
  readonly project: ProjectOptions;
  readonly sources: SourceStore;
}

// The compiler collects these while it makes a program, and has no public name for them.
interface SourceWithImports extends ts.SourceFile {
  readonly imports?: readonly ts.StringLiteralLike[];
}

export function createProgramMaker({ folder, registryFile, project, sources }: ProgramMakerOptions): ProgramMaker {
  const { compilerOptions: options, ambientFiles } = project;
  const sensitive = ts.sys.useCaseSensitiveFileNames;
  const canonical = (file: string) => (sensitive ? file : file.toLowerCase());
  let resolutions = ts.createModuleResolutionCache(folder, canonical, options);
  let importsBySource = new WeakMap<ts.SourceFile, readonly ResolvedImport[]>();
  let last: ts.Program | undefined;

  function make({ files, registryText, stub }: ProgramRequest): MadeProgram {
    const checked = new Set(files);
    const registryOptions = { languageVersion: options.target ?? ts.ScriptTarget.ESNext };
    let registry: ts.SourceFile | undefined;
    const host: ts.CompilerHost = {
      fileExists: (file) => file === registryFile || sources.exists(file),
      readFile: sources.text,
      getSourceFile: (file, parseOptions) => {
        if (file === registryFile) {
          const given = typeof parseOptions === "object" ? parseOptions : registryOptions;
          registry ??= ts.createSourceFile(file, registryText, given, false, ts.ScriptKind.TS);
          return registry;
        }
        const instead = checked.has(file) ? undefined : stub(file);
        if (instead !== undefined) return sources.parseInstead(file, instead, parseOptions);
        return sources.parse(file, parseOptions);
      },
      getDefaultLibFileName: (given) => `${libraryFolder}/${ts.getDefaultLibFileName(given)}`,
      getDefaultLibLocation: () => libraryFolder,
      writeFile: () => {},
      getCurrentDirectory: () => folder,
      getCanonicalFileName: canonical,
      useCaseSensitiveFileNames: () => sensitive,
      getNewLine: () => "\n",
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      getModuleResolutionCache: () => resolutions,
      ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
    };
    const rootNames = [registryFile, ...ambientFiles, ...files];
    // Of other files nothing can be taken over: then the program before, with all that its checker knows, is freed first.
    const oldProgram = sameTexts(last?.getRootFileNames() ?? [], rootNames) ? last : undefined;
    last = undefined;
    const program = ts.createProgram({ rootNames, options, host, ...(oldProgram === undefined ? {} : { oldProgram }) });
    last = program;
    const registrySource = program.getSourceFile(registryFile);
    if (registrySource === undefined) throw new Error("The program has no registry.");
    return {
      program,
      registry: registrySource,
      importsOf: (source) => importsOf(source, program, host),
      resolveFromRegistry: (specifier) =>
        ts.resolveModuleName(specifier, registryFile, options, host, resolutions).resolvedModule?.resolvedFileName,
    };
  }

  function importsOf(source: SourceWithImports, program: ts.Program, host: ts.CompilerHost): readonly ResolvedImport[] {
    const known = importsBySource.get(source);
    if (known !== undefined) return known;
    const found = (source.imports ?? []).map((literal) => {
      const mode = program.getModeForUsageLocation(source, literal);
      const { resolvedModule } = ts.resolveModuleName(
        literal.text,
        source.fileName,
        options,
        host,
        resolutions,
        undefined,
        mode,
      );
      return { specifier: literal.text, file: resolvedModule?.resolvedFileName };
    });
    importsBySource.set(source, found);
    return found;
  }

  return {
    make,
    forgetResolutions: () => {
      resolutions = ts.createModuleResolutionCache(folder, canonical, options);
      importsBySource = new WeakMap();
      last = undefined;
    },
  };
}

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** With forward slashes, as the compiler writes paths. */
export function compilerPath(file: string): string {
  return path.sep === "\\" ? file.replaceAll("\\", "/") : file;
}
