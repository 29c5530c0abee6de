import assert from "node:assert/strict";
import { test } from "node:test";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { emptyAssetTable } from "../../protocol/messages/asset-table.ts";
import { encodeSnapshot } from "../../protocol/messages/lineage-feed.ts";
import { layoutGroups } from "../layout/layout-groups.ts";
import { Edges, lineRoles } from "./edges.ts";
import { type Context, Pen } from "./pen.ts";
import { colourRoles, type Theme } from "./theme-colors.ts";

const theme: Theme = {
  colours: Object.fromEntries(colourRoles.map((role) => [role, role])) as Theme["colours"],
  highContrast: false,
  reducedMotion: true,
  font: "sans-serif",
  codeFont: "monospace",
  fontSize: 13,
};

/** Node has no canvas: this one counts what is stroked, and which pictures are drawn. */
class Paper {
  static strokes = 0;
  static pictures: unknown[] = [];
  zoom = 1;
  setTransform(zoom: number) {
    this.zoom = zoom;
  }
  getTransform() {
    return { a: this.zoom };
  }
  stroke() {
    Paper.strokes++;
  }
  drawImage(picture: unknown) {
    Paper.pictures.push(picture);
  }
  beginPath() {}
  moveTo() {}
  lineTo() {}
  closePath() {}
  fill() {}
  setLineDash() {}
}
Object.assign(globalThis, {
  Path2D: class {
    moveTo() {}
    lineTo() {}
    bezierCurveTo() {}
  },
  OffscreenCanvas: class {
    getContext() {
      return new Paper();
    }
  },
});

function edgesOfMany() {
  const table = emptyAssetTable();
  const rows = Array.from({ length: 60 }, (_, id) => ({
    id,
    key: asAssetKey(`asset_${id}`),
    group: `group_${id}`,
    badge: 0,
    external: false,
    upstream: id < 40 ? [] : Array.from({ length: 10 }, (_, index) => (id * 7 + index) % 40),
  }));
  table.apply({ kind: "snapshot", from: 0, to: 1, bytes: encodeSnapshot(rows) });
  const placement = layoutGroups(table, { isOpen: () => false, shape: 1.6 });
  const edges = new Edges(placement);
  edges.setRoles(lineRoles(table, placement, undefined, undefined));
  const paper = new Paper();
  const pen = new Pen(paper as unknown as Context, theme);
  const whole = { x: -500, y: -500, width: placement.width + 1000, height: placement.height + 1000 };
  /** What one frame at a scale strokes, whether it draws a picture, and whether it is blurred. */
  const frame = (scale: number, seen = whole) => {
    paper.setTransform(scale);
    const [strokes, pictures] = [Paper.strokes, Paper.pictures.length];
    const blurred = edges.draw(pen, seen, scale, true);
    return { strokes: Paper.strokes - strokes, pictures: Paper.pictures.length - pictures, blurred };
  };
  return { frame, placement, edges, table };
}

const fromPicture = { strokes: 0, pictures: 1, blurred: false };
const anew = { strokes: 1, pictures: 1, blurred: false };

test("many lines are stroked once, then come from a picture while the window moves over the sheet", () => {
  const { frame } = edgesOfMany();
  assert.deepEqual(
    [frame(0.3), frame(0.3), frame(0.3, { x: 0, y: 0, width: 300, height: 200 })],
    [anew, fromPicture, fromPicture],
  );
});

test("while the scale changes the last picture is stretched; it is sharp again as soon as the scale stays", () => {
  const { frame } = edgesOfMany();
  const stretched = { ...fromPicture, blurred: true };
  const scales = [0.3, 0.32, 0.35, 0.35, 0.35, 0.34];
  assert.deepEqual(
    scales.map((scale) => frame(scale)),
    [anew, stretched, stretched, anew, fromPicture, stretched],
  );
});

test("a picture that would have to be stretched too far is taken anew, and near by each line is stroked", () => {
  const { frame } = edgesOfMany();
  assert.deepEqual([frame(0.2), frame(0.4), frame(1)], [anew, anew, { strokes: 1, pictures: 0, blurred: false }]);
});

test("a part of the sheet that the picture does not hold is taken anew, beside the sheet there is nothing to draw", () => {
  const { frame, placement } = edgesOfMany();
  const corner = { x: 0, y: 0, width: 100, height: 100 };
  const far = { ...corner, x: placement.width - 100, y: placement.height - 100 };
  const outside = { ...corner, x: placement.width + 1_000 };
  assert.deepEqual(
    [frame(0.3, corner), frame(0.3, far), frame(0.3, outside)],
    [anew, anew, { ...fromPicture, pictures: 0 }],
  );
});

test("lines of another colour are stroked anew", () => {
  const { frame, edges, placement, table } = edgesOfMany();
  frame(0.3);
  assert.ok(edges.setRoles(lineRoles(table, placement, 45, undefined)));
  assert.equal(frame(0.3).strokes, 2, "the plain ones, and those beside the selected asset");
});
