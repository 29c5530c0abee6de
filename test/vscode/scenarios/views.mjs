// Every view of the panel, in the example and in a project of 300 assets: by pointer, by keyboard alone, in each theme, at 300 pixels.
import { strict as assert } from "node:assert";
import { rmSync } from "node:fs";
import { join } from "node:path";
import {
  command,
  cursorPlace,
  editText,
  lineOf,
  openFile,
  showHover,
  startCommand,
  undo,
  untilLens,
} from "../harness/assets.mjs";
import { ourProcesses } from "../harness/our-processes.mjs";
import { kill, waitUntilGone } from "../harness/processes.mjs";
import { scenario, screenshot } from "../harness/scenarios.mjs";
import { until } from "../harness/until.mjs";
import { openWindow } from "../harness/window.mjs";
import { mustBeAccessible } from "./accessible.mjs";
import { weatherProject, withServer } from "./fixture.mjs";
import { activeLabel, exported, goTo, panelAsset, press, select } from "./panel.mjs";
import { countOf, sizes, writeShop } from "./shop-assets.mjs";
import { inEachTheme } from "./themes.mjs";
import { openGate } from "./trial-assets.mjs";
import { hostile, writeViewsAssets } from "./views-assets.mjs";

const wide = { width: 1760, height: 1040 };
const settings = { "workbench.colorTheme": "Dark Modern" };

export const run = async (browser) => {
  await withServer({ settings }, (server, at) => inTheExample(browser, server, at("example")));
  await withServer({ settings }, (server, at) => inThreeHundred(browser, server, at("many")));
};

