import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import type { LinkedFile } from "../link/linked-file.ts";
import { canPackLinks, linksFormat, packLinks, unpackLinks } from "../link/packed-links.ts";

/** Beside the sources: what decides where imports lead, path to stamp. `none`: there was nothing. */
type Surroundings = Readonly<Record<string, string>>;

/** Lies beside the facts that it was made from. */
function linksFile(facts: string): string {
  return `${facts}-links`;
}

/** What files define, as it was made from these very facts (`sign`); undefined: anything that it was made from is another now. */
export function readLinks(folder: string, facts: string, sign: string): readonly LinkedFile[] | undefined {
  try {
    const content = readFileSync(linksFile(facts));
    const end = content.indexOf("\n");
    const body = content.subarray(end + 1);
    if (content.toString("utf8", 0, end) !== headerOf(sign, body)) return undefined;
    const [first = "{}", ...lines] = body.toString("utf8").split("\n");
    const surroundings = JSON.parse(first) as Surroundings;
    for (const [file, stamp] of Object.entries(surroundings)) {
      if (stampOf(path.join(folder, file)) !== stamp) return undefined;
    }
    return lines.map(unpackLinks);
  } catch {
    return undefined;
  }
}

/** Never throws: without it the next start only takes longer. */
export function writeLinks(
  folder: string,
  facts: string,
  sign: string,
  looked: Iterable<string>,
  linked: Iterable<LinkedFile>,
): void {
  const surroundings = Object.fromEntries([...looked].map((file) => [file, stampOf(path.join(folder, file))]));
  const lines = [JSON.stringify(surroundings)];
  for (const each of linked) if (canPackLinks(each)) lines.push(packLinks(each));
  const body = Buffer.from(lines.join("\n"));
  const file = linksFile(facts);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${headerOf(sign, body)}\n`), body]));
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function headerOf(sign: string, body: Buffer): string {
  return `evergraph links ${linksFormat} ${body.length} ${crc32(body)} of ${sign}`;
}

/** A folder counts by being there: what is in it is looked at by its own name. */
function stampOf(file: string): string {
  try {
    const stat = statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return "none";
    return stat.isFile() ? `${stat.mtimeMs} ${stat.ctimeMs} ${stat.size} ${stat.ino}` : "folder";
  } catch {
    return "none";
  }
}
