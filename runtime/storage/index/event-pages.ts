import { decodePage, type FoundEvent, OpenPage } from "./event-page.ts";
import type { SqlDatabase, SqlStatement, SqlValue } from "./sql-driver.ts";

/** Which events are looked for. Names are numbers of the index. */
export interface PageQuery {
  readonly run?: number;
  /** An asset with the pages that have events of it. */
  readonly asset?: { readonly id: number; readonly pages: readonly number[] };
  readonly kinds?: readonly number[];
  /** The last so many. */
  readonly limit?: number;
}

/** Names of writers by number: they order events of one time. */
export type WriterName = (writer: number) => string;

/** Puts pages of events into the index, and finds events in them. */
export class EventPages {
  /** By run; filled in this transaction. */
  readonly #open = new Map<number, OpenPage>();
  readonly #add: SqlStatement;
  readonly #all: SqlStatement;
  readonly #ofRun: SqlStatement;
  readonly #head: SqlStatement;
  readonly #content: SqlStatement;
  readonly #writerName: WriterName;
  #next: number;

  constructor(database: SqlDatabase, writerName: WriterName) {
    this.#add = database.prepare("insert into event_page values(?, ?, ?, ?, ?, ?, ?)");
    const head = "select id, segment, writer, run, newest, kinds from event_page";
    this.#all = database.prepare(head);
    this.#ofRun = database.prepare(`${head} where run = ?`);
    this.#head = database.prepare(`${head} where id = ?`);
    this.#content = database.prepare("select events from event_page where id = ?");
    this.#writerName = writerName;
    this.#next = Number(database.prepare("select coalesce(max(id), 0) + 1 from event_page").first()?.[0]);
  }

  /** The page that the next event of the segment and the run is to be put into. It is written by `flush`. */
  pageFor(segment: number, writer: number, run: number): OpenPage {
    const known = this.#open.get(run);
    if (known !== undefined && known.segment === segment && known.writer === writer && !known.isFull) return known;
    if (known !== undefined) this.#write(known);
    const page = new OpenPage(this.#next, { segment, writer, run });
    this.#next += 1;
    this.#open.set(run, page);
    return page;
  }

  /** Before the transaction ends. */
  flush(): void {
    for (const page of this.#open.values()) this.#write(page);
    this.#open.clear();
  }

  /** The latest first. */
  find(query: PageQuery): readonly FoundEvent[] {
    const { limit = Number.POSITIVE_INFINITY } = query;
    let found: FoundEvent[] = [];
    for (const page of this.#pagesOf(query)) {
      const last = found.length < limit ? undefined : found[limit - 1];
      if (last !== undefined && last.time > page.newest) break;
      const before = found.length;
      for (const event of this.#eventsOf(page)) if (matches(event, query)) found.push(event);
      if (found.length === before) continue;
      found.sort((a, b) => this.#newestFirst(a, b));
      if (found.length > limit) found = found.slice(0, limit);
    }
    return found;
  }

  #write(page: OpenPage): void {
    const { id, segment, writer, run, newest, kinds } = page;
    this.#add.run(id, segment, writer, run, newest, kinds, page.encode());
  }

  #pagesOf({ asset, run, kinds }: PageQuery): readonly PageHead[] {
    const wanted = kinds?.reduce((bits, kind) => bits | (1 << kind), 0);
    return this.#headRows(asset?.pages, run)
      .map(headOf)
      .filter(
        (page) => (run === undefined || page.run === run) && (wanted === undefined || (page.kinds & wanted) !== 0),
      )
      .sort((a, b) => b.newest - a.newest || b.id - a.id);
  }

  #headRows(pages: readonly number[] | undefined, run: number | undefined): readonly (readonly SqlValue[])[] {
    if (pages !== undefined) {
      return pages.map((id) => {
        const row = this.#head.first(id);
        if (row === undefined) throw new Error(`the index lacks page ${id} of its events`);
        return row;
      });
    }
    return run === undefined ? this.#all.rows() : this.#ofRun.rows(run);
  }

  #eventsOf({ id, segment, writer }: PageHead): readonly FoundEvent[] {
    const content = this.#content.first(id)?.[0];
    if (!(content instanceof Uint8Array)) throw new Error(`page ${id} of the index's events is damaged`);
    return decodePage(content).map((event) => ({ ...event, segment, writer }));
  }

  #newestFirst(a: FoundEvent, b: FoundEvent): number {
    if (a.time !== b.time) return b.time - a.time;
    if (a.writer === b.writer) return b.sequence - a.sequence;
    return this.#writerName(a.writer) < this.#writerName(b.writer) ? 1 : -1;
  }
}

interface PageHead {
  readonly id: number;
  readonly segment: number;
  readonly writer: number;
  readonly run: number;
  readonly newest: number;
  readonly kinds: number;
}

function headOf([id, segment, writer, run, newest, kinds]: readonly SqlValue[]): PageHead {
  return {
    id: Number(id),
    segment: Number(segment),
    writer: Number(writer),
    run: Number(run),
    newest: Number(newest),
    kinds: Number(kinds),
  };
}

function matches(event: FoundEvent, { asset, kinds }: PageQuery): boolean {
  if (asset !== undefined && event.asset !== asset.id) return false;
  return kinds === undefined || kinds.includes(event.kind);
}
