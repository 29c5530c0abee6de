// A generated project of any size, each asset a line of TypeScript that runs: three inputs from the layer before, now and then one of
// another domain.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const inFile = 20;

/** Shape of a project: `domains * layers` groups of `inGroup` assets. */
export const sizes = {
  300: { domains: 5, layers: 6, inGroup: 10 },
  10000: { domains: 10, layers: 10, inGroup: 100 },
};

export const countOf = ({ domains, layers, inGroup }) => domains * layers * inGroup;

/** The key of an asset: `d0_l3_7`. */
export function keyOf({ domains, inGroup }, layer, domain, index) {
  return `d${(domain + domains) % domains}_l${layer}_${index % inGroup}`;
}

function inputsOf(shape, layer, domain, index) {
  if (layer === 0) return [];
  const neighbour = index % 5 === 0 ? domain + 1 : domain;
  const keys = [
    keyOf(shape, layer - 1, domain, index),
    keyOf(shape, layer - 1, domain, index + 7),
    keyOf(shape, layer - 1, neighbour, index + 31),
  ];
  return [...new Set(keys)];
}

/** Writes it; what `assets` held before is gone. */
export function writeShop(folder, shape) {
  rmSync(join(folder, "assets"), { recursive: true, force: true });
  mkdirSync(join(folder, "assets"), { recursive: true });
  const { domains, inGroup } = shape;
  const all = Array.from({ length: countOf(shape) }, (_, id) => {
    const group = Math.floor(id / inGroup);
    const place = [Math.floor(group / domains), group % domains, id % inGroup];
    const names = inputsOf(shape, ...place).join(", ");
    const name = `domain_${place[1]}/layer_${place[0]}`;
    return `export const a${id} = asset("${keyOf(shape, ...place)}", { group: "${name}" }, ({ ${names} }) => [${names}].length);`;
  });
  for (let part = 0; part * inFile < all.length; part++) {
    const lines = ['import { asset } from "evergraph";', ...all.slice(part * inFile, (part + 1) * inFile)];
    writeFileSync(join(folder, "assets", `part_${part}.ts`), `${lines.join("\n")}\n`);
  }
}
