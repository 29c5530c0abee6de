import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { factsFormat } from "../extract/packed-facts.ts";
import type { KeptFacts, KnownSources } from "./fact-store.ts";
import { extractorStamp } from "./load-extractor.ts";
import { listSources } from "./project-files.ts";
import { coarsestClock } from "./surroundings.ts";

/** Facts of an earlier time, of the files that are still what they were. */
export interface FactSnapshot extends KnownSources {
  /** Whether it knows every source file of now. */
  readonly isComplete: boolean;
  /** Whether every file that it knew is as it was. */
  readonly isExact: boolean;
  /** Tells this snapshot from all others. */
  readonly sign: string;
}

/** What a file was when it was read: when size and times are the same, so is the text. */
export type FileStamps = ReadonlyMap<string, string>;

/** Of a file that was read closer also: where its facts begin and end behind the index, and their checksum. */
type Entry =
  | readonly [
      file: string,
      stamp: string,
      digest: string,
      defines: 0 | 1,
      handsOn: 0 | 1,
      start: number,
      end: number,
      checksum: number,
    ]
  | readonly [file: string, stamp: string];

export function snapshotFile(cacheFolder: string): string {
  return path.join(cacheFolder, "facts");
}

/** Stamps of all source files, to be taken before the first is read. */
export function stampSources(folder: string): FileStamps {
  const stamps = new Map<string, string>();
  for (const file of listSources(folder).files) {
    const stamp = stampOf(path.join(folder, file));
    if (stamp !== undefined) stamps.set(file, stamp);
  }
  return stamps;
}

/**
 * undefined: there is none, or it is damaged, or of another version. The facts themselves are read when the first is asked for. Whoever
 * has just had it written, and names the same `handover` as there, also gets what is too new for all others.
 */
export function readSnapshot(file: string, stamps: FileStamps, handover?: string): FactSnapshot | undefined {
  try {
    const { sign, index } = readIndex(file);
    const bodies = new SnapshotBodies(file, sign);
    const facts: [string, KeptFacts][] = [];
    const unnamed: string[] = [];
    for (const entry of index) {
      const [name, stamp, digest, defines, handsOn, ...place] = entry;
      const now = stamps.get(name);
      if (now === undefined || (stamp !== now && (handover === undefined || stamp !== unsettled(now, handover))))
        continue;
      if (digest === undefined) unnamed.push(name);
      else facts.push([name, new FactsOnDisk(bodies, digest, defines === 1, handsOn === 1, place as unknown as Place)]);
    }
    const known = facts.length + unnamed.length;
    return { facts, unnamed, isComplete: known === stamps.size, isExact: known === index.length, sign };
  } catch {
    return undefined;
  }
}

/** The stamp of a file that was written so shortly before that only the one process may trust it. */
function unsettled(stamp: string, handover: string): string {
  return `${stamp} for ${handover}`;
}

type Place = readonly [start: number, end: number, checksum: number];

/** Facts of one file, in a snapshot. */
class FactsOnDisk implements KeptFacts {
  readonly digest: string;
  readonly defines: boolean;
  readonly handsOn: boolean;
  readonly #bodies: SnapshotBodies;
  readonly #place: Place;

  constructor(bodies: SnapshotBodies, digest: string, defines: boolean, handsOn: boolean, place: Place) {
    this.#bodies = bodies;
    this.digest = digest;
    this.defines = defines;
    this.handsOn = handsOn;
    this.#place = place;
  }

  get packed(): string | undefined {
    return this.#bodies.read(this.#place);
  }
}

/** The facts of a snapshot, as bytes. They are there or not: another process may have written a newer one meanwhile. */
class SnapshotBodies {
  readonly #file: string;
  readonly #sign: string;
  /** Stays once it is read: a newer snapshot of another process could not tell what these files were. */
  #bytes: Buffer | undefined;

  constructor(file: string, sign: string) {
    this.#file = file;
    this.#sign = sign;
  }

  read([start, end, checksum]: Place): string | undefined {
    this.#bytes ??= readBodies(this.#file, this.#sign);
    const bytes = this.#bytes.subarray(start, end);
    return bytes.length === end - start && crc32(bytes) === checksum ? bytes.toString("utf8") : undefined;
  }
}

