// Makes a fresh machine ready for the tests in real VS Code. Idempotent; a second run takes milliseconds.
//
// Nothing is installed globally but Debian's chromium package, and that only where no Chromium is on PATH and we are root.
// `npm install code-server` alone is not used: its postinstall compiles every native module of VS Code (kerberos fails
// without krb5's headers, sqlite3 takes a minute). None of them is needed: node-pty, @parcel/watcher and ripgrep come
// prebuilt, and without @vscode/spdlog VS Code only writes no log files. So that one is compiled where that is possible.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chromiumPath } from "./harness/chromium.mjs";
import { codeServerFolder, suiteFolder } from "./harness/paths.mjs";
import { runToEnd } from "./harness/run.mjs";

const wantLogs = !process.argv.includes("--without-logs");
const wantBrowser = !process.argv.includes("--without-browser");

const started = performance.now();
const results = await Promise.allSettled([installPackages(), ...(wantBrowser ? [installChromium()] : [])]);
for (const { reason } of results.filter(({ status }) => status === "rejected"))
  console.error(`install: ${reason.message}`);
if (results.some(({ status }) => status === "rejected")) process.exit(1);
console.log(`install: ready in ${((performance.now() - started) / 1000).toFixed(1)} s`);

async function installPackages() {
  if (process.versions.node.split(".")[0] !== "24")
    throw new Error(`run this under Node 24, as an npm script of this package; this is Node ${process.versions.node}`);
  const marker = join(suiteFolder, "node_modules", ".ready");
  const key = createHash("sha256")
    .update(readFileSync(join(suiteFolder, "package-lock.json")))
    .update(`${process.platform} ${process.arch} ${process.versions.modules} ${wantLogs}`)
    .digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === key) return;
  await step("harness packages", ["ci", "--ignore-scripts"], suiteFolder);
  const vscode = join(codeServerFolder, "lib", "vscode");
  await Promise.all([
    // Not `npm ci`: the shrinkwrap that code-server publishes lacks a peer dependency, and npm 11 refuses it.
    step("VS Code's packages", ["install", "--omit=dev", "--ignore-scripts"], vscode).then(
      () => wantLogs && step("VS Code's log writer", ["rebuild", "@vscode/spdlog"], vscode).catch(warnNoLogs),
    ),
    step(
      "TypeScript for the built-in extensions",
      ["ci", "--omit=dev", "--ignore-scripts"],
      join(vscode, "extensions"),
    ),
  ]);
  link(
    join(vscode, "bin", "remote-cli"),
    process.platform === "darwin" ? "code-darwin.sh" : "code-linux.sh",
    "code-server",
  );
  link(
    join(vscode, "bin", "helpers"),
    process.platform === "darwin" ? "browser-darwin.sh" : "browser-linux.sh",
    "browser.sh",
  );
  writeFileSync(marker, key);
}

async function installChromium() {
  if (chromiumPath()) return;
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) {
    throw new Error(
      "no Chromium found. Install your system's chromium (or Google Chrome) package, or set CHROMIUM to the program's path, and run this again.",
    );
  }
  console.log("install: Debian's chromium");
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runToEnd("apt-get", ["update", "-q"], { env: environment });
  await runToEnd("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], { env: environment });
  if (!chromiumPath()) throw new Error("Debian's chromium package was installed, but no chromium is on PATH.");
}

/** Runs npm under the Node that runs this script, with that Node's own headers for node-gyp (there is no other host to fetch them from). */
async function step(name, npmArguments, folder) {
  const begun = performance.now();
  const headers = join(dirname(process.execPath), "..", "node_modules", `node-${process.platform}-${process.arch}`);
  const environment = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, JOBS: "max" };
  if (existsSync(join(headers, "include", "node"))) environment.npm_config_nodedir = headers;
  await runToEnd("npm", [...npmArguments, "--no-audit", "--no-fund", "--prefer-offline"], {
    cwd: folder,
    env: environment,
  });
  console.log(`install: ${name} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
}

function warnNoLogs(error) {
  console.warn(
    `install: @vscode/spdlog did not compile, so VS Code will write no log files; all else works.\n${error.message.slice(-500)}`,
  );
}

function link(folder, target, name) {
  rmSync(join(folder, name), { force: true });
  symlinkSync(target, join(folder, name));
}
