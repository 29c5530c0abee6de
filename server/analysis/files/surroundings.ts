import { readdirSync, statSync } from "node:fs";
import path from "node:path";

/** A clock this coarse may give two writes one time: a stamp of what was written so shortly before is not trusted another time. */
export const coarsestClock = 2_000;

/**
 * What was looked for on disk, each with how it was then: path to stamp, relative to the project. Beside the sources this decides where
 * imports lead and what packages are.
 */
export class Surroundings {
  readonly #folder: string;
  readonly #stamps = new Map<string, string>();
  readonly #unsettled = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** To be called before it is looked at. */
  note(file: string): void {
    if (this.#stamps.has(file)) return;
    const stamp = stampOfPlace(this.#folder, file);
    this.#stamps.set(file, stamp);
    if (Number.parseFloat(stamp) > Date.now() - coarsestClock) this.#unsettled.add(file);
  }

  /** It changed: what is found the next time counts. */
  forget(file: string): void {
    this.#stamps.delete(file);
    this.#unsettled.delete(file);
  }

  /** Without those that are told apart by their text. */
  stamps(without: (file: string) => boolean): Record<string, string> {
    return Object.fromEntries([...this.#stamps].filter(([file]) => !without(file)));
  }

  /** Whether everything was written long enough before it was looked at. */
  isSettled(without: (file: string) => boolean): boolean {
    for (const file of this.#unsettled) if (!without(file)) return false;
    return true;
  }
}

/** Whether all is as it was when it was stamped. */
export function isUnchanged(folder: string, stamps: Readonly<Record<string, string>>): boolean {
  return Object.entries(stamps).every(([file, stamp]) => stampOfPlace(folder, file) === stamp);
}

/** A folder counts by being there, since what is in it is looked at by its own name; with a slash behind it, by the names in it. */
function stampOfPlace(folder: string, file: string): string {
  const place = path.join(folder, file);
  try {
    if (file.endsWith("/")) return `names ${readdirSync(place).sort().join("/")}`;
    const stat = statSync(place, { throwIfNoEntry: false });
    if (stat === undefined) return "none";
    return stat.isFile() ? `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}` : "folder";
  } catch {
    return "none";
  }
}
