import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { type Analysis, createAnalysis } from "./analysis.ts";
import { extractFile } from "./extract/extract-file.ts";

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evergraph-analysis-"));
  folders.push(folder);
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
  return folder;
}

/** What an analysis says, without ids: they depend on what was there before. */
function answers(analysis: Analysis): object {
  const { keys, nodes, ...rest } = analysis.graph();
  const known = nodes.flatMap((node) => {
    if (node === null) return [];
    const { id, upstream, ...about } = node;
    const version = analysis.codeVersion(id);
    return [
      {
        ...about,
        upstream: upstream.map((edge) => ({ ...edge, from: keys[edge.from] })),
        version: version && { ...version },
      },
    ];
  });
  return {
    assets: Object.fromEntries(
      known.sort((one, other) => (one.key < other.key ? -1 : 1)).map((each) => [each.key, each]),
    ),
    diagnostics: analysis.diagnostics(),
    ...rest,
  };
}

const project = {
  "package.json": '{ "name": "shop" }\n',
  "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./lib/*"] } } }\n',
  "lib/money.ts": "const tax = 0.19;\nexport const net = (x: number) => x * (1 - tax);\nexport const unused = 1;\n",
  "lib/index.ts": 'export * from "./money";\nexport { owners as team } from "./options";\n',
  "lib/options.ts":
    'import { daily } from "evergraph";\nexport const owners = ["team:shop"];\nexport const days = daily({ start: "2024-01-01" });\n',
  "lib/registry.ts": "export const registry: Record<string, number> = {};\n",
  "lib/setup.ts": 'import { registry } from "./registry";\nregistry.rate = 1;\n',
  "src/orders.ts":
    'import { asset } from "evergraph";\nimport { net, team } from "../lib";\nimport { days } from "@lib/options";\n\n/** All orders. */\nexport const orders = asset("orders", { owners: team, partitions: days }, () => [net(1)]);\n',
  "src/report.ts":
    'import { asset } from "evergraph";\nimport { orders } from "./orders";\nimport "../lib/setup";\nimport { registry } from "../lib/registry";\nexport const report = asset("report", { inputs: { orders } }, ({ orders }) => [orders, registry]);\nexport const total = asset("total", ({ report }) => report);\n',
  "src/jobs.ts":
    'import { job, schedule } from "evergraph";\nexport const nightly = job("nightly", { selection: "orders" });\nexport const each = schedule(nightly, "0 2 * * *");\n',
} as const;