function readBodies(file: string, sign: string): Buffer {
  try {
    const content = readFileSync(file);
    const end = content.indexOf("\n");
    if (content.toString("utf8", 0, end) !== sign) return Buffer.alloc(0);
    return content.subarray(content.indexOf("\n", end + 1) + 1);
  } catch {
    return Buffer.alloc(0);
  }
}

export interface WrittenSnapshot {
  readonly sign: string;
  /** Whether it knows every source file. */
  readonly isComplete: boolean;
}

/**
 * Writes what is known of the files with these stamps. What is not old enough to be trusted another time is marked for the one process
 * that knows the word `handover`. Never throws; undefined: it could not be written, and the next start only takes longer.
 */
export function writeSnapshot(
  file: string,
  stamps: FileStamps,
  { facts, unnamed }: KnownSources,
  now: number,
  handover: string,
): WrittenSnapshot | undefined {
  const index: Entry[] = [];
  const bodies: string[] = [];
  const encoder = new BodyEncoder();
  const stampFor = (name: string): string | undefined => {
    const stamp = stamps.get(name);
    if (stamp === undefined) return undefined;
    return Number(stamp.slice(0, stamp.indexOf(" "))) < now - coarsestClock ? stamp : unsettled(stamp, handover);
  };
  let place = 0;
  for (const [name, { digest, defines, handsOn, packed }] of facts) {
    const stamp = stampFor(name);
    if (stamp === undefined || packed === undefined) continue;
    const body = encoder.encode(packed);
    bodies.push(packed);
    index.push([name, stamp, digest, defines ? 1 : 0, handsOn ? 1 : 0, place, place + body.length, crc32(body)]);
    place += body.length;
  }
  for (const name of unnamed) {
    const stamp = stampFor(name);
    if (stamp !== undefined) index.push([name, stamp]);
  }
  const head = Buffer.from(JSON.stringify(index));
  const sign = signOf(head);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const handle = openSync(temporary, "w");
    try {
      writeFileSync(handle, `${sign}\n`);
      writeFileSync(handle, head);
      writeFileSync(handle, "\n");
      for (const body of bodies) writeFileSync(handle, encoder.encode(body));
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    return { sign, isComplete: index.length === stamps.size };
  } catch {
    // A full or read-only disk.
    rmSync(temporary, { force: true });
    return undefined;
  }
}

/** Bytes of one text after the other, in the same memory: together they would be as large as the whole snapshot. */
class BodyEncoder {
  readonly #encoder = new TextEncoder();
  #memory = new Uint8Array(2 ** 20);

  /** Good until the next text. */
  encode(text: string): Uint8Array {
    const longest = 3 * text.length;
    if (this.#memory.length < longest) this.#memory = new Uint8Array(longest);
    return this.#memory.subarray(0, this.#encoder.encodeInto(text, this.#memory).written);
  }
}

/** Reads what stands before the facts. Throws when it is not what was written. */
function readIndex(file: string): { readonly sign: string; readonly index: readonly Entry[] } {
  const handle = openSync(file, "r");
  try {
    const first = Buffer.alloc(longestSign);
    const sign = first.toString("utf8", 0, readSync(handle, first, 0, longestSign, 0)).split("\n", 1)[0] ?? "";
    const length = Number(/ (\d+) \d+$/.exec(sign)?.[1]);
    const head = Buffer.alloc(length);
    readSync(handle, head, 0, length, Buffer.byteLength(sign) + 1);
    if (sign !== signOf(head)) throw new RangeError("The index is damaged.");
    return { sign, index: JSON.parse(head.toString("utf8")) as readonly Entry[] };
  } finally {
    closeSync(handle);
  }
}

const longestSign = 400;

/** Of the form of facts, of the code that finds them, and of the index, which holds the checksums of all else. */
function signOf(index: Buffer): string {
  return `evergraph facts ${factsFormat} ${extractorStamp()} ${index.length} ${crc32(index)}`;
}

function stampOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true ? `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}` : undefined;
}
