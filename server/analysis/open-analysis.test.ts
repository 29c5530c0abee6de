import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { type Analysis, createAnalysis } from "./analysis.ts";
import { readSnapshot, snapshotFile, stampSources } from "./files/fact-snapshot.ts";
import { readLinks } from "./files/link-snapshot.ts";
import { writeInWorker } from "./files/read-in-worker.ts";
import { openAnalysis } from "./open-analysis.ts";

const fileCount = 240;
/** Long enough ago for a snapshot to trust it. */
const longAgo = new Date("2024-01-01T00:00:00Z");

/** Each is done while nobody looks. */
const edits: readonly (readonly [what: string, edit: (write: Write, remove: (file: string) => void) => void])[] = [
  ["nothing", () => {}],
  ["a body", (write) => write("src/assets7.ts", assetText(7, "rows + 2"))],
  ["a key", (write) => write("src/assets7.ts", assetText(7, "rows", "renamed"))],
  ["a helper of all", (write) => write("src/helper.ts", "export const rows: number = 2;\n")],
  ["a file that comes", (write) => write("src/late.ts", assetText(999))],
  ["a file that goes", (_, remove) => remove("src/assets8.ts")],
  ["a helper that goes", (_, remove) => remove("src/helper.ts")],
  ["a file that begins to name the package", (write) => write("src/plain.ts", assetText(500))],
  ["a file that hands on the package", (write) => write("src/plain.ts", 'export * from "evergraph";\n')],
  ["a text that does not parse", (write) => write("src/assets9.ts", "export const = asset(")],
  ["the config of the compiler", (write) => write("tsconfig.json", '{ "compilerOptions": { "outDir": "src" } }')],
  ["where an alias leads", (write) => write("tsconfig.json", aliasTo("other"))],
  ["the manifest", (write) => write("package.json", '{ "name": "renamed" }')],
  ["what git ignores", (write) => write(".gitignore", "src/assets1*.ts\n")],
  [
    "the snapshot, cut off",
    (write) => write("cache/facts", readFileSync(path.join(folder, "cache/facts"), "utf8").slice(0, -9)),
  ],
  ["the snapshot, of another version", (write) => write("cache/facts", "evergraph facts 0  0 0\n")],
  ["the snapshot, empty", (write) => write("cache/facts", "")],
  ["the snapshot, gone", (_, remove) => remove("cache/facts")],
  [
    "the snapshot, a letter of its facts",
    (write) => {
      const text = readFileSync(path.join(folder, "cache/facts"), "utf8");
      const at = text.lastIndexOf("evergraph");
      write("cache/facts", `${text.slice(0, at)}Evergraph${text.slice(at + 9)}`);
    },
  ],
  [
    "the definitions, cut off",
    (write) => write("cache/facts-links", readFileSync(path.join(folder, "cache/facts-links"), "utf8").slice(0, -9)),
  ],
  ["the definitions, empty", (write) => write("cache/facts-links", "")],
  ["the definitions, gone", (_, remove) => remove("cache/facts-links")],
];

type Write = (file: string, text: string) => void;
let folder = "";

