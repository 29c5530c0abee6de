import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { nodeFileSystem } from "../storage/file-system.ts";
import { keepOutOfGit } from "../storage/store-folder.ts";
import { contentHash } from "./read-basis.ts";

/** What a bundle was made from: when all of it is unchanged, the bundle is used again. */
interface BundleRecord {
  /** Name of the bundle's file. */
  readonly bundle: string;
  /** Absolute path to SHA-256; of what is not there: empty. */
  readonly inputs: Readonly<Record<string, string>>;
}

const bundlesKept = 12;
const bytesOfName = 24;

/** The bundle that was made for this request, if everything that went into it is as it was. */
export async function findBundle(folder: string, request: string): Promise<string | undefined> {
  const recordFile = recordPath(folder, request);
  const record = await readRecord(recordFile);
  if (record === undefined) return undefined;
  const bundle = path.join(folder, record.bundle);
  const hashes = await hashFiles([...Object.keys(record.inputs), bundle]);
  if (hashes.get(bundle) === "") return undefined;
  for (const [file, hash] of Object.entries(record.inputs)) if (hashes.get(file) !== hash) return undefined;
  const now = new Date();
  // Pruning goes by the time of the last use.
  for (const file of [recordFile, bundle]) await utimes(file, now, now).catch(() => {});
  return bundle;
}

export interface NewBundle {
  readonly request: string;
  /** Name and content; the first is the bundle, the others belong to it. */
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly inputs: readonly string[];
  /** Of inputs as they were read. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** Puts a new bundle in place and removes those that were not used for the longest time. */
export async function keepBundle(folder: string, made: NewBundle): Promise<string> {
  await mkdir(folder, { recursive: true });
  keepOutOfGit(nodeFileSystem, path.dirname(folder));
  // The map first: what can be imported is complete.
  for (const { name, content } of [...made.files].reverse()) await place(path.join(folder, name), content);
  const bundle = made.files[0]?.name ?? "";
  const others = await hashFiles(made.inputs.filter((file) => !made.hashes.has(file)));
  const record: BundleRecord = { bundle, inputs: Object.fromEntries([...made.hashes, ...others]) };
  await place(recordPath(folder, made.request), JSON.stringify(record));
  await prune(folder);
  return path.join(folder, bundle);
}

/** SHA-256 of each file; of what is not there: empty. */
async function hashFiles(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const hashes = files.map(async (file) => {
    const content = await readFile(file).catch(() => undefined);
    return [file, content === undefined ? "" : contentHash(content)] as const;
  });
  return new Map(await Promise.all(hashes));
}

function recordPath(folder: string, request: string): string {
  return path.join(folder, `${contentHash(request).slice(0, bytesOfName)}.json`);
}

async function readRecord(file: string): Promise<BundleRecord | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as BundleRecord;
  } catch {
    // None, or one that a cut of power left in pieces: the bundle is made anew.
    return undefined;
  }
}

/** Two runners may make the same bundle at once: each puts a whole file in place. */
async function place(file: string, content: Uint8Array | string): Promise<void> {
  const temporary = `${file}.${process.pid}.tmp`;
  await writeFile(temporary, content);
  await rename(temporary, file);
}

/** Keeps the requests that were used last, what belongs to them, and the newest bundles: a run in progress may still read their maps. */
async function prune(folder: string): Promise<void> {
  const newest = await byLastUse(folder);
  const records = newest.filter((name) => name.endsWith(".json"));
  const bundles = newest.filter((name) => name.endsWith(".mjs"));
  const kept = new Set([...records.slice(0, bundlesKept), ...bundles.slice(0, bundlesKept)]);
  for (const name of records.slice(0, bundlesKept)) {
    kept.add((await readRecord(path.join(folder, name)))?.bundle ?? "");
  }
  for (const name of newest) {
    const bundle = name.replace(/\.map$/, "");
    if (!kept.has(bundle) && /\.(?:mjs|json)$/.test(bundle)) await rm(path.join(folder, name), { force: true });
  }
}

async function byLastUse(folder: string): Promise<readonly string[]> {
  const used = await Promise.all(
    (await readdir(folder)).map(async (name) => {
      const facts = await stat(path.join(folder, name)).catch(() => undefined);
      return { name, time: facts?.mtimeMs ?? 0 };
    }),
  );
  return used.sort((a, b) => b.time - a.time).map(({ name }) => name);
}
