// npm start: installs, builds, materializes the example project, prints its lineage with statuses.
import path from "node:path";
import { mustRun, root, run, step } from "./toolchain.mjs";

const example = path.join(root, "examples", "weather");
const evergraph = path.join(root, "runtime", "dist", "cli.mjs");

step("Building Evergraph");
mustRun("node", ["scripts/build.mjs"]);
step("Materializing examples/weather: evergraph materialize '*'");
const status = run("node", [evergraph, "materialize", "*"], { cwd: example });
step("What there is now: evergraph list");
mustRun("node", [evergraph, "list"], { cwd: example });
console.log(`
Open it in VS Code:

  npm run code              with the extension installed, on examples/weather

Then open assets/marts.ts, change a helper in helpers/, and watch the lens above each asset.
`);
process.exit(status);
