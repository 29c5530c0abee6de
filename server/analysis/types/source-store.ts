import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import { getLibFiles, ts } from "@ts-morph/common";

/** How a parse depends on the program that asks for it. */
type ParseOptions = ts.ScriptTarget | ts.CreateSourceFileOptions;

/** The texts of now, open ones over those on disk, and what was parsed from them. All paths are absolute, with forward slashes. */
export interface SourceStore {
  text(file: string): string | undefined;
  exists(file: string): boolean;
  parse(file: string, options: ParseOptions): ts.SourceFile | undefined;
  /** Another text in place of the file's own. Kept apart, so that both views of a file stay parsed. */
  parseInstead(file: string, text: string, options: ParseOptions): ts.SourceFile;
  setOpen(file: string, text: string | undefined): void;
  /** Forgets what was read of a file. Returns whether its text is another than the one that was seen. */
  refresh(file: string): boolean;
  /** Files of the project that were read and are no longer what they were. */
  changedOnDisk(): readonly string[];
  /** Frees sources of the project beyond a number, those first that were not used for longest. */
  trim(most: number): void;
  clear(): void;
}

/** Where the compiler's own libraries lie: in no folder. */
export const libraryFolder = "/evergraph-compiler-libraries";

/** A file as it was when it was parsed. */
interface Seen {
  readonly modified: number | undefined;
  readonly size: number | undefined;
  readonly digest: string;
}

export function createSourceStore(): SourceStore {
  const libraries = new Map(getLibFiles().map((file) => [`${libraryFolder}/${file.fileName}`, file.text]));
  const open = new Map<string, string>();
  const lasting = new Map<string, ts.SourceFile>();
  const recent = new Map<string, ts.SourceFile>();
  const replaced = new Map<string, ts.SourceFile>();
  const seen = new Map<string, Seen>();

  function text(file: string): string | undefined {
    return open.get(file) ?? libraries.get(file) ?? ts.sys.readFile(file);
  }

  function look(file: string, content: string | undefined): Seen {
    const stats = statSync(file, { throwIfNoEntry: false });
    return { modified: stats?.mtimeMs, size: stats?.size, digest: digestOf(content) };
  }

  function keep(cache: Map<string, ts.SourceFile>, file: string, source: ts.SourceFile): ts.SourceFile {
    cache.delete(file);
    cache.set(file, source);
    return source;
  }

  function parse(file: string, options: ParseOptions): ts.SourceFile | undefined {
    const cache = lasts(file) ? lasting : recent;
    const known = cache.get(file);
    if (known !== undefined) return keep(cache, file, known);
    const content = text(file);
    if (cache === recent) seen.set(file, look(file, content));
    return content === undefined ? undefined : keep(cache, file, create(file, content, options));
  }

  return {
    text,
    exists: (file) => open.has(file) || libraries.has(file) || ts.sys.fileExists(file),
    parse,
    parseInstead: (file, content, options) => {
      const known = replaced.get(file);
      if (known?.text === content) return keep(replaced, file, known);
      return keep(replaced, file, create(file, content, options));
    },
    setOpen: (file, content) => {
      if (content === undefined) open.delete(file);
      else open.set(file, content);
    },
    refresh: (file) => {
      const content = text(file);
      const was = seen.get(file);
      seen.set(file, look(file, content));
      if (was?.digest === digestOf(content)) return false;
      recent.delete(file);
      return true;
    },
    changedOnDisk: () =>
      [...seen]
        .filter(([file, was]) => {
          const stats = statSync(file, { throwIfNoEntry: false });
          return stats?.mtimeMs !== was.modified || stats?.size !== was.size;
        })
        .map(([file]) => file),
    trim: (most) => {
      for (const cache of [recent, replaced])
        for (const file of cache.keys()) {
          if (cache.size <= most) break;
          cache.delete(file);
        }
    },
    clear: () => {
      lasting.clear();
      recent.clear();
      replaced.clear();
      seen.clear();
    },
  };
}

/** Libraries and packages: parsed once. */
function lasts(file: string): boolean {
  return file.startsWith(libraryFolder) || file.includes("/node_modules/");
}

function digestOf(text: string | undefined): string {
  return text === undefined ? "" : createHash("sha1").update(text).digest("base64");
}

function create(file: string, text: string, options: ParseOptions): ts.SourceFile {
  const parseOptions: ts.CreateSourceFileOptions = typeof options === "object" ? options : { languageVersion: options };
  return ts.createSourceFile(
    file,
    text,
    { ...parseOptions, jsDocParsingMode: ts.JSDocParsingMode.ParseForTypeErrors },
    false,
    scriptKind(file),
  );
}

function scriptKind(file: string): ts.ScriptKind {
  switch (path.posix.extname(file)) {
    case ".tsx":
      return ts.ScriptKind.TSX;
    case ".jsx":
      return ts.ScriptKind.JSX;
    case ".js":
    case ".mjs":
    case ".cjs":
      return ts.ScriptKind.JS;
    case ".json":
      return ts.ScriptKind.JSON;
    default:
      return ts.ScriptKind.TS;
  }
}
