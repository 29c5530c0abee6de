import type { AssetTable, TableChange } from "../../protocol/messages/asset-table.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import type { FeedMessage } from "../../protocol/messages/lineage-feed.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { changeGroups, layoutGroups } from "../layout/layout-groups.ts";
import { cardHeight, cardWidth, cellSize, type Placement } from "../layout/placement.ts";
import { badgeOf } from "./badge-shapes.ts";
import { type Box, type Camera, fit, meets, type Size, seen, showing } from "./camera.ts";
import { drawCard, fullCardScale } from "./cards.ts";
import { causesOf, Edges, lineRoles } from "./edges.ts";
import { drawCellRing, drawClosedGroup, drawOpenGroup, type GroupFace } from "./group-boxes.ts";
import { hitTest, type SheetHit } from "./hit-test.ts";
import { narrowTable } from "./narrow-table.ts";
import type { Pen } from "./pen.ts";

/** With more assets than this all groups begin closed; with fewer, those of at most `foldFrom` begin open. */
const openAll = 90;
const foldFrom = 40;
/** A group with more cards than this stays closed when one of its assets is shown: its cell is marked. */
const revealUpTo = 1_500;
/** Room for what the page lays over the canvas: pills above, controls below. */
const margins = { top: 64, side: 28, bottom: 64 };
const usualShape = 1.6;
/** Between what is brought into view and the window's edge: more than the small map is high. */
const aroundShown = 96;
/** Around a changed card: its ring and its tag reach beyond it. */
const halo = 16;

/** Everything that is drawn, and the one place that draws it. Knows no messages, no timers. */
export class Scene {
  readonly table: AssetTable = emptyAssetTable();
  readonly #pen: Pen;
  readonly #cards = new Map<number, Card>();
  readonly #opened = new Set<string>();
  readonly #closed = new Set<string>();
  /** Whether a group is open that the user neither opened nor closed. */
  readonly #usuallyOpen = new Map<string, boolean>();
  #placement: Placement | undefined;
  #edges: Edges | undefined;
  /** What is on the sheet: all, or those that a selection names. */
  #shown: AssetTable = this.table;
  #narrowedTo: readonly number[] | undefined;
  #matching = new Uint8Array(0);
  #filter: (id: number) => boolean = () => true;
  #matchCount = 0;
  view: Size = { width: 1, height: 1 };
  ratio = 1;
  camera: Camera = { x: 0, y: 0, scale: 1 };
  selected: number | undefined;
  hovered: SheetHit = { kind: "nothing" };
  /** Angle of running arcs. */
  turn = 0;
  /** The user has moved the camera: it is theirs now. */
  ownCamera = false;

  constructor(pen: Pen) {
    this.#pen = pen;
  }

  get placement(): Placement | undefined {
    return this.#placement;
  }

  /** The assets that are on the sheet. */
  get shown(): AssetTable {
    return this.#shown;
  }

  get matchCount(): number {
    return this.#matchCount;
  }

