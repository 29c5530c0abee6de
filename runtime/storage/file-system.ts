import * as fs from "node:fs";
import { dirname } from "node:path";

/** What storage needs of a disk. A port, so that tests can put a disk below it that loses power. */
export interface FileSystem {
  openSync(path: string, flags: "r" | "r+" | "w" | "wx" | "wx+"): number;
  closeSync(descriptor: number): void;
  readSync(descriptor: number, target: Uint8Array, offset: number, length: number, position: number): number;
  writeSync(descriptor: number, source: Uint8Array, offset: number, length: number, position: number): number;
  truncateSync(descriptor: number, size: number): void;
  /** Makes the content of a file, or the names in a folder, survive a power cut. */
  syncSync(descriptor: number): void;
  sizeSync(descriptor: number): number;
  /** undefined: there is no such file. */
  statSync(path: string): FileFacts | undefined;
  unlinkSync(path: string): void;
  renameSync(from: string, to: string): void;
  /** Names in a folder; none when there is no such folder. */
  listSync(folder: string): readonly string[];
  readFileSync(path: string): Uint8Array;
  /** With its parents; nothing when it is there. Names of new folders are durable afterwards. */
  makeFolderSync(path: string): void;
  /** With its parents: the first that was made, whose name need not survive a power cut yet; undefined: it was there. */
  makeFolder(path: string): Promise<string | undefined>;
  /** Makes the names in a folder survive a power cut. */
  syncNames(folder: string): Promise<void>;
  write(descriptor: number, source: Uint8Array, position: number): Promise<void>;
  sync(descriptor: number): Promise<void>;
}

export interface FileFacts {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** The real disk. */
export const nodeFileSystem: FileSystem = {
  openSync: (path, flags) => fs.openSync(path, flags),
  closeSync: (descriptor) => fs.closeSync(descriptor),
  readSync: (descriptor, target, offset, length, position) => fs.readSync(descriptor, target, offset, length, position),
  writeSync: (descriptor, source, offset, length, position) =>
    fs.writeSync(descriptor, source, offset, length, position),
  truncateSync: (descriptor, size) => fs.ftruncateSync(descriptor, size),
  syncSync: (descriptor) => fs.fsyncSync(descriptor),
  sizeSync: (descriptor) => fs.fstatSync(descriptor).size,
  statSync(path) {
    const facts = fs.statSync(path, { throwIfNoEntry: false });
    return facts === undefined ? undefined : { size: facts.size, modified: facts.mtimeMs };
  },
  unlinkSync: (path) => fs.unlinkSync(path),
  renameSync: (from, to) => renamePatiently(from, to),
  listSync(folder) {
    try {
      return fs.readdirSync(folder);
    } catch (error) {
      if (hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR")) return [];
      throw error;
    }
  },
  readFileSync: (path) => fs.readFileSync(path),
  makeFolderSync(path) {
    const first = fs.mkdirSync(path, { recursive: true });
    if (first === undefined) return;
    for (let folder = path; folder.length >= first.length; folder = dirname(folder)) {
      syncFolder(nodeFileSystem, dirname(folder));
    }
  },
  makeFolder: (path) => fs.promises.mkdir(path, { recursive: true }),
  async syncNames(folder) {
    // Windows has no such call, and needs none.
    if (process.platform === "win32") return;
    const handle = await fs.promises.open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async write(descriptor, source, position) {
    let written = 0;
    while (written < source.length) {
      written += await new Promise<number>((resolve, reject) => {
        fs.write(descriptor, source, written, source.length - written, position + written, (error, count) =>
          error === null ? resolve(count) : reject(error),
        );
      });
    }
  },
  sync: (descriptor) =>
    new Promise((resolve, reject) => {
      fs.fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error)));
    }),
};

/** Makes the names in a folder durable. Windows has no such call, and needs none. */
export function syncFolder(fileSystem: FileSystem, folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = fileSystem.openSync(folder, "r");
  try {
    fileSystem.syncSync(descriptor);
  } finally {
    fileSystem.closeSync(descriptor);
  }
}

/** Puts a small file in place at once and durably: a reader, or a machine that lost its power, sees the old or the new one whole. */
export function replaceFile(fileSystem: FileSystem, path: string, content: Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`;
  const descriptor = fileSystem.openSync(temporary, "w");
  try {
    for (let written = 0; written < content.length; ) {
      written += fileSystem.writeSync(descriptor, content, written, content.length - written, written);
    }
    fileSystem.syncSync(descriptor);
  } finally {
    fileSystem.closeSync(descriptor);
  }
  fileSystem.renameSync(temporary, path);
  syncFolder(fileSystem, dirname(path));
}

/** Removes a file, or leaves it as it is when it is not there. */
export function removeFile(fileSystem: FileSystem, path: string): void {
  try {
    fileSystem.unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

/** Whether an error of the file system has this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** On Windows a virus scanner may hold a new file for some milliseconds. */
function renamePatiently(from: string, to: string): void {
  for (let attempt = 1; ; attempt += 1) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      if (process.platform !== "win32" || attempt === 10) throw error;
      if (!hasCode(error, "EPERM") && !hasCode(error, "EACCES") && !hasCode(error, "EBUSY")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, attempt * 10);
    }
  }
}
