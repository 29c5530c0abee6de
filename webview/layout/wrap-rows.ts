import { at } from "./directed-graph.ts";
import type { FramedGraph } from "./layered-graph.ts";

/** A drawing this many times wider than its height asks for is cut into rows. */
const tooWideFrom = 3;
/** What is not wider can be read as it is, in pixels at zoom 1. */
const readable = 2_800;
/** Lines from row to row: with more than this, rows tell less than one long drawing. */
const mostLines = 6;
/** How far from its even place a cut may be, in parts of a row. */
const reach = 0.3;
const rowGap = 56;
const lineGap = 8;
/** Space between a box and where a line turns. */
const bend = 20;

/** What is laid out in one long row. */
export interface LongRow {
  readonly width: number;
  readonly height: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly frameX: Float64Array;
  readonly frameY: Float64Array;
  readonly frameWidth: Float64Array;
  readonly frameHeight: Float64Array;
  readonly routeX: readonly (readonly number[])[];
  readonly routeY: readonly (readonly number[])[];
}

/**
 * Breaks a long chain into rows, as a text is broken into lines: each is read from left to right, and the few lines from
 * one to the next go through the space between them. What is not too wide, or too well joined, stays as it is.
 */
export function wrapRows<Row extends LongRow>(row: Row, graph: FramedGraph, widthForHeight: number): Row {
  const tooWide = row.width / (row.height * widthForHeight);
  if (row.width <= readable || tooWide < tooWideFrom) return row;
  // Rows have space between them, so they count as higher.
  const wanted = Math.round(Math.sqrt(row.width / ((row.height + rowGap) * widthForHeight)));
  const cuts = chooseCuts(row, graph, wanted);
  if (cuts.length === 0) return row;
  const rowAt = (x: number): number => cuts.filter((cut) => cut < x).length;
  const rowOfNode = Int32Array.from(row.x, rowAt);
  const left = Float64Array.from({ length: cuts.length + 1 }, () => Number.POSITIVE_INFINITY);
  row.frameX.forEach((x) => {
    left[rowAt(x)] = Math.min(at(left, rowAt(x)), x);
  });
  const between = linesBetween(graph, rowOfNode);
  const slotOf = slots(between, graph, rowOfNode);
  const most = Math.max(0, ...[...slotOf.values()].map((slot) => slot + 1));
  const margin = bend + lineGap * most;
  const gap = rowGap + lineGap * most;
  const moveX = (x: number, of: number): number => x - at(left, of) + margin;
  const moveY = (y: number, of: number): number => y + of * (row.height + gap);
  const frameX = row.frameX.map((x) => moveX(x, rowAt(x)));
  const moved = {
    ...row,
    x: row.x.map((x, node) => moveX(x, at(rowOfNode, node))),
    y: row.y.map((y, node) => moveY(y, at(rowOfNode, node))),
    frameX,
    frameY: row.frameY.map((y, frame) => moveY(y, rowAt(at(row.frameX, frame)))),
    width: Math.max(...frameX.map((x, frame) => x + at(row.frameWidth, frame))),
    height: moveY(row.height, cuts.length),
  };
  const routes = row.routeX.map((routeX, edge): readonly [readonly number[], readonly number[]] => {
    const from = at(graph.from, edge);
    const index = slotOf.get(edge);
    const of = at(rowOfNode, from);
    if (index === undefined) {
      return [routeX.map((x) => moveX(x, of)), (row.routeY[edge] ?? []).map((y) => moveY(y, of))];
    }
    const to = at(graph.to, edge);
    const last = at(rowOfNode, to);
    const startX = at(moved.x, from) + at(graph.width, from);
    const endX = at(moved.x, to);
    const lane = rowGap / 2 + lineGap * index;
    const below = moveY(row.height, of) + lane;
    const above = moveY(row.height, last - 1) + lane;
    const side = lineGap * index;
    const around = last === of + 1;
    return [
      [startX, startX + bend, ...(around ? [] : [side, side]), endX - bend, endX],
      [middleOf(graph, moved.y, from), below, ...(around ? [] : [below, above]), above, middleOf(graph, moved.y, to)],
    ];
  });
  return { ...moved, routeX: routes.map(([x]) => x), routeY: routes.map(([, y]) => y) };
}

function middleOf(graph: FramedGraph, y: Float64Array, node: number): number {
  return at(y, node) + at(graph.height, node) / 2;
}

/** Lines that begin in one row and end in a later one. */
function linesBetween(graph: FramedGraph, rowOfNode: Int32Array): number[] {
  const lines: number[] = [];
  for (let edge = 0; edge < graph.from.length; edge++) {
    if (at(rowOfNode, at(graph.from, edge)) !== at(rowOfNode, at(graph.to, edge))) lines.push(edge);
  }
  return lines;
}

/** Which of the heights between two rows a line takes: the first that is free in all spaces that it passes. */
function slots(lines: readonly number[], graph: FramedGraph, rowOfNode: Int32Array): ReadonlyMap<number, number> {
  const taken = new Set<string>();
  const slotOf = new Map<number, number>();
  for (const edge of lines) {
    const first = at(rowOfNode, at(graph.from, edge));
    const spaces = Array.from({ length: at(rowOfNode, at(graph.to, edge)) - first }, (_, index) => first + index);
    let slot = 0;
    const names = (): string[] => spaces.map((space) => `${space} ${slot}`);
    while (names().some((name) => taken.has(name))) slot++;
    for (const name of names()) taken.add(name);
    slotOf.set(edge, slot);
  }
  return slotOf;
}

/** Where the row is cut: between its boxes, where the fewest lines pass, near to even parts. None when too many lines pass. */
function chooseCuts(row: LongRow, graph: FramedGraph, rows: number): readonly number[] {
  const gaps = gapsBetween(row);
  const cuts: number[] = [];
  for (let part = 1; part < rows; part++) {
    const even = (row.width * part) / rows;
    let best: number | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const gap of gaps) {
      const far = Math.abs(gap - even) / (row.width / rows);
      if (far > reach || gap <= (cuts.at(-1) ?? 0)) continue;
      const lines = passing(row, graph, gap);
      if (lines === undefined || lines > mostLines || lines + far >= least) continue;
      least = lines + far;
      best = gap;
    }
    if (best === undefined) return [];
    cuts.push(best);
  }
  return cuts;
}

/** The middles of the spaces from top to bottom that no box is in. */
function gapsBetween({ frameX, frameWidth }: LongRow): number[] {
  const order = Array.from(frameX, (_, frame) => frame).sort((one, other) => at(frameX, one) - at(frameX, other));
  const gaps: number[] = [];
  let right = Number.POSITIVE_INFINITY;
  for (const frame of order) {
    if (at(frameX, frame) > right) gaps.push((right + at(frameX, frame)) / 2);
    right = Math.max(Number.isFinite(right) ? right : 0, at(frameX, frame) + at(frameWidth, frame));
  }
  return gaps;
}

/** How many lines pass a place; undefined when one of a cycle does, which leads back. */
function passing({ x }: LongRow, graph: FramedGraph, cut: number): number | undefined {
  let lines = 0;
  for (let edge = 0; edge < graph.from.length; edge++) {
    const from = at(x, at(graph.from, edge)) < cut;
    const to = at(x, at(graph.to, edge)) < cut;
    if (to && !from) return undefined;
    if (from && !to) lines++;
  }
  return lines;
}
