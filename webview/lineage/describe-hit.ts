import type { SheetHit } from "../drawing/hit-test.ts";
import type { Scene } from "../drawing/scene.ts";
import type { Hit } from "./worker-messages.ts";

/** What was hit, by names: ids and positions mean nothing outside the worker. */
export function describeHit({ table, placement }: Scene, hit: SheetHit): Hit {
  switch (hit.kind) {
    case "asset": {
      const key = table.key(hit.asset);
      return key === undefined ? { kind: "nothing" } : { kind: "asset", key, name: hit.name, cell: hit.cell };
    }
    case "group": {
      const group = placement?.groups[hit.group];
      if (group === undefined) return { kind: "nothing" };
      return { kind: "group", name: group.path, open: group.open, title: hit.title };
    }
    case "nothing":
      return hit;
    default:
      return hit satisfies never;
  }
}
