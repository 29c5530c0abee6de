import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";

/**
 * The cards of the table: those of the rows in view are asked for at once, all others in large batches when nothing else is to be
 * asked. A card is kept until the feed says that its asset changed, and shown until the next one is there.
 */
export interface CardStore {
  get(key: AssetKey): Card | undefined;
  /** These are to be seen now. */
  want(keys: readonly AssetKey[]): void;
  /** All of these are wanted, as time allows. */
  wantAll(keys: Iterable<AssetKey>): void;
  /** What is known of them is no longer sure. */
  outdate(keys: Iterable<AssetKey>): void;
  outdateAll(): void;
  /** How many of the wanted ones are known. */
  known(): number;
  /** Nothing is asked any more, until something is wanted again. */
  rest(): void;
}

export interface CardStoreDesk {
  ask(keys: readonly AssetKey[]): Promise<readonly (Card | null)[]>;
  /** These cards are new. `all`: no other is waited for. */
  arrived(cards: readonly Card[], all: boolean): void;
  problem(error: unknown): void;
  /** Runs something when the page has nothing better to do. */
  idle(work: () => void): void;
}

const batch = 500;

export function makeCardStore(desk: CardStoreDesk): CardStore {
  const cards = new Map<AssetKey, Card>();
  /** Those whose card is not the present one. */
  const outdated = new Set<AssetKey>();
  /** Asked for, and not answered. */
  const asked = new Set<AssetKey>();
  let urgent: readonly AssetKey[] = [];
  let waiting = new Set<AssetKey>();
  let isAsking = false;
  let isResting = false;

  const isDue = (key: AssetKey): boolean => (!cards.has(key) || outdated.has(key)) && !asked.has(key);

  const next = (): readonly AssetKey[] => {
    const now = urgent.filter(isDue);
    if (now.length > 0) return now.slice(0, batch);
    const later: AssetKey[] = [];
    for (const key of waiting) {
      if (isDue(key)) later.push(key);
      else waiting.delete(key);
      if (later.length === batch) break;
    }
    return later;
  };

  const ask = async (): Promise<void> => {
    const keys = next();
    if (isAsking || isResting || keys.length === 0) return;
    isAsking = true;
    for (const key of keys) {
      asked.add(key);
      outdated.delete(key);
      waiting.delete(key);
    }
    try {
      const answered = await desk.ask(keys);
      const found = answered.filter((card) => card !== null);
      for (const key of keys) cards.delete(key);
      for (const card of found) cards.set(card.key, card);
      isAsking = false;
      for (const key of keys) asked.delete(key);
      desk.arrived(found, waiting.size === 0);
      if (waiting.size > 0) desk.idle(() => void ask());
      else void ask();
    } catch (error) {
      isAsking = false;
      for (const key of keys) {
        asked.delete(key);
        outdated.add(key);
      }
      // Not asked again by itself: a server that is away is not helped by being asked without end.
      isResting = true;
      desk.problem(error);
    }
  };

  return {
    get: (key) => cards.get(key),
    want(keys) {
      urgent = keys;
      isResting = false;
      void ask();
    },
    wantAll(keys) {
      waiting = new Set(keys);
      isResting = false;
      desk.idle(() => void ask());
    },
    outdate(keys) {
      for (const key of keys) {
        outdated.add(key);
        waiting.add(key);
      }
      desk.idle(() => void ask());
    },
    outdateAll() {
      for (const key of cards.keys()) outdated.add(key);
    },
    known: () => cards.size,
    rest() {
      isResting = true;
    },
  };
}
