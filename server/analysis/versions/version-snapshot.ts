import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import type { Doubt } from "../../../protocol/graph/code-version.ts";
import { factsFormat } from "../extract/packed-facts.ts";
import { extractorStamp } from "../files/load-extractor.ts";
import { isUnchanged } from "../files/surroundings.ts";
import { type KeptFile, KeptVersions } from "./kept-versions.ts";

/** A later form has another number, and so has another way to make versions: what was kept is thrown away. */
const versionsFormat = 1;

/** What versions are made from beside the files that they are kept with. */
export interface VersionBasis {
  /** All source files and folders of packages: another one may change where imports lead. */
  readonly places: string;
  readonly config: string | undefined;
}

type PackedVersion = readonly [compute: number, schema: number, hash: string, doubts?: readonly Doubt[]];
type PackedFile = readonly [file: string, digest: string, loads: readonly number[], versions: readonly PackedVersion[]];
interface Packed extends Omit<VersionBasis, "config"> {
  readonly config: string | null;
  /** Stamps of what else was looked at. */
  readonly surroundings: Readonly<Record<string, string>>;
  readonly files: readonly PackedFile[];
}

export function versionsFile(cacheFolder: string): string {
  return path.join(cacheFolder, "versions");
}

/** What holds of the versions of an earlier time; undefined: nothing. digestOf: of the text of now. */
export function readVersions(
  file: string,
  folder: string,
  basis: VersionBasis,
  digestOf: (file: string) => string | undefined,
): KeptVersions | undefined {
  try {
    const content = readFileSync(file);
    const end = content.indexOf("\n");
    const body = content.subarray(end + 1);
    if (content.toString("utf8", 0, end) !== headerOf(body)) return undefined;
    const packed = JSON.parse(body.toString("utf8")) as Packed;
    if (packed.places !== basis.places || (packed.config ?? undefined) !== basis.config) return undefined;
    if (!isUnchanged(folder, packed.surroundings)) return undefined;
    const kept = new KeptVersions(
      packed.files.map((each) => unpackFile(each, packed.files)),
      basis.config,
      packed.surroundings,
    );
    kept.giveUp(packed.files.flatMap(([name, digest]) => (digestOf(name) === digest ? [] : [name])));
    return kept;
  } catch {
    return undefined;
  }
}

/** Never throws: without it the next start only takes longer. */
export function writeVersions(
  file: string,
  { places, config }: VersionBasis,
  surroundings: Readonly<Record<string, string>>,
  files: readonly KeptFile[],
): void {
  const indexes = new Map(files.map((each, index) => [each.file, index]));
  const packed: Packed = {
    places,
    config: config ?? null,
    surroundings,
    files: files.map(({ file: name, digest, loads, versions }) => [
      name,
      digest,
      loads.flatMap((loaded) => indexes.get(loaded) ?? []),
      versions.map(({ compute, schema, hash, doubts }): PackedVersion => {
        return doubts.length === 0 ? [compute, schema ?? -1, hash] : [compute, schema ?? -1, hash, doubts];
      }),
    ]),
  };
  const body = Buffer.from(JSON.stringify(packed));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${headerOf(body)}\n`), body]));
    renameSync(temporary, file);
  } catch {
    rmSync(temporary, { force: true });
  }
}

function unpackFile([file, digest, loads, versions]: PackedFile, files: readonly PackedFile[]): KeptFile {
  return {
    file,
    digest,
    loads: loads.flatMap((index) => files[index]?.[0] ?? []),
    versions: versions.map(([compute, schema, hash, doubts]) => ({
      compute,
      schema: schema === -1 ? undefined : schema,
      hash,
      doubts: doubts ?? [],
    })),
  };
}

function headerOf(body: Buffer): string {
  return `evergraph versions ${versionsFormat} ${factsFormat} ${extractorStamp()} ${body.length} ${crc32(body)}`;
}
