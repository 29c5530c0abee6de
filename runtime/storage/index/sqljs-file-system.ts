import { dirname } from "node:path";
import { type FileSystem, hasCode, syncFolder } from "../file-system.ts";

/*
 * Lets an unmodified sql.js work on real files. Its SQLite keeps a table of functions for files, `sqlite3_vfs`, in the memory of the
 * wasm; some of them are replaced by functions of ours, which serve paths below `/@<mount>` from a file system of Node and hand all
 * others on. The layout of these structs is part of SQLite's stable interface; that it is as expected is checked before anything is
 * changed. The files know no shared memory, so a write-ahead log needs `locking_mode = exclusive` before the first read.
 */

/** What is needed of a running sql.js. */
export interface SqliteMachine {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly table: { get(index: number): unknown };
  /** Address of the default `sqlite3_vfs`. */
  readonly vfs: number;
  addFunction(called: (...numbers: number[]) => number, signature: string): number;
  allocate(bytes: number): number;
  text(address: number): string;
}

export interface MountedFiles {
  /** The path under which SQLite reaches this file; valid until `unmount`. */
  mount(fileSystem: FileSystem, file: string): string;
  unmount(path: string): void;
  /** The next database that sql.js opens under a name of its own is this file. */
  openNextAs(path: string | undefined): void;
  /** The last error of a file system, which SQLite only has a number for. */
  takeError(): unknown;
}

const code = {
  ok: 0,
  ioError: 10,
  notFound: 12,
  cannotOpen: 14,
  read: 266,
  shortRead: 522,
  write: 778,
  sync: 1034,
  truncate: 1546,
  size: 1802,
  delete: 2570,
  deleteMissing: 5898,
} as const;

const openFlags = { readOnly: 1, deleteOnClose: 8, create: 4 } as const;
/** Offsets in `sqlite3_vfs`. */
const vfs = { version: 0, fileSize: 4, name: 16, open: 24, delete: 28, access: 32, fullPath: 36 } as const;
const sectorSize = 4096;
const powerSafeOverwrite = 0x1000;
const mountPattern = /^\/@(?<mount>\d+)(?<path>.*)$/s;

interface OpenFile {
  readonly fileSystem: FileSystem;
  readonly descriptor: number;
  readonly path: string;
  readonly flags: number;
  /** Its name is not durable before the folder is synced. */
  created: boolean;
}

interface Mount {
  readonly fileSystem: FileSystem;
}

