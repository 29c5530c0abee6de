import { element, iconImage, plainButton } from "../controls/element.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import type { Camera } from "../drawing/camera.ts";
import { readTheme } from "../drawing/theme-colors.ts";
import type { Stage } from "./stage.ts";
import type { SheetMap } from "./worker-messages.ts";

/** The whole sheet, small, with the part of it that is seen; beside it the zoom. */
export interface Minimap {
  readonly element: HTMLElement;
  map(map: SheetMap): void;
  camera(camera: Camera): void;
  /** The colours are others now. */
  redraw(): void;
}

const width = 132;
const height = 66;
const padding = 5;

export function makeMinimap(send: Stage["send"], sheet: HTMLElement): Minimap {
  const canvas = element("canvas", { class: "eg-map", "aria-hidden": "true" });
  const scale = element("span", { class: "eg-zoom-scale" });
  const zoom = element(
    "div",
    { class: "eg-zoom", role: "group", "aria-label": "Zoom" },
    plainButton("eg-icon", "Zoom in", () => send({ kind: "zoom step", factor: 1.4 }), iconImage("plus")),
    plainButton("eg-icon", "Zoom out", () => send({ kind: "zoom step", factor: 1 / 1.4 }), iconImage("minus")),
    plainButton("eg-icon", "Show all (Z)", () => send({ kind: "fit" }), iconImage("fit")),
    scale,
  );
  const root = element("div", { class: "eg-map-box" }, canvas, zoom);
  let shown: SheetMap | undefined;
  let camera: Camera | undefined;
  let isDrawing = false;
  let isDown = false;

  function measure(map: SheetMap): { readonly scale: number; readonly left: number; readonly top: number } {
    const by = Math.min(
      (width - 2 * padding) / Math.max(1, map.width),
      (height - 2 * padding) / Math.max(1, map.height),
    );
    return { scale: by, left: (width - map.width * by) / 2, top: (height - map.height * by) / 2 };
  }

  function redraw(): void {
    if (isDrawing) return;
    isDrawing = true;
    requestAnimationFrame(() => {
      isDrawing = false;
      draw();
    });
  }

  function draw(): void {
    const context = canvas.getContext("2d");
    if (shown === undefined || context === null || canvas.clientWidth === 0) return;
    const ratio = window.devicePixelRatio;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const theme = readTheme(document);
    const { scale: by, left, top } = measure(shown);
    context.setTransform(ratio * by, 0, 0, ratio * by, ratio * left, ratio * top);
    context.lineWidth = 1 / by;
    const { frames, boxes } = shown;
    context.strokeStyle = theme.colours.cardLine;
    for (let at = 0; at < frames.length; at += 4) {
      context.strokeRect(frames[at] ?? 0, frames[at + 1] ?? 0, frames[at + 2] ?? 0, frames[at + 3] ?? 0);
    }
    for (let at = 0; at < boxes.length; at += 5) {
      const badge = badgeOf(boxes[at + 4]);
      const [x = 0, y = 0, wide = 0, high = 0] = boxes.subarray(at, at + 4);
      const colour = badge === "fresh" ? theme.colours.freshQuiet : theme.colours[badgeShapes[badge].colour];
      // Quiet cells have no fill in high contrast.
      if (badge === "never" || badge === "external" || theme.highContrast) {
        context.strokeStyle = badge === "fresh" ? theme.colours.fresh : colour;
        context.strokeRect(x, y, wide, high);
      } else {
        context.fillStyle = colour;
        context.fillRect(x, y, wide, high);
      }
    }
    if (camera === undefined) return;
    const seenWidth = sheet.clientWidth / camera.scale;
    const seenHeight = sheet.clientHeight / camera.scale;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.strokeStyle = theme.colours.focus;
    context.lineWidth = 1.2;
    const x = Math.max(1, left + camera.x * by);
    const y = Math.max(1, top + camera.y * by);
    const right = Math.min(width - 1, left + (camera.x + seenWidth) * by);
    const bottom = Math.min(height - 1, top + (camera.y + seenHeight) * by);
    if (right > x && bottom > y) context.strokeRect(x, y, right - x, bottom - y);
  }

  function goTo(event: PointerEvent): void {
    if (shown === undefined) return;
    const at = canvas.getBoundingClientRect();
    const { scale: by, left, top } = measure(shown);
    send({ kind: "center", x: (event.clientX - at.left - left) / by, y: (event.clientY - at.top - top) / by });
  }

  canvas.addEventListener("pointerdown", (event) => {
    isDown = true;
    canvas.setPointerCapture(event.pointerId);
    goTo(event);
  });
  canvas.addEventListener("pointermove", (event) => isDown && goTo(event));
  canvas.addEventListener("pointerup", () => {
    isDown = false;
  });
  canvas.addEventListener("pointercancel", () => {
    isDown = false;
  });

  return {
    element: root,
    map(map) {
      shown = map;
      redraw();
    },
    camera(next) {
      camera = next;
      scale.textContent = `${Math.max(1, Math.round(next.scale * 100))}%`;
      redraw();
    },
    redraw,
  };
}
