import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rooms = ["protocol", "runtime", "server", "client", "cli", "webview"];

/** Who may import whom besides itself and protocol: longest prefix wins. ARCHITECTURE.md says it in words. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  "protocol/graph": [],
  "protocol/errors": ["protocol/graph"],
  "protocol/record": ["protocol/errors", "protocol/graph"],
  "protocol/messages": ["protocol/record", "protocol/errors", "protocol/graph"],
  "runtime/core": [],
  "runtime/storage": ["runtime/core"],
  "runtime/io": ["runtime/core", "runtime/storage/file-system.ts"],
  "runtime/executor": ["runtime/core", "runtime/storage", "runtime/io"],
  "runtime/runner": ["runtime/core", "runtime/storage", "runtime/io", "runtime/executor"],
  "runtime/testing": ["runtime/core", "runtime/storage", "runtime/io", "runtime/executor"],
  "runtime/host": [],
  "runtime/index.ts": ["runtime/core", "runtime/io", "runtime/testing"],
  "server/analysis": [],
  "server/workspace": ["server/analysis", "runtime/core", "runtime/storage", "runtime/io"],
  "server/features": ["server/workspace", "runtime/core", "server/analysis/rewrite-source.ts"],
  "server/main.ts": ["server"],
  webview: [],
  client: ["runtime/host"],
  cli: ["server/workspace", "server/analysis", "runtime"],
};

/** Inside runtime/core. */
const coreRooms: Readonly<Record<string, readonly string[]>> = {
  "runtime/core/definitions": [],
  "runtime/core/partitions": [],
  "runtime/core/graph": ["definitions", "partitions"],
  "runtime/core/record": ["definitions", "partitions"],
  "runtime/core/checks": ["definitions", "partitions"],
  "runtime/core/selection": ["definitions", "partitions", "graph", "record", "checks"],
  "runtime/core/status": ["definitions", "partitions", "graph", "record", "checks", "selection"],
  "runtime/core/validation": ["definitions", "partitions", "graph", "record", "checks", "selection", "status"],
  "runtime/core/plan": ["definitions", "partitions", "graph", "record", "checks", "selection", "status"],
};

/** Packages that only these places may import. */
const onlyIn: Readonly<Record<string, string>> = {
  vscode: "client/",
  "vscode-languageclient": "client/",
  "vscode-languageserver": "server/",
  "ts-morph": "server/analysis/",
  "@ts-morph/common": "server/analysis/",
  croner: "server/analysis/link/cron-problem.ts",
  "sql.js": "runtime/storage/index/sqljs-driver.ts",
  esbuild: "runtime/runner/bundle-sources.ts",
  "@vscode/webview-ui-toolkit": "webview/controls/toolkit.ts",
  commander: "cli/",
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly package: string | undefined;
}

const files = globSync(`{${rooms.join(",")}}/**/*.ts`, {
  cwd: root,
  exclude: (name) => /(^|\/)(node_modules|dist)(\/|$)/.test(name),
})
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => !file.endsWith(".test.ts") && !file.includes("/dist/") && !file.endsWith(".d.ts"))
  .sort();

const imports = files.flatMap(importsOf);

