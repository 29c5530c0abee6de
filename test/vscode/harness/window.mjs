// One VS Code window: a page of the workbench, with what a user sees in it.
import { connectBridge } from "./bridge.mjs";
import { patience, until } from "./until.mjs";

/**
 * Opens a folder (and a file in it) and waits until the workbench shows it.
 * @param options.payload further pairs of the workbench's payload, such as ["extensionTestsPath", "…"]
 */
export async function openWindow(
  browser,
  server,
  folder,
  { file, payload = [], viewport = { width: 1400, height: 900 } } = {},
) {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const errors = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(error.stack ?? String(error)));
  const opening = file ? [["openFile", remoteUri(server, `${folder}/${file}`)]] : [];
  const addressOf = (pairs) =>
    `${server.address}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(JSON.stringify(pairs))}`;
  const open = () => page.goto(addressOf([["skipWelcome", "true"], ...opening, ...payload]), { waitUntil: "commit" });
  return {
    page,
    errors,
    folder,
    open,
    /**
     * Loads the window anew as the user's command does, which first writes down what is open. The address must not name a file then: it
     * would open that alone.
     */
    async reload(host) {
      await page.evaluate(
        (address) => history.replaceState(undefined, "", address),
        addressOf([["skipWelcome", "true"], ...payload]),
      );
      await host.call((vscode) => void vscode.commands.executeCommand("workbench.action.reloadWindow"));
    },
    /** Waits until the workbench is drawn and its extension host answers; gives the bridge to it. */
    async ready() {
      await open();
      await page.locator(".monaco-workbench").waitFor();
      if (file) await page.locator(".monaco-editor .view-line").first().waitFor();
      return connectBridge(server.bridgeFolder, folder);
    },
    codeLens: (text) => page.locator(".codelens-decoration a", { hasText: text }),
    /** A whole line of lenses: the status in it is no link. */
    lensLine: (text) => page.locator(".codelens-decoration", { hasText: text }),
    statusBar: (id) => page.locator(`[id="${id}"]`),
    /** The cursor as the status bar shows it, such as "Ln 5, Col 1". */
    cursor: (text) => page.locator('[id="status.editor.selection"]', { hasText: text }),
    /** The frame inside an extension's webview whose body has data-ready="<marker>": VS Code nests two iframes. */
    webview: (marker) =>
      until(`webview "${marker}"`, async () => {
        for (const frame of page.frames()) {
          if (
            await frame
              .locator(`body[data-ready="${marker}"]`)
              .count()
              .catch(() => 0)
          )
            return frame;
        }
      }),
    close: () => context.close(),
  };
}

/** The authority must be the host and port of the page. */
export const remoteUri = (server, path) => `vscode-remote://${new URL(server.address).host}${path}`;
