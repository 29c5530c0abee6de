// What every script needs: the root, the packages of the lock file, the pinned tools. A new machine has only Node 20, npm and git.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const root = path.resolve(fileURLToPath(new URL("..", import.meta.url)));

const binaries = path.join(root, "node_modules", ".bin");
const stamp = path.join(root, "node_modules", ".evergraph-installed");

/** The environment in which `node`, `tsc` and the rest are the pinned ones. */
export const toolEnvironment = { ...process.env, PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ""}` };

/** Installs the root's packages unless they are those of the lock file. */
export function installPackages() {
  const lock = createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lock) {
    if (lstatSync(path.join(root, "node_modules"), { throwIfNoEntry: false })?.isSymbolicLink()) {
      console.error(
        "node_modules is a link. Installing would empty the folder that it leads to: remove the link first.",
      );
      process.exit(1);
    }
    // Not on the standard output, which is the command's own: some print a document there.
    console.error("\n▸ Installing packages (npm ci)");
    mustRun("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      stdio: ["inherit", 2, 2],
      shell: process.platform === "win32",
    });
    mkdirSync(path.dirname(stamp), { recursive: true });
    writeFileSync(stamp, lock);
  }
}

/** Says what is being done, so that nothing hangs silently. */
export function step(text) {
  console.log(`\n▸ ${text}`);
}

/** Runs a command in the root, its output passed through; ends this process when it fails. */
export function mustRun(command, parameters, options = {}) {
  const status = run(command, parameters, options);
  if (status !== 0) {
    console.error(`\n${command} ${parameters.join(" ")} ended with ${status}.`);
    process.exit(status);
  }
}

/** Runs a command in the root, its output passed through, and gives its status. */
export function run(command, parameters, options = {}) {
  const ended = spawnSync(command, parameters, { cwd: root, stdio: "inherit", env: toolEnvironment, ...options });
  if (ended.error) console.error(`${command}: ${ended.error.message}`);
  return ended.status ?? 1;
}
