import { isDeepStrictEqual } from "node:util";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { StoredEvent } from "../../protocol/record/events.ts";
import { decodeLines, encodeLines } from "../../runtime/storage/journal/journal-line.ts";

export interface TornFigures {
  readonly truncations: number;
  readonly flips: number;
  /** Events that were read and never written, or at a wrong place. */
  readonly wrong: number;
  /** Most events that one flipped bit cost. */
  readonly mostLost: number;
}

export type ReadJournal = (bytes: Buffer) => readonly StoredEvent[];

const eventsWritten = 40;
const bits = [1, 16, 128];

/** Cuts a journal at each byte and flips bits of each byte; what is still read must be what was written. */
export function tearJournal(read: ReadJournal = readAsTheStoreDoes): TornFigures {
  const events = Array.from({ length: eventsWritten }, (_, sequence) => eventOf(sequence));
  const whole = encodeLines(events).bytes;
  const figures = { truncations: 0, flips: 0, wrong: 0, mostLost: 0 };
  const look = (bytes: Buffer): number => {
    const found = read(bytes);
    const isWritten = (event: StoredEvent) => isDeepStrictEqual(event, events[event.sequence]);
    figures.wrong += found.filter((event) => !isWritten(event)).length;
    return found.length;
  };
  for (let length = 0; length <= whole.length; length += 1) {
    figures.truncations += 1;
    look(whole.subarray(0, length));
  }
  for (let at = 0; at < whole.length; at += 1) {
    for (const bit of bits) {
      figures.flips += 1;
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ bit;
      figures.mostLost = Math.max(figures.mostLost, eventsWritten - look(flipped));
    }
  }
  return figures;
}

function readAsTheStoreDoes(bytes: Buffer): readonly StoredEvent[] {
  return decodeLines(bytes, "segment", 0).events.map(({ event }) => event);
}

function eventOf(sequence: number): StoredEvent {
  const text = `ü\u2028"\\${"x".repeat(sequence)}`;
  const asset = asAssetKey("group/asset");
  return { version: 1, writer: "writer", sequence, time: 1000 + sequence, kind: "log", asset, level: "info", text };
}
