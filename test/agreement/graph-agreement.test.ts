import assert from "node:assert/strict";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { answerLoad } from "../../runtime/runner/answer-load.ts";
import { createAnalysis } from "../../server/analysis/analysis.ts";
import { type Difference, differencesOf } from "./graph-differences.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

let definitions: string | undefined;

/** What the package exports but for what runs assets: loading definitions needs none of it. */
function definitionsOnly(): string {
  if (definitions !== undefined) return definitions;
  const folder = mkdtempSync(path.join(tmpdir(), "evergraph-definitions-"));
  folders.push(folder);
  const runtime = path.join(root, "runtime");
  const kept = readFileSync(path.join(runtime, "index.ts"), "utf8").replace(/^export .*"\.\/testing\/.*$/gm, "");
  definitions = path.join(folder, "index.ts");
  writeFileSync(definitions, kept.replaceAll('from "./', `from "${pathToFileURL(runtime).href}/`));
  return definitions;
}

/** A copy that loads this very source of the package, whatever was built last. */
function copyOf(project: string): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), "evergraph-agreement-")));
  folders.push(folder);
  const isOwn = (place: string): boolean => !["node_modules", ".evergraph"].includes(path.basename(place));
  cpSync(path.join(root, project), folder, { recursive: true, filter: isOwn });
  const place = path.join(folder, "node_modules", "evergraph");
  mkdirSync(place, { recursive: true });
  writeFileSync(path.join(place, "package.json"), '{ "name": "evergraph", "type": "module", "exports": "./index.js" }');
  writeFileSync(path.join(place, "index.js"), `export * from "${pathToFileURL(definitionsOnly()).href}";\n`);
  return folder;
}

async function compare(folder: string): Promise<readonly Difference[]> {
  const analysis = createAnalysis({ folder });
  const text = analysis.graph();
  const files = analysis.definitionFiles();
  const configFile = existsSync(path.join(folder, "evergraph.config.ts")) ? "evergraph.config.ts" : undefined;
  const { graph, problems } = await answerLoad({
    kind: "load",
    project: folder,
    files,
    basis: Object.fromEntries(analysis.closure([], configFile === undefined ? files : [...files, configFile])),
    ...(configFile === undefined ? {} : { configFile }),
  });
  assert.deepEqual(problems, []);
  return differencesOf(text, graph);
}

const examples = readdirSync(path.join(root, "examples"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `examples/${name}`);

describe("the graph from text and the graph from loading", () => {
  for (const example of examples) {
    it(`are equal: ${example}`, async () => {
      assert.deepEqual(await compare(path.join(root, example)), []);
    });
  }

  describe("of a project with a loop, a factory and a condition", () => {
    let differences: readonly Difference[] = [];
    before(async () => {
      differences = await compare(copyOf("test/agreement/fixture"));
    });

    it("are equal wherever text can know", () => {
      assert.deepEqual(
        differences.filter(({ kind }) => kind === "field"),
        [],
      );
    });

    it("differ by what only loading knows, at places that text marks", () => {
      assert.deepEqual(
        differences.filter(({ kind }) => kind === "only loading"),
        ["copy/a", "copy/b", "summary/a", "summary/b"].map((key) => ({ kind: "only loading", key, marked: true })),
      );
    });

    it("differ by what text cannot rule out", () => {
      assert.deepEqual(
        differences.filter(({ kind }) => kind === "only text"),
        [{ kind: "only text", key: "not_now" }],
      );
    });
  });
});
