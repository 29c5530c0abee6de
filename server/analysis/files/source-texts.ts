import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Surroundings } from "./surroundings.ts";

/** The texts of a project: open buffers over what is on disk. Paths are relative, with forward slashes. */
export class SourceTexts {
  readonly folder: string;
  readonly #open = new Map<string, string>();
  readonly #sums = new Map<string, { readonly stamp: string; readonly sum: string }>();

  /** What was looked for beside the project, there or not. */
  readonly #outside = new Set<string>();

  /** Told of all that is looked for on disk, if somebody wants to know. */
  readonly #looked: Surroundings | undefined;

  constructor(folder: string, looked?: Surroundings) {
    this.folder = folder;
    this.#looked = looked;
  }

  absolute(file: string): string {
    return path.join(this.folder, file);
  }

  /** The path from one folder to another, both relative to the project. */
  between(from: string, to: string): string {
    const relative = path.relative(this.absolute(from), this.absolute(to)).split(path.sep).join("/");
    return relative === "" ? "." : relative;
  }

  /** The text of now; undefined: there is no such file. */
  text(file: string): string | undefined {
    return this.#open.get(file) ?? this.disk(file);
  }

  disk(file: string): string | undefined {
    this.#note(file);
    try {
      return readFileSync(this.absolute(file), "utf8");
    } catch {
      return undefined;
    }
  }

  exists(file: string): boolean {
    this.#note(file);
    return this.#open.has(file) || existsSync(this.absolute(file));
  }

  isFile(file: string): boolean {
    this.#note(file);
    if (this.#open.has(file)) return true;
    try {
      return statSync(this.absolute(file), { throwIfNoEntry: false })?.isFile() === true;
    } catch {
      // A text may name what no disk can hold: with a null character, or far too long.
      return false;
    }
  }

  /** Names of what is in a folder. */
  namesIn(folder: string): readonly string[] {
    this.#note(`${folder}/`);
    try {
      return readdirSync(this.absolute(folder));
    } catch {
      return [];
    }
  }

  /** Whether a file beside the project was ever looked for. */
  wasLookedFor(file: string): boolean {
    return this.#outside.has(file);
  }

  #note(file: string): void {
    if (file.startsWith("..")) this.#outside.add(file);
    this.#looked?.note(file);
  }

  isOpen(file: string): boolean {
    return this.#open.has(file);
  }

  setOpen(file: string, text: string | undefined): void {
    if (text === undefined) this.#open.delete(file);
    else this.#open.set(file, text);
  }

  unsaved(): string[] {
    return [...this.#open].filter(([file, text]) => this.disk(file) !== text).map(([file]) => file);
  }

  /** SHA-256 of the content on disk. */
  sum(file: string): string | undefined {
    try {
      const { mtimeMs, size, ino } = statSync(this.absolute(file));
      const stamp = `${mtimeMs} ${size} ${ino}`;
      const known = this.#sums.get(file);
      if (known?.stamp === stamp) return known.sum;
      const sum = createHash("sha256")
        .update(readFileSync(this.absolute(file)))
        .digest("hex");
      this.#sums.set(file, { stamp, sum });
      return sum;
    } catch {
      return undefined;
    }
  }

  forget(file: string): void {
    this.#sums.delete(file);
    this.#looked?.forget(file);
  }

  /** Where a link leads, relative, be it beside the project; undefined: nowhere, or to another drive. */
  real(file: string): string | undefined {
    try {
      const relative = path.relative(realpathSync(this.folder), realpathSync(this.absolute(file)));
      return path.isAbsolute(relative) ? undefined : relative.split(path.sep).join("/");
    } catch {
      return undefined;
    }
  }
}
