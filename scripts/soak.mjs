// npm run soak: the large counts of kills, power cuts and broken texts, and every supported TypeScript. A loss or an exception fails. docs/soak.md holds
// the figures of the last one.
import { mustRun, run, step } from "./toolchain.mjs";

step("100,000 cut and mutated texts");
const texts = run("node", ["test/cases/mutated-texts-soak.ts", "100000"]);
step("500 kills of writers, 200 of runners, and 1,000 power cuts");
const faults = run("node", ["test/faults/soak.ts", "--kills", "500", "--cuts", "1000", ...process.argv.slice(2)]);
step("The examples under TypeScript 5.9, 6 and 7");
mustRun("node", ["scripts/build.mjs"]);
const types = run("node", ["scripts/soak-types.mjs"]);
process.exit(texts || faults || types);