  get opened(): readonly string[] {
    return [...this.#opened];
  }

  get closed(): readonly string[] {
    return [...this.#closed];
  }

  remember(opened: readonly string[], closed: readonly string[]): void {
    for (const name of opened) this.#opened.add(name);
    for (const name of closed) this.#closed.add(name);
  }

  /** Takes a message of the feed; lays out anew only when the shape changed. `lines`: some line has another colour now. */
  apply(message: FeedMessage): TableChange & { readonly lines: boolean } {
    const selected = this.selected === undefined ? undefined : this.table.key(this.selected);
    const names = message.kind === "snapshot" && this.#placement !== undefined ? namesOf(this.table) : undefined;
    const change = this.table.apply(message);
    this.selected = selected === undefined ? undefined : this.table.find(selected);
    let lines = true;
    switch (change.kind) {
      case "everything":
        this.#cards.clear();
        // A snapshot that names things as before is a change like any other.
        if (names === undefined || !namesStay(names, this.table)) {
          this.#placement = undefined;
          this.#usuallyOpen.clear();
          this.layOut();
        } else this.change();
        break;
      case "graph":
        for (const id of [...change.moved, ...change.statuses]) this.#cards.delete(id);
        this.change();
        break;
      case "statuses":
        this.#refilter();
        lines = this.updateRoles();
        break;
      case "nothing":
      case "gap":
        break;
      default:
        change satisfies never;
    }
    return { ...change, lines };
  }

  /** Lays out what changed; all else stays where it is. */
  change(): void {
    const before = this.#placement;
    if (before === undefined) {
      this.layOut();
      return;
    }
    this.#chooseShown();
    this.#take(changeGroups(this.#shown, { isOpen: this.#isOpen, shape: before.made.shape }, before));
  }

  /** Lays out everything anew. */
  layOut(): void {
    const before = this.#placement;
    this.#chooseShown();
    // The shape is that of the first window: a pane that opens later moves nothing.
    const shape = before?.made.shape ?? this.#shapeOfView();
    this.#take(layoutGroups(this.#shown, { isOpen: this.#isOpen, shape }, before));
    if (before === undefined && !this.ownCamera) this.fitAll();
  }

  #chooseShown(): void {
    this.#shown = this.#narrowedTo === undefined ? this.table : narrowTable(this.table, this.#narrowedTo);
  }

  #take(placement: Placement): void {
    this.#placement = placement;
    this.#edges = new Edges(placement);
    this.#refilter();
    this.updateRoles();
  }

