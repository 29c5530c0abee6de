// A generated project of 10,000 assets: the panel draws it, and refuses nothing.
import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../harness/assets.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { withServer } from "./fixture.mjs";

const assets = 10_000;
const inFile = 20;
const groups = 100;

/** Each asset reads up to three of those a little before it. */
function writeProject(folder) {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "large", type: "module", dependencies: { evergraph: "*" } }),
  );
  for (let first = 0; first < assets; first += inFile) {
    const lines = ['import { asset } from "evergraph";'];
    for (let id = first; id < first + inFile; id++) {
      const inputs = [7, 40, 111].map((back) => id - back).filter((other) => other >= 0);
      const names = inputs.map((other) => `asset_${other}`).join(", ");
      const group = `group_${Math.floor((id * groups) / assets)}`;
      lines.push(
        `export const a${id} = asset("asset_${id}", { group: "${group}" }, ({ ${names} }) => [${names}].length);`,
      );
    }
    writeFileSync(join(folder, "assets", `part_${first / inFile}.ts`), `${lines.join("\n")}\n`);
  }
}

export const run = (browser) =>
  withServer({}, async (server, at) => {
    const folder = at("large");
    writeProject(folder);
    const window = await openWindow(browser, server, folder, { file: "assets/part_0.ts" });
    await scenario(
      "the panel draws 10,000 assets",
      async () => {
        const host = await window.ready();
        await until("the server to know them", () =>
          host.call((vscode) => vscode.extensions.getExtension("evergraph.evergraph-vscode").isActive),
        );
        await window.codeLens("Lineage").first().waitFor();
        const started = performance.now();
        await command(host, "evergraph.showLineage", { project: folder });
        const frame = await window.webview("lineage");
        const count = () => frame.locator("body").getAttribute("data-assets");
        await until("all of them", async () => (await count()) === String(assets));
        const drawn = Math.round(performance.now() - started);
        await command(host, "workbench.action.closeSidebar");
        await screenshot(window, "panel-10000");
        assert.equal(await count(), String(assets));
        return `${drawn} ms from the command to the drawing`;
      },
      { window, server },
    );
    await window.close();
  });
