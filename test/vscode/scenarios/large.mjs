// A generated project of 10,000 assets: the panel draws it, and refuses nothing.
import { strict as assert } from "node:assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { command } from "../harness/assets.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { withServer } from "./fixture.mjs";

const domains = 10;
const layers = 10;
const inGroup = 100;
const assets = domains * layers * inGroup;
const inFile = 20;

const keyOf = (layer, domain, index) => `d${(domain + domains) % domains}_l${layer}_${index % inGroup}`;

/** Each reads three of the layer before it, now and then one of another domain. */
function inputsOf(layer, domain, index) {
  if (layer === 0) return [];
  const neighbour = index % 5 === 0 ? domain + 1 : domain;
  return [
    keyOf(layer - 1, domain, index),
    keyOf(layer - 1, domain, index + 7),
    keyOf(layer - 1, neighbour, index + 31),
  ];
}

function writeProject(folder) {
  mkdirSync(join(folder, "assets"), { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: "large", type: "module", dependencies: { evergraph: "*" } }),
  );
  const all = Array.from({ length: assets }, (_, id) => {
    const group = Math.floor(id / inGroup);
    const place = [Math.floor(group / domains), group % domains, id % inGroup];
    const names = inputsOf(...place).join(", ");
    const name = `domain_${place[1]}/layer_${place[0]}`;
    return `export const a${id} = asset("${keyOf(...place)}", { group: "${name}" }, ({ ${names} }) => [${names}].length);`;
  });
  for (let part = 0; part * inFile < assets; part++) {
    const lines = ['import { asset } from "evergraph";', ...all.slice(part * inFile, (part + 1) * inFile)];
    writeFileSync(join(folder, "assets", `part_${part}.ts`), `${lines.join("\n")}\n`);
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
