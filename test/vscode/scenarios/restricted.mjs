// Restricted Mode: lenses without a way to run, the panel draws, nothing is written, no process but the language server.
import { strict as assert } from "node:assert";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { command, lenses, untilLens } from "../harness/assets.mjs";
import { ourProcesses } from "../harness/our-processes.mjs";
import { processTree } from "../harness/processes.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { weatherProject, withServer } from "./fixture.mjs";

/** Every file below a folder with its size and time, but for packages. */
function filesOf(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => !name.startsWith("node_modules"))
    .map((name) => ({ name, ...statSync(join(folder, name)) }))
    .filter((entry) => (entry.mode & 0o170000) === 0o100000)
    .map(({ name, size, mtimeMs }) => `${name} ${size} ${mtimeMs}`)
    .sort();
}

export const run = (browser) =>
  withServer({ restricted: true }, async (server, at) => {
    const folder = await weatherProject(at("restricted"));
    const before = filesOf(folder);
    const window = await openWindow(browser, server, folder, { file: "assets/staging.ts" });
    const { page } = window;
    let host;

    await scenario(
      "Restricted Mode: lens without run, panel draws, nothing is written, no process but the language server",
      async () => {
        host = await window.ready();
        assert.equal(await host.call((vscode) => vscode.workspace.isTrusted), false);
        const line = await untilLens(host, "assets/staging.ts", "daily_weather", /Lineage/);
        for (const titles of Object.values(await lenses(host, "assets/staging.ts")))
          assert.ok(!titles.some((title) => /Materialize|Cancel/.test(title)), titles.join(" | "));
        await page.locator(".activitybar a.action-label[aria-label^='Evergraph']").click();
        // Rows that are out of view are not in the page: the runs below make room.
        await page.locator(".pane-header", { hasText: "Runs" }).click();
        await page.locator(".pane-body .monaco-list-row", { hasText: "daily_weather" }).first().waitFor();
        await page.getByText("You can look, not run").first().waitFor();
        await command(host, "evergraph.showLineage", { project: folder });
        const frame = await window.webview("lineage");
        assert.equal(await frame.locator("body").getAttribute("data-assets"), "15");
        await frame.locator(".eg-notices .eg-notice", { hasText: "This folder is in Restricted Mode" }).waitFor();
        assert.equal(await frame.locator(".eg-run vscode-button").count(), 0, "the panel offers no run");
        await command(host, "evergraph.materialize", { project: folder, asset: "daily_weather" });
        await page.locator(".notifications-toasts", { hasText: "Restricted Mode" }).waitFor();
        await screenshot(window, "restricted");
        const ours = ourProcesses(host.processId);
        assert.ok(ours.server, ours.commands.join("\n"));
        assert.deepEqual(ours.runners, []);
        assert.deepEqual(processTree(ours.server), [], "the language server starts nothing");
        assert.deepEqual(filesOf(folder), before);
        return line;
      },
      { window, server },
    );

    await scenario(
      "trust is granted by a click: then it can run, without a reload",
      async () => {
        // A click is lost when the tree is drawn anew between its halves; a user clicks again, too.
        await until("the editor of trust", async () => {
          await page.locator(".pane-body .monaco-list-row", { hasText: "Manage Workspace Trust" }).click();
          await page.locator(".workspace-trust-editor").waitFor({ timeout: 5000 });
          return true;
        });
        await page
          .locator(".workspace-trust-editor")
          .getByRole("button", { name: /^Trust$/ })
          .first()
          .click();
        await until("trust", () => host.call((vscode) => vscode.workspace.isTrusted));
        await command(host, "evergraph.showLineage", { project: folder });
        const frame = await window.webview("lineage");
        await frame.locator(".eg-run vscode-button").first().waitFor();
        await frame.locator(".eg-notice", { hasText: "Restricted Mode" }).waitFor({ state: "detached" });
        return await untilLens(host, "assets/staging.ts", "daily_weather", /Materialize/);
      },
      { window, server },
    );
    await window.close();
  });
