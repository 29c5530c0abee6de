import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDetails } from "../../protocol/messages/server-messages.ts";
import { type LatestQuestion, makeLatestQuestion } from "../latest-question.ts";
import { type OpenedRowDesk, openedRow } from "./opened-row.ts";

/** The height of an opened row's part until it is measured. */
const firstGuess = 96;

interface Opened {
  details?: AssetDetails;
  problem?: string;
  height: number;
  readonly question: LatestQuestion;
}

/** Rows that say more below themselves. */
export interface OpenedRows {
  has(key: AssetKey): boolean;
  /** What a row has below itself; undefined: it is not opened. */
  part(key: AssetKey): HTMLElement | undefined;
  heights(): Iterable<readonly [AssetKey, number]>;
  toggle(key: AssetKey): void;
  /** Asks anew for those of these that are opened. */
  renew(keys: Iterable<AssetKey>): void;
  renewAll(): void;
  /** No answer is waited for any more. */
  rest(): void;
}

export interface OpenedRowsDesk {
  readonly row: OpenedRowDesk;
  ask(key: AssetKey, signal: AbortSignal): Promise<AssetDetails | null>;
  /** The element that was drawn of `part`, if it is in the page. */
  drawn(key: AssetKey): HTMLElement | undefined;
  draw(): void;
}

export function makeOpenedRows(desk: OpenedRowsDesk): OpenedRows {
  const opened = new Map<AssetKey, Opened>();

  async function fill(key: AssetKey): Promise<void> {
    const more = opened.get(key);
    if (more === undefined) return;
    const signal = more.question.begin();
    try {
      const details = await desk.ask(key, signal);
      if (signal.aborted) return;
      if (details === null) opened.delete(key);
      else {
        more.details = details;
        delete more.problem;
      }
    } catch (error) {
      if (signal.aborted) return;
      more.problem = error instanceof Error ? error.message : String(error);
    }
    desk.draw();
    measure(key);
  }

  /** An opened row is as tall as what it says, which only the page knows. */
  function measure(key: AssetKey): void {
    const part = desk.drawn(key);
    const more = opened.get(key);
    if (part === undefined || more === undefined || part.offsetHeight === more.height) return;
    more.height = part.offsetHeight;
    desk.draw();
  }

  return {
    has: (key) => opened.has(key),
    part(key) {
      const more = opened.get(key);
      return more && openedRow(desk.row, key, more.details, more.problem);
    },
    heights: () => [...opened].map(([key, { height }]) => [key, height] as const),
    toggle(key) {
      const before = opened.get(key);
      if (before === undefined) opened.set(key, { height: firstGuess, question: makeLatestQuestion() });
      else {
        before.question.drop();
        opened.delete(key);
      }
      desk.draw();
      void fill(key);
    },
    renew(keys) {
      for (const key of keys) void fill(key);
    },
    renewAll() {
      for (const key of opened.keys()) void fill(key);
    },
    rest() {
      for (const { question } of opened.values()) question.drop();
    },
  };
}
