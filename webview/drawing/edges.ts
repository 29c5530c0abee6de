import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import { type Badge, badges } from "../../protocol/record/status.ts";
import type { Placement } from "../layout/placement.ts";
import type { Box } from "./camera.ts";
import { Pen } from "./pen.ts";
import type { Theme } from "./theme-colors.ts";

/** How a line is drawn: as one of many, as a neighbour of what is looked at, or as the way that staleness or a failure takes. */
export type LineRole = "plain" | "near" | "cause" | "failure";

/** What matters more is drawn later. */
export const lineRolesInOrder = ["plain", "near", "cause", "failure"] as const satisfies readonly LineRole[];

export function lineColour(role: LineRole, { colours }: Theme): string {
  switch (role) {
    case "plain":
      return colours.edge;
    case "near":
      return colours.text2;
    case "cause":
      return colours.stale;
    case "failure":
      return colours.failed;
    default:
      return role satisfies never;
  }
}

const positions = (...names: readonly Badge[]): readonly number[] => names.map((badge) => badges.indexOf(badge));
const failedOnes = positions("failed", "upstream failed");
const staleOnes = positions("stale", "maybe stale");
const heldBack = badges.indexOf("upstream failed");

/**
 * What an asset passes on to one below it. A failure holds back what is below, or leaves it stale; what failed by itself
 * did not fail because something above it is stale.
 */
function passedOn(from: number | undefined, to: number | undefined): "cause" | "failure" | undefined {
  if (from === undefined || to === undefined) return undefined;
  if (to === heldBack) return failedOnes.includes(from) ? "failure" : undefined;
  if (!staleOnes.includes(to)) return undefined;
  return staleOnes.includes(from) || failedOnes.includes(from) ? "cause" : undefined;
}

/** The assets from which one has its state, up to the roots. `all` includes it, unless nothing was passed on to it. */
export function causesOf(
  table: AssetTable,
  asset: number,
): { readonly all: ReadonlySet<number>; readonly roots: readonly number[] } {
  const all = new Set<number>();
  const roots: number[] = [];
  const open = [asset];
  const { start, ids } = table.upstream;
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    let above = 0;
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const from = ids[edge] ?? 0;
      if (passedOn(table.badge[from], table.badge[id]) === undefined) continue;
      above++;
      all.add(id);
      if (all.has(from)) continue;
      all.add(from);
      open.push(from);
    }
    if (above === 0 && id !== asset) roots.push(id);
  }
  return { all, roots };
}

/**
 * The role of every line. With an asset selected, the way from its causes to it is shown; else every way by which one
 * stale or failed asset makes another so.
 */
export function lineRoles(
  table: AssetTable,
  placement: Placement,
  selected: number | undefined,
  hovered: number | undefined,
): LineRole[] {
  const roles: LineRole[] = new Array(placement.lines.weight.length).fill("plain");
  const { start, ids } = table.upstream;
  const { ofEdge } = placement.lines;
  const causes = selected === undefined ? undefined : causesOf(table, selected).all;
  for (let id = 0; id < table.size; id++) {
    for (let edge = start[id] ?? 0; edge < (start[id + 1] ?? 0); edge++) {
      const line = ofEdge[edge] ?? -1;
      const before = roles[line];
      if (before === undefined || before === "failure") continue;
      const from = ids[edge] ?? 0;
      const passed = passedOn(table.badge[from], table.badge[id]);
      if (passed !== undefined && (causes === undefined || (causes.has(id) && causes.has(from)))) roles[line] = passed;
      else if (before === "plain" && (id === selected || from === selected || id === hovered || from === hovered))
        roles[line] = "near";
    }
  }
  return roles;
}

/** Thin lines that lie on each other add up: the more there are, the fainter is each, and bundles still stand out. */
function faintness(lines: number): number {
  return Math.max(0.13, Math.min(0.4, 0.4 * Math.sqrt(150 / lines)));
}

/** From this scale on lines have arrowheads. */
const heads = 0.3;
/** Up to this scale so many lines are seen at once that a picture of them is worth its memory. */
const pictured = 0.6;
/** Up to so much larger or smaller than it was taken a picture is drawn while the scale changes. */
const mostStretched = 1.7;
/** Lines reach a little beyond the sheet. */
const aroundSheet = 40;
/** How much more than what is seen a picture of the lines holds at each side, in parts of it. */
const beyond = 0.2;

/** All lines of a part of the sheet, drawn. */
interface Picture {
  readonly canvas: OffscreenCanvas;
  readonly box: Box;
  readonly zoom: number;
  readonly theme: Theme;
}

