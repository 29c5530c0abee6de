import type { PlacedEvent } from "../journal/journal-line.ts";
import type { SqlValue } from "./sql-driver.ts";

/*
 * Where events lie, many to a row: a row for each event would cost more than all else that is done for it. A page holds events of one
 * segment and one run (or of none), in their order in the segment.
 */

/** Where an event lies in the journal, with the segment's number in the index. */
export interface EventPlace {
  readonly segment: number;
  readonly offset: number;
  readonly length: number;
}

/** What the index keeps of an event besides its page. Names are numbers of the index. */
export interface PagedEvent {
  readonly time: number;
  readonly sequence: number;
  readonly offset: number;
  readonly length: number;
  readonly kind: number;
  /** Of an outcome which one, else 0. */
  readonly detail: number;
  /** 0: about no asset. */
  readonly asset: number;
}

/** An event of which all that the index knows has been read. */
export interface FoundEvent extends PagedEvent, EventPlace {
  readonly writer: number;
}

/** So many events make a page full: to find one of them all are read. */
const mostEvents = 512;
const numbersOfEvent = 6;
/** Kind and detail share a number. */
const details = 16;

/** A page while events are put in. */
export class OpenPage {
  readonly id: number;
  readonly segment: number;
  readonly writer: number;
  /** Row of the run; 0: of none. */
  readonly run: number;
  newest = 0;
  /** A bit for each kind that is in it. */
  kinds = 0;
  readonly #numbers: number[] = [];

  constructor(id: number, of: { readonly segment: number; readonly writer: number; readonly run: number }) {
    this.id = id;
    this.segment = of.segment;
    this.writer = of.writer;
    this.run = of.run;
  }

  get isFull(): boolean {
    return this.#numbers.length >= mostEvents * numbersOfEvent;
  }

  add({ event, offset, length }: PlacedEvent, kind: number, detail: number, asset: number): void {
    const { time, sequence } = event;
    this.#numbers.push(time, sequence, offset, length, kind * details + detail, asset);
    this.newest = Math.max(this.newest, time);
    this.kinds |= 1 << kind;
  }

  encode(): Uint8Array {
    return new Uint8Array(Float64Array.from(this.#numbers).buffer);
  }
}

/** Only read by the process that wrote it, or one on the same machine, so in the machine's own order of bytes. */
export function decodePage(bytes: Uint8Array): readonly PagedEvent[] {
  const numbers = new Float64Array(bytes.slice().buffer);
  const at = (index: number) => numbers[index] ?? 0;
  const events: PagedEvent[] = [];
  for (let first = 0; first + numbersOfEvent <= numbers.length; first += numbersOfEvent) {
    const what = at(first + 4);
    events.push({
      time: at(first),
      sequence: at(first + 1),
      offset: at(first + 2),
      length: at(first + 3),
      kind: Math.floor(what / details),
      detail: what % details,
      asset: at(first + 5),
    });
  }
  return events;
}

/** A place in three cells of a row. */
export function placeOf([segment, offset, length]: readonly SqlValue[]): EventPlace | undefined {
  if (typeof segment !== "number") return undefined;
  return { segment, offset: Number(offset), length: Number(length) };
}
