// Starts code-server (VS Code's own server and workbench) on a free loopback port, and stops it with all it started.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeServerEntry } from "./paths.mjs";
import { descendants, kill, waitUntilGone } from "./processes.mjs";

/** Nothing pops up, nothing asks, nothing else uses the processor. */
export const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "chat.commandCenter.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "remote.autoForwardPorts": false,
  "editor.minimap.enabled": false,
  "git.enabled": false,
  "js/ts.validate.enabled": false,
  "js/ts.tsserver.useSyntaxServer": "never",
  "js/ts.tsserver.automaticTypeAcquisition.enabled": false,
  "files.hotExit": "off",
  "files.autoSave": "off",
  "security.workspace.trust.startupPrompt": "never",
  "security.workspace.trust.banner": "always",
};

/**
 * @param options.extensions folder of installed extensions
 * @param options.restricted true: workspace trust is on and nothing is trusted yet
 * @param options.testDriver true: the page obeys extensionDevelopmentPath and extensionTestsPath
 * @param options.settings settings on top of quietSettings
 */
export async function startServer({
  extensions,
  restricted = false,
  testDriver = false,
  settings = {},
  password,
} = {}) {
  // Short, because a unix socket's path may have 107 characters at most.
  const dataFolder = mkdtempSync(join(tmpdir(), "vsc-"));
  const bridgeFolder = join(dataFolder, "bridge");
  mkdirSync(join(dataFolder, "User"), { recursive: true });
  mkdirSync(bridgeFolder);
  writeFileSync(
    join(dataFolder, "User", "settings.json"),
    JSON.stringify(
      { ...quietSettings, ...(restricted ? {} : { "security.workspace.trust.enabled": false }), ...settings },
      null,
      "\t",
    ),
  );
  const environment = {
    ...process.env,
    VSCODE_TEST_BRIDGE: bridgeFolder,
    ...(password ? { PASSWORD: password } : { XDG_DATA_HOME: join(dataFolder, "xdg") }),
  };
  for (const name of Object.keys(environment))
    if (/^(VSCODE_(?!TEST_BRIDGE)|ELECTRON_|npm_|INIT_CWD)/.test(name)) delete environment[name];
  const child = spawn(
    process.execPath,
    [
      codeServerEntry,
      "--bind-addr",
      "127.0.0.1:0",
      "--auth",
      password ? "password" : "none",
      "--config",
      join(dataFolder, "config.yaml"),
      "--user-data-dir",
      dataFolder,
      "--extensions-dir",
      extensions ?? join(dataFolder, "extensions"),
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-getting-started-override",
      // The tests' PATH shall hold; without this the extension host gets the PATH of a login shell. A user wants that one.
      ...(password ? [] : ["--vscode-option", "force-disable-user-env"]),
      ...(restricted ? [] : ["--disable-workspace-trust"]),
      ...(testDriver ? ["--vscode-option", "enable-smoke-test-driver"] : []),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: environment },
  );
  let output = "";
  const address = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const found = /HTTP server listening on (http:\/\/[\d.]+:\d+)/.exec(output)?.[1];
      if (found) resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("error", reject);
    child.on("exit", (code, signal) =>
      reject(new Error(`code-server ended with ${signal ?? code} before it listened:\n${output}`)),
    );
  });
  return {
    address,
    dataFolder,
    bridgeFolder,
    processId: child.pid,
    output: () => output,
    /** Ends the server and every process below it, extension hosts and what they started included. SIGTERM would take over 3 s. */
    async stop() {
      const all = [...descendants(child.pid), child.pid];
      kill(all, "SIGKILL");
      await waitUntilGone(all, 5000);
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
