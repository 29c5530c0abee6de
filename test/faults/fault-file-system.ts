import { dirname } from "node:path";
import type { FileSystem } from "../../runtime/storage/file-system.ts";
import { GrowingBytes } from "./growing-bytes.ts";
import type { Random } from "./random.ts";

/*
 * A disk in memory that may lose its power. As mean as a real one may be: only syncing a file makes its content durable, only syncing a
 * folder makes the names in it durable (of the rest a random beginning survives, in order), and of writes that were not synced each
 * sector survives or not by chance. Folders themselves are durable at once.
 */

export interface FaultDisk extends FileSystem {
  /** Operations that change something, so far. */
  readonly operations: number;
  readonly lostPower: boolean;
  /** What is on the disk when the power is back. */
  afterPowerCut(random: Random): FaultDisk;
}

export interface FaultDiskOptions {
  /** The operation during which the power fails. */
  readonly failAt?: number;
  /** A fault put in on purpose: syncing does nothing. */
  readonly ignoresSync?: boolean;
}

/** Thrown by every operation from the power cut on. */
export class PowerCut extends Error {
  readonly code = "EIO";
  constructor() {
    super("the power failed");
  }
}

interface Content {
  readonly bytes: GrowingBytes;
  readonly durable: GrowingBytes;
  pending: Change[];
}

type Change =
  | { readonly kind: "write"; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: "size"; readonly size: number };

type NameChange =
  | { readonly kind: "put"; readonly path: string; readonly content: Content; readonly from?: string }
  | { readonly kind: "remove"; readonly path: string };

const sector = 512;

export function createFaultDisk(options: FaultDiskOptions = {}): FaultDisk {
  return buildDisk(new Map(), new Set(), options);
}

