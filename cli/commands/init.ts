import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { applyEdits, modify } from "jsonc-parser";
import { type ErrorEntry, userError } from "../../protocol/errors/error-entry.ts";
import { terminalErrors } from "../../protocol/errors/terminal-errors.ts";
import { formatCount } from "../../protocol/record/format-facts.ts";
import { storesFolder } from "../../runtime/storage/store-folder.ts";
import { createAnalysis } from "../../server/analysis/analysis.ts";
import { registryFileName } from "../../server/analysis/types/registry-file.ts";
import { projectOfFile } from "../../server/workspace/find-projects.ts";
import { type CommandContext, type ExitCode, exitCodes } from "../command.ts";
import { registryInclusion } from "../registry-inclusion.ts";
import { say, sayJson, sayTable, styled } from "../terminal.ts";

interface Change {
  /** From the project's root. */
  readonly file: string;
  /** `left`: it is not as it should be, and not ours to change. */
  readonly change: "created" | "changed" | "unchanged" | "left";
  readonly text: string;
}

/** Makes a folder ready for assets: adds what is missing, leaves what is there, says each change. Throws `manifest-missing`. */
export async function initCommand({ folder, json, terminal }: CommandContext): Promise<ExitCode> {
  if (!existsSync(path.join(folder, "package.json"))) throw userError(terminalErrors.manifestMissing, { folder });
  const changes = [ignoreFiles(folder), includeRegistry(folder), writeExample(folder)];
  const next = nextSteps(folder);
  if (json) {
    sayJson(terminal, { version: 1, folder, changes, next });
    return exitCodes.done;
  }
  sayTable(
    terminal,
    changes.map(({ file, change, text }) => [change, styled(terminal, "bold", file), text]),
  );
  say(terminal, "", "Next:", ...next.map((step) => `  ${step}`));
  return exitCodes.done;
}

const ignoredNames = [registryFileName, `${storesFolder}/`] as const;

function ignoreFiles(folder: string): Change {
  const file = ".gitignore";
  const place = path.join(folder, file);
  const text = existsSync(place) ? readFileSync(place, "utf8") : undefined;
  const known = new Set((text ?? "").split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, "")));
  // A folder without the file has never met git: the packages are not to be committed either.
  const wanted = text === undefined ? ["node_modules/", ...ignoredNames] : ignoredNames;
  const missing = wanted.filter((name) => !known.has(name.replace(/\/$/, "")));
  if (missing.length === 0) return { file, change: "unchanged", text: "ignores what Evergraph writes" };
  const lineBreak = text?.includes("\r\n") === true ? "\r\n" : "\n";
  const before = text === undefined || text === "" ? "" : text.endsWith("\n") ? text : text + lineBreak;
  writeFileSync(place, before + missing.map((name) => name + lineBreak).join(""));
  return { file, change: text === undefined ? "created" : "changed", text: `ignores ${listed(missing)}` };
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

function tsconfigFor(folder: string): object {
  return {
    compilerOptions: {
      target: "ES2023",
      module: "preserve",
      moduleResolution: "bundler",
      // Node runs tests as they are, and then needs the extension in every import.
      allowImportingTsExtensions: true,
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      // Newer compilers take in no types unasked; older ones would complain of a package that is not there.
      ...(existsSync(path.join(folder, "node_modules", "@types", "node")) ? { types: ["node"] } : {}),
    },
  };
}

function includeRegistry(folder: string): Change {
  const file = "tsconfig.json";
  const place = path.join(folder, file);
  const inclusion = registryInclusion(folder);
  switch (inclusion.state) {
    case "included":
      return { file, change: "unchanged", text: `includes ${registryFileName}` };
    case "missing":
      writeFileSync(place, `${JSON.stringify(tsconfigFor(folder), undefined, 2)}\n`);
      return { file, change: "created", text: "checks every source file of the project strictly" };
    case "unreadable":
      return { file, change: "left", text: sentences(terminalErrors.tsconfigUnreadable, { file, why: inclusion.why }) };
    case "left out": {
      const { list } = inclusion;
      if (list === undefined)
        return { file, change: "left", text: sentences(terminalErrors.registryInherited, { file }) };
      const text = readFileSync(place, "utf8");
      writeFileSync(place, applyEdits(text, modify(text, [list, -1], registryFileName, { isArrayInsertion: true })));
      return { file, change: "changed", text: `${list} has ${registryFileName} now` };
    }
    default:
      return inclusion satisfies never;
  }
}

function sentences<Facts>(entry: ErrorEntry<Facts>, facts: Facts): string {
  return `${entry.message(facts)} ${entry.remedy(facts)}`;
}

const example = `import { asset } from "evergraph";

/** Orders as they come. */
export const orders = asset("orders", { group: "raw" }, () => [
  { id: 1, customer: "Ada", amount: 120 },
  { id: 2, customer: "Grace", amount: 80 },
  { id: 3, customer: "Ada", amount: 45 },
]);

/** What each customer has spent. The name in braces says what it is made from. */
export const customers = asset("customers", { group: "marts" }, ({ orders }) => {
  const spent = new Map<string, number>();
  for (const { customer, amount } of orders) spent.set(customer, (spent.get(customer) ?? 0) + amount);
  return Array.from(spent, ([customer, total]) => ({ customer, total }));
});
`;

function writeExample(folder: string): Change {
  const file = existsSync(path.join(folder, "src")) ? "src/assets.ts" : "assets.ts";
  const place = path.join(folder, file);
  const assets = countAssets(folder);
  if (assets > 0)
    return { file: "assets", change: "unchanged", text: `${formatCount(assets, "asset")} defined already` };
  if (existsSync(place)) return { file, change: "left", text: "is there already, and defines no asset" };
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, example);
  return { file, change: "created", text: "defines two first assets" };
}

function countAssets(folder: string): number {
  const analysis = createAnalysis({ folder });
  try {
    const { nodes, unresolved } = analysis.graph();
    return nodes.filter((node) => node !== null).length + unresolved.length;
  } finally {
    analysis.close();
  }
}

const installers: readonly (readonly [lockFile: string, command: string])[] = [
  ["pnpm-lock.yaml", "pnpm add evergraph"],
  ["yarn.lock", "yarn add evergraph"],
  ["bun.lock", "bun add evergraph"],
];

function nextSteps(folder: string): readonly string[] {
  const named = projectOfFile(path.join(folder, "package.json"), []) !== undefined;
  const install =
    installers.find(([lockFile]) => existsSync(path.join(folder, lockFile)))?.[1] ?? "npm install evergraph";
  return [...(named ? [] : [install]), "npx evergraph codegen", "npx evergraph materialize '*'"];
}