  #shapeOfView(): number {
    const { width, height } = this.view;
    // A page that is not seen yet has no size.
    if (width < 50) return usualShape;
    return Math.min(2.6, Math.max(0.8, width / Math.max(1, height - margins.top - margins.bottom)));
  }

  /** Lays out only these assets, or all again, and shows them whole. */
  narrow(ids: readonly number[] | undefined): void {
    this.#narrowedTo = ids;
    if (this.table.revision === 0) return;
    this.#usuallyOpen.clear();
    this.layOut();
    this.ownCamera = false;
    this.fitAll();
  }

  setFilter(matches: (id: number) => boolean): void {
    this.#filter = matches;
    this.#refilter();
  }

  setCard(id: number, card: Card): void {
    this.#cards.set(id, card);
  }

  card(id: number): Card | undefined {
    return this.#cards.get(id);
  }

  /** True when lines changed their colour: then all is to be drawn. */
  updateRoles(): boolean {
    if (this.#placement === undefined || this.#edges === undefined) return false;
    const hovered = this.hovered.kind === "asset" ? this.hovered.asset : undefined;
    return this.#edges.setRoles(lineRoles(this.#shown, this.#placement, this.selected, hovered));
  }

  fitAll(): void {
    this.camera = this.fitted();
  }

  fitted(): Camera {
    const { width, height } = this.#placement ?? { width: 1, height: 1 };
    return fit({ x: 0, y: 0, width, height }, this.view, margins);
  }

  /** From where the asset is seen, as near to the present camera as can be. */
  cameraFor(id: number, covered = 0): Camera {
    const box = this.boxOf(id);
    if (box === undefined) return this.camera;
    const free = { ...this.view, width: Math.max(this.view.width - covered, 0) };
    const near = this.camera.scale < fullCardScale && box.width > cellSize ? fit(box, free, margins) : this.camera;
    return showing(near.scale > 1 ? this.camera : near, box, free, Math.min(aroundShown, free.width / 8));
  }

  /** Opens a closed group or closes an open one; its top left stays where it is on the screen when the user has placed the camera. */
  toggle(index: number): void {
    const before = this.#placement?.groups[index];
    if (before === undefined) return;
    const name = before.path;
    const [to, from] = before.open ? [this.#closed, this.#opened] : [this.#opened, this.#closed];
    to.add(name);
    from.delete(name);
    this.change();
    const after = this.#placement?.groups.find((group) => group.group === before.group);
    if (after === undefined || !this.ownCamera) return;
    this.camera = { ...this.camera, x: this.camera.x + after.x - before.x, y: this.camera.y + after.y - before.y };
  }

  /** Opens the closed groups around an asset, from the outermost in, as long as their cards are not too many. */
  reveal(id: number): void {
    for (;;) {
      const index = this.#placement?.groupOf[id] ?? -1;
      const group = this.#placement?.groups[index];
      if (group === undefined || group.open) return;
      // Of a group around others only their boxes come.
      const isInnermost = group.path === this.table.groups[this.table.group[id] ?? 0];
      if (isInnermost && group.below.length > revealUpTo) return;
      this.toggle(index);
    }
  }

  /** The groups around an asset on the sheet, the outermost first. */
  groupsAround(id: number | undefined): { readonly path: string; readonly open: boolean; readonly assets: number }[] {
    const groups = this.#placement?.groups ?? [];
    const around: { readonly path: string; readonly open: boolean; readonly assets: number }[] = [];
    let index = id === undefined ? -1 : (this.#placement?.groupOf[id] ?? -1);
    for (let group = groups[index]; group !== undefined; group = groups[index]) {
      around.unshift({ path: group.path, open: group.open, assets: group.below.length });
      index = group.parent;
    }
    return around;
  }

  /** What lies under a point of the window. */
  hit(x: number, y: number): SheetHit {
    if (this.#placement === undefined) return { kind: "nothing" };
    const { camera } = this;
    return hitTest(this.#placement, camera.x + x / camera.scale, camera.y + y / camera.scale, camera.scale);
  }

  boxOf(id: number): Box | undefined {
    const group = this.#placement?.groups[this.#placement.groupOf[id] ?? -1];
    if (this.#placement === undefined || group === undefined) return undefined;
    const size = group.open ? { width: cardWidth, height: cardHeight } : { width: cellSize, height: cellSize };
    return { x: this.#placement.x[id] ?? 0, y: this.#placement.y[id] ?? 0, ...size };
  }

  /** Cards that are seen and large enough to be read, but not known. */
  missingCards(most: number): number[] {
    const missing: number[] = [];
    if (this.#placement === undefined || this.camera.scale < fullCardScale) return missing;
    const box = seen(this.camera, this.view);
    for (const group of this.#placement.groups) {
      if (!group.open || !meets(group, box)) continue;
      for (const id of group.assets) {
        if (this.#cards.has(id) || missing.length >= most) continue;
        const card = this.boxOf(id);
        if (card !== undefined && meets(card, box)) missing.push(id);
      }
    }
    return missing;
  }

  /** Seen assets that run: their arcs turn and their times grow. */
  runningBoxes(): Box[] {
    const placement = this.#placement;
    if (placement === undefined) return [];
    const box = seen(this.camera, this.view);
    const boxes: Box[] = [];
    for (const group of placement.groups) {
      if (!group.open || !meets(group, box)) continue;
      for (const id of group.assets) {
        if (badgeOf(this.table.badge[id]) !== "running") continue;
        const card = this.boxOf(id);
        if (card !== undefined && meets(card, box)) boxes.push(card);
      }
    }
    return boxes;
  }

  /** Draws all, or only what lies in some boxes of the sheet. True: draw again when the scale has settled, it is not sharp. */
  draw(now: number, only?: readonly Box[]): boolean {
    const { context } = this.#pen;
    const { camera, ratio } = this;
    const zoom = camera.scale * ratio;
    context.setTransform(zoom, 0, 0, zoom, -camera.x * zoom, -camera.y * zoom);
    if (only === undefined) {
      return this.#drawPart(seen(camera, this.view), now);
    }
    let isBlurred = false;
    for (const box of only) {
      const part = { x: box.x - halo, y: box.y - halo, width: box.width + 2 * halo, height: box.height + 2 * halo };
      if (!meets(part, seen(camera, this.view))) continue;
      context.save();
      context.beginPath();
      context.rect(part.x, part.y, part.width, part.height);
      context.clip();
      isBlurred = this.#drawPart(part, now) || isBlurred;
      context.restore();
    }
    return isBlurred;
  }

  #drawPart(part: Box, now: number): boolean {
    const { context, theme } = this.#pen;
    context.globalAlpha = 1;
    context.fillStyle = theme.colours.page;
    context.fillRect(part.x, part.y, part.width, part.height);
    const placement = this.#placement;
    if (placement === undefined) return false;
    const scale = this.camera.scale;
    const face: GroupFace = {
      table: this.table,
      placement,
      scale,
      matching: this.#matching,
      hovered: this.hovered.kind === "group" ? this.hovered.group : undefined,
      selected: this.selected,
    };
    const shown = placement.groups.flatMap((group, index) => (meets(group, part) ? [index] : []));
    for (const index of shown) {
      const group = placement.groups[index];
      if (group?.open === true) drawOpenGroup(this.#pen, group, face, face.hovered === index);
    }
    const isBlurred = this.#edges?.draw(this.#pen, part, scale, placement.lines.weight.length > 150) ?? false;
    const roots = new Set(this.selected === undefined ? [] : causesOf(this.table, this.selected).roots);
    for (const index of shown) {
      const group = placement.groups[index];
      if (group === undefined) continue;
      if (group.open) this.#drawCards(group.assets, part, now, roots);
      else drawClosedGroup(this.#pen, group, face, index);
    }
    this.#drawRings(placement, scale);
    return isBlurred;
  }

  #drawCards(assets: Uint32Array, part: Box, now: number, roots: ReadonlySet<number>): void {
    for (const id of assets) {
      const box = this.boxOf(id);
      if (box === undefined || !meets({ ...box, y: box.y - 12, height: box.height + 16 }, part)) continue;
      const hovered = this.hovered.kind === "asset" && this.hovered.asset === id;
      drawCard(
        this.#pen,
        box.x,
        box.y,
        {
          key: this.table.key(id) ?? "",
          badge: badgeOf(this.table.badge[id]),
          card: this.#cards.get(id),
          selected: this.selected === id,
          hovered,
          nameHovered: hovered && this.hovered.kind === "asset" && this.hovered.name,
          dimmed: this.#matching[id] !== 1,
          rootCause: roots.has(id),
          now,
          turn: this.turn,
        },
        this.camera.scale,
      );
    }
  }

  #drawRings(placement: Placement, scale: number): void {
    const isCell = (id: number): boolean => placement.groups[placement.groupOf[id] ?? -1]?.open === false;
    if (this.hovered.kind === "asset" && isCell(this.hovered.asset)) {
      drawCellRing(this.#pen, placement, this.hovered.asset, scale, false);
    }
    if (this.selected !== undefined && isCell(this.selected)) {
      drawCellRing(this.#pen, placement, this.selected, scale, true);
    }
  }

  readonly #isOpen = (path: string, assets: number): boolean => {
    if (this.#opened.has(path)) return true;
    if (this.#closed.has(path)) return false;
    // A group stays as it was first shown, though assets come and go.
    let open = this.#usuallyOpen.get(path);
    if (open === undefined) {
      open = this.#shown.count <= openAll && assets <= foldFrom;
      this.#usuallyOpen.set(path, open);
    }
    return open;
  };

  #refilter(): void {
    if (this.#matching.length < this.table.size) this.#matching = new Uint8Array(this.table.size);
    this.#matchCount = 0;
    for (let id = 0; id < this.table.size; id++) {
      const matches = this.#shown.present[id] === 1 && this.#filter(id);
      this.#matching[id] = matches ? 1 : 0;
      if (matches) this.#matchCount++;
    }
  }
}

/** What a placement takes for granted: who has which id, and which index each group. */
function namesOf(table: AssetTable): {
  readonly keys: readonly (string | undefined)[];
  readonly groups: readonly string[];
} {
  return { keys: Array.from({ length: table.size }, (_, id) => table.key(id)), groups: [...table.groups] };
}

function namesStay({ keys, groups }: ReturnType<typeof namesOf>, table: AssetTable): boolean {
  return (
    keys.every((key, id) => key === undefined || table.key(id) === undefined || table.key(id) === key) &&
    groups.every((group, index) => table.groups[index] === group)
  );
}
