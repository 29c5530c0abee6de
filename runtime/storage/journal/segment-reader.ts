import { join } from "node:path";
import type { FileSystem } from "../file-system.ts";
import { type DecodedLines, decodeLines, durableLength } from "./journal-line.ts";

/**
 * How much of a segment is taken. `marked`: what its writer has marked as being on disk. `all`: everything; what is not marked is synced
 * first, so that a reader never knows more than the disk.
 */
export type ReadExtent = "marked" | "all";

const nothing = { events: [], unreadable: 0 } as const;

/** The events of a segment from an offset on; `end` is where to go on. Lines that are damaged are passed over and counted. */
export function readSegment(
  fileSystem: FileSystem,
  folder: string,
  file: string,
  from: number,
  extent: ReadExtent,
): DecodedLines {
  const path = join(folder, file);
  const size = fileSystem.statSync(path)?.size ?? 0;
  if (size <= from) return { ...nothing, end: from };
  const descriptor = fileSystem.openSync(path, "r");
  try {
    const bytes = readBytes(fileSystem, descriptor, from, size - from);
    const marked = durableLength(bytes);
    if (extent === "marked") return decodeLines(bytes.subarray(0, marked), file, from);
    if (marked < bytes.length) syncSegment(fileSystem, path);
    return decodeLines(bytes, file, from);
  } finally {
    fileSystem.closeSync(descriptor);
  }
}

function readBytes(fileSystem: FileSystem, descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let got = 0;
  while (got < length) {
    const count = fileSystem.readSync(descriptor, bytes, got, length - got, position + got);
    if (count === 0) break;
    got += count;
  }
  return bytes.subarray(0, got);
}

/** Windows only syncs a file that is open for writing; a disk that is read only needs no sync. */
function syncSegment(fileSystem: FileSystem, path: string): void {
  let descriptor: number;
  try {
    descriptor = fileSystem.openSync(path, process.platform === "win32" ? "r+" : "r");
  } catch {
    return;
  }
  try {
    fileSystem.syncSync(descriptor);
  } finally {
    fileSystem.closeSync(descriptor);
  }
}