describe("an analysis that is told of changes", () => {
  const edits: readonly (readonly [name: string, Readonly<Record<string, string | null>>])[] = [
    ["a body", { "src/orders.ts": project["src/orders.ts"].replace("net(1)", "net(2)") }],
    ["a helper", { "lib/money.ts": project["lib/money.ts"].replace("0.19", "0.2") }],
    ["lines above", { "src/orders.ts": `\n\n${project["src/orders.ts"]}` }],
    ["a key", { "src/orders.ts": project["src/orders.ts"].replace('"orders"', '"all_orders"') }],
    ["a key and its uses", { "src/report.ts": project["src/report.ts"].replaceAll("report", "summary") }],
    ["an export renamed", { "src/orders.ts": project["src/orders.ts"].replace("const orders", "const renamed") }],
    ["an option elsewhere", { "lib/options.ts": project["lib/options.ts"].replace("team:shop", "nobody") }],
    [
      "partitions elsewhere",
      { "lib/options.ts": project["lib/options.ts"].replace("daily", "hourly").replace("= daily", "= hourly") },
    ],
    [
      "a barrel",
      { "lib/index.ts": 'export { unused as net } from "./money";\nexport { owners as team } from "./options";\n' },
    ],
    ["a barrel without a name", { "lib/index.ts": 'export * from "./money";\n' }],
    [
      "an alias",
      {
        "tsconfig.json": '{ "compilerOptions": { "paths": { "@lib/*": ["./other/*"] } } }\n',
        "other/options.ts": "export const days = 1;\n",
      },
    ],
    ["a file gone", { "src/orders.ts": null }],
    [
      "a file more",
      {
        "src/more.ts": 'import { asset } from "evergraph";\nexport const more = asset("more", ({ total }) => total);\n',
      },
    ],
    [
      "the same key twice",
      { "src/more.ts": 'import { asset } from "evergraph";\nexport const more = asset("orders", () => 1);\n' },
    ],
    ["a ring", { "src/orders.ts": project["src/orders.ts"].replace("() =>", "({ total }) =>") }],
    ["what a module sets up", { "lib/setup.ts": project["lib/setup.ts"].replace("1", "2") }],
    ["what a module sets up, gone", { "lib/setup.ts": "" }],
    [
      "a side-effect import gone",
      { "src/report.ts": project["src/report.ts"].replace('import "../lib/setup";\n', "") },
    ],
    ["a job", { "src/jobs.ts": project["src/jobs.ts"].replace("0 2", "99 2") }],
    [
      "a helper that became a module more",
      {
        "lib/money.ts": 'export * from "./tax";\nexport const unused = 1;\n',
        "lib/tax.ts": "export const net = (x: number) => x;\n",
      },
    ],
    [
      "where definitions are",
      {
        "evergraph.config.ts":
          'import { defineConfig } from "evergraph";\nexport default defineConfig({ environments: { dev: {} }, include: ["src/orders.ts"] });\n',
      },
    ],
    [
      "functions handed on",
      {
        "lib/money.ts": `${project["lib/money.ts"]}export { asset as table } from "evergraph";\n`,
        "src/tables.ts": 'import { table } from "../lib/money";\nexport const t = table("t", () => 1);\n',
      },
    ],
  ];

  for (const [name, edit] of edits) {
    it(`says what one that reads everything anew says: ${name}`, () => {
      const folder = folderOf(project);
      const analysis = createAnalysis({ folder });
      const before = answers(analysis);
      for (const [file, text] of Object.entries(edit)) {
        if (text === null) rmSync(path.join(folder, file));
        else {
          mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
          writeFileSync(path.join(folder, file), text);
        }
      }
      analysis.filesChanged(Object.keys(edit));
      assert.deepEqual(answers(analysis), answers(createAnalysis({ folder })));
      assert.notDeepEqual(answers(analysis), before);
      for (const file of Object.keys(edit)) {
        if (file in project) writeFileSync(path.join(folder, file), project[file as keyof typeof project]);
        else rmSync(path.join(folder, file));
      }
      analysis.filesChanged(Object.keys(edit));
      assert.deepEqual(answers(analysis), before);
    });
  }

  it("follows the unsaved text, and forgets it", () => {
    const folder = folderOf(project);
    const analysis = createAnalysis({ folder });
    const before = answers(analysis);
    const text = project["src/report.ts"].replace("({ report })", "({ reprot })");
    const change = analysis.setText("src/report.ts", text);
    assert.equal(change.diagnosticsChanged, true);
    assert.deepEqual(analysis.unsaved(), ["src/report.ts"]);
    const [problem] = analysis.diagnostics();
    assert.equal(problem?.code, "unknown-dependency");
    assert.equal(problem.remedy, 'Did you mean "report"?');
    assert.deepEqual(problem.range.start, { line: 5, character: text.split("\n")[5]?.indexOf("reprot") });
    analysis.setText("src/report.ts", undefined);
    assert.deepEqual(analysis.unsaved(), []);
    assert.deepEqual(answers(analysis), before);
  });

  it("gives an asset one id for life", () => {
    const analysis = createAnalysis({ folder: folderOf(project) });
    const { keys } = analysis.graph();
    const id = keys.indexOf("total" as never);
    analysis.setText("src/report.ts", "");
    assert.equal(analysis.graph().nodes[id], null);
    const change = analysis.setText("src/report.ts", undefined);
    assert.equal(analysis.graph().nodes[id]?.key, "total");
    assert.ok(change.nodes.includes(id));
  });

  it("keeps the last good assets of text that does not parse", () => {
    const analysis = createAnalysis({ folder: folderOf(project) });
    const { keys, nodes } = analysis.graph();
    const id = keys.indexOf("report" as never);
    const version = analysis.codeVersion(id);
    const half = `${project["src/report.ts"].slice(0, project["src/report.ts"].indexOf("registry]"))}`;
    analysis.setText("src/report.ts", half);
    const node = analysis.graph().nodes[id];
    assert.equal(node?.knownFrom, "last good text");
    assert.deepEqual(node.upstream, nodes[id]?.upstream);
    assert.equal(analysis.codeVersion(id)?.hash, version?.hash);
    assert.deepEqual(analysis.diagnostics(), []);
  });

  it("knows the files that an asset is loaded from", () => {
    const analysis = createAnalysis({ folder: folderOf(project) });
    const closure = analysis.closure([analysis.graph().keys.indexOf("orders" as never)]);
    assert.deepEqual([...closure.keys()].sort(), ["lib/index.ts", "lib/money.ts", "lib/options.ts", "src/orders.ts"]);
    assert.match(closure.get("lib/money.ts") ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(analysis.definitionFiles(), ["src/orders.ts", "src/report.ts"]);
  });
});

describe("text that is no program", () => {
  const cases = JSON.parse(
    readFileSync(fileURLToPath(new URL("../../test/cases/code-versions.dev.json", import.meta.url)), "utf8"),
  ) as readonly { readonly files: Readonly<Record<string, string>> }[];
  const texts = cases.flatMap(({ files }) => Object.entries(files).filter(([file]) => /\.[mc]?tsx?$/.test(file)));
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const mutate = (text: string): string => {
    const at = random(text.length);
    switch (random(4)) {
      case 0:
        return text.slice(0, at);
      case 1:
        return text.slice(0, at) + text.slice(at + 1 + random(20));
      case 2:
        return (
          text.slice(0, at) +
          ["{", "}", "(", "=>", "`", '"', "import ", "\0", "${", "@", "</", "asset("][random(12)] +
          text.slice(at)
        );
      default:
        return text.slice(0, at) + text.slice(random(text.length), random(text.length)) + text.slice(at);
    }
  };

  it("is read without an exception: 2,000 cut and mutated texts", () => {
    const folder = folderOf({
      "src/a.ts": 'import { asset } from "evergraph";\nexport const a = asset("a", () => 1);\n',
    });
    const analysis = createAnalysis({ folder });
    let found = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const [file, text] = texts[random(texts.length)] ?? ["a.ts", ""];
      const mutated = mutate(mutate(text));
      extractFile(file, mutated);
      if (round % 4 !== 0) continue;
      analysis.setText("src/a.ts", mutated);
      for (const node of analysis.graph().nodes)
        if (node !== null && analysis.codeVersion(node.id) !== undefined) found += 1;
      analysis.diagnostics();
    }
    assert.ok(found > 100, `assets were found ${found} times`);
    analysis.setText("src/a.ts", undefined);
    assert.deepEqual(
      analysis.graph().nodes.flatMap((node) => node?.key ?? []),
      ["a"],
    );
  });
});
