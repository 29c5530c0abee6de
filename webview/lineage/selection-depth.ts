import type { AssetKey } from "../../protocol/graph/asset-key.ts";

/** How far a selection reaches from the asset that it begins with: `+orders+2` all above, two steps below. */
export interface SelectionDepth {
  readonly key: AssetKey;
  /** Infinity: all. */
  readonly up: number;
  readonly down: number;
  /** What of the text says so, from 0 to `end`. */
  readonly end: number;
}

/** Steps that the controls offer. */
export const depths: readonly number[] = [0, 1, 2, 3, 5, Number.POSITIVE_INFINITY];

const term =
  /^\s*(?<up>\d*\+)?(?:key:)?(?:"(?<quoted>[^"\n]*)"|(?<bare>[\p{L}\p{N}\p{M}_./-]+))(?<down>\+\d*)?(?=\s|$)/u;
const plain = /^[\p{L}\p{M}_][\p{L}\p{N}\p{M}_./-]*$/u;
const reserved: ReadonlySet<string> = new Set(["and", "or", "not", "sinks", "roots"]);

/** Reads the depth out of a selection that begins with one asset; undefined: it begins otherwise. */
export function depthOf(text: string, isKey: (key: AssetKey) => boolean): SelectionDepth | undefined {
  const match = term.exec(text);
  const key = (match?.groups?.quoted ?? match?.groups?.bare) as AssetKey | undefined;
  if (match === null || key === undefined || !isKey(key)) return undefined;
  const { up, down } = match.groups ?? {};
  return { key, up: stepsOf(up), down: stepsOf(down), end: match[0].length };
}

/** The same selection with another depth, or around another asset. */
export function withDepth(text: string, { key, up, down, end }: SelectionDepth): string {
  const written = plain.test(key) && !reserved.has(key.toLowerCase()) ? key : `key:"${key}"`;
  const above = up === 0 ? "" : Number.isFinite(up) ? `${up}+` : "+";
  const below = down === 0 ? "" : Number.isFinite(down) ? `+${down}` : "+";
  return `${above}${written}${below}${text.slice(end)}`;
}

/** The next larger or smaller step that the controls offer. */
export function nextDepth(steps: number, by: 1 | -1): number {
  return by === 1
    ? (depths.find((depth) => depth > steps) ?? Number.POSITIVE_INFINITY)
    : (depths.findLast((depth) => depth < steps) ?? 0);
}

/** `all`, `2`. */
export function depthWord(steps: number): string {
  return Number.isFinite(steps) ? String(steps) : "all";
}

function stepsOf(written: string | undefined): number {
  if (written === undefined) return 0;
  const digits = written.replace("+", "");
  return digits === "" ? Number.POSITIVE_INFINITY : Number(digits);
}
