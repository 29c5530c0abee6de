import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { FeedMessage } from "../../protocol/messages/lineage-feed.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import type { Box, Camera } from "../drawing/camera.ts";
import type { Theme } from "../drawing/theme-colors.ts";
import type { WalkDirection } from "../drawing/walk.ts";

/** The window onto the sheet, in pixels of the page; `ratio`: pixels of the screen for one of them. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

/** What a panel keeps when it is closed or hidden. */
export interface KeptSheet {
  readonly camera?: Camera;
  /** Names of groups that the user opened or closed. */
  readonly opened: readonly string[];
  readonly closed: readonly string[];
  readonly selected?: AssetKey;
}

/** Which assets stand out: those with one of these badges (all, when empty). */
export interface Filter {
  readonly badges: readonly number[];
}

/** The sheet from far, for the small map: boxes of cards and closed groups. */
export interface SheetMap {
  readonly width: number;
  readonly height: number;
  /** Frames of open groups: x, y, width, height, one after the other. */
  readonly frames: Float32Array;
  /** x, y, width, height and a position in `badges`, one after the other. */
  readonly boxes: Float32Array;
}

/** A group around the selected asset. */
export interface GroupAround {
  /** Its whole name. */
  readonly path: string;
  readonly open: boolean;
  /** How many assets are below it. */
  readonly assets: number;
}

/** What is under the pointer. */
export type Hit =
  | {
      readonly kind: "asset";
      readonly key: AssetKey /** On the name of its card, which opens the source. */;
      readonly name: boolean;
      readonly cell: boolean;
    }
  | { readonly kind: "group"; readonly name: string; readonly open: boolean; readonly title: boolean }
  | { readonly kind: "nothing" };

/** From the page to its worker. Places are in pixels of the page, from the canvas's top left. */
export type ToWorker =
  | {
      readonly kind: "start";
      readonly canvas: OffscreenCanvas;
      readonly view: View;
      readonly theme: Theme;
      readonly kept: KeptSheet;
    }
  | { readonly kind: "feed"; readonly message: FeedMessage }
  | { readonly kind: "cards"; readonly cards: readonly Card[] }
  | { readonly kind: "theme"; readonly theme: Theme }
  | { readonly kind: "view"; readonly view: View }
  | { readonly kind: "pan"; readonly dx: number; readonly dy: number }
  | { readonly kind: "zoom"; readonly x: number; readonly y: number; readonly factor: number }
  /** Zooms about the middle, or to life size. */
  | { readonly kind: "zoom step"; readonly factor: number }
  | { readonly kind: "fit" }
  | { readonly kind: "point"; readonly at?: { readonly x: number; readonly y: number } }
  | { readonly kind: "press"; readonly x: number; readonly y: number; readonly how: "click" | "double" | "open" }
  /** `reveal`: bring it into view, if need be out of its closed group. `covered`: so many pixels at the right lie under the pane. */
  | {
      readonly kind: "select";
      readonly key?: AssetKey;
      readonly reveal: false | "see" | "open group";
      readonly covered?: number;
    }
  | { readonly kind: "walk"; readonly direction: WalkDirection }
  /** Opens the closed group that holds the selected asset, else closes the one around it. `around`: the next one outside of that. */
  | { readonly kind: "toggle group"; readonly around?: true }
  | { readonly kind: "filter"; readonly filter: Filter }
  /** Only these assets are on the sheet; absent: all of them. */
  | { readonly kind: "narrow"; readonly ids?: readonly AssetId[] }
  /** Brings a point of the sheet into the middle of the window. */
  | { readonly kind: "center"; readonly x: number; readonly y: number }
  /** Whether the sheet is seen: while another view is, nothing turns on it. */
  | { readonly kind: "seen"; readonly seen: boolean }
  | { readonly kind: "export" };

/** From the worker to its page. */
export type FromWorker =
  /** A frame with all that was received is on the canvas. */
  | { readonly kind: "drawn"; readonly assets: number; readonly milliseconds: number }
  | { readonly kind: "hit"; readonly hit: Hit; readonly at: { readonly x: number; readonly y: number } }
  | { readonly kind: "pressed"; readonly hit: Hit; readonly how: "click" | "double" | "open" }
  /** `groups`: those around it, the outermost first. */
  | {
      readonly kind: "selected";
      readonly key?: AssetKey;
      readonly siblings: readonly AssetKey[];
      readonly groups: readonly GroupAround[];
    }
  | { readonly kind: "need cards"; readonly keys: readonly AssetKey[] }
  /** `box`: where the selected asset is, in pixels of the page. */
  | { readonly kind: "sheet"; readonly kept: KeptSheet; readonly camera: Camera; readonly box?: Box }
  | { readonly kind: "map"; readonly map: SheetMap }
  /** What is on the sheet as a picture, in SVG. */
  | { readonly kind: "exported"; readonly svg: string }
  | { readonly kind: "problem"; readonly message: string };
