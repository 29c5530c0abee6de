import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type Box, between, type Camera, panBy, zoomAt } from "../drawing/camera.ts";
import { fullCardScale } from "../drawing/cards.ts";
import { Pen } from "../drawing/pen.ts";
import { Scene } from "../drawing/scene.ts";
import type { Theme } from "../drawing/theme-colors.ts";
import { siblingsOf, walk } from "../drawing/walk.ts";
import { describeHit } from "./describe-hit.ts";
import { matcherOf } from "./filter-assets.ts";
import { sheetAsSvg } from "./sheet-as-svg.ts";
import { mapOf } from "./sheet-map.ts";
import type { Filter, FromWorker, KeptSheet, ToWorker, View } from "./worker-messages.ts";

const flightMilliseconds = 200;
const turnMilliseconds = 1200;
/** Frames of a turning arc a second: enough to the eye, and little work. */
const turnFrame = 50;
const mapMilliseconds = 150;
const cardsAtOnce = 150;
const ageMilliseconds = 60_000;
/** After the scale has changed for the last time. */
const sharpenMilliseconds = 80;

function onPage({ x, y, width, height }: Box, camera: Camera): Box {
  const { scale } = camera;
  return { x: (x - camera.x) * scale, y: (y - camera.y) * scale, width: width * scale, height: height * scale };
}

function isSame(one: Camera, other: Camera): boolean {
  return one.x === other.x && one.y === other.y && one.scale === other.scale;
}

/** Keeps the scene up to date with what the page says, draws it when it changed, and tells the page what it must know. */
export class SheetDesk {
  readonly #tell: (message: FromWorker) => void;
  readonly #canvas: OffscreenCanvas;
  readonly #pen: Pen;
  readonly #scene: Scene;
  /** An asset that is to be selected as soon as it is known. */
  #wanted:
    | { readonly key: string; readonly reveal: false | "see" | "open group"; readonly covered?: number }
    | undefined;
  /** Brought into view, and not left since. */
  #revealed: number | undefined;
  #dirty: Box[] | "all" | undefined;
  #drawing = false;
  #unreported = false;
  #flight: { readonly from: Camera; readonly to: Camera; readonly began: number } | undefined;
  #ticking = false;
  #aging = false;
  #sharpening: ReturnType<typeof setTimeout> | undefined;
  #mapping = false;
  #seen = true;
  readonly #asked = new Set<number>();
  #lastHit = "";

  constructor(canvas: OffscreenCanvas, view: View, theme: Theme, kept: KeptSheet, tell: (message: FromWorker) => void) {
    this.#tell = tell;
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("The canvas gives no 2D context.");
    this.#canvas = canvas;
    this.#pen = new Pen(context, theme);
    this.#scene = new Scene(this.#pen);
    this.#scene.remember(kept.opened, kept.closed);
    if (kept.selected !== undefined) this.#wanted = { key: kept.selected, reveal: false };
    if (kept.camera !== undefined) {
      this.#scene.camera = kept.camera;
      this.#scene.ownCamera = true;
    }
    this.#setView(view);
  }

