import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { crc32 } from "node:zlib";
import type { LinkedFile } from "../link/linked-file.ts";
import { canPackLinks, linksFormat, packLinks, unpackLinks } from "../link/packed-links.ts";
import { isUnchanged } from "./surroundings.ts";

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
    if (!isUnchanged(folder, JSON.parse(first) as Record<string, string>)) return undefined;
    return lines.map(unpackLinks);
  } catch {
    return undefined;
  }
}

/** Never throws: without it the next start only takes longer. surroundings: stamps of what it was made from beside the facts. */
export function writeLinks(
  facts: string,
  sign: string,
  surroundings: Readonly<Record<string, string>>,
  linked: Iterable<LinkedFile>,
): void {
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
