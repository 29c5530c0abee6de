import type { Json } from "../../protocol/errors/error-entry.ts";
import { parseAssetKey } from "../../protocol/graph/asset-key.ts";
import type { KeptSheet } from "./worker-messages.ts";

/** A kept sheet as `setState` takes it. */
export function keptAsJson({ camera, opened, closed, selected: key }: KeptSheet): Json {
  return {
    ...(camera === undefined ? {} : { camera: { x: camera.x, y: camera.y, scale: camera.scale } }),
    opened: [...opened],
    closed: [...closed],
    ...(key === undefined ? {} : { selected: key }),
  };
}

/** What an older version kept may look otherwise: what does not fit is left out. */
export function readKept(state: unknown): KeptSheet {
  const {
    camera,
    opened,
    closed,
    selected: key,
  } = (typeof state === "object" && state !== null ? state : {}) as Record<string, unknown>;
  const names = (value: unknown): string[] =>
    Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
  const { x, y, scale } = (typeof camera === "object" && camera !== null ? camera : {}) as Record<string, unknown>;
  const fits = [x, y, scale].every((value) => typeof value === "number" && Number.isFinite(value)) && Number(scale) > 0;
  const asset = typeof key === "string" ? parseAssetKey(key) : undefined;
  return {
    ...(fits ? { camera: { x: Number(x), y: Number(y), scale: Number(scale) } } : {}),
    opened: names(opened),
    closed: names(closed),
    ...(asset === undefined ? {} : { selected: asset }),
  };
}
