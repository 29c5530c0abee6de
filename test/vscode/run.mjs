// Runs the scenarios in real VS Code: node test/vscode/run.mjs [editor debug commands views restricted large outside]
// Prints a TAP line for each and ends with "N passed, N failed". Packs the extension and the package first; `--packed`: as they are.
import { launchBrowser } from "./harness/chromium.mjs";
import { rootFolder } from "./harness/paths.mjs";
import { runToEnd } from "./harness/run.mjs";
import { finish } from "./harness/scenarios.mjs";

const all = ["editor", "debug", "commands", "views", "restricted", "large", "outside"];
const asked = process.argv.slice(2).filter((name) => !name.startsWith("--"));
const suites = all.filter((name) => asked.length === 0 || asked.includes(name));
const started = performance.now();
const seconds = (from) => ((performance.now() - from) / 1000).toFixed(1);

if (!process.argv.includes("--packed")) {
  await runToEnd(process.execPath, ["scripts/pack.mjs", "--no-build"], { cwd: rootFolder });
  console.log(`# packed: ${seconds(started)} s`);
}
const browser = await launchBrowser();
try {
  for (const name of suites) {
    const begun = performance.now();
    const { run } = await import(`./scenarios/${name}.mjs`);
    await run(browser);
    console.log(`# ${name}: ${seconds(begun)} s`);
  }
} finally {
  await browser.close();
}
console.log(`# all: ${seconds(started)} s`);
process.exit(finish());
