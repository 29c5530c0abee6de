import { crc32 } from "node:zlib";
import type { StoredEvent } from "../../../protocol/record/events.ts";

/*
 * A line of a journal: eight hexadecimal digits (the CRC-32 of the JSON's bytes), a space, the event as JSON, a newline. JSON holds no
 * newline, so a reader that meets damage goes on at the next line. A line that only says `=` promises that all before it is on disk.
 */

export const durableMark = "=\n";
const newline = 10;
const space = 32;
const markByte = 61;
const hexadecimal = Buffer.from("0123456789abcdef");
const digits = 8;
const bodyStart = digits + 1;

/** An event with its place in the journal. */
export interface PlacedEvent {
  readonly event: StoredEvent;
  /** Name of the segment's file. */
  readonly file: string;
  readonly offset: number;
  /** In bytes, with the newline. */
  readonly length: number;
}

export interface EncodedLines {
  readonly bytes: Buffer;
  /** Of each line in bytes, with its newline. */
  readonly lengths: readonly number[];
}

/** The lines of some events, one after the other in one piece of memory. `before`: the mark, when what is in front of them is on disk. */
export function encodeLines(events: readonly StoredEvent[], before: "" | typeof durableMark = ""): EncodedLines {
  const bodies: string[] = [];
  const lengths: number[] = [];
  let size = before.length;
  for (const event of events) {
    const body = JSON.stringify(event);
    const length = bodyStart + Buffer.byteLength(body) + 1;
    bodies.push(body);
    lengths.push(length);
    size += length;
  }
  const bytes = Buffer.allocUnsafe(size);
  bytes.write(before, "latin1");
  let start = before.length;
  for (const body of bodies) {
    const end = start + bodyStart + bytes.write(body, start + bodyStart);
    writeChecksum(bytes, start, crc32(bytes.subarray(start + bodyStart, end)));
    bytes[start + digits] = space;
    bytes[end] = newline;
    start = end + 1;
  }
  return { bytes, lengths };
}

function writeChecksum(bytes: Buffer, start: number, checksum: number): void {
  let left = checksum;
  for (let at = start + digits - 1; at >= start; at -= 1) {
    bytes[at] = hexadecimal[left & 15] ?? 0;
    left >>>= 4;
  }
}

/** The event of a line (without its newline); undefined when the line is not exactly what was written. */
export function decodeLine(line: Buffer): StoredEvent | undefined {
  if (line.length <= bodyStart || line[digits] !== space) return undefined;
  const expected = line.toString("latin1", 0, digits);
  const body = line.subarray(bodyStart);
  if (crc32(body).toString(16).padStart(digits, "0") !== expected) return undefined;
  try {
    const content: unknown = JSON.parse(body.toString());
    return isEvent(content) ? content : undefined;
  } catch {
    return undefined;
  }
}

/** What every version of an event has; the rest is vouched for by the checksum. */
function isEvent(content: unknown): content is StoredEvent {
  if (typeof content !== "object" || content === null) return false;
  const { writer, sequence, time, kind } = content as Readonly<Record<string, unknown>>;
  if (typeof writer !== "string" || typeof kind !== "string") return false;
  return Number.isSafeInteger(sequence) && Number.isFinite(time);
}

export interface DecodedLines {
  readonly events: readonly PlacedEvent[];
  /** Where the last whole line ends. */
  readonly end: number;
  /** Whole lines that are no events. */
  readonly unreadable: number;
}

/** All whole lines of some bytes of a segment, which start at `start` in it. */
export function decodeLines(bytes: Buffer, file: string, start: number): DecodedLines {
  const events: PlacedEvent[] = [];
  let position = 0;
  let unreadable = 0;
  for (;;) {
    const end = bytes.indexOf(newline, position);
    if (end === -1) break;
    const isMark = end === position + 1 && bytes[position] === markByte;
    if (!isMark) {
      const event = decodeLine(bytes.subarray(position, end));
      if (event === undefined) unreadable += 1;
      else events.push({ event, file, offset: start + position, length: end + 1 - position });
    }
    position = end + 1;
  }
  return { events, end: start + position, unreadable };
}

/** Length of the part of these bytes that ends with the last mark: all of it is on disk. */
export function durableLength(bytes: Buffer): number {
  const last = bytes.lastIndexOf(`\n${durableMark}`);
  if (last !== -1) return last + 1 + durableMark.length;
  return bytes[0] === markByte && bytes[1] === newline ? durableMark.length : 0;
}