function holds(outer: Box, inner: Box): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function cut(box: Box, to: Box): Box | undefined {
  const x = Math.max(box.x, to.x);
  const y = Math.max(box.y, to.y);
  const width = Math.min(box.x + box.width, to.x + to.width) - x;
  const height = Math.min(box.y + box.height, to.y + to.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

function isNear(one: number, other: number, isSettled: boolean): boolean {
  return one === other || (!isSettled && one / other < mostStretched && other / one < mostStretched);
}

/** The lines of a placement as paths, one for each role, and their arrowheads. */
export class Edges {
  readonly #placement: Placement;
  #roles: readonly LineRole[] = [];
  #paths: ReadonlyMap<LineRole, Path2D> = new Map();
  #picture: Picture | undefined;
  #lastZoom = 0;
  readonly #sheet: Box;

  constructor(placement: Placement) {
    this.#placement = placement;
    const { width, height } = placement;
    this.#sheet = {
      x: -aroundSheet,
      y: -aroundSheet,
      width: width + 2 * aroundSheet,
      height: height + 2 * aroundSheet,
    };
  }

  /** True when a line changed its role. */
  setRoles(roles: readonly LineRole[]): boolean {
    if (roles.length === this.#roles.length && roles.every((role, line) => role === this.#roles[line])) return false;
    this.#roles = roles;
    const paths = new Map<LineRole, Path2D>();
    roles.forEach((role, line) => {
      let path = paths.get(role);
      if (path === undefined) {
        path = new Path2D();
        paths.set(role, path);
      }
      this.#trace(path, line);
    });
    this.#paths = paths;
    this.#picture = undefined;
    return true;
  }

  /**
   * From far away many lines come from a picture of them. While the scale changes the last picture is drawn larger or
   * smaller. True: it is not sharp, so draw again when the scale has settled.
   */
  draw(pen: Pen, seen: Box, scale: number, crowded: boolean): boolean {
    if (!crowded || scale > pictured) {
      this.#strokeAll(pen, seen, scale, crowded);
      return false;
    }
    const part = cut(seen, this.#sheet);
    if (part === undefined) return false;
    const zoom = pen.context.getTransform().a;
    const isSettled = this.#lastZoom === zoom;
    this.#lastZoom = zoom;
    const before = this.#picture;
    const isUseful =
      before !== undefined &&
      before.theme === pen.theme &&
      holds(before.box, part) &&
      isNear(before.zoom, zoom, isSettled);
    // What is not needed any more goes before the next is made: pictures are large.
    if (!isUseful) this.#picture = undefined;
    const picture = isUseful ? before : this.#takePicture(pen, part, scale, zoom);
    this.#picture = picture;
    const { canvas, box } = picture;
    pen.context.drawImage(canvas, box.x, box.y, box.width, box.height);
    return picture.zoom !== zoom;
  }

  #takePicture(pen: Pen, part: Box, scale: number, zoom: number): Picture {
    const [aside, above] = [part.width * beyond, part.height * beyond];
    const wanted = {
      x: part.x - aside,
      y: part.y - above,
      width: part.width + 2 * aside,
      height: part.height + 2 * above,
    };
    const { x, y, width: wide, height: high } = cut(wanted, this.#sheet) ?? part;
    const width = Math.max(1, Math.ceil(wide * zoom));
    const height = Math.max(1, Math.ceil(high * zoom));
    const box = { x, y, width: width / zoom, height: height / zoom };
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (context === null) throw new Error("The canvas gives no 2D context.");
    context.setTransform(zoom, 0, 0, zoom, -box.x * zoom, -box.y * zoom);
    this.#strokeAll(new Pen(context, pen.theme), box, scale, true);
    return { canvas, box, zoom, theme: pen.theme };
  }

  #strokeAll(pen: Pen, seen: Box, scale: number, crowded: boolean): void {
    const { context, theme } = pen;
    for (const role of lineRolesInOrder) {
      const path = this.#paths.get(role);
      if (path === undefined) continue;
      const colour = lineColour(role, theme);
      context.strokeStyle = colour;
      context.lineWidth = Math.max(role === "plain" ? 1.3 : 2, (role === "plain" ? 0.8 : 1.4) / scale);
      context.setLineDash([]);
      context.lineJoin = "round";
      const isFaint = crowded && role === "plain";
      // High contrast knows no translucence: there what is faint is thin.
      if (isFaint && theme.highContrast) context.lineWidth = Math.max(0.4, 0.3 / scale);
      context.globalAlpha = isFaint && !theme.highContrast ? faintness(this.#roles.length) : 1;
      context.stroke(path);
      context.globalAlpha = 1;
      if (scale > heads) this.#drawHeads(pen, role, colour, seen);
    }
  }

  #drawHeads(pen: Pen, role: LineRole, colour: string, seen: Box): void {
    const { context } = pen;
    const { start, x, y } = this.#placement.lines.routes;
    context.fillStyle = colour;
    context.beginPath();
    this.#roles.forEach((of, line) => {
      if (of !== role) return;
      const last = (start[line + 1] ?? 0) - 1;
      const tipX = x[last] ?? 0;
      const tipY = y[last] ?? 0;
      if (tipX < seen.x || tipX > seen.x + seen.width || tipY < seen.y || tipY > seen.y + seen.height) return;
      const back = tipX >= (x[last - 1] ?? 0) ? -1 : 1;
      context.moveTo(tipX, tipY);
      context.lineTo(tipX + back * 7.5, tipY - 3.8);
      context.lineTo(tipX + back * 7.5, tipY + 3.8);
      context.closePath();
    });
    context.fill();
  }

  /** Level out of one point and into the next. */
  #trace(path: Path2D, line: number): void {
    const { start, x, y } = this.#placement.lines.routes;
    const first = start[line] ?? 0;
    const end = start[line + 1] ?? 0;
    let fromX = x[first] ?? 0;
    let fromY = y[first] ?? 0;
    path.moveTo(fromX, fromY);
    for (let point = first + 1; point < end; point++) {
      const toX = x[point] ?? 0;
      const toY = y[point] ?? 0;
      if (fromY === toY) path.lineTo(toX, toY);
      else {
        const middle = (fromX + toX) / 2;
        path.bezierCurveTo(middle, fromY, middle, toY, toX, toY);
      }
      fromX = toX;
      fromY = toY;
    }
  }
}
