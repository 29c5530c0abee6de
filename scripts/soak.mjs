// npm run soak: the large counts of kills and power cuts. A loss fails. docs/soak.md holds the figures of the last one.
import { run, step, useToolchain } from "./toolchain.mjs";

useToolchain();
step("500 kills and 1,000 power cuts");
process.exit(run("node", ["test/faults/soak.ts", "--kills", "500", "--cuts", "1000", ...process.argv.slice(2)]));