/** Replaces the functions. Throws, and changes nothing, when the layout is not as expected. */
export function installFiles(machine: SqliteMachine): MountedFiles {
  requireLayout(machine);
  const mounts = new Map<string, Mount>();
  const files = new Map<number, OpenFile>();
  let nextMount = 1;
  let nextName: string | undefined;
  let lastError: unknown;

  const words = () => new Uint32Array(machine.memory.buffer);
  const bytes = () => new Uint8Array(machine.memory.buffer);

  function guarded(failure: number, work: () => number): number {
    try {
      return work();
    } catch (error) {
      lastError = error;
      return failure;
    }
  }

  function locate(address: number): { readonly fileSystem: FileSystem; readonly path: string } | undefined {
    if (address === 0) return undefined;
    const groups = mountPattern.exec(machine.text(address))?.groups;
    const mount = groups?.mount === undefined ? undefined : mounts.get(groups.mount);
    return mount === undefined ? undefined : { fileSystem: mount.fileSystem, path: groups?.path ?? "" };
  }

  function fileAt(address: number): OpenFile {
    const file = files.get(address);
    if (file === undefined) throw new Error("SQLite used a file that is not open");
    return file;
  }

  const methods = installMethods(machine, { files, fileAt, guarded, bytes });
  const original = (offset: number) => {
    const called: unknown = machine.table.get(words()[(machine.vfs + offset) >> 2] ?? 0);
    if (typeof called !== "function") throw new Error("sqlite3_vfs holds no function");
    return called as (...numbers: number[]) => number;
  };
  const originals = {
    open: original(vfs.open),
    delete: original(vfs.delete),
    access: original(vfs.access),
    fullPath: original(vfs.fullPath),
  };

  const open = machine.addFunction((table = 0, name = 0, address = 0, flags = 0, outFlags = 0) => {
    const found = locate(name);
    if (found === undefined) return originals.open(table, name, address, flags, outFlags);
    words()[address >> 2] = 0;
    return guarded(code.cannotOpen, () => {
      files.set(address, openFile(found.fileSystem, found.path, flags));
      words()[address >> 2] = methods;
      if (outFlags !== 0) words()[outFlags >> 2] = flags;
      return code.ok;
    });
  }, "iiiiii");

  const remove = machine.addFunction((table = 0, name = 0, syncNames = 0) => {
    const found = locate(name);
    if (found === undefined) return originals.delete(table, name, syncNames);
    return guarded(code.delete, () => {
      if (found.fileSystem.statSync(found.path) === undefined) return code.deleteMissing;
      found.fileSystem.unlinkSync(found.path);
      if (syncNames !== 0) syncFolder(found.fileSystem, dirname(found.path));
      return code.ok;
    });
  }, "iiii");

  const access = machine.addFunction((table = 0, name = 0, asked = 0, out = 0) => {
    const found = locate(name);
    if (found === undefined) return originals.access(table, name, asked, out);
    return guarded(code.ioError, () => {
      const facts = found.fileSystem.statSync(found.path);
      // Asked for existence, an empty file counts as none, as in SQLite's own functions.
      const exists = facts !== undefined && (asked !== 0 || facts.size > 0);
      words()[out >> 2] = exists ? 1 : 0;
      return code.ok;
    });
  }, "iiiii");

  const fullPath = machine.addFunction((table = 0, name = 0, length = 0, out = 0) => {
    const asked = machine.text(name);
    const path = nextName !== undefined && /^\/?dbfile_\d+$/.test(asked) ? nextName : asked;
    if (path === nextName) nextName = undefined;
    if (!mountPattern.test(path)) return originals.fullPath(table, name, length, out);
    const encoded = Buffer.from(`${path}\0`);
    if (encoded.length > length) return code.cannotOpen;
    bytes().set(encoded, out);
    return code.ok;
  }, "iiiii");

  const table = words();
  table[(machine.vfs + vfs.open) >> 2] = open;
  table[(machine.vfs + vfs.delete) >> 2] = remove;
  table[(machine.vfs + vfs.access) >> 2] = access;
  table[(machine.vfs + vfs.fullPath) >> 2] = fullPath;

  return {
    mount(fileSystem, file) {
      const mount = String(nextMount);
      nextMount += 1;
      mounts.set(mount, { fileSystem });
      return `/@${mount}${file}`;
    },
    unmount(path) {
      const mount = mountPattern.exec(path)?.groups?.mount;
      if (mount !== undefined) mounts.delete(mount);
    },
    openNextAs(path) {
      nextName = path;
    },
    takeError() {
      const error = lastError;
      lastError = undefined;
      return error;
    },
  };
}

function requireLayout(machine: SqliteMachine): void {
  const words = new Uint32Array(machine.memory.buffer);
  const word = (offset: number) => words[(machine.vfs + offset) >> 2] ?? 0;
  const version = word(vfs.version);
  const size = word(vfs.fileSize);
  const inside = machine.vfs > 0 && machine.vfs % 4 === 0 && machine.vfs + 64 < machine.memory.buffer.byteLength;
  if (!inside || version < 1 || version > 3 || size < 4 || size > 1024 || machine.text(word(vfs.name)) !== "unix") {
    throw new Error("this sql.js keeps its files in a way that is not known here");
  }
}

