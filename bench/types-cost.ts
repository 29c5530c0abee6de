// Does what the type lane's worker does, for a project and edits of some of its files, and prints what that took (see types.ts).
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { LaneAsset } from "../server/analysis/types/lane-messages.ts";
import { registryFileName } from "../server/analysis/types/registry-file.ts";
import { createTypeEngine } from "../server/analysis/types/type-engine.ts";
import type { TypesCost } from "./types.ts";

const [folder = "", ...files] = process.argv.slice(2);
const assets: LaneAsset[] = JSON.parse(readFileSync(path.join(folder, "lane-assets.json"), "utf8"));
const engine = createTypeEngine(folder);
let revision = 0;

const cold = processorTime();
update(assets, []);
while (engine.step()) engine.takeNews();
engine.takeNews();
writeFileSync(path.join(folder, registryFileName), engine.registryText());
const cost: TypesCost = {
  cold: (processorTime() - cold) / 1_000,
  edits: files.map(edit),
  megabytes: process.memoryUsage().rss / 2 ** 20,
};
process.stdout.write(JSON.stringify(cost));

/** The first asset of the file gets another column; then the text is again what it was. */
function edit(file: string) {
  const text = readFileSync(path.join(folder, file), "utf8");
  const edited = text.replace("  return result;", "  return result.map((row) => ({ ...row, extra: row.id }));");
  const own = assets.filter((asset) => asset.range.file === file);
  const start = processorTime();
  update(own, [[file, edited]]);
  let known = 0;
  let more = true;
  while (more) {
    more = engine.step();
    if (known > 0 || !engine.takeNews().put.some((type) => type.columns?.some(({ name }) => name === "extra")))
      continue;
    engine.registryText();
    known = processorTime() - start;
  }
  const settled = processorTime() - start;
  if (known === 0) throw new Error(`The edit of ${file} was not seen.`);
  update(own, [[file, null]]);
  while (engine.step());
  engine.takeNews();
  return { known, settled };
}

function update(put: readonly LaneAsset[], texts: readonly (readonly [string, string | null])[]): void {
  revision += 1;
  engine.update({ kind: "update", revision, put, gone: [], texts, onDisk: [] });
}

/** Of this thread, as the lane has one; in milliseconds. */
function processorTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