describe("an analysis that begins with a snapshot", () => {
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "evergraph-warm-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [what, edit] of edits) {
    it(`says what one without it says, after an edit of ${what}`, async () => {
      rmSync(folder, { recursive: true });
      writeProject();
      await writeInWorker(folder, snapshotFile(cacheFolder()), "nobody");
      assert.equal(isComplete(), true, "the snapshot knows every file");
      edit(write, (file) => rmSync(path.join(folder, file)));
      const warm = await openAnalysis({ folder, cacheFolder: cacheFolder() });
      assert.deepEqual(said(warm), said(createAnalysis({ folder })));
    });
  }

  for (const [what, edit] of edits) {
    it(`says what one without it says, when both are told of an edit of ${what}`, async () => {
      rmSync(folder, { recursive: true });
      writeProject();
      await writeInWorker(folder, snapshotFile(cacheFolder()), "nobody");
      const warm = await openAnalysis({ folder, cacheFolder: cacheFolder() });
      const cold = createAnalysis({ folder });
      const changed: string[] = [];
      edit(
        (file, text) => {
          changed.push(file);
          write(file, text);
        },
        (file) => {
          changed.push(file);
          rmSync(path.join(folder, file));
        },
      );
      warm.filesChanged(changed);
      cold.filesChanged(changed);
      assert.deepEqual(said(warm), said(cold));
    });
  }

  it("takes the definitions of the last time, and the facts only when they are needed", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    await writeInWorker(folder, snapshotFile(cacheFolder()), "nobody");
    const stamps = stampSources(folder);
    const snapshot = readSnapshot(snapshotFile(cacheFolder()), stamps);
    const links = readLinks(folder, snapshotFile(cacheFolder()), snapshot?.sign ?? "");
    assert.equal(links?.length, fileCount + 2);
    // Without any facts the graph is there.
    const facts = snapshot?.facts.map(
      ([file, kept]) => [file, { ...kept, defines: kept.defines, packed: "no facts" }] as const,
    );
    const analysis = createAnalysis({ folder, known: { facts: facts ?? [], unnamed: [], links } });
    assert.equal(analysis.graph().nodes.length, fileCount + 2);
    assert.deepEqual(analysis.diagnostics(), []);
  });

  it("reads nothing twice when nothing changed", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    await writeInWorker(folder, snapshotFile(cacheFolder()), "nobody");
    const known = readSnapshot(snapshotFile(cacheFolder()), stampSources(folder));
    assert.equal(known?.facts.length, fileCount + 3);
    assert.deepEqual(known?.unnamed, ["src/plain.ts"]);
  });

  it("does not trust what was written just before", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    utimesSync(path.join(folder, "src/assets3.ts"), new Date(), new Date());
    await writeInWorker(folder, snapshotFile(cacheFolder()), "nobody");
    assert.equal(isComplete(), false);
  });

  it("trusts what was written just before in the process that had it read, and nowhere else", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    utimesSync(path.join(folder, "src/assets3.ts"), new Date(), new Date());
    const file = snapshotFile(cacheFolder());
    assert.equal(await writeInWorker(folder, file, "this process"), true);
    const stamps = stampSources(folder);
    const isExact = (handover: string): boolean | undefined => readSnapshot(file, stamps, handover)?.isExact;
    assert.deepEqual([isExact("this process"), isExact("another")], [true, false]);
  });

  it("says the same where the folder for it cannot be written", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    write("no-folder", "a file");
    const analysis = await openAnalysis({ folder, cacheFolder: path.join(folder, "no-folder") });
    assert.deepEqual(said(analysis), said(createAnalysis({ folder })));
  });

  it("says the same of a first time with a folder for it", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    const analysis = await openAnalysis({ folder, cacheFolder: cacheFolder() });
    assert.deepEqual(said(analysis), said(createAnalysis({ folder })));
    assert.equal(isComplete(), true);
  });

  it("writes nothing where no folder for it is named", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    await openAnalysis({ folder });
    assert.equal(existsSync(cacheFolder()), false);
  });

  it("keeps up with edits as any other", async () => {
    rmSync(folder, { recursive: true });
    writeProject();
    await writeInWorker(folder, snapshotFile(cacheFolder()), "nobody");
    const warm = await openAnalysis({ folder, cacheFolder: cacheFolder() });
    const key = (): string | undefined => warm.graph().nodes.find((node) => node?.range.file === "src/assets7.ts")?.key;
    assert.equal(key(), "asset_7");
    warm.setText("src/assets7.ts", assetText(7, "rows", "renamed"));
    assert.equal(key(), "renamed");
    warm.setText("src/assets7.ts", undefined);
    assert.equal(key(), "asset_7");
  });
});

function cacheFolder(): string {
  return path.join(folder, "cache");
}

function isComplete(): boolean | undefined {
  return readSnapshot(snapshotFile(cacheFolder()), stampSources(folder))?.isComplete;
}

function write(file: string, text: string): void {
  const place = path.join(folder, file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
}

function writeProject(): void {
  write("package.json", '{ "name": "warm", "dependencies": { "evergraph": "*" } }');
  write("tsconfig.json", aliasTo("src"));
  const files: Record<string, string> = {
    "src/by-alias.ts":
      'import { asset } from "evergraph";\nimport { made3 } from "@up/assets3";\nexport const aliased = asset("aliased", { inputs: { up: made3 } }, () => 1);\n',
    "other/assets3.ts": 'import { asset } from "evergraph";\nexport const made3 = asset("other_3", () => 1);\n',
    "src/helper.ts": "export const rows: number = 1;\n",
    "src/plain.ts": "export const nothing = 0;\n",
  };
  for (let index = 0; index < fileCount; index += 1) files[`src/assets${index}.ts`] = assetText(index);
  for (const [file, text] of Object.entries(files)) {
    write(file, text);
    utimesSync(path.join(folder, file), longAgo, longAgo);
  }
}

function aliasTo(folder: string): string {
  return `{ "compilerOptions": { "paths": { "@up/*": ["./${folder}/*"] } } }`;
}

function assetText(index: number, body = "rows", key = `asset_${index}`): string {
  const above = index > 0 ? `{ asset_${index - 1} }` : "";
  return [
    'import { asset } from "evergraph";',
    'import { rows } from "./helper";',
    `export const made${index} = asset("${key}", (${above}) => ${body});`,
    "",
  ].join("\n");
}

/** Everything that an analysis answers, by key and place. */
function said(analysis: Analysis): unknown {
  const { keys, nodes, unresolved } = analysis.graph();
  return {
    nodes: nodes
      .flatMap((node) => node ?? [])
      .map((node) => ({
        ...node,
        id: undefined,
        upstream: node.upstream.map((edge) => ({ ...edge, from: keys[edge.from] })),
        version: JSON.stringify(analysis.codeVersion(node.id)),
      }))
      .sort((one, other) => (one.key < other.key ? -1 : 1)),
    unresolved,
    diagnostics: analysis.diagnostics(),
    files: analysis.definitionFiles(),
  };
}