function buildDisk(
  durableNames: Map<string, Content>,
  folders: Set<string>,
  { failAt = Number.POSITIVE_INFINITY, ignoresSync = false }: FaultDiskOptions,
): FaultDisk {
  const names = new Map(durableNames);
  const open = new Map<number, { readonly content: Content | undefined; readonly folder: string }>();
  let nameChanges: NameChange[] = [];
  let operations = 0;
  let lostPower = false;
  let nextDescriptor = 3;

  function look(): void {
    if (lostPower) throw new PowerCut();
  }

  function change(): void {
    look();
    operations += 1;
    if (operations < failAt) return;
    lostPower = true;
    throw new PowerCut();
  }

  function contentOf(descriptor: number): Content {
    const content = open.get(descriptor)?.content;
    if (content === undefined) throw failure("EBADF", String(descriptor));
    return content;
  }

  function putName(path: string, content: Content, from?: string): void {
    if (from !== undefined) names.delete(from);
    names.set(path, content);
    nameChanges.push(from === undefined ? { kind: "put", path, content } : { kind: "put", path, content, from });
  }

  const disk: FaultDisk = {
    get operations() {
      return operations;
    },
    get lostPower() {
      return lostPower;
    },
    openSync(path, flags) {
      look();
      const descriptor = nextDescriptor;
      nextDescriptor += 1;
      if (folders.has(path)) {
        open.set(descriptor, { content: undefined, folder: path });
        return descriptor;
      }
      let content = names.get(path);
      if (content !== undefined && flags.startsWith("wx")) throw failure("EEXIST", path);
      if (content === undefined) {
        if (flags.startsWith("r") || !folders.has(dirname(path))) throw failure("ENOENT", path);
        change();
        content = { bytes: new GrowingBytes(), durable: new GrowingBytes(), pending: [] };
        putName(path, content);
      } else if (flags === "w") {
        change();
        resize(content, 0);
      }
      open.set(descriptor, { content, folder: dirname(path) });
      return descriptor;
    },
    closeSync(descriptor) {
      open.delete(descriptor);
    },
    readSync(descriptor, target, offset, length, position) {
      look();
      const { bytes } = contentOf(descriptor);
      const part = bytes.view().subarray(position, position + length);
      target.set(part, offset);
      return part.length;
    },
    writeSync(descriptor, source, offset, length, position) {
      change();
      const content = contentOf(descriptor);
      const bytes = Buffer.from(source.subarray(offset, offset + length));
      content.bytes.write(bytes, position);
      content.pending.push({ kind: "write", at: position, bytes });
      return length;
    },
    truncateSync(descriptor, size) {
      change();
      resize(contentOf(descriptor), size);
    },
    syncSync(descriptor) {
      change();
      const found = open.get(descriptor);
      if (found === undefined) throw failure("EBADF", String(descriptor));
      if (ignoresSync) return;
      if (found.content !== undefined) {
        for (const one of found.content.pending) applyChange(found.content.durable, one);
        found.content.pending = [];
        return;
      }
      const isHere = ({ path }: NameChange) => dirname(path) === found.folder;
      for (const one of nameChanges.filter(isHere)) applyName(durableNames, one);
      nameChanges = nameChanges.filter((one) => !isHere(one));
    },
    sizeSync: (descriptor) => contentOf(descriptor).bytes.size,
    statSync(path) {
      look();
      const content = names.get(path);
      return content === undefined ? undefined : { size: content.bytes.size, modified: 0 };
    },
    unlinkSync(path) {
      change();
      if (!names.delete(path)) throw failure("ENOENT", path);
      nameChanges.push({ kind: "remove", path });
    },
    renameSync(from, to) {
      change();
      const content = names.get(from);
      if (content === undefined) throw failure("ENOENT", from);
      putName(to, content, from);
    },
    listSync(folder) {
      look();
      return [...names.keys()].filter((path) => dirname(path) === folder).map((path) => path.slice(folder.length + 1));
    },
    readFileSync(path) {
      look();
      const content = names.get(path);
      if (content === undefined) throw failure("ENOENT", path);
      return Buffer.from(content.bytes.view());
    },
    makeFolderSync(path) {
      look();
      for (let folder = path; folder !== dirname(folder); folder = dirname(folder)) folders.add(folder);
    },
    async makeFolder(path) {
      await nextTurn();
      disk.makeFolderSync(path);
      return undefined;
    },
    async syncNames(folder) {
      await nextTurn();
      const descriptor = disk.openSync(folder, "r");
      try {
        await nextTurn();
        disk.syncSync(descriptor);
      } finally {
        disk.closeSync(descriptor);
      }
    },
    async write(descriptor, source, position) {
      await nextTurn();
      disk.writeSync(descriptor, source, 0, source.length, position);
    },
    async sync(descriptor) {
      await nextTurn();
      disk.syncSync(descriptor);
    },
    afterPowerCut(random) {
      const survived = new Map(durableNames);
      const changesKept = Math.floor(random() * (nameChanges.length + 1));
      for (const one of nameChanges.slice(0, changesKept)) applyName(survived, one);
      const chance = random();
      const contents = new Map<string, Content>();
      for (const [path, content] of survived) {
        const durable = survivingBytes(content, random, chance);
        contents.set(path, { bytes: new GrowingBytes(durable.view()), durable, pending: [] });
      }
      return buildDisk(contents, new Set(folders), {});
    },
  };
  return disk;
}

function survivingBytes({ durable, pending }: Content, random: Random, chance: number): GrowingBytes {
  const bytes = new GrowingBytes(durable.view());
  for (const change of pending) {
    if (change.kind === "size") {
      if (random() < chance) bytes.resize(change.size);
      continue;
    }
    for (let start = 0; start < change.bytes.length; ) {
      const end = Math.min(change.bytes.length, start + sector - ((change.at + start) % sector));
      if (random() < chance) bytes.write(change.bytes.subarray(start, end), change.at + start);
      start = end;
    }
  }
  return bytes;
}

function resize(content: Content, size: number): void {
  content.bytes.resize(size);
  content.pending.push({ kind: "size", size });
}

function applyChange(bytes: GrowingBytes, change: Change): void {
  if (change.kind === "size") bytes.resize(change.size);
  else bytes.write(change.bytes, change.at);
}

function applyName(names: Map<string, Content>, change: NameChange): void {
  if (change.kind === "remove") {
    names.delete(change.path);
    return;
  }
  if (change.from !== undefined) names.delete(change.from);
  names.set(change.path, change.content);
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
