// npm run soak: the large counts of kills, power cuts and broken texts. A loss or an exception fails. docs/soak.md holds
// the figures of the last one.
import { run, step } from "./toolchain.mjs";

step("100,000 cut and mutated texts");
const texts = run("node", ["test/cases/mutated-texts-soak.ts", "100000"]);
step("500 kills and 1,000 power cuts");
const faults = run("node", ["test/faults/soak.ts", "--kills", "500", "--cuts", "1000", ...process.argv.slice(2)]);
process.exit(texts || faults);
