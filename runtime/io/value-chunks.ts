import { encodeEnd, encodeHeader, encodeRowsFrame, encodeValueFrame, rowsPerFrame } from "./frames.ts";
import { measureRows, measureValue, rowsLookedAt, type ValueMeasure } from "./measure-value.ts";
import { isRowSource } from "./stored-stream.ts";

/** A value on its way to storage: its bytes, piece by piece, and what was seen of it once all of them have been taken. */
export interface ValueChunks {
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  measure(): ValueMeasure;
}

/** Writes a value as frames. A stream is taken row by row and never held whole. */
export function toFrames(value: unknown): ValueChunks {
  if (isRowSource(value)) return streamToFrames(value);
  const chunks = isRowArray(value) ? rowsToFrames(value) : valueToFrames(value);
  return { chunks, measure: () => measureValue(value) };
}

/** An array with fields besides its items, such as the result of a match, is kept whole: frames of rows would lose them. */
function isRowArray(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return false;
  if (Object.getPrototypeOf(value) !== Array.prototype) return false;
  return Object.keys(value).length === value.length;
}

function* valueToFrames(value: unknown): Generator<Uint8Array> {
  yield encodeHeader("value");
  yield encodeValueFrame(value);
  yield encodeEnd(1);
}

function* rowsToFrames(rows: readonly unknown[]): Generator<Uint8Array> {
  yield encodeHeader("rows");
  let frames = 0;
  for (let first = 0; first < rows.length; first += rowsPerFrame) {
    yield encodeRowsFrame(rows.slice(first, first + rowsPerFrame), first);
    frames += 1;
  }
  yield encodeEnd(frames);
}

function streamToFrames(source: AsyncIterable<unknown> | Iterable<unknown>): ValueChunks {
  const first: unknown[] = [];
  let count = 0;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield encodeHeader("stream");
    let frames = 0;
    let held: unknown[] = [];
    for await (const row of source) {
      if (first.length < rowsLookedAt) first.push(row);
      held.push(row);
      if (held.length < rowsPerFrame) continue;
      yield encodeRowsFrame(held, count);
      count += held.length;
      frames += 1;
      held = [];
    }
    if (held.length > 0) {
      yield encodeRowsFrame(held, count);
      count += held.length;
      frames += 1;
    }
    yield encodeEnd(frames);
  }
  return { chunks: chunks(), measure: () => measureRows(first, count) };
}
