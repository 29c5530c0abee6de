// Runs scenarios one after another, prints a TAP line for each, and keeps what helps when one fails.
import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { artifactsFolder } from "./paths.mjs";
import { processTree } from "./processes.mjs";

rmSync(artifactsFolder, { recursive: true, force: true });
let passed = 0;
let failed = 0;

/** What runs gives may be a note: figures that it saw. @param limit milliseconds after which the scenario has failed */
export async function scenario(name, run, { window, server, limit = 120_000 } = {}) {
  const started = performance.now();
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`not done after ${limit / 1000} s`)), limit);
  const tooLate = new Promise((_, reject) => {
    late.signal.addEventListener("abort", () => reject(late.signal.reason));
  });
  try {
    report(true, name, started, await Promise.race([run(), tooLate]));
    return true;
  } catch (error) {
    report(false, name, started);
    console.log(`  ---\n  ${String(error?.stack ?? error).replaceAll("\n", "\n  ")}\n  ---`);
    await keepArtifacts(name, { window, server, error });
    return false;
  } finally {
    clearTimeout(timer);
  }
}

/** Prints the line that counts, tells `npm test`, and gives the exit code. */
export function finish() {
  console.log(`1..${passed + failed}\n${passed} passed, ${failed} failed`);
  const counts = process.env.EVERGRAPH_TEST_COUNTS;
  if (counts) appendFileSync(counts, `${passed} ${failed}\n`);
  return failed === 0 ? 0 : 1;
}

/** A screenshot with the name, in the folder of artifacts. */
export async function screenshot(window, name) {
  mkdirSync(artifactsFolder, { recursive: true });
  await window.page.screenshot({ path: join(artifactsFolder, `${name}.png`), timeout: 30_000 });
}

function report(ok, name, started, note) {
  if (ok) passed++;
  else failed++;
  const time = `${Math.round(performance.now() - started)} ms`;
  console.log(`${ok ? "ok" : "not ok"} ${passed + failed} - ${name} # ${time}${note ? `; ${note}` : ""}`);
}

/** Screenshot, console errors, the server's output, its process tree and VS Code's logs; none of them may fail the run. */
async function keepArtifacts(name, { window, server, error }) {
  const folder = join(artifactsFolder, `failed-${name.replace(/\W+/g, "-").slice(0, 80)}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "error.txt"), String(error?.stack ?? error));
  if (window) {
    await window.page
      .screenshot({ path: join(folder, "window.png"), timeout: 15_000 })
      .catch((reason) => writeFileSync(join(folder, "no-screenshot.txt"), String(reason)));
    writeFileSync(join(folder, "console.txt"), window.errors.join("\n"));
  }
  if (server) {
    writeFileSync(join(folder, "server.txt"), server.output());
    const processes = processTree(server.processId);
    writeFileSync(
      join(folder, "processes.txt"),
      processes.map(({ processId, parent, command }) => `${processId} <- ${parent} ${command}`).join("\n"),
    );
    const logs = join(server.dataFolder, "logs");
    if (existsSync(logs)) cpSync(logs, join(folder, "logs"), { recursive: true });
  }
  console.log(`  artifacts: ${folder}`);
}
