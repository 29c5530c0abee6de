// Calls the vscode API of a window from a test outside of it, through the bridge extension.

import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "./until.mjs";

/**
 * Connects to the extension host that has this workspace folder open, as soon as there is one.
 * The answer's `processId` is the extension host's; `call(function, ...values)` runs the function inside it.
 * @example const lines = await host.call((vscode) => vscode.window.activeTextEditor.document.lineCount);
 */
export function connectBridge(bridgeFolder, workspaceFolder, { not } = {}) {
  return until(`an extension host for ${workspaceFolder}`, async () => {
    for (const name of readdirSync(bridgeFolder)) {
      const host = await connect(join(bridgeFolder, name)).catch(() => undefined);
      if (!host) continue;
      // A host that is about to end may take the question and never answer.
      const asked = host.call((vscode) => vscode.workspace.workspaceFolders?.[0]?.uri.path).catch(() => undefined);
      const folder = await Promise.race([asked, sleep(2000, undefined)]);
      if (folder === workspaceFolder && Number.parseInt(name, 10) !== not)
        return { ...host, processId: Number.parseInt(name, 10) };
      host.close();
    }
  });
}

async function connect(path) {
  const socket = createConnection(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    rmSync(path, { force: true }); // left behind by a killed extension host
    throw error;
  }
  const waiting = new Map();
  let count = 0;
  const lines = createInterface(socket);
  // The reader of lines passes the socket's error on, and would throw it.
  lines.on("error", () => {});
  lines.on("line", (line) => {
    const { id, value, error } = JSON.parse(line);
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) resolve(value);
    else reject(new Error(error));
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const { reject } of waiting.values()) reject(new Error("the extension host is gone"));
  });
  return {
    call: (inside, ...values) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(new Error("the extension host is gone"));
        waiting.set(++count, { resolve, reject });
        socket.write(`${JSON.stringify({ id: count, source: inside.toString(), values })}\n`);
      }),
    close: () => socket.destroy(),
  };
}