describe("the import graph", () => {
  it("finds the code that it is to judge", () => {
    assert.ok(files.length > 50 && imports.length > 100, `${files.length} files, ${imports.length} imports`);
  });

  it("has no forbidden edge between rooms", () => {
    assert.deepEqual(imports.filter((edge) => edge.package === undefined && !allowed(edge)).map(written), []);
  });

  it("keeps each fixed package in its one place", () => {
    const strays = imports.filter(({ from, package: name }) => {
      const place = name === undefined ? undefined : onlyIn[name];
      return place !== undefined && !from.startsWith(place);
    });
    assert.deepEqual(strays.map(written), []);
  });

  it("has no package in protocol and runtime/core, and no Node in webview", () => {
    const strays = imports.filter(
      ({ from, package: name }) =>
        name !== undefined &&
        (/^(protocol|runtime\/core)\//.test(from) || (from.startsWith("webview/") && name.startsWith("node:"))),
    );
    assert.deepEqual(strays.map(written), []);
  });

  const absences: readonly (readonly [what: string, where: RegExp, words: RegExp])[] = [
    [
      "clock, timer or chance in protocol and runtime/core",
      /^(protocol|runtime\/core)\//,
      /\b(Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\(|Math\.random\(|crypto\.)/,
    ],
    [
      "loading of code that is known only by its name, but in the runner",
      /^(?!runtime\/runner\/load-modules\.ts$)/,
      /(await|return|=>|=) import\(\s*[^"\s]/,
    ],
    ["child process in server, webview and protocol", /^(server|webview|protocol)\//, /"node:child_process"/],
    ["HTML made of text in webview", /^webview\//, /\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write)\b/],
    ["fetch or socket in webview", /^webview\//, /\b(fetch\(|XMLHttpRequest|WebSocket|importScripts)/],
    ["output past the log", /^(?!cli\/)/, /(^|[^.\w])console\.(log|info|warn|error|debug)\(/],
  ];
  for (const [what, where, words] of absences) {
    it(`has no ${what}`, () => {
      const judged = files.filter((file) => where.test(file) && !/-(fixture|cases)\.ts$/.test(file));
      assert.ok(judged.length > 10, "the rule looks at files");
      assert.deepEqual(
        judged.filter((file) => words.test(withoutComments(read(file)))),
        [],
      );
    });
  }

  it("has no cycle", () => {
    assert.deepEqual(cycles(), []);
  });

  it("has no barrel but the package's entry", () => {
    const barrels = files.filter(
      (file) => file !== "runtime/index.ts" && /^export (type )?(\*|\{[^}]*\})( as \w+)? from "\./m.test(read(file)),
    );
    assert.deepEqual(barrels, []);
  });
});

function allowed({ from, to }: Import): boolean {
  if (to.startsWith("protocol/") && !from.startsWith("protocol/")) return true;
  const home = longest(Object.keys(mayImport), from);
  if (home === undefined) return false;
  const core = longest(Object.keys(coreRooms), from);
  if (core !== undefined && to.startsWith("runtime/core/")) {
    const target = to.split("/")[2] ?? "";
    return target.endsWith(".ts") || to.startsWith(`${core}/`) || (coreRooms[core] ?? []).includes(target);
  }
  if (to === home || to.startsWith(`${home}/`)) return true;
  return (mayImport[home] ?? []).some((room) => to === room || to.startsWith(`${room}/`));
}

function longest(prefixes: readonly string[], file: string): string | undefined {
  return prefixes
    .filter((prefix) => file === prefix || file.startsWith(`${prefix}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const pattern =
    /(?:^|\n)\s*(?:import|export)\b[^"';]*?\bfrom\s*"([^"]+)"|(?:^|\n)\s*import\s*"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g;
  for (const match of withoutComments(read(file)).matchAll(pattern)) {
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    if (name.startsWith("."))
      found.push({ from: file, to: path.posix.join(path.posix.dirname(file), name), package: undefined });
    else found.push({ from: file, to: name, package: packageName(name) });
  }
  return found;
}

function packageName(name: string): string {
  if (name.startsWith("node:")) return name;
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** Each ring of files that import each other, as one line. */
function cycles(): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, package: name } of imports)
    if (name === undefined) next.set(from, [...(next.get(from) ?? []), to]);
  const state = new Map<string, "open" | "closed">();
  const rings: string[] = [];
  const trail: string[] = [];
  const visit = (file: string): void => {
    if (state.get(file) === "closed") return;
    if (state.get(file) === "open") {
      rings.push([...trail.slice(trail.indexOf(file)), file].join(" -> "));
      return;
    }
    state.set(file, "open");
    trail.push(file);
    for (const target of next.get(file) ?? []) visit(target);
    trail.pop();
    state.set(file, "closed");
  };
  for (const file of files) visit(file);
  return rings;
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function written({ from, to }: Import): string {
  return `${from} -> ${to}`;
}
