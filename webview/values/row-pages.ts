import type { Json } from "../../protocol/errors/error-entry.ts";
import type { ValueRows } from "../../protocol/messages/server-messages.ts";

export const pageSize = 200;
const mostPages = 60;

/** Rows that came. */
export type Page = Exclude<ValueRows, { readonly problem: unknown }>;

/** The rows of one value, page by page: those in view are asked for, those long out of view are let go. */
export interface RowPages {
  row(index: number): readonly Json[] | undefined;
  /** How many rows there are as far as is known; one more when the end was not seen. */
  count(): number;
  /** Whether the end was seen. */
  isWhole(): boolean;
  /** Asks for what is missing between two rows. The latest wish goes first. */
  want(from: number, to: number): void;
  /** No answer is waited for any more. */
  close(): void;
}

export interface RowPagesDesk {
  ask(from: number, count: number, signal: AbortSignal): Promise<ValueRows>;
  /** A page came: rows, or why there are none. */
  arrived(answer: ValueRows): void;
  failed(error: unknown): void;
}

export function makeRowPages(desk: RowPagesDesk): RowPages {
  const pages = new Map<number, readonly (readonly Json[])[]>();
  let wanted: readonly number[] = [];
  let asking: number | undefined;
  const closing = new AbortController();
  const { signal } = closing;
  let total: number | undefined;
  let seen = 0;

  const ask = async (): Promise<void> => {
    const page = wanted.find((one) => !pages.has(one));
    if (page === undefined || asking !== undefined || signal.aborted) return;
    asking = page;
    try {
      const answer = await desk.ask(page * pageSize, pageSize, signal);
      asking = undefined;
      if (signal.aborted) return;
      if ("problem" in answer) {
        wanted = [];
      } else {
        pages.set(page, answer.rows);
        seen = Math.max(seen, page * pageSize + answer.rows.length);
        total = answer.total ?? (answer.rows.length < pageSize ? seen : total);
        for (const old of pages.keys()) {
          if (pages.size <= mostPages) break;
          if (!wanted.includes(old)) pages.delete(old);
        }
      }
      desk.arrived(answer);
    } catch (error) {
      asking = undefined;
      wanted = [];
      if (!signal.aborted) desk.failed(error);
    }
    void ask();
  };

  return {
    row: (index) => pages.get(Math.floor(index / pageSize))?.[index % pageSize],
    count: () => total ?? (seen === 0 ? 0 : seen + 1),
    isWhole: () => total !== undefined,
    want(from, to) {
      const next: number[] = [];
      for (let page = Math.floor(from / pageSize); page * pageSize < Math.max(to, from + 1); page++) next.push(page);
      wanted = next;
      void ask();
    },
    close() {
      closing.abort();
    },
  };
}
