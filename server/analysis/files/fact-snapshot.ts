import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import { factsFormat } from "../extract/packed-facts.ts";
import type { KeptFacts, KnownSources } from "./fact-store.ts";
import { extractorFile } from "./load-extractor.ts";
import { listSources } from "./project-files.ts";

/** Facts of an earlier time, of the files that are still what they were. */
export interface FactSnapshot extends KnownSources {
  /** Whether it knows every source file of now. */
  readonly isComplete: boolean;
}

/** What a file was when it was read: when size and times are the same, so is the text. */
export type FileStamps = ReadonlyMap<string, string>;

type Line =
  | readonly [file: string, stamp: string, digest: string, defines: boolean, handsOn: boolean]
  | readonly [file: string, stamp: string];

/** A clock this coarse may give two writes one time; what was written so shortly before is read anew. */
const coarsest = 2_000;

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

/** undefined: there is none, or it is damaged, or of another version. */
export function readSnapshot(file: string, stamps: FileStamps): FactSnapshot | undefined {
  const lines = readLines(file);
  if (lines === undefined) return undefined;
  const facts: [string, KeptFacts][] = [];
  const unnamed: string[] = [];
  try {
    for (let at = 0; at < lines.length; at += 1) {
      const [name, stamp, digest, defines, handsOn] = JSON.parse(lines[at] ?? "") as Line;
      if (digest !== undefined) at += 1;
      if (stamps.get(name) !== stamp) continue;
      if (digest === undefined) unnamed.push(name);
      else
        facts.push([name, { digest, packed: lines[at] ?? "", defines: defines === true, handsOn: handsOn === true }]);
    }
  } catch {
    return undefined;
  }
  return { facts, unnamed, isComplete: facts.length + unnamed.length === stamps.size };
}

/** Never throws: without a snapshot the next start only takes longer. */
export function writeSnapshot(file: string, stamps: FileStamps, { facts, unnamed }: KnownSources, now: number): void {
  const lines: string[] = [];
  const isSettled = (stamp: string): boolean => Number(stamp.slice(0, stamp.indexOf(" "))) < now - coarsest;
  for (const [name, { digest, defines, handsOn, packed }] of facts) {
    const stamp = stamps.get(name);
    if (stamp !== undefined && isSettled(stamp))
      lines.push(JSON.stringify([name, stamp, digest, defines, handsOn]), packed);
  }
  for (const name of unnamed) {
    const stamp = stamps.get(name);
    if (stamp !== undefined && isSettled(stamp)) lines.push(JSON.stringify([name, stamp]));
  }
  const body = Buffer.from(lines.join("\n"));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${headerOf(body)}\n`), body]));
    renameSync(temporary, file);
  } catch {
    // A full or read-only disk.
  }
}

function readLines(file: string): readonly string[] | undefined {
  try {
    const content = readFileSync(file);
    const end = content.indexOf("\n");
    const body = content.subarray(end + 1);
    if (content.toString("utf8", 0, end) !== headerOf(body)) return undefined;
    return body.length === 0 ? [] : body.toString("utf8").split("\n");
  } catch {
    return undefined;
  }
}

/** Of the form of facts, of the code that finds them, and of the content. */
function headerOf(body: Buffer): string {
  return `evergraph facts ${factsFormat} ${stampOf(extractorFile()) ?? ""} ${body.length} ${crc32(body)}`;
}

function stampOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true ? `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}` : undefined;
}
