// npm run code [-- FOLDER]: VS Code with the extension, on the example or another folder. The `code` on PATH when there is one, else
// code-server on a free port of this machine with a new password, until Ctrl+C.
import { randomBytes } from "node:crypto";
import { accessSync, constants, readdirSync } from "node:fs";
import path from "node:path";
import { mustRun, root, step } from "./toolchain.mjs";

/** Undoes what only tests want of a VS Code. */
const whatPeopleWant = {
  "security.workspace.trust.startupPrompt": "once",
  "js/ts.validate.enabled": true,
  "git.enabled": true,
  "files.hotExit": "onExit",
};

const asked = process.argv[2];
const folder = path.resolve(process.env.INIT_CWD ?? process.cwd(), asked ?? path.join(root, "examples", "weather"));
mustRun("node", ["scripts/pack.mjs"]);
const extension = path.join(
  root,
  readdirSync(root).find((name) => /^evergraph-vscode-.*\.vsix$/.test(name)),
);

const code = onPath(process.platform === "win32" ? "code.cmd" : "code");
if (code !== undefined) {
  const shell = process.platform === "win32";
  step("Installing the extension into the VS Code of this machine");
  mustRun(code, ["--install-extension", extension, "--force"], { shell });
  step(`Opening ${folder}`);
  mustRun(code, ["--new-window", folder], { shell });
} else await serve();

/** A VS Code in the browser. */
async function serve() {
  step("No `code` on the PATH: getting a VS Code for the browser");
  mustRun("node", ["test/vscode/install.mjs", "--without-browser"]);
  const { startServer } = await import("../test/vscode/harness/server.mjs");
  const { installExtensions } = await import("../test/vscode/harness/vsix.mjs");
  const password = randomBytes(12).toString("base64url");
  const extensions = await installExtensions([extension]);
  const server = await startServer({ extensions, password, restricted: true, settings: whatPeopleWant });
  console.log(`
Open   ${server.address}/?folder=${encodeURIComponent(folder)}
with   ${password}

Ctrl+C ends it.`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.stop().then(() => process.exit(0)));
}

function onPath(name) {
  const places = (process.env.PATH ?? "").split(path.delimiter).map((entry) => path.join(entry, name));
  return places.find((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
