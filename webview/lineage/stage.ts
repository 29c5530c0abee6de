import { element } from "../controls/element.ts";
import { readTheme } from "../drawing/theme-colors.ts";
import type { FromWorker, Hit, KeptSheet, ToWorker, View } from "./worker-messages.ts";

/** The canvas, its worker, and what the pointer does on it. */
export interface Stage {
  readonly element: HTMLElement;
  /** Has the keyboard, and holds the tree for screen readers. */
  readonly surface: HTMLElement;
  send(message: Exclude<ToWorker, { readonly kind: "start" | "view" | "theme" }>): void;
  /** Begins with a new worker: once the stage is in the page and has its size, and after a worker that failed. */
  start(kept: KeptSheet): void;
  /** Tells of other colours, another contrast, another wish for motion. */
  watchTheme(changed: () => void): void;
}

export interface StageDesk {
  heard(message: FromWorker): void;
  /** The worker cannot go on. */
  broken(message: string): void;
}

/** A pointer that moves less between down and up has clicked. */
const clickReach = 4;
const wheelZoom = 1.0015;
const wheelLine = 16;

export function makeStage(desk: StageDesk): Stage {
  const surface = element("div", { class: "eg-sheet" });
  const root = element("div", { class: "eg-stage" }, surface);
  let worker: Worker | undefined;
  let canvas: HTMLCanvasElement | undefined;

  function post(message: ToWorker, transfer: readonly Transferable[] = []): void {
    worker?.postMessage(message, [...transfer]);
  }

  function send(message: Exclude<ToWorker, { readonly kind: "start" | "view" | "theme" }>): void {
    post(message);
  }

  function start(sheet: KeptSheet): void {
    worker?.terminate();
    canvas?.remove();
    canvas = element("canvas", { "aria-hidden": "true" });
    surface.prepend(canvas);
    worker = new Worker(workerAddress());
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => {
      if (data.kind === "hit") showPointer(data.hit);
      desk.heard(data);
    });
    worker.addEventListener("error", (event) => desk.broken(event.message));
    const offscreen = canvas.transferControlToOffscreen();
    post({ kind: "start", canvas: offscreen, view: viewOf(root), theme: readTheme(document), kept: sheet }, [
      offscreen,
    ]);
  }

  function showPointer(hit: Hit): void {
    surface.classList.toggle("eg-over-name", hit.kind === "asset");
    surface.classList.toggle("eg-over-group", hit.kind === "group" && hit.title);
  }

  watchSize(root, (view) => post({ kind: "view", view }));
  watchTheme(() => post({ kind: "theme", theme: readTheme(document) }));
  listenToPointer(surface, send);
  return { element: root, surface, send, start, watchTheme };
}

/** The worker's source travels in the page: nothing may be fetched. */
function workerAddress(): string {
  const source = document.getElementById("worker-source")?.textContent ?? "";
  return URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
}

function viewOf(box: HTMLElement): View {
  return { width: box.clientWidth, height: box.clientHeight, ratio: window.devicePixelRatio };
}

function watchSize(box: HTMLElement, changed: (view: View) => void): void {
  // While another view is shown the sheet has no size, and keeps the one that it had.
  new ResizeObserver(() => box.clientWidth > 0 && changed(viewOf(box))).observe(box);
  const watchRatio = (): void => {
    const query = matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        changed(viewOf(box));
        watchRatio();
      },
      { once: true },
    );
  };
  watchRatio();
}

/** The editor says a new theme by the body's class and by the variables on the root element. */
function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ["class", "data-vscode-theme-id"] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style"] });
  matchMedia("(prefers-reduced-motion: reduce)").addEventListener("change", changed);
  matchMedia("(forced-colors: active)").addEventListener("change", changed);
}

function listenToPointer(surface: HTMLElement, send: Stage["send"]): void {
  let down: { readonly x: number; readonly y: number } | undefined;
  let last = { x: 0, y: 0 };
  let dragged = false;
  const place = (event: MouseEvent): { x: number; y: number } => {
    const box = surface.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  surface.addEventListener("pointerdown", (event) => {
    if (event.button > 1) return;
    down = place(event);
    last = down;
    dragged = false;
    surface.setPointerCapture(event.pointerId);
    surface.focus();
  });
  surface.addEventListener("pointermove", (event) => {
    const now = place(event);
    if (down === undefined) {
      send({ kind: "point", at: now });
      return;
    }
    if (!dragged && Math.hypot(now.x - down.x, now.y - down.y) < clickReach) return;
    dragged = true;
    surface.classList.add("eg-dragged");
    send({ kind: "pan", dx: now.x - last.x, dy: now.y - last.y });
    last = now;
  });
  surface.addEventListener("pointerup", (event) => {
    const at = place(event);
    surface.classList.remove("eg-dragged");
    if (down !== undefined && !dragged && event.button === 0) {
      send({ kind: "press", ...at, how: event.ctrlKey || event.metaKey ? "open" : "click" });
    }
    down = undefined;
  });
  surface.addEventListener("pointercancel", () => {
    down = undefined;
    surface.classList.remove("eg-dragged");
  });
  surface.addEventListener("pointerleave", () => send({ kind: "point" }));
  surface.addEventListener("dblclick", (event) => send({ kind: "press", ...place(event), how: "double" }));
  surface.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? wheelLine : 1;
      // A pinch comes as a wheel with Ctrl; a mouse wheel zooms too, Shift makes it go sideways.
      if (event.shiftKey || (event.deltaX !== 0 && !event.ctrlKey)) {
        const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
        send({ kind: "pan", dx: -sideways * unit, dy: event.shiftKey ? 0 : -event.deltaY * unit });
      } else {
        const speed = event.ctrlKey ? 5 : 1;
        send({ kind: "zoom", ...place(event), factor: wheelZoom ** (-event.deltaY * unit * speed) });
      }
    },
    { passive: false },
  );
}
