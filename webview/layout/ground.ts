import { at } from "./directed-graph.ts";
import type { Extent, Rectangle } from "./grow-boxes.ts";
import type { FramedGraph } from "./layered-graph.ts";
import type { Layout } from "./layout-framed.ts";
import type { Way } from "./way.ts";

/** Where what lies directly in an open group was laid, cards and inner groups, from its top left; and how large it is with them. */
export interface InnerPlaces extends Extent {
  /** By `cardEnd` or `boxEnd`. */
  readonly places: ReadonlyMap<number, Rectangle>;
  /** Some stand elsewhere than when the ways were laid. */
  readonly moved: boolean;
}

/**
 * Where boxes, cards and lines were laid. Later changes are worked out from here, so a group that is opened and closed
 * again leaves no trace.
 */
export interface Ground {
  /** By group, the outermost alone. */
  readonly boxes: ReadonlyMap<number, Rectangle>;
  /** Of groups that are open or were, inner ones too. */
  readonly inside: ReadonlyMap<number, InnerPlaces>;
  /** By `wayCode`. */
  readonly ways: ReadonlyMap<number, Way>;
  /** Pairs of groups, by `wayCode`, of which the first stands at the end of a row before that of the second. */
  readonly rowEnds: ReadonlySet<number>;
}

/** What the nodes and frames of a graph are. */
export interface Meaning {
  /** Group of each frame. */
  readonly groups: readonly number[];
  /** `cardEnd` or `boxEnd` of each node. */
  readonly ends: readonly number[];
}

export const cardEnd = (asset: number): number => 2 * asset;
export const boxEnd = (group: number): number => 2 * group + 1;

/** One number for a line from one end to another. */
export const wayCode = (from: number, to: number): number => from * 67_108_864 + to;

export const firstEndOf = (code: number): number => Math.floor(code / 67_108_864);

export const secondEndOf = (code: number): number => code % 67_108_864;

/** The ground under a graph that was just laid out. */
export function groundOf(graph: FramedGraph, layout: Layout, { groups, ends }: Meaning): Ground {
  const { frames, routes } = layout;
  const boxes = new Map<number, Rectangle>();
  const inside = new Map<number, InnerPlaces & { readonly places: Map<number, Rectangle> }>();
  groups.forEach((group, frame) => {
    const box = {
      x: at(frames.x, frame),
      y: at(frames.y, frame),
      width: at(frames.width, frame),
      height: at(frames.height, frame),
    };
    boxes.set(group, box);
    if (graph.padded[frame] === 1) {
      inside.set(group, { places: new Map(), width: box.width, height: box.height, moved: false });
    }
  });
  ends.forEach((end, node) => {
    const frame = at(graph.frameOf, node);
    inside.get(groups[frame] ?? -1)?.places.set(end, {
      x: at(layout.x, node) - at(frames.x, frame),
      y: at(layout.y, node) - at(frames.y, frame),
      width: at(graph.width, node),
      height: at(graph.height, node),
    });
  });
  const ways = new Map<number, Way>();
  const rowEnds = new Set<number>();
  for (let line = 0; line < graph.from.length; line++) {
    const code = wayCode(ends[at(graph.from, line)] ?? 0, ends[at(graph.to, line)] ?? 0);
    const first = at(routes.start, line);
    const end = at(routes.start, line + 1);
    const from = at(graph.from, line);
    const wraps = isWrapped(graph, layout, from, at(graph.to, line), at(routes.x, first));
    const way = { x: routes.x.subarray(first, end), y: routes.y.subarray(first, end) };
    ways.set(code, wraps ? { ...way, wraps: true } : way);
    if (wraps) {
      const [one, other] = [from, at(graph.to, line)].map((node) => groups[at(graph.frameOf, node)] ?? 0);
      rowEnds.add(wayCode(one ?? 0, other ?? 0));
    }
  }
  return { boxes, inside, ways, rowEnds };
}

/** A line that leads back leaves at the left side of its source; one to a later row at the right. */
function isWrapped(graph: FramedGraph, { x }: Layout, from: number, to: number, start: number): boolean {
  const right = at(x, from) + at(graph.width, from);
  return right > at(x, to) && Math.abs(start - right) < 0.001;
}
