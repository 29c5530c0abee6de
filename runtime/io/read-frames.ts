import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredValue } from "../../protocol/record/events.ts";
import type { FileSystem } from "../storage/file-system.ts";
import {
  decodeHead,
  decodeHeader,
  decodeRowsPayload,
  decodeValuePayload,
  FramesError,
  type FramesShape,
  frameHeadLength,
  headerLength,
} from "./frames.ts";
import { resolveStoredPath } from "./stored-path.ts";
import { StoredStream } from "./stored-stream.ts";

/** Stored bytes, to be read at any place. */
interface ByteSource {
  read(position: number, length: number): Uint8Array;
  close(): void;
}

/** What is read, and of what. */
export interface StoredFrames {
  readonly asset: AssetKey;
  /** Absolute folder of the environment. */
  readonly folder: string;
  readonly stored: StoredValue;
  /** Absolute folders in which its file may lie besides. */
  readonly directories?: readonly string[] | undefined;
}

/** Gives back what `toFrames` wrote: the value, the array, or a stream that reads the frames when it is gone through. */
export function readFrames(fileSystem: FileSystem, place: StoredFrames, signal: AbortSignal): unknown {
  const open = () => openSource(fileSystem, place);
  const source = open();
  try {
    const shape = decodeHeader(source.read(0, headerLength));
    switch (shape) {
      case "value":
        return readValue(source);
      case "rows":
        return readAllRows(source, signal);
      case "stream":
        return new StoredStream(() => readRowsOneByOne(open, signal));
      default:
        throw new FramesError(`its shape ${shape satisfies never as FramesShape} is unknown`);
    }
  } finally {
    source.close();
  }
}

/**
 * The rows of a stored array or stream, frame by frame from frame `first` on, so that few of many can be read and others get their turn
 * between. Undefined: the value is neither. Throws as reading the whole does, where the damage is met.
 */
export function readRowFrames(
  fileSystem: FileSystem,
  place: StoredFrames,
  first = 0,
): Generator<readonly unknown[]> | undefined {
  const source = openSource(fileSystem, place);
  try {
    if (decodeHeader(source.read(0, headerLength)) === "value") return undefined;
  } finally {
    source.close();
  }
  return framesFrom(() => openSource(fileSystem, place), first);
}

function* framesFrom(open: () => ByteSource, first: number): Generator<readonly unknown[]> {
  const source = open();
  try {
    yield* rowFrames(source, first);
  } finally {
    source.close();
  }
}

function readValue(source: ByteSource): unknown {
  const head = decodeHead(source.read(headerLength, frameHeadLength));
  if (head.end) throw new FramesError("it is empty");
  const start = headerLength + frameHeadLength;
  const value = decodeValuePayload(source.read(start, head.length), head.checksum);
  if (!decodeHead(source.read(start + head.length, frameHeadLength)).end) throw new FramesError("its end is missing");
  return value;
}

function readAllRows(source: ByteSource, signal: AbortSignal): unknown[] {
  const all: unknown[] = [];
  for (const rows of rowFrames(source)) {
    signal.throwIfAborted();
    for (const row of rows) all.push(row);
  }
  return all;
}

async function* readRowsOneByOne(open: () => ByteSource, signal: AbortSignal): AsyncGenerator<unknown> {
  const source = open();
  try {
    decodeHeader(source.read(0, headerLength));
    for (const rows of rowFrames(source)) {
      signal.throwIfAborted();
      yield* rows;
    }
  } finally {
    source.close();
  }
}

function* rowFrames(source: ByteSource, first = 0): Generator<readonly unknown[]> {
  let position = headerLength;
  for (let frames = 0; ; frames += 1) {
    const head = decodeHead(source.read(position, frameHeadLength));
    if (head.end) {
      if (head.frames !== frames) throw new FramesError(`it has ${frames} frames of ${head.frames}`);
      return;
    }
    position += frameHeadLength;
    if (frames >= first) yield decodeRowsPayload(source.read(position, head.length), head.checksum);
    position += head.length;
  }
}

function openSource(fileSystem: FileSystem, { asset, folder, stored, directories }: StoredFrames): ByteSource {
  if (stored.inline !== undefined) {
    const bytes = Buffer.from(stored.inline, "base64");
    return {
      read(position, length) {
        if (position + length > bytes.length) throw new FramesError("it is cut off");
        return bytes.subarray(position, position + length);
      },
      close() {},
    };
  }
  if (stored.path === undefined) throw new FramesError("its event says no place");
  const descriptor = fileSystem.openSync(resolveStoredPath(folder, stored.path, asset, directories), "r");
  return {
    read(position, length) {
      // A damaged head may ask for any length: no more is allocated than there is.
      if (position + length > fileSystem.sizeSync(descriptor)) throw new FramesError("it is cut off");
      const bytes = Buffer.allocUnsafe(length);
      for (let got = 0; got < length; ) {
        const count = fileSystem.readSync(descriptor, bytes, got, length - got, position + got);
        if (count === 0) throw new FramesError("it is cut off");
        got += count;
      }
      return bytes;
    },
    close: () => fileSystem.closeSync(descriptor),
  };
}
