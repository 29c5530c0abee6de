import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type AssetKey, asAssetKey } from "../../protocol/graph/asset-key.ts";
import { type CheckId, checkId } from "../../protocol/graph/check-id.ts";
import type { SourceRange } from "../../protocol/graph/source-range.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import type { PlannedStep, RunPlan } from "../../protocol/record/run-plan.ts";

const file = "assets.ts";
const definitions = new URL("../../runtime/core/definitions/", import.meta.url);

/** Assets of every kind that a run carries out, each of which takes long enough to be killed in. */
const text = `import { asset, multiAsset, assetCheck, assetChecks } from "evergraph";
const pause = () => new Promise((done) => setTimeout(done, 5 + Math.random() * 25));
const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: "row " + id }));
export const { left, right } = multiAsset("both", { outputs: { left: {}, right: {} } }, async () => {
  await pause();
  return { left: rows(3), right: (async function* () { yield { id: 1 }; await pause(); yield { id: 2 }; })() };
});
export const full = assetCheck("full", { asset: left, blocking: true }, async () => { await pause(); return true; });
export const several = assetChecks("several", { asset: right, checks: { some: {}, all: {} } }, async () => {
  await pause();
  return { some: true, all: false };
});
export const large = asset("large", { inputs: { left } }, async (_, { log }) => {
  await pause();
  log.info("making many rows");
  return rows(500);
});
export const below = asset("below", { inputs: { large, right } }, async () => { await pause(); return 1; });
export const free = asset("free", { retry: { retries: 1 } }, async () => {
  await pause();
  if (Math.random() < 0.3) throw new Error("not this time");
  return "free";
});
export const sized = assetCheck("sized", { asset: large }, async () => { await pause(); return true; });
`;

/** Makes the project, whose package \`evergraph\` is this repository's. */
export function writeKilledRunProject(folder: string): void {
  const exported = ["asset", "multi-asset", "asset-check", "asset-checks"];
  const files: Readonly<Record<string, string>> = {
    "node_modules/evergraph/package.json": '{ "name": "evergraph", "type": "module", "exports": "./index.js" }',
    "node_modules/evergraph/index.js": exported
      .map((name) => `export * from ${JSON.stringify(new URL(`${name}.ts`, definitions).href)};`)
      .join("\n"),
    [file]: text,
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A plan of all of it. `number`: from 0, of the run. */
export function planKilledRun(number: number): RunPlan {
  const key = asAssetKey;
  const [left, right, large, below, free] = [key("left"), key("right"), key("large"), key("below"), key("free")];
  const check = (asset: AssetKey, name: string) => ({ asset, name });
  const step = (assets: readonly AssetKey[], after: readonly number[]): PlannedStep => {
    return { assets, checks: [], after, why: ["selected"] };
  };
  const steps: readonly PlannedStep[] = [
    step([left, right], []),
    { ...step([], [0]), checks: [check(left, "full")] },
    { ...step([], [0]), checks: [check(right, "some"), check(right, "all")] },
    step([large], [0, 1]),
    step([below], [0, 1, 3]),
    step([free], []),
    { ...step([], [3]), checks: [check(large, "sized")] },
  ];
  const start = { line: 0, character: 0 };
  const range: SourceRange = { file, start, end: start };
  const checks = [checkId(left, "full"), checkId(right, "some"), checkId(right, "all"), checkId(large, "sized")];
  return {
    run: `20260101T000000-${number.toString(16).padStart(6, "0")}` as RunId,
    environment: "dev",
    trigger: { kind: "test" },
    config: {},
    steps,
    code: { versions: {} },
    basis: { events: {}, files: { [file]: createHash("sha256").update(text).digest("hex") } },
    sources: Object.fromEntries([left, right, large, below, free].map((asset) => [asset, range])),
    checkSources: Object.fromEntries(checks.map((id) => [id, range])) as Record<CheckId, SourceRange>,
  };
}
