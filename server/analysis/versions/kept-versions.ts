import type { Doubt } from "../../../protocol/graph/code-version.ts";
import type { FunctionPlace } from "./function-place.ts";

/** The code version of one function, by the places of its units in the file. */
export interface KeptVersion {
  readonly compute: number;
  readonly schema: number | undefined;
  readonly hash: string;
  readonly doubts: readonly Doubt[];
}

/** A file as it was when versions were made from it. */
export interface KeptFile {
  readonly file: string;
  /** SHA-1 of the text. */
  readonly digest: string;
  /** The source files that are loaded with it. */
  readonly loads: readonly string[];
  readonly versions: readonly KeptVersion[];
}

/** Code versions of an earlier time. One holds as long as every file that is loaded with its own, or with the config, is what it was. */
export class KeptVersions {
  /** Stamps of what they were made from beside the files. */
  readonly surroundings: Readonly<Record<string, string>>;
  readonly #files: ReadonlyMap<string, KeptFile>;
  readonly #config: string | undefined;
  readonly #holding: Set<string>;
  #loadedBy: Map<string, string[]> | undefined;

  /** config: the file that every run loads. */
  constructor(files: readonly KeptFile[], config: string | undefined, surroundings: Readonly<Record<string, string>>) {
    this.surroundings = surroundings;
    this.#files = new Map(files.map((kept) => [kept.file, kept]));
    this.#config = config;
    this.#holding = new Set(files.flatMap(({ file, versions }) => (versions.length > 0 ? [file] : [])));
  }

  get isEmpty(): boolean {
    return this.#holding.size === 0;
  }

  find({ file, units }: FunctionPlace): KeptVersion | undefined {
    if (!this.#holding.has(file)) return undefined;
    const { compute, schema } = units;
    return this.#files.get(file)?.versions.find((each) => each.compute === compute && each.schema === schema);
  }

  /** Gives up all that is made from one of these files (undefined: from any). Answers of which files that was. */
  giveUp(changed: Iterable<string> | undefined): ReadonlySet<string> {
    const given = new Set<string>();
    for (const file of changed === undefined ? this.#holding : this.#reaching(changed)) {
      if (this.#holding.has(file)) given.add(file);
    }
    for (const file of given) this.#holding.delete(file);
    return given;
  }

  /** What still holds: files with their versions, and without them those that these load. */
  holding(): readonly KeptFile[] {
    const found = new Map<string, KeptFile>();
    const open = [...this.#holding];
    if (open.length > 0 && this.#config !== undefined) open.push(this.#config);
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      const kept = this.#files.get(file);
      if (kept === undefined || found.has(file)) continue;
      found.set(file, this.#holding.has(file) ? kept : { ...kept, versions: [] });
      open.push(...kept.loads);
    }
    return [...found.values()];
  }

  /** All files that load one of these; if the config does, all files. */
  #reaching(changed: Iterable<string>): Iterable<string> {
    this.#loadedBy ??= this.#readersByFile();
    const reaching = new Set<string>();
    const open = [...changed];
    for (let file = open.pop(); file !== undefined; file = open.pop()) {
      if (reaching.has(file)) continue;
      reaching.add(file);
      if (file === this.#config) return [...this.#holding];
      open.push(...(this.#loadedBy.get(file) ?? []));
    }
    return reaching;
  }

  #readersByFile(): Map<string, string[]> {
    const loadedBy = new Map<string, string[]>();
    for (const { file, loads } of this.#files.values()) {
      for (const loaded of loads) {
        const readers = loadedBy.get(loaded);
        if (readers === undefined) loadedBy.set(loaded, [file]);
        else readers.push(file);
      }
    }
    return loadedBy;
  }
}
