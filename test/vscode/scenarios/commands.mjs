// What the palette, the side bar and the panel's other views offer, in the example.
import { strict as assert } from "node:assert";
import { command, cursorPlace, lineOf, openFile, startCommand, untilLens } from "../harness/assets.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { weatherProject, withServer } from "./fixture.mjs";

export const run = (browser) =>
  withServer({ settings: { "workbench.colorTheme": "Dark Modern" } }, async (server, at) => {
    const folder = await weatherProject(at("commands"));
    const window = await openWindow(browser, server, folder, { file: "assets/raw.ts" });
    const { page } = window;
    const step = (name, act) => scenario(name, act, { window, server });
    const argument = (asset) => ({ project: folder, asset });
    const row = (text) => page.locator(".pane-body .monaco-list-row", { hasText: text });
    const choice = (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text });
    const input = page.locator(".quick-input-box input");
    const viewOf = async (view) => {
      const frame = await window.webview("lineage");
      await frame.locator(`[data-view="${view}"]:not(button)`).first().waitFor();
      return frame;
    };
    let host;

    const begun = await step("before the first run the tree says where to begin", async () => {
      host = await window.ready();
      await untilLens(host, "assets/raw.ts", "raw_airports", /Materialize/);
      await page.locator(".activitybar a.action-label[aria-label^='Evergraph']").click();
      await page.getByText("None is made yet. Begin with one, or make them all in order.").first().waitFor();
      await row("Plan all 15").waitFor();
      await screenshot(window, "tree-untouched");
    });
    if (!begun) return;

    await step("Go to Asset finds one among all of them, by its key", async () => {
      const line = await lineOf(host, "assets/staging.ts", 'asset("daily_weather"');
      await startCommand(host, "evergraph.goToDefinition");
      await choice("raw_airports").first().waitFor();
      await input.fill("daily_w");
      await choice("daily_weather").first().waitFor();
      await screenshot(window, "go-to-asset");
      await page.keyboard.press("Enter");
      await until("the cursor", async () => (await cursorPlace(host)) === `assets/staging.ts:${line}`);
    });

    await step("Materialize Selection says what is wrong, completes, and runs", async () => {
      await startCommand(host, "evergraph.materializeSelection");
      await input.fill("group:(");
      await page.locator(".quick-input-list .codicon-error").first().waitFor();
      await input.fill("key:raw_airp");
      await choice("raw_airports").first().waitFor();
      await screenshot(window, "selection");
      await input.fill("raw_airports");
      await choice("Materialize 1 asset").first().waitFor();
      await page.keyboard.press("Enter");
      return await untilLens(host, "assets/raw.ts", "raw_airports", /fresh/);
    });

    await step("the view Runs shows the run, and a click opens it", async () => {
      await row("succeeded in").waitFor();
      await screenshot(window, "runs-in-side-bar");
      await row("succeeded in").click();
      await viewOf("runs");
    });

    for (const [id, view, given] of [
      ["evergraph.showTable", "table", {}],
      ["evergraph.showPlan", "plan", { asset: "daily_weather" }],
      ["evergraph.showValue", "value", { asset: "raw_airports" }],
      ["evergraph.openRunLog", "runs", {}],
      ["evergraph.showLineage", "graph", {}],
    ])
      await step(`${id} shows the view "${view}"`, async () => {
        await command(host, id, { project: folder, ...given });
        await viewOf(view);
      });

    await step("the panel is told where the editor's cursor is", async () => {
      await command(host, "workbench.action.moveEditorToNextGroup");
      const frame = await window.webview("lineage");
      await frame.evaluate(() => {
        window.addEventListener("message", ({ data }) => {
          if (data?.kind === "cursor") document.body.dataset.cursor = data.asset ?? "";
        });
      });
      await openFile(host, "assets/staging.ts");
      await host.call((vscode) => {
        const editor = vscode.window.activeTextEditor;
        const at = editor.document.positionAt(editor.document.getText().indexOf('asset("daily_weather"') + 2);
        editor.selection = new vscode.Selection(at, at);
      });
      await frame.locator('body[data-cursor="daily_weather"]').waitFor();
      await host.call((vscode) => {
        const start = new vscode.Position(0, 0);
        vscode.window.activeTextEditor.selection = new vscode.Selection(start, start);
      });
      await frame.locator('body[data-cursor=""]').waitFor();
    });

    await step("the panel goes on in a window of its own", async () => {
      await command(host, "evergraph.showLineage", argument("raw_airports"));
      const opening = page.context().waitForEvent("page");
      await command(host, "workbench.action.moveEditorToNewWindow");
      const other = await opening;
      const frame = await until("the panel in the other window", async () => {
        for (const one of other.frames())
          if (
            await one
              .locator('body[data-ready="lineage"]')
              .count()
              .catch(() => 0)
          )
            return one;
      });
      assert.equal(await frame.locator("body").getAttribute("data-assets"), "15");
      await other.close();
    });

    await window.close();
  });
