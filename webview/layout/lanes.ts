import { at } from "./directed-graph.ts";
import type { Way } from "./way.ts";

/** The level pieces of ways. Ways of one source share most of theirs: each is here once, from the highest to the lowest. */
export interface Lanes {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly y: Float64Array;
  /** Lane of each piece, way after way. */
  readonly ofPiece: Int32Array;
  /** Of each way, by its code, its first piece. */
  readonly firstPiece: ReadonlyMap<number, number>;
}

export const noLanes: Lanes = {
  from: new Float64Array(0),
  to: new Float64Array(0),
  y: new Float64Array(0),
  ofPiece: new Int32Array(0),
  firstPiece: new Map(),
};

type Ways = ReadonlyMap<number, Way>;

/** How many level pieces a way has. */
export const piecesOf = ({ x }: Way): number => Math.max(0, (x.length - 2) >> 1);

/** The ways of a ground stay the same from edit to edit. */
const known = new WeakMap<Ways, Lanes>();

export function lanesOf(ways: Ways): Lanes {
  let lanes = known.get(ways);
  if (lanes === undefined) {
    lanes = collect(ways);
    known.set(ways, lanes);
  }
  return lanes;
}

function collect(ways: Ways): Lanes {
  let pieces = 0;
  for (const way of ways.values()) pieces += piecesOf(way);
  const from = new Float64Array(pieces);
  const to = new Float64Array(pieces);
  const level = new Float64Array(pieces);
  const firstPiece = new Map<number, number>();
  let piece = 0;
  for (const [code, way] of ways) {
    firstPiece.set(code, piece);
    for (let point = 1; point + 2 < way.x.length; point += 2) {
      const one = way.x[point] ?? 0;
      const other = way.x[point + 1] ?? 0;
      from[piece] = Math.min(one, other);
      to[piece] = Math.max(one, other);
      level[piece] = way.y[point] ?? 0;
      piece++;
    }
  }
  const order = Int32Array.from({ length: pieces }, (_, index) => index).sort(
    (one, other) => at(level, one) - at(level, other) || at(from, one) - at(from, other) || at(to, one) - at(to, other),
  );
  const ofPiece = new Int32Array(pieces);
  const kept: number[] = [];
  for (const index of order) {
    const last = kept.at(-1);
    const isNew =
      last === undefined ||
      at(level, last) !== at(level, index) ||
      at(from, last) !== at(from, index) ||
      at(to, last) !== at(to, index);
    if (isNew) kept.push(index);
    ofPiece[index] = kept.length - 1;
  }
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (index) => at(column, index));
  return { from: pick(from), to: pick(to), y: pick(level), ofPiece, firstPiece };
}