async function inTheExample(browser, server, folder) {
  await weatherProject(folder);
  writeViewsAssets(folder);
  const window = await openWindow(browser, server, folder, { file: "assets/staging.ts", viewport: wide });
  const { page } = window;
  const step = (name, act) => scenario(name, act, { window, server });
  let host;
  let frame;
  const show = async (id, given = {}) => {
    await command(host, id, { project: folder, ...given });
    frame = await window.webview("lineage");
  };
  /** The whole width for the panel: sources were opened beside it. */
  const alone = () => command(host, "workbench.action.joinAllGroups");
  const assets = () => frame.locator("body").getAttribute("data-assets");
  const labelBegins = (key) => until(`${key} in focus`, async () => (await activeLabel(frame)).startsWith(`${key},`));

  const begun = await step("everything of the example is made, and one asset of it fails", async () => {
    host = await window.ready();
    await untilLens(host, "assets/staging.ts", "daily_weather", /Materialize/);
    await command(host, "workbench.action.closeSidebar");
    await startCommand(host, "evergraph.materialize", { project: folder, selection: "+report" });
    await untilLens(host, "assets/marts.ts", "report", /fresh/);
    await startCommand(host, "evergraph.materialize", { project: folder, selection: "raw_airports or rates+ or odd" });
    await untilLens(host, "views/rates.ts", "offers", /upstream failed/);
    await untilLens(host, "views/hostile.ts", "odd", /fresh/);
    await command(host, "notifications.clearAll");
  });
  if (!begun) return;

  await step("by keyboard only: from what was not made to its cause, and to the cause's source", async () => {
    const line = await lineOf(host, "views/rates.ts", 'asset("rates"');
    await show("evergraph.showLineage", { asset: "offers" });
    await labelBegins("offers");
    await press(frame, "ArrowLeft");
    await labelBegins("prices");
    assert.match(await activeLabel(frame), /upstream failed/);
    await press(frame, "ArrowLeft");
    await labelBegins("rates");
    const said = await until("the reason", async () => {
      const label = await activeLabel(frame);
      return /failed.*no rates today/.test(label) && label;
    });
    await screenshot(window, "graph-failed");
    await press(frame, "Enter");
    await until("the editor at the cause", async () => (await cursorPlace(host)) === `views/rates.ts:${line}`);
    return said;
  });

  await step("a selection completes, narrows, and is let go; a pill lets the failed ones stand out", async () => {
    await show("evergraph.showLineage");
    const field = frame.locator(".eg-select-field");
    const suggestion = frame.locator(".eg-suggestions li", { hasText: "daily_weather" });
    // The editor that was opened a moment ago may take the keyboard back, and the box closes then.
    await until("the suggestion", async () => {
      await field.fill("");
      await field.pressSequentially("+daily_wea");
      await suggestion.waitFor({ timeout: 3000 });
      return true;
    });
    await screenshot(window, "selection-completes");
    await page.keyboard.press("Tab");
    assert.equal(await field.inputValue(), "+daily_weather");
    await page.keyboard.type("+1");
    await page.keyboard.press("Escape");
    await select(frame, "+daily_weather+1", /^[5-9] of 20$/);
    await mustBeAccessible(frame, "a selection");
    await screenshot(window, "selection-narrows");
    await select(frame, "group:nothing", /^(0|20) of 20$/);
    await screenshot(window, "selection-wrong");
    await select(frame, "", /^20 of 20$/);
    const pill = frame.locator('.eg-pill[data-badge="failed"]');
    await pill.click();
    await frame.locator('.eg-views[data-filtered="true"]').waitFor();
    await screenshot(window, "pill-failed");
    await pill.click();
    await frame.locator('.eg-views[data-filtered="false"]').waitFor();
  });

  await step("the details: overview, checks, columns, history; axe finds nothing", async () => {
    await show("evergraph.showLineage", { asset: "daily_weather" });
    for (const tab of ["overview", "checks", "columns", "history"]) {
      await frame.locator(`#eg-details-${tab}`).click();
      await frame.locator(`#eg-details-${tab}[aria-selected="true"]`).waitFor();
      await mustBeAccessible(frame, `the details, ${tab}`);
      await screenshot(window, `details-${tab}`);
    }
    await frame.locator("#eg-details-overview").click();
  });

  await step("an asset is added and taken away: one node comes and goes, the others stay where they are", async () => {
    await show("evergraph.showLineage");
    const before = placesIn((await exported(window, frame, folder, "lineage.svg")).toString());
    const known = Number(await assets());
    await editText(
      host,
      "views/rates.ts",
      "/** Neither is this. */",
      'export const newcomer = asset("newcomer", { group: "views" }, ({ rates }) => rates.length);\n\n/** Neither is this. */',
    );
    await until("one more", async () => Number(await assets()) === known + 1);
    const after = placesIn((await exported(window, frame, folder, "lineage.svg")).toString());
    assert.ok(after.has("newcomer"), [...after.keys()].join());
    const moved = [...before].filter(([key, place]) => after.get(key) !== place).map(([key]) => key);
    await screenshot(window, "newcomer");
    await undo(host, "views/rates.ts");
    await show("evergraph.showLineage");
    await until("one less", async () => Number(await assets()) === known);
    assert.deepEqual(moved, [], "these moved");
    return `${before.size} cards stayed`;
  });

  await step("the sheet is saved as SVG, PNG and Mermaid", async () => {
    await show("evergraph.showLineage");
    const svg = (await exported(window, frame, folder, "lineage.svg")).toString();
    assert.match(svg, /daily_weather/);
    assert.ok(svg.includes("&lt;img src=x&gt;") && !svg.includes("<img"), "the group's name is text");
    assert.equal((await exported(window, frame, folder, "lineage.png")).subarray(1, 4).toString(), "PNG");
    assert.match((await exported(window, frame, folder, "lineage.mmd")).toString(), /^flowchart LR/);
    for (const end of ["svg", "png", "mmd"]) rmSync(join(folder, `lineage.${end}`));
  });

  await step("the table: sorted, narrowed by a facet, a row opened; axe finds nothing", async () => {
    await alone();
    await show("evergraph.showTable");
    const first = () => frame.locator('[aria-rowindex="2"]').getAttribute("data-key");
    await until("what needs it first", async () => (await first()) === "rates");
    await frame.locator("[role=columnheader]", { hasText: "Asset" }).click();
    await until("the order of keys", async () => (await first()) === "airport_delays");
    await frame.locator('[data-facet="status upstream failed"]').check();
    await until("those alone", async () => (await frame.locator(".eg-list-body > .eg-table-row").count()) === 2);
    await frame.locator('[data-facet="status upstream failed"]').uncheck();
    await frame.locator(".eg-table-grid").press("Home");
    await press(frame, "ArrowDown", "e");
    await frame.locator(".eg-table-opened", { hasText: "Neighbours" }).waitFor();
    await mustBeAccessible(frame, "the table");
    await inEachTheme(window, host, "table", { marker: "lineage" });
  });

  await step("a value: from the hover, the details and the table; axe finds nothing", async () => {
    await show("evergraph.showLineage", { asset: "daily_weather" });
    await frame.locator("#eg-details-overview").click();
    await frame.locator(".eg-pane .eg-link", { hasText: "Open the value" }).click();
    await frame.locator(".eg-value-cell", { hasText: "Seattle" }).first().waitFor();
    await mustBeAccessible(frame, "a value");
    await inEachTheme(window, host, "value", { marker: "lineage" });
    await openFile(host, "assets/staging.ts");
    await showHover(host, "assets/staging.ts", '"flights"');
    await page.locator(".monaco-hover a", { hasText: "All rows" }).first().click();
    frame = await window.webview("lineage");
    await frame.locator(".eg-value-bar h1", { hasText: "flights" }).waitFor();
    await goTo(frame, "table");
    await frame.locator(".eg-table-grid").press("Home");
    await press(frame, "ArrowDown", "v");
    await frame.locator(".eg-value-bar h1").waitFor();
  });

  await step("a run is followed while it lasts: its step, its log, its end; axe finds nothing", async () => {
    await alone();
    await show("evergraph.openRunLog");
    await startCommand(host, "evergraph.materialize", { project: folder, asset: "waiting" });
    await frame.locator(".eg-runs-headline h1", { hasText: "waiting" }).waitFor();
    await frame.locator(".eg-runs-text", { hasText: "waits for the gate" }).waitFor();
    await frame.locator(".eg-runs-facts", { hasText: "1 running" }).waitFor();
    await mustBeAccessible(frame, "a live run");
    await screenshot(window, "run-live");
    openGate(folder);
    await frame.locator(".eg-runs-text", { hasText: "the gate was open" }).waitFor();
    await frame.locator(".eg-runs-facts", { hasText: "1 done" }).waitFor();
    const failed = frame.locator(".eg-runs-item", { hasText: "failed" }).first();
    await failed.click();
    await frame.locator(".eg-runs-error", { hasText: "no rates today" }).waitFor();
    await mustBeAccessible(frame, "a failed run");
    await inEachTheme(window, host, "runs", { marker: "lineage" });
    const line = await lineOf(host, "views/rates.ts", "throw new Error");
    await frame.locator(".eg-runs-error .eg-link", { hasText: `rates.ts:${line}` }).click();
    await until("the editor at the throw", async () => (await cursorPlace(host)) === `views/rates.ts:${line}`);
  });

  await step("names that look like HTML are text in every view", async () => {
    const shown = async (text) =>
      until(`${text} as text`, () => frame.evaluate((t) => document.body.textContent.includes(t), text));
    await show("evergraph.showLineage", { asset: "odd" });
    await shown(hostile.note);
    await frame.locator("#eg-details-columns").click();
    await shown(hostile.column);
    await frame.locator("#eg-details-history").click();
    await frame.locator("#eg-details-overview").click();
    await goTo(frame, "table");
    await shown(hostile.group);
    await show("evergraph.showValue", { asset: "odd" });
    await shown(hostile.cell);
    await goTo(frame, "runs");
    await frame.locator(".eg-runs-item", { hasText: "failed" }).first().click();
    await shown(hostile.line);
    await show("evergraph.showPlan", { asset: "odd" });
    await shown(hostile.group);
    assert.equal(await frame.locator("main img, main b > i, main u, main td > i").count(), 0);
    assert.equal(await frame.evaluate(() => globalThis.broken), undefined);
  });

  await step("the plan of all that needs it; axe finds nothing", async () => {
    await alone();
    await editText(host, "helpers/units.ts", "scale = 10 ** digits", "scale = 10.0 ** (digits + 0)");
    await untilLens(host, "assets/marts.ts", "monthly_weather", /stale/);
    await show("evergraph.showPlan", { selection: "+report" });
    await frame.locator(".eg-plan-happens h1").waitFor();
    await mustBeAccessible(frame, "the plan");
    await inEachTheme(window, host, "plan", { marker: "lineage" });
  });

  await step("the graph in each theme; axe finds nothing", async () => {
    await show("evergraph.showLineage", { asset: "monthly_weather" });
    await until("the stale node", async () => /stale/.test(await panelAsset(frame, "monthly_weather")));
    await press(frame, "z");
    await mustBeAccessible(frame, "the graph");
    await inEachTheme(window, host, "graph", { marker: "lineage" });
    await frame.locator(".eg-sheet").press("Escape");
    await frame.locator(".eg-causes-strip").click();
    await mustBeAccessible(frame, "the causes");
    await screenshot(window, "causes");
    await frame.locator(".eg-sheet").press("?");
    await frame.locator("dialog.eg-help").waitFor();
    await mustBeAccessible(frame, "the list of keys");
    await screenshot(window, "keys");
    await press(frame, "Escape", "Escape");
  });

  await step("300 pixels are enough for each view", async () => {
    await page.setViewportSize({ width: 350, height: 900 });
    for (const view of ["graph", "table", "runs", "plan", "value"]) {
      await goTo(frame, view);
      const width = await frame.evaluate(() => window.innerWidth);
      assert.ok(width <= 310, `${width} pixels`);
      const over = () => frame.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      await until(`${view} to fit`, async () => (await over()) <= 0);
      await screenshot(window, `narrow-${view}`);
      await mustBeAccessible(frame, `${view} at ${width} pixels`);
    }
    await page.setViewportSize(wide);
    await goTo(frame, "graph");
    await undo(host, "helpers/units.ts");
  });

  await step("hidden behind another editor and shown again, the panel is as it was, and up to date", async () => {
    await show("evergraph.showLineage", { asset: "monthly_weather" });
    await select(frame, "+monthly_weather", /^\d of 20$/);
    await host.call(async (vscode) => {
      const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, "helpers/units.ts");
      await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Active, preview: false });
    });
    await editText(host, "helpers/units.ts", "scale = 10 ** digits", "scale = 10.0 ** (digits + 0)");
    await untilLens(host, "assets/marts.ts", "monthly_weather", /stale/);
    await show("evergraph.showLineage");
    await until(
      "the selection",
      async () => (await frame.locator(".eg-select-field").inputValue()) === "+monthly_weather",
    );
    await until("the stale node", async () => /stale/.test(await panelAsset(frame, "monthly_weather")));
    await undo(host, "helpers/units.ts");
  });

  await step("the language server is killed while the table is open: it goes on", async () => {
    await show("evergraph.showTable");
    const { server: killed } = ourProcesses(host.processId);
    kill([killed], "SIGKILL");
    await waitUntilGone([killed], 5000);
    await until("another server", () => {
      const { server: next } = ourProcesses(host.processId);
      return next !== undefined && next !== killed;
    });
    await select(frame, "", /^20 of 20$/);
    await frame.locator('[data-key="rates"]').waitFor();
  });
  await window.close();
}

