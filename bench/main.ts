// npm run bench -- [--json] [--only NAME]: each budget of the design beside what was measured. A miss is reported, never hidden.
import { parseArgs, styleText } from "node:util";
import type { BenchRow } from "./row.ts";

const { values } = parseArgs({ options: { json: { type: "boolean" }, only: { type: "string" } } });

const parts: Readonly<Record<string, () => Promise<() => AsyncGenerator<BenchRow>>>> = {
  analysis: async () => (await import("./analysis.ts")).measureAnalysis,
  types: async () => (await import("./types.ts")).measureTypes,
  server: async () => (await import("./server.ts")).measureServer,
  storage: async () => (await import("./storage.ts")).measureStorage,
  executor: async () => (await import("./executor.ts")).measureExecutor,
  runner: async () => (await import("./runner.ts")).measureRunner,
  terminal: async () => (await import("./terminal.ts")).measureTerminal,
  lineage: async () => (await import("./lineage.ts")).measureLineage,
  extension: async () => (await import("./extension.ts")).measureExtension,
};

const rows: (BenchRow & { readonly part: string; readonly result: "met" | "missed" })[] = [];
for (const [part, load] of Object.entries(parts)) {
  if (values.only !== undefined && !part.includes(values.only)) continue;
  if (!values.json) console.log(styleText("bold", part));
  const measure = await load();
  for await (const row of measure()) {
    const result = row.measured <= row.budget ? "met" : "missed";
    rows.push({ part, ...row, result });
    if (!values.json) console.log(line(row, result));
  }
}
if (values.json) console.log(JSON.stringify({ version: 1, node: process.version, rows }, undefined, 2));
else {
  const missed = rows.filter(({ result }) => result === "missed").length;
  console.log(`\n${rows.length - missed} met, ${missed} missed`);
}

function line(row: BenchRow, result: "met" | "missed"): string {
  const number = (value: number) => `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${row.unit}`;
  const mark = result === "met" ? styleText("green", "met") : styleText("red", "missed");
  const note = row.note === undefined ? "" : `  (${row.note})`;
  return `  ${row.name.padEnd(58)} budget ${number(row.budget).padStart(9)}  measured ${number(row.measured).padStart(9)}  ${mark}${note}`;
}
