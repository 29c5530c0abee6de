import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

export interface GeneratedWorkspace {
  readonly folder: string;
  /** Files that define assets, relative. */
  readonly assetFiles: readonly string[];
  /** A file whose function every asset calls, through another. */
  readonly sharedHelper: string;
  /** A file whose function the assets of some files call. */
  readonly groupHelper: string;
}

const perFile = 5;
const filesPerGroup = 20;

/**
 * Writes a project of so many assets, five a file, with what real ones have: relative imports, a path alias, barrels, namespace
 * imports, renamed imports, names that are destructured, helpers of helpers, constants, types and comments. Always the same text.
 */
export function generateWorkspace(folder: string, { assets }: { readonly assets: number }): GeneratedWorkspace {
  const random = seeded(20_240_101);
  const assetFiles: string[] = [];
  const write = (file: string, text: string): void => {
    const place = path.join(folder, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  };
  write(
    "package.json",
    '{ "name": "generated", "private": true, "type": "module", "dependencies": { "evergraph": "*" } }\n',
  );
  write(
    "tsconfig.json",
    `${JSON.stringify({ compilerOptions: { module: "esnext", moduleResolution: "bundler", strict: true, baseUrl: ".", paths: { "@lib/*": ["src/lib/*"] } } }, undefined, 2)}\n`,
  );
  write("src/lib/constants.ts", constantsText());
  write("src/lib/shared.ts", sharedText());
  write("src/lib/index.ts", 'export * from "./shared";\nexport { limit, regions } from "./constants";\n');
  write(
    "src/lib/options.ts",
    'import { daily, staticPartitions } from "evergraph";\n\nexport const owners = ["team:data"];\nexport const days = daily({ start: "2024-01-01" });\nexport const shops = staticPartitions(["paris", "lyon"]);\n',
  );
  const fileCount = Math.ceil(assets / perFile);
  for (let index = 0; index < fileCount; index += 1) {
    const group = Math.floor(index / filesPerGroup);
    if (index % filesPerGroup === 0) write(`src/group${group}/helpers.ts`, helpersText(group));
    const file = `src/group${group}/assets${index}.ts`;
    write(file, assetsText(index, group, Math.min(perFile, assets - index * perFile), random));
    assetFiles.push(file);
  }
  return { folder, assetFiles, sharedHelper: "src/lib/shared.ts", groupHelper: "src/group0/helpers.ts" };
}

function constantsText(): string {
  return [
    "/** How many rows are kept. */",
    "export const limit = 1_000;",
    'export const regions = { eu: "Europe", us: "United States" } as const;',
    "export type Region = keyof typeof regions;",
    "",
  ].join("\n");
}

function sharedText(): string {
  return `import { limit } from "./constants";

export interface Row {
  readonly id: string;
  readonly amount: number;
  readonly at: string;
}

const cents = 100;

function round(amount: number): number {
  return Math.round(amount * cents) / cents;
}

/** Rows with their amounts rounded, the newest first. */
export function normalize(rows: readonly Row[]): Row[] {
  return rows
    .map((row) => ({ ...row, amount: round(row.amount) }))
    .toSorted((one, other) => (one.at < other.at ? 1 : -1))
    .slice(0, limit);
}
`;
}

function helpersText(group: number): string {
  return `import { normalize, type Row } from "../lib";

const weight = ${group + 1};

/** What rows are worth in this group. */
export function score(rows: readonly Row[]): number {
  let total = 0;
  for (const row of normalize(rows)) {
    if (row.amount > 0) {
      total += row.amount * weight;
    }
  }
  return total;
}

export const label = (key: string): string => \`\${key}-\${weight}\`;

export function split(rows: readonly Row[]): { readonly large: Row[]; readonly small: Row[] } {
  const large: Row[] = [];
  const small: Row[] = [];
  for (const row of rows) {
    (row.amount > weight ? large : small).push(row);
  }
  return { large, small };
}
`;
}

function assetsText(index: number, group: number, count: number, random: (below: number) => number): string {
  const first = index * perFile;
  const lines = [
    'import { asset } from "evergraph";',
    index % 3 === 0
      ? 'import * as helpers from "./helpers";'
      : 'import { label, score as scoreOf, split } from "./helpers";',
    index % 2 === 0
      ? 'import { normalize, type Row } from "../lib";'
      : 'import { normalize, type Row } from "@lib/shared";',
  ];
  if (index % 4 === 0) lines.push('import { days, owners } from "@lib/options";');
  const upstreamFile = index > 0 && index % filesPerGroup !== 0 ? index - 1 : undefined;
  const handle = upstreamFile === undefined ? undefined : upstreamFile * perFile;
  if (handle !== undefined) lines.push(`import { asset${handle} as upstream } from "./assets${upstreamFile}";`);
  lines.push("");
  const called = (name: string): string => (index % 3 === 0 ? `helpers.${name === "scoreOf" ? "score" : name}` : name);
  for (let offset = 0; offset < count; offset += 1) {
    const number = first + offset;
    const reads = number === 0 ? [] : [...new Set([number - 1, random(number)])].map((each) => `asset_${each}`);
    const byHandle = offset === 0 && handle !== undefined;
    const parameter = byHandle ? "{ upstream }" : reads.length === 0 ? "_" : `{ ${reads.join(", ")} }`;
    const inputs = byHandle ? ["upstream"] : reads;
    const options = [`group: "group${group}"`];
    if (index % 4 === 0) options.push("owners");
    if (index % 4 === 0 && offset === 1) options.push("partitions: days");
    if (byHandle) options.push("inputs: { upstream }");
    lines.push(
      `interface Options${number} {`,
      "  readonly minimum: number;",
      "  readonly tag: string;",
      "}",
      "",
      `const options${number}: Options${number} = { minimum: ${random(100)}, tag: "t${random(9)}" };`,
      "",
      `/** Asset number ${number}: made from ${inputs.length} others. */`,
      `export const asset${number} = asset("asset_${number}", { ${options.join(", ")} }, async (${parameter}) => {`,
      "  const rows: Row[] = [];",
      ...inputs.map((input) => `  rows.push(...normalize(${input} as Row[]));`),
      "  // Only what is large enough is kept; the rest is counted.",
      `  const { large, small } = ${called("split")}(rows.filter((row) => row.amount >= options${number}.minimum));`,
      `  const total = ${called("scoreOf")}(large);`,
      "  const result: Row[] = [];",
      "  for (const [position, row] of large.entries()) {",
      "    const share = total === 0 ? 0 : row.amount / total;",
      "    if (share > 0.5 && position > 10) {",
      "      continue;",
      "    }",
      `    result.push({ id: ${called("label")}(\`\${row.id}/\${options${number}.tag}\`), amount: share, at: row.at });`,
      "  }",
      `  result.push({ id: "rest", amount: small.length + ${random(1000)}, at: "2024-01-01" });`,
      "  return result;",
      "});",
      "",
    );
  }
  return lines.join("\n");
}

/** Numbers below a bound, the same ones each time. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
