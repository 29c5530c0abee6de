import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import { encodeDelta, encodeSnapshot, type LineageRow } from "../../protocol/messages/lineage-feed.ts";
import { Pen } from "../drawing/pen.ts";
import { Scene } from "../drawing/scene.ts";
import type { Theme } from "../drawing/theme-colors.ts";

const rounds = 4;
const stages = 5;
const groupsInStage = 8;
const assetsInGroup = 8;
const perStage = groupsInStage * assetsInGroup;

/**
 * Lays out and draws a made-up graph where nobody sees it, while the worker waits for its data: code that has run a few
 * times is compiled and fonts are loaded, so the first real picture comes in half the time. Returns how to stop.
 */
export function warmUp(theme: Theme): () => void {
  const bytes = encodeSnapshot(madeUpRows());
  let left = rounds;
  let timer = setTimeout(round, 0);
  function round(): void {
    const context = new OffscreenCanvas(320, 200).getContext("2d", { alpha: false });
    if (context === null) return;
    const scene = new Scene(new Pen(context, theme));
    scene.view = { width: 320, height: 200 };
    scene.apply({ kind: "snapshot", from: 0, to: 1, bytes });
    scene.draw(0);
    // Changes too: an asset more, and a group that opens.
    const put = [
      { id: stages * perStage, key: asAssetKey("more"), group: "more", badge: 0, external: false, upstream: [7] },
    ];
    scene.apply({ kind: "delta", from: 1, to: 2, bytes: encodeDelta({ put, gone: [] }) });
    scene.toggle(left);
    left--;
    // In pieces: a message that comes meanwhile waits for one of them at most.
    if (left > 0) timer = setTimeout(round, 0);
  }
  return () => clearTimeout(timer);
}

function madeUpRows(): LineageRow[] {
  return Array.from({ length: stages * perStage }, (_, id) => {
    const group = `group_${Math.floor(id / assetsInGroup)}`;
    const upstream =
      id < perStage ? [] : [id - perStage, id - perStage + ((id * 7) % 40) - (id % perStage > 20 ? 20 : 0)];
    return {
      id,
      key: asAssetKey(`${group}/asset_${id}`),
      group,
      badge: id % 11,
      external: false,
      upstream: [...new Set(upstream)].filter((from) => from >= 0 && from < id),
    };
  });
}
