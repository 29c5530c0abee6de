import { parseArgs } from "node:util";
import { competeForAsset } from "./claims.ts";
import { killWriters } from "./kills.ts";
import { cutPower } from "./power-cuts.ts";
import { killRunners } from "./run-kills.ts";
import { tearJournal } from "./torn-writes.ts";

// node test/faults/soak.ts [--kills N] [--runner-kills N] [--cuts N] [--seed N]: prints a table, ends with 1 when anything was lost.
const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    "runner-kills": { type: "string", default: "200" },
    cuts: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
  },
});
const seed = Number(values.seed);
let failures = 0;

function row(name: string, count: string, acknowledged: number | string, wrong: number, notes: string): void {
  failures += wrong;
  console.log(`| ${name} | ${count} | ${acknowledged} | ${wrong} | ${notes} |`);
}

console.log("| fault | times | acknowledged | lost or wrong | notes |\n|---|---|---|---|---|");
const killed = await killWriters({ kills: Number(values.kills), seed });
row(
  "three processes in one store, each killed",
  String(killed.kills),
  killed.acknowledged,
  killed.lost + killed.wrong + killed.indexesSpoiled,
  "checked in all three indexes",
);
const cut = await cutPower({ cuts: Number(values.cuts), seed });
row(
  "power cut, two writers and a reader",
  String(cut.cuts),
  cut.acknowledged,
  cut.lost + cut.wrong + cut.broken,
  `${cut.midWork} in the midst of the work; checked in all indexes`,
);
const runs = await killRunners(Number(values["runner-kills"]), seed);
row(
  "a runner killed in the middle of a run with checks and multi-assets",
  `${runs.kills} in ${runs.runs} runs`,
  runs.acknowledged,
  runs.lost + runs.wrong.length,
  "each run one end, each asset one outcome, each check one last word; values load",
);
for (const what of runs.wrong) console.log(what);
const torn = tearJournal();
row(
  "torn journal",
  `${torn.truncations} cuts, ${torn.flips} flips`,
  "",
  torn.wrong,
  "events read that were never written",
);
const claims = await competeForAsset(40);
row("three processes want one asset", String(claims.claims), "", claims.together, "made by two at once");
process.exitCode = failures === 0 ? 0 : 1;