function openFile(fileSystem: FileSystem, path: string, flags: number): OpenFile {
  const base = { fileSystem, path, flags };
  if ((flags & openFlags.readOnly) !== 0) {
    return { ...base, descriptor: fileSystem.openSync(path, "r"), created: false };
  }
  try {
    return { ...base, descriptor: fileSystem.openSync(path, "r+"), created: false };
  } catch (error) {
    if (!hasCode(error, "ENOENT") || (flags & openFlags.create) === 0) throw error;
    return { ...base, descriptor: fileSystem.openSync(path, "wx+"), created: true };
  }
}

interface MethodParts {
  readonly files: Map<number, OpenFile>;
  fileAt(address: number): OpenFile;
  guarded(failure: number, work: () => number): number;
  bytes(): Uint8Array;
}

/** One `sqlite3_io_methods` of version 1 (no shared memory), for all files. Returns its address. */
function installMethods(machine: SqliteMachine, { files, fileAt, guarded, bytes }: MethodParts): number {
  const add = machine.addFunction;
  const close = add((address = 0) => {
    return guarded(code.ioError, () => {
      const file = fileAt(address);
      files.delete(address);
      file.fileSystem.closeSync(file.descriptor);
      if ((file.flags & openFlags.deleteOnClose) !== 0) file.fileSystem.unlinkSync(file.path);
      return code.ok;
    });
  }, "ii");
  const read = add((address = 0, target = 0, length = 0, position: number | bigint = 0) => {
    return guarded(code.read, () => {
      const { fileSystem, descriptor } = fileAt(address);
      const start = Number(position);
      let got = 0;
      while (got < length) {
        const count = fileSystem.readSync(descriptor, bytes(), target + got, length - got, start + got);
        if (count === 0) break;
        got += count;
      }
      if (got === length) return code.ok;
      bytes().fill(0, target + got, target + length);
      return code.shortRead;
    });
  }, "iiiij");
  const write = add((address = 0, source = 0, length = 0, position: number | bigint = 0) => {
    return guarded(code.write, () => {
      const { fileSystem, descriptor } = fileAt(address);
      const start = Number(position);
      for (let done = 0; done < length; ) {
        done += fileSystem.writeSync(descriptor, bytes(), source + done, length - done, start + done);
      }
      return code.ok;
    });
  }, "iiiij");
  const truncate = add((address = 0, size: number | bigint = 0) => {
    return guarded(code.truncate, () => {
      const { fileSystem, descriptor } = fileAt(address);
      fileSystem.truncateSync(descriptor, Number(size));
      return code.ok;
    });
  }, "iij");
  const sync = add((address = 0) => {
    return guarded(code.sync, () => {
      const file = fileAt(address);
      file.fileSystem.syncSync(file.descriptor);
      if (file.created) syncFolder(file.fileSystem, dirname(file.path));
      file.created = false;
      return code.ok;
    });
  }, "iii");
  const size = add((address = 0, out = 0) => {
    return guarded(code.size, () => {
      const { fileSystem, descriptor } = fileAt(address);
      new DataView(machine.memory.buffer).setBigInt64(out, BigInt(fileSystem.sizeSync(descriptor)), true);
      return code.ok;
    });
  }, "iii");
  // Each file belongs to one process, which holds a lock of its own.
  const lock = add(() => code.ok, "iii");
  const checkReserved = add((_address = 0, out = 0) => {
    new Uint32Array(machine.memory.buffer)[out >> 2] = 0;
    return code.ok;
  }, "iii");
  const control = add(() => code.notFound, "iiii");
  const sector = add(() => sectorSize, "ii");
  const characteristics = add(() => powerSafeOverwrite, "ii");
  const functions = [
    close,
    read,
    write,
    truncate,
    sync,
    size,
    lock,
    lock,
    checkReserved,
    control,
    sector,
    characteristics,
  ];
  const address = machine.allocate(4 * (functions.length + 1));
  new Uint32Array(machine.memory.buffer).set([1, ...functions], address >> 2);
  return address;
}
