import { deserialize, serialize } from "node:v8";
import { crc32 } from "node:zlib";
import { type Columns, findUnstorableCell, toColumns, toRows } from "./columns.ts";
import { findUnstorable, type Unstorable } from "./find-unstorable.ts";

/**
 * How values are written: a header, then frames of at most 8,192 rows, each with its length and checksum, then an end that counts them.
 *
 *     "EVGF" version shape 0 0 | (length crc payload)* | ff ff ff ff count
 *
 * A payload is what V8's serializer makes, so dates, Maps, NaN, undefined and typed arrays come back as they were. A value is one frame
 * of itself; an array or a stream is frames of rows. Identity of an object that occurs in rows of two frames is not kept.
 */
export const framesVersion = 1;
export const rowsPerFrame = 8192;

export type FramesShape = "value" | "rows" | "stream";

const magic = "EVGF";
const shapes: readonly FramesShape[] = ["value", "rows", "stream"];
export const headerLength = 8;
export const frameHeadLength = 8;
const endLength = 0xffffffff;

type Payload = { readonly as: "items"; readonly items: readonly unknown[] } | ({ readonly as: "columns" } & Columns);

/** A value has a part that would not come back. */
export class UnstorableError extends Error {
  readonly found: Unstorable;
  constructor(found: Unstorable) {
    super(`${found.path} is ${found.what}`);
    this.found = found;
  }
}

/** Bytes that are no frames, or not all of them. */
export class FramesError extends Error {
  /** Of the header, when it is a newer one. */
  readonly version: number | undefined;
  constructor(message: string, version?: number) {
    super(message);
    this.version = version;
  }
}

export function encodeHeader(shape: FramesShape): Buffer {
  const header = Buffer.alloc(headerLength);
  header.write(magic, "latin1");
  header[4] = framesVersion;
  header[5] = shapes.indexOf(shape);
  return header;
}

export function decodeHeader(header: Uint8Array): FramesShape {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  if (bytes.length < headerLength || bytes.toString("latin1", 0, 4) !== magic)
    throw new FramesError("it does not begin with EVGF");
  const version = bytes[4] ?? 0;
  if (version !== framesVersion) throw new FramesError(`its format is ${version}`, version);
  const shape = shapes[bytes[5] ?? -1];
  if (shape === undefined) throw new FramesError("its header is damaged");
  return shape;
}

/** One frame of a whole value. */
export function encodeValueFrame(value: unknown): Buffer {
  const found = findUnstorable(value);
  if (found !== undefined) throw new UnstorableError(found);
  return frame(value);
}

/** One frame of rows; `first` is the number of its first row in the whole value. */
export function encodeRowsFrame(rows: readonly unknown[], first: number): Buffer {
  const columns = toColumns(rows);
  const seen = new Set<object>();
  if (columns !== undefined) {
    const found = findUnstorableCell(columns, first, seen);
    if (found !== undefined) throw new UnstorableError(found);
    return frame({ as: "columns", ...columns } satisfies Payload);
  }
  for (const [index, row] of rows.entries()) {
    const found = findUnstorable(row, `value[${first + index}]`, seen);
    if (found !== undefined) throw new UnstorableError(found);
  }
  return frame({ as: "items", items: rows } satisfies Payload);
}

export function encodeEnd(frames: number): Buffer {
  const end = Buffer.alloc(frameHeadLength);
  end.writeUInt32LE(endLength, 0);
  end.writeUInt32LE(frames, 4);
  return end;
}

/** The head of the frame at hand: its payload's length and checksum, or the end and how many frames there should have been. */
export type FrameHead =
  | { readonly end: false; readonly length: number; readonly checksum: number }
  | { readonly end: true; readonly frames: number };

export function decodeHead(head: Uint8Array): FrameHead {
  if (head.length < frameHeadLength) throw new FramesError("it is cut off");
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const length = view.getUint32(0, true);
  const second = view.getUint32(4, true);
  return length === endLength ? { end: true, frames: second } : { end: false, length, checksum: second };
}

export function decodeValuePayload(payload: Uint8Array, checksum: number): unknown {
  return open(payload, checksum);
}

export function decodeRowsPayload(payload: Uint8Array, checksum: number): readonly unknown[] {
  const content = open(payload, checksum) as Payload;
  switch (content.as) {
    case "items":
      return content.items;
    case "columns":
      return toRows(content);
    default:
      throw new FramesError(`a frame is of an unknown kind ${JSON.stringify(content satisfies never)}`);
  }
}

function frame(content: unknown): Buffer {
  let payload: Buffer;
  try {
    payload = serialize(content);
  } catch (error) {
    throw new UnstorableError({
      path: "value",
      what: `refused: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
  const head = Buffer.alloc(frameHeadLength);
  head.writeUInt32LE(payload.length, 0);
  head.writeUInt32LE(crc32(payload), 4);
  return Buffer.concat([head, payload]);
}

function open(payload: Uint8Array, checksum: number): unknown {
  if (crc32(payload) !== checksum) throw new FramesError("a frame's checksum is wrong");
  return deserialize(payload);
}