async function inThreeHundred(browser, server, folder) {
  const shape = sizes[300];
  await weatherProject(folder);
  for (const name of ["helpers", "test"]) rmSync(join(folder, name), { recursive: true, force: true });
  writeShop(folder, shape);
  const window = await openWindow(browser, server, folder, { file: "assets/part_0.ts", viewport: wide });
  const step = (name, act) => scenario(name, act, { window, server });
  let host;
  let frame;

  const begun = await step("300 assets are drawn by group", async () => {
    host = await window.ready();
    await untilLens(host, "assets/part_0.ts", "d0_l0_0", /Materialize/);
    await command(host, "workbench.action.closeSidebar");
    await command(host, "evergraph.showLineage", { project: folder });
    frame = await window.webview("lineage");
    await until("all of them", async () => (await frame.locator("body").getAttribute("data-assets")) === "300");
    await mustBeAccessible(frame, "the graph of 300");
    await screenshot(window, "graph-300");
  });
  if (!begun) return;

  await step("a group is opened by the keyboard in its place, and folded again", async () => {
    await command(host, "evergraph.showLineage", { project: folder, asset: "d2_l3_4" });
    frame = await window.webview("lineage");
    await until("the asset", async () => (await activeLabel(frame)).startsWith("d2_l3_4,"));
    await screenshot(window, "graph-300-opened");
    await frame.locator(".eg-sheet").press("g");
    await screenshot(window, "graph-300-folded");
    await frame.locator(".eg-sheet").press("g");
    await select(frame, "2+d2_l3_4+1", /^\d+ of 300$/);
    await screenshot(window, "graph-300-selection");
    await select(frame, "", /^300 of 300$/);
  });

  await step("more than 20 steps are shown as a plan first, and then run from there", async () => {
    await startCommand(host, "evergraph.materialize", { project: folder, selection: "*" });
    frame = await window.webview("lineage");
    await frame.locator(".eg-plan-happens vscode-button", { hasText: "Materialize 300 steps" }).waitFor();
    await mustBeAccessible(frame, "the plan of 300");
    await screenshot(window, "plan-300");
    await frame.locator(".eg-plan-happens vscode-button", { hasText: "Materialize 300 steps" }).click();
    await frame.locator(".eg-runs-facts", { hasText: "300 done" }).waitFor();
    await mustBeAccessible(frame, "the run of 300");
    await screenshot(window, "run-300");
    await goTo(frame, "graph");
    assert.equal(countOf(shape), 300);
    await until(
      "all fresh",
      async () => (await frame.locator('.eg-pill[data-badge="fresh"] b').textContent()) === "300",
    );
    await screenshot(window, "graph-300-fresh");
  });
  await window.close();
}

/** Where the cards of a saved sheet are, by the text that they begin with: each is a line of it. */
function placesIn(svg) {
  const card = /^<g transform="(translate\([^)]*\))"><rect.*?<text[^>]*>([^<]+)/gm;
  return new Map([...svg.matchAll(card)].map(([, place, key]) => [key, place]));
}
