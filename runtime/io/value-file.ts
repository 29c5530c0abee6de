import { createHash, type Hash, hash, randomBytes } from "node:crypto";
import { dirname, join, relative, resolve } from "node:path";
import { userError } from "../../protocol/errors/error-entry.ts";
import { storeErrors } from "../../protocol/errors/store-errors.ts";
import { type FileSystem, hasCode } from "../storage/file-system.ts";
import { makeFolderShared, syncFolderShared } from "./shared-syncs.ts";

/** Larger values get a file of their own; smaller ones travel in the event. */
export const inlineLimit = 4096;

/** Names no longer than this are kept readable; of longer ones the end is replaced by a digest. */
const longestName = 120;

/** Names that Windows keeps for devices. */
const deviceName = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** Where bytes were put. */
export interface PutBytes {
  /** Base64. */
  readonly inline?: string;
  /** From the environment's folder, with `/`. */
  readonly path?: string;
  readonly bytes: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly digest: string;
}

export interface ValuePlace {
  /** Absolute folder of the environment. */
  readonly folder: string;
  readonly asset: string;
  readonly run: string;
  readonly partition?: string | undefined;
  /** Absolute folder in which each value has a file of its own, however small; absent: the environment's. */
  readonly directory?: string | undefined;
  /** With its dot: `.frames`. */
  readonly extension: string;
  readonly signal: AbortSignal;
}

/** The file of one materialization's value, from the environment's folder. One that is there is never written again. */
export function valuePath(place: Omit<ValuePlace, "signal">): string {
  const slice = place.partition === undefined ? "" : `.${encodeName(place.partition)}`;
  const name = `${encodeName(place.asset)}/${encodeName(place.run)}${slice}${place.extension}`;
  if (place.directory === undefined) return `values/${name}`;
  return relative(place.folder, join(place.directory, name)).replaceAll("\\", "/");
}

/** A name that every disk keeps apart from all others, also one that ignores case: lower case letters, digits, `_` and `-` stay. */
export function encodeName(name: string): string {
  let encoded = "";
  for (const byte of Buffer.from(name.normalize("NFC"))) {
    const letter = String.fromCharCode(byte);
    encoded += /[a-z0-9_-]/.test(letter) ? letter : `~${byte.toString(16).padStart(2, "0")}`;
  }
  if (deviceName.test(encoded)) return `~${encoded.charCodeAt(0).toString(16)}${encoded.slice(1)}`;
  if (encoded.length <= longestName) return encoded;
  return `${encoded.slice(0, longestName - 34)}~~${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}

/**
 * Puts the bytes of a value away, durably when it resolves: small ones inline, larger ones into a file that appears under its name only
 * when it is whole. When the chunks or the disk fail, or the signal aborts, nothing is left behind. Of the disk it throws
 * `store-cannot-write`.
 */
export async function putBytes(
  fileSystem: FileSystem,
  place: ValuePlace,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<PutBytes> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  let file: TemporaryFile | undefined;
  let digest: Hash | undefined;
  /** undefined: nothing is to be waited for. */
  const take = (chunk: Uint8Array): Promise<void> | undefined => {
    place.signal.throwIfAborted();
    bytes += chunk.length;
    if (bytes <= inlineLimit && place.directory === undefined) {
      held.push(chunk);
      return undefined;
    }
    digest ??= createHash("sha256");
    const begun = held.splice(0);
    begun.push(chunk);
    for (const piece of begun) digest.update(piece);
    return write(begun);
  };
  const write = async (pieces: readonly Uint8Array[]): Promise<void> => {
    file ??= await openTemporary(fileSystem, place);
    await file.write(pieces);
  };
  try {
    // A small value is not worth the waiting that even chunks at hand would bring with `for await`.
    if (Symbol.asyncIterator in chunks) for await (const chunk of chunks) await take(chunk);
    else {
      for (const chunk of chunks) {
        const writing = take(chunk);
        if (writing !== undefined) await writing;
      }
    }
    if (place.directory !== undefined) file ??= await openTemporary(fileSystem, place);
    if (file === undefined) {
      const whole = Buffer.concat(held);
      return { inline: whole.toString("base64"), bytes, digest: hash("sha256", whole, "hex") };
    }
    place.signal.throwIfAborted();
    await file.finish();
    return { path: file.path, bytes, digest: (digest ?? createHash("sha256")).digest("hex") };
  } catch (error) {
    file?.discard();
    throw error;
  }
}

interface TemporaryFile {
  readonly path: string;
  write(chunks: readonly Uint8Array[]): Promise<void>;
  finish(): Promise<void>;
  discard(): void;
}

async function openTemporary(fileSystem: FileSystem, place: ValuePlace): Promise<TemporaryFile> {
  try {
    return await onDisk(fileSystem, place);
  } catch (error) {
    throw diskError(place, error);
  }
}

function diskError({ folder, directory = folder }: ValuePlace, error: unknown): Error {
  const why = error instanceof Error ? error.message : String(error);
  return userError(storeErrors.cannotWrite, { folder: directory, why });
}

async function onDisk(fileSystem: FileSystem, place: ValuePlace): Promise<TemporaryFile> {
  const path = valuePath(place);
  // Resolved, not joined: of another drive no path leads from the folder, and it is absolute.
  const final = resolve(place.folder, path);
  await makeFolderShared(fileSystem, dirname(final));
  const temporary = `${final}.${randomBytes(4).toString("hex")}.tmp`;
  const descriptor = fileSystem.openSync(temporary, "wx");
  let position = 0;
  let open = true;
  const close = () => {
    if (open) fileSystem.closeSync(descriptor);
    open = false;
  };
  return {
    path,
    async write(chunks) {
      try {
        for (const chunk of chunks) {
          await fileSystem.write(descriptor, chunk, position);
          position += chunk.length;
        }
      } catch (error) {
        throw diskError(place, error);
      }
    },
    async finish() {
      try {
        await fileSystem.sync(descriptor);
        close();
        fileSystem.renameSync(temporary, final);
        await syncFolderShared(fileSystem, dirname(final));
      } catch (error) {
        throw diskError(place, error);
      }
    },
    discard() {
      try {
        close();
        fileSystem.unlinkSync(temporary);
      } catch (error) {
        // The first error is the one to tell; what is left over is removed with old values.
        if (!hasCode(error, "ENOENT") && !(error instanceof Error)) throw error;
      }
    },
  };
}
