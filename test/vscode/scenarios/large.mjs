// A generated project of 10,000 assets: the panel draws it, narrows it, opens a group of it, and refuses nothing.
import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../harness/assets.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { mustBeAccessible } from "./accessible.mjs";
import { withServer } from "./fixture.mjs";
import { select, untilInView } from "./panel.mjs";
import { countOf, keyOf, sizes, writeShop } from "./shop-assets.mjs";

const shape = sizes[10_000];

export const run = (browser) =>
  withServer({ settings: { "workbench.colorTheme": "Dark Modern" } }, async (server, at) => {
    const folder = at("large");
    mkdirSync(folder);
    writeFileSync(
      join(folder, "package.json"),
      JSON.stringify({ name: "large", type: "module", dependencies: { evergraph: "*" } }),
    );
    writeShop(folder, shape);
    const window = await openWindow(browser, server, folder, { file: "assets/part_0.ts" });
    const step = (name, act) => scenario(name, act, { window, server });
    let host;
    let frame;

    const begun = await step("the panel draws 10,000 assets", async () => {
      host = await window.ready();
      await until("the server to know them", () =>
        host.call((vscode) => vscode.extensions.getExtension("evergraph.evergraph-vscode").isActive),
      );
      await window.codeLens("Lineage").first().waitFor();
      const started = performance.now();
      await command(host, "evergraph.showLineage", { project: folder });
      frame = await window.webview("lineage");
      const count = () => frame.locator("body").getAttribute("data-assets");
      await until("all of them", async () => (await count()) === String(countOf(shape)));
      const drawn = Math.round(performance.now() - started);
      await command(host, "workbench.action.closeSidebar");
      await screenshot(window, "panel-10000");
      assert.equal(await count(), String(countOf(shape)));
      await mustBeAccessible(frame, "the graph");
      return `${drawn} ms from the command to the drawing`;
    });
    if (!begun) return;

    await step("a selection of them is drawn as cards", async () => {
      const key = keyOf(shape, 5, 3, 42);
      await select(frame, `1+${key}+1`, /^\d+ of 10,000$/);
      await screenshot(window, "panel-10000-selection");
      await select(frame, "group:domain_3/layer_5", /^100 of 10,000$/);
      await select(frame, "", /^10,000 of 10,000$/);
    });

    await step("one of them is shown out of its group, and walked from by keyboard", async () => {
      const key = keyOf(shape, 5, 3, 42);
      await command(host, "evergraph.showLineage", { project: folder, asset: key });
      frame = await window.webview("lineage");
      await untilInView(frame, key);
      await screenshot(window, "panel-10000-asset");
      const sheet = frame.locator(".eg-sheet");
      await sheet.press("ArrowLeft");
      const above = await until("an asset above", async () => {
        const label = await frame.locator("#eg-active").getAttribute("aria-label");
        return label?.startsWith("d3_l4_") && label;
      });
      await sheet.press("ArrowRight");
      await until("an asset below it", async () =>
        (await frame.locator("#eg-active").getAttribute("aria-label"))?.startsWith("d3_l5_"),
      );
      return above;
    });

    await step("the table holds all of them, and only those in view are in the page", async () => {
      await frame.locator('.eg-segment[data-view="table"]').click();
      await frame.locator(`[role=grid][aria-rowcount="${countOf(shape) + 1}"]`).waitFor();
      await frame.locator("[role=grid]").press("End");
      await frame.locator(`[aria-rowindex="${countOf(shape) + 1}"]`).waitFor();
      assert.ok((await frame.locator(".eg-list-body > .eg-table-row").count()) < 80);
      await screenshot(window, "table-10000");
      await mustBeAccessible(frame, "the table");
    });
    await window.close();
  });