  take(message: Exclude<ToWorker, { kind: "start" }>): void {
    const scene = this.#scene;
    switch (message.kind) {
      case "feed":
        this.#feed(message.message);
        return;
      case "cards":
        for (const card of message.cards) {
          const id = scene.table.find(card.key);
          if (id === undefined) continue;
          this.#asked.delete(id);
          scene.setCard(id, card);
          this.#redraw(id);
        }
        this.#keepTicking();
        return;
      case "theme":
        this.#pen.useTheme(message.theme);
        this.#redrawAll();
        return;
      case "view":
        this.#setView(message.view);
        return;
      case "pan":
        this.#moveTo(panBy(scene.camera, message.dx, message.dy));
        return;
      case "zoom":
        this.#moveTo(zoomAt(scene.camera, message.x, message.y, message.factor));
        return;
      case "zoom step":
        this.#fly(zoomAt(scene.camera, scene.view.width / 2, scene.view.height / 2, message.factor), true);
        return;
      case "fit":
        this.#fly(scene.fitted(), false);
        return;
      case "point":
        this.#point(message.at);
        return;
      case "press":
        this.#press(message.x, message.y, message.how);
        return;
      case "select":
        if (message.key !== undefined && scene.table.find(message.key) === undefined) {
          this.#wanted =
            message.covered === undefined
              ? { key: message.key, reveal: message.reveal }
              : { key: message.key, reveal: message.reveal, covered: message.covered };
          return;
        }
        this.#select(
          message.key === undefined ? undefined : scene.table.find(message.key),
          message.reveal,
          message.covered,
        );
        return;
      case "walk":
        if (scene.placement !== undefined) {
          const next = walk(scene.shown, scene.placement, scene.selected, message.direction);
          if (next !== undefined) this.#select(next, "see");
        }
        return;
      case "toggle group":
        this.#toggleAroundSelected(message.around === true);
        return;
      case "filter":
        this.#filter(message.filter);
        return;
      case "narrow":
        this.#flight = undefined;
        scene.narrow(message.ids);
        this.#redrawAll();
        if (scene.placement !== undefined) this.#reportSheet();
        return;
      case "center":
        this.#moveTo({
          ...scene.camera,
          x: message.x - scene.view.width / 2 / scene.camera.scale,
          y: message.y - scene.view.height / 2 / scene.camera.scale,
        });
        return;
      case "seen":
        this.#seen = message.seen;
        this.#keepTicking();
        return;
      case "export":
        this.#tell({ kind: "exported", svg: sheetAsSvg(scene, this.#pen.theme, Date.now()) });
        return;
      default:
        message satisfies never;
    }
  }

  #feed(message: Parameters<Scene["apply"]>[0]): void {
    const scene = this.#scene;
    const hadSelection = scene.selected !== undefined;
    if (message.kind === "snapshot") this.#revealed = undefined;
    const change = scene.apply(message);
    if (hadSelection && scene.selected === undefined) this.#select(undefined, false);
    this.#unreported = true;
    switch (change.kind) {
      case "everything":
      case "graph":
        this.#asked.clear();
        this.#redrawAll();
        this.#takeWanted();
        this.#reportSheet();
        break;
      case "statuses":
        for (const id of change.statuses) this.#redraw(id);
        this.#askAgain(change.statuses);
        this.#redrawFrames(change.statuses);
        this.#mapSoon();
        if (change.lines) this.#redrawAll();
        break;
      case "nothing":
      case "gap":
        break;
      default:
        change satisfies never;
    }
    this.#keepTicking();
  }

  /** The titles of open groups count their statuses. */
  #redrawFrames(ids: readonly number[]): void {
    if (this.#dirty === "all") return;
    const { placement } = this.#scene;
    const groups = new Set(ids.map((id) => placement?.groups[placement.groupOf[id] ?? -1]));
    for (const group of groups) {
      if (group !== undefined)
        this.#dirty = [...(this.#dirty ?? []), { ...group, height: group.open ? 44 : group.height }];
    }
    this.#schedule();
  }

  /** Cards that were known are asked for anew when their status changes; until then they show what they showed. */
  #askAgain(ids: readonly number[]): void {
    const { table } = this.#scene;
    const keys = ids.flatMap((id) => (this.#scene.card(id) === undefined ? [] : (table.key(id) ?? [])));
    if (keys.length > 0) this.#tell({ kind: "need cards", keys });
  }

  #takeWanted(): void {
    if (this.#wanted === undefined) return;
    const { key, reveal, covered } = this.#wanted;
    const id = this.#scene.table.find(asAssetKey(key));
    if (id === undefined) return;
    this.#wanted = undefined;
    this.#select(id, reveal, covered);
  }

  #setView(view: View): void {
    const scene = this.#scene;
    this.#canvas.width = Math.max(1, Math.round(view.width * view.ratio));
    this.#canvas.height = Math.max(1, Math.round(view.height * view.ratio));
    scene.view = view;
    scene.ratio = view.ratio;
    if (!scene.ownCamera && scene.placement !== undefined) {
      this.#flight = undefined;
      scene.fitAll();
    }
    this.#keepRevealed();
    if (scene.placement !== undefined) this.#report();
    this.#redrawAll();
  }

  /** What was brought into view stays in it, large enough to be read, when the pane with its details opens beside it. */
  #keepRevealed(): void {
    const scene = this.#scene;
    if (this.#revealed === undefined || scene.placement === undefined) return;
    // All was fitted in just now, and it can be read: it stays whole.
    if (!scene.ownCamera && scene.camera.scale >= fullCardScale) return;
    const to = scene.cameraFor(this.#revealed);
    if (isSame(to, scene.camera)) return;
    this.#flight = undefined;
    scene.camera = to;
    scene.ownCamera = true;
  }

  #moveTo(camera: Camera): void {
    this.#flight = undefined;
    this.#revealed = undefined;
    this.#scene.camera = camera;
    this.#scene.ownCamera = true;
    this.#redrawAll();
    this.#report();
  }

  #fly(to: Camera, own: boolean): void {
    const scene = this.#scene;
    this.#revealed = undefined;
    scene.ownCamera = own;
    if (this.#pen.theme.reducedMotion) scene.camera = to;
    else this.#flight = { from: scene.camera, to, began: performance.now() };
    this.#redrawAll();
    this.#report();
  }

  #point(at: { readonly x: number; readonly y: number } | undefined): void {
    const scene = this.#scene;
    const hit = at === undefined ? ({ kind: "nothing" } as const) : scene.hit(at.x, at.y);
    const text = JSON.stringify(hit);
    if (text === this.#lastHit) return;
    this.#lastHit = text;
    scene.hovered = hit;
    scene.updateRoles();
    this.#redrawAll();
    this.#tell({ kind: "hit", hit: describeHit(scene, hit), at: at ?? { x: 0, y: 0 } });
  }

  #press(x: number, y: number, how: "click" | "double" | "open"): void {
    const scene = this.#scene;
    const hit = scene.hit(x, y);
    if (hit.kind === "asset") this.#select(hit.asset, false);
    else if (hit.kind === "group") {
      if (how === (hit.title ? "click" : "double")) this.#toggle(hit.group);
    } else if (how === "click") this.#select(undefined, false);
    this.#tell({ kind: "pressed", hit: describeHit(scene, hit), how });
  }

  #select(id: number | undefined, reveal: false | "see" | "open group", covered?: number): void {
    const scene = this.#scene;
    scene.selected = id;
    if (id !== undefined && reveal === "open group") {
      scene.reveal(id);
      this.#mapSoon();
    }
    scene.updateRoles();
    if (id !== undefined && reveal !== false) {
      this.#fly(scene.cameraFor(id, covered), scene.ownCamera);
      this.#revealed = id;
    } else if (id !== this.#revealed) this.#revealed = undefined;
    this.#redrawAll();
    const key = id === undefined ? undefined : scene.table.key(id);
    const siblings =
      id === undefined || scene.placement === undefined
        ? []
        : siblingsOf(scene.placement, id).flatMap((other) => scene.table.key(other) ?? []);
    this.#tell({ kind: "selected", ...(key === undefined ? {} : { key }), siblings, groups: scene.groupsAround(id) });
    this.#report();
  }

  #toggleAroundSelected(isOuter: boolean): void {
    const { placement, selected } = this.#scene;
    if (selected === undefined || placement === undefined) return;
    const group = placement.groupOf[selected] ?? -1;
    this.#toggle(isOuter ? (placement.groups[group]?.parent ?? -1) : group);
    // Its siblings and the groups around it are others now.
    this.#select(selected, false);
  }

  #toggle(index: number): void {
    const scene = this.#scene;
    this.#flight = undefined;
    scene.toggle(index);
    if (!scene.ownCamera) this.#fly(scene.fitted(), false);
    this.#point(undefined);
    this.#redrawAll();
    this.#reportSheet();
  }

  #filter(filter: Filter): void {
    const scene = this.#scene;
    scene.setFilter(matcherOf(scene.table, filter));
    this.#redrawAll();
  }

  /** What lies where has changed. */
  #reportSheet(): void {
    this.#report();
    this.#mapSoon();
  }

  /** The small map is told at most a few times a second. */
  #mapSoon(): void {
    if (this.#mapping) return;
    this.#mapping = true;
    setTimeout(() => {
      this.#mapping = false;
      const { placement, shown } = this.#scene;
      if (placement !== undefined) this.#tell({ kind: "map", map: mapOf(placement, shown) });
    }, mapMilliseconds);
  }

  #report(): void {
    const scene = this.#scene;
    const selected = scene.selected === undefined ? undefined : scene.table.key(scene.selected);
    const camera = this.#flight?.to ?? scene.camera;
    const box = scene.selected === undefined ? undefined : scene.boxOf(scene.selected);
    this.#tell({
      kind: "sheet",
      camera,
      ...(box === undefined ? {} : { box: onPage(box, camera) }),
      kept: {
        ...(scene.ownCamera ? { camera } : {}),
        opened: scene.opened,
        closed: scene.closed,
        ...(selected === undefined ? {} : { selected }),
      },
    });
  }

  #redrawAll(): void {
    this.#dirty = "all";
    this.#schedule();
  }

  #redraw(id: number): void {
    if (this.#dirty === "all") return;
    const box = this.#scene.boxOf(id);
    if (box !== undefined) this.#dirty = [...(this.#dirty ?? []), box];
    this.#schedule();
  }

  /** Draws soon. Animation frames do not come while the panel is hidden, so the first to come of frame and timer draws. */
  #schedule(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    let done = false;
    const draw = (): void => {
      if (done) return;
      done = true;
      this.#drawing = false;
      this.#drawNow();
    };
    (globalThis as { requestAnimationFrame?: (callback: () => void) => void }).requestAnimationFrame?.(draw);
    setTimeout(draw, 30);
  }

  #drawNow(): void {
    const scene = this.#scene;
    const began = performance.now();
    if (this.#flight !== undefined) {
      const part = Math.min(1, (began - this.#flight.began) / flightMilliseconds);
      scene.camera = between(this.#flight.from, this.#flight.to, part);
      if (part === 1) this.#flight = undefined;
      this.#dirty = "all";
    }
    const dirty = this.#dirty;
    this.#dirty = undefined;
    if (dirty !== undefined && scene.draw(Date.now(), dirty === "all" ? undefined : dirty)) this.#sharpenSoon();
    if (this.#flight !== undefined) this.#redrawAll();
    else this.#askForCards();
    this.#keepTicking();
    this.#keepAges();
    if (this.#unreported && scene.table.revision > 0) {
      this.#unreported = false;
      this.#tell({ kind: "drawn", assets: scene.table.count, milliseconds: performance.now() - began });
    }
  }

  #sharpenSoon(): void {
    clearTimeout(this.#sharpening);
    this.#sharpening = setTimeout(() => this.#redrawAll(), sharpenMilliseconds);
  }

  #askForCards(): void {
    const missing = this.#scene.missingCards(cardsAtOnce).filter((id) => !this.#asked.has(id));
    if (missing.length === 0) return;
    for (const id of missing) this.#asked.add(id);
    this.#tell({ kind: "need cards", keys: missing.flatMap((id) => this.#scene.table.key(id) ?? []) });
  }

  /** What was made "now" is a minute old a minute later. */
  #keepAges(): void {
    if (this.#aging || this.#scene.table.count === 0) return;
    this.#aging = true;
    setTimeout(() => {
      this.#aging = false;
      this.#redrawAll();
    }, ageMilliseconds);
  }

  /** While something that is seen runs, its arc turns and its time grows; else no timer runs. */
  #keepTicking(): void {
    if (this.#ticking || !this.#seen || this.#scene.runningBoxes().length === 0) return;
    this.#ticking = true;
    const still = this.#pen.theme.reducedMotion;
    setTimeout(
      () => {
        this.#ticking = false;
        this.#scene.turn = still ? 0 : ((performance.now() % turnMilliseconds) / turnMilliseconds) * 2 * Math.PI;
        const boxes = this.#scene.runningBoxes();
        if (boxes.length > 0 && this.#dirty !== "all") this.#dirty = [...(this.#dirty ?? []), ...boxes];
        if (boxes.length > 0) this.#schedule();
        this.#keepTicking();
      },
      still ? 1000 : turnFrame,
    );
  }
}
