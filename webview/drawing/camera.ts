/** Which part of the sheet is seen: the sheet's point (x, y) is at the window's top left, and a pixel of it takes `scale`. */
export interface Camera {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Box extends Size {
  readonly x: number;
  readonly y: number;
}

export const closest = 2.5;
const farthest = 0.02;

/** Keeps the point of the sheet that is under (x, y) of the window where it is. */
export function zoomAt(camera: Camera, x: number, y: number, factor: number): Camera {
  const scale = Math.min(closest, Math.max(farthest, camera.scale * factor));
  return {
    scale,
    x: camera.x + x / camera.scale - x / scale,
    y: camera.y + y / camera.scale - y / scale,
  };
}

/** Moves the sheet by pixels of the window. */
export function panBy(camera: Camera, dx: number, dy: number): Camera {
  return { ...camera, x: camera.x - dx / camera.scale, y: camera.y - dy / camera.scale };
}

/** Shows a box in the middle, as large as fits between the margins, but never larger than life. */
export function fit(
  box: Box,
  view: Size,
  margin: { readonly top: number; readonly side: number; readonly bottom: number },
): Camera {
  const width = Math.max(1, view.width - 2 * margin.side);
  const height = Math.max(1, view.height - margin.top - margin.bottom);
  const scale = Math.max(farthest, Math.min(1, width / Math.max(1, box.width), height / Math.max(1, box.height)));
  return {
    scale,
    x: box.x + box.width / 2 - (margin.side + width / 2) / scale,
    y: box.y + box.height / 2 - (margin.top + height / 2) / scale,
  };
}

/** The nearest camera from which a box is seen whole; the same one when it is. */
export function showing(camera: Camera, box: Box, view: Size, margin: number): Camera {
  const space = margin / camera.scale;
  const left = camera.x + space;
  const top = camera.y + space;
  const right = camera.x + view.width / camera.scale - space;
  const bottom = camera.y + view.height / camera.scale - space;
  const dx = box.x < left ? box.x - left : Math.max(0, Math.min(box.x - left, box.x + box.width - right));
  const dy = box.y < top ? box.y - top : Math.max(0, Math.min(box.y - top, box.y + box.height - bottom));
  return dx === 0 && dy === 0 ? camera : { ...camera, x: camera.x + dx, y: camera.y + dy };
}

/** The part of the sheet that the window shows. */
export function seen(camera: Camera, view: Size): Box {
  return { x: camera.x, y: camera.y, width: view.width / camera.scale, height: view.height / camera.scale };
}

/** Whether two boxes touch. */
export function meets(one: Box, other: Box): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}

/** Between two cameras, for a flight: `part` from 0 to 1. Scales go evenly to the eye. */
export function between(from: Camera, to: Camera, part: number): Camera {
  const eased = 1 - (1 - part) ** 3;
  const mix = (one: number, other: number): number => one + (other - one) * eased;
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), scale: from.scale * (to.scale / from.scale) ** eased };
}
