import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import { createAnalysis } from "../analysis.ts";
import type { TypeLane } from "./type-lane.ts";
import { createTypeLane } from "./type-lane.ts";

/** A project on disk, with its analysis and its type lane, as an editor has them. */
export interface TypesProject {
  readonly folder: string;
  readonly lane: TypeLane;
  /** How often the lane said that it has news. */
  news(): number;
  /** The printed type of an asset, when all is settled. */
  type(key: string): Promise<string | undefined>;
  /** `name: type`, with `?` where it is optional. */
  columns(key: string): Promise<readonly string[] | undefined>;
  /** The text in the editor; undefined: closed without saving. */
  edit(file: string, text: string | undefined): void;
  /** Written on disk; null: deleted. `told`: whether the lane hears which file it was. */
  write(file: string, text: string | null, told?: "told" | "not told"): void;
  close(): Promise<void>;
}

const runtimeEntry = fileURLToPath(new URL("../../../runtime/index.ts", import.meta.url));

export const fixtureCompilerOptions = {
  target: "ES2024",
  lib: ["ES2024", "ESNext.Collection"],
  module: "ESNext",
  moduleResolution: "bundler",
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
};

/** With the package's sources as the package, unless `packageEntry` says otherwise (null: it is not installed). */
export function openTypesProject(
  files: Readonly<Record<string, string>>,
  packageEntry: string | null = runtimeEntry,
): TypesProject {
  const folder = mkdtempSync(path.join(tmpdir(), "evergraph-types-"));
  const paths = packageEntry === null ? {} : { evergraph: [packageEntry] };
  const config = { compilerOptions: { ...fixtureCompilerOptions, paths }, include: ["**/*"] };
  for (const [file, text] of Object.entries({ "tsconfig.json": JSON.stringify(config), ...files })) put(file, text);
  const analysis = createAnalysis({ folder });
  let heard = 0;
  const lane = createTypeLane({
    folder,
    onTypes: () => {
      heard += 1;
    },
  });
  update();

  function put(file: string, text: string): void {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }

  function update(onDisk?: readonly string[]): void {
    const unsaved = new Map(analysis.unsaved().map((file) => [file, analysis.text(file) ?? ""]));
    lane.update(analysis.graph(), unsaved, onDisk);
  }

  async function known(key: string) {
    await lane.settled();
    return lane.types().get(key as AssetKey);
  }

  return {
    folder,
    lane,
    news: () => heard,
    type: async (key) => (await known(key))?.text,
    columns: async (key) =>
      (await known(key))?.columns?.map(({ name, type, optional }) => `${name}${optional ? "?" : ""}: ${type}`),
    edit: (file, text) => {
      analysis.setText(file, text);
      update([]);
    },
    write: (file, text, told = "told") => {
      if (text === null) rmSync(path.join(folder, file));
      else put(file, text);
      analysis.filesChanged([file]);
      update(told === "told" ? [file] : undefined);
    },
    close: async () => {
      await lane.close();
      analysis.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
