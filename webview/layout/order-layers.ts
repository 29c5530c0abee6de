import type { LayeredGraph } from "./layered-graph.ts";
import { Arrangement, type LayerOrder, type SavedOrder } from "./order-arrangement.ts";
import { countCrossings } from "./order-crossings.ts";
import { exchangeNeighbours } from "./order-exchange.ts";
import { Sifter } from "./order-sift.ts";
import { seededChance, startFromBefore, startFromWalk } from "./order-start.ts";
import { Sweeper } from "./order-sweep.ts";
import { centreTrunks } from "./order-trunks.ts";

/*
 * What a search may cost is counted in steps over edges, about 3 ns each, not in time: equal graphs get equal orders on
 * every machine.
 */

/** The first start is finished within this. */
const firstSteps = 4_000_000;
/** Then the search goes on: small graphs need little, and large ones would gain little. */
const mostSteps = 3_000_000;
const stepsPerSegment = 10_000;
/** Part of them that other starts take; the rest goes into bettering the best. */
const startsPart = 0.4;
const mostStarts = 8;
/** Sweeps without gain after which the best of them is taken. */
const patience = 4;
const mostSweeps = 24;
const leastSweeps = 4;
const siftRounds = 20;
const resiftRounds = 8;
/** Large graphs get fewer exchanges of neighbours: the first ones gain the most. */
const exchangedSegments = 150_000;
const mostExchanges = 6;

/**
 * An order with few crossings: sweeps to and fro, then sifting; again from other starts and from disturbed orders as long
 * as that costs little. Bands of a layer keep together in all its columns. Old places are kept but for exchanges of
 * neighbours. `share`: what part of the whole this graph is, and of the time.
 */
export function orderLayers(graph: LayeredGraph, before: Float64Array | undefined, share: number): LayerOrder {
  const arrangement = new Arrangement(graph);
  if (before === undefined) {
    new Search(arrangement).run(share);
    centreTrunks(arrangement);
  } else {
    startFromBefore(arrangement, before);
    exchangeAll(arrangement);
  }
  return arrangement.order();
}

function exchangeAll(arrangement: Arrangement): void {
  const affordable = Math.round(exchangedSegments / Math.max(1, arrangement.graph.from.length));
  let rounds = Math.max(1, Math.min(mostExchanges, affordable));
  while (rounds > 0 && exchangeNeighbours(arrangement)) rounds--;
}

class Search {
  readonly #arrangement: Arrangement;
  readonly #chance = seededChance(1);
  readonly #sweeper: Sweeper;
  readonly #sifter: Sifter;
  #best: SavedOrder;
  #fewest: number;

  constructor(arrangement: Arrangement) {
    this.#arrangement = arrangement;
    this.#sweeper = new Sweeper(arrangement);
    this.#sifter = new Sifter(arrangement, this.#chance);
    startFromWalk(arrangement, 0, this.#chance);
    this.#fewest = this.#count();
    this.#best = arrangement.save();
  }

  /** Leaves the best order that it finds in the arrangement. */
  run(share: number): void {
    const sifter = this.#sifter;
    this.#improve(firstSteps * share);
    if (sifter.stopped) {
      exchangeAll(this.#arrangement);
      return;
    }
    const steps = share * Math.min(mostSteps, stepsPerSegment * this.#arrangement.graph.from.length);
    for (let start = 1; start < mostStarts && this.#fewest > 0 && sifter.steps < startsPart * steps; start++) {
      startFromWalk(this.#arrangement, start, this.#chance);
      this.#improve(steps);
    }
    this.#arrangement.restore(this.#best);
    sifter.settled();
    while (this.#fewest > 0 && sifter.steps < steps) {
      sifter.disturb();
      sifter.sift(resiftRounds, steps);
      if (!this.#keep(this.#count())) this.#arrangement.restore(this.#best);
      sifter.settled();
    }
  }

  /** Sweeps from the order as it stands until that helps no more, then sifts the best of it. */
  #improve(mostSteps: number): void {
    const { graph } = this.#arrangement;
    let best = this.#arrangement.save();
    let fewest = this.#count();
    let idle = 0;
    for (let sweep = 0; sweep < mostSweeps && idle < patience && fewest > 0; sweep++) {
      if (sweep >= leastSweeps && this.#sifter.steps >= mostSteps) break;
      this.#sweeper.sweep({ rightward: sweep % 2 === 0, median: sweep % 4 >= 2, turnsTies: sweep % 8 >= 4 });
      this.#sifter.steps += 4 * (graph.from.length + graph.nodes);
      const crossings = this.#count();
      idle++;
      if (crossings >= fewest) continue;
      fewest = crossings;
      best = this.#arrangement.save();
      idle = 0;
    }
    this.#arrangement.restore(best);
    this.#sifter.changedAll();
    if (fewest > 0) this.#sifter.sift(siftRounds, mostSteps);
    this.#keep(this.#count());
  }

  /** Keeps the order when it is as good as the best: one that is only as good leads elsewhere. */
  #keep(crossings: number): boolean {
    if (crossings > this.#fewest) return false;
    this.#fewest = crossings;
    this.#best = this.#arrangement.save();
    return true;
  }

  #count(): number {
    this.#sifter.steps += 4 * (this.#arrangement.graph.from.length + this.#arrangement.graph.nodes);
    return countCrossings(this.#arrangement);
  }
}
