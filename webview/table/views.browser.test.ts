/// <reference lib="dom" />
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { asAssetKey } from "../../protocol/graph/asset-key.ts";
import type { Browser, Page } from "../../test/vscode/node_modules/playwright-core/index.js";
import { themes } from "./themes-fixture.ts";
import type { ViewPageHandle } from "./view-page-fixture.ts";

/** The table and the value viewer in a real browser, with a desk that answers from memory. */

declare const evergraphViews: ViewPageHandle;

const root = fileURLToPath(new URL("../..", import.meta.url));
const suite = path.join(root, "test", "vscode");
const isInstalled = existsSync(path.join(suite, "node_modules", "playwright-core"));
const { chromiumPath, launchBrowser } = await import(path.join(suite, "harness", "chromium.mjs"));
const skip = isInstalled && chromiumPath() !== undefined ? false : "the browser of test/vscode is not installed";
/** Where screenshots are put; unset: nowhere. */
const pictures = process.env["EVERGRAPH_SCREENSHOTS"];

let browser: Browser | undefined;
/** Errors of the pages of this file, by page. */
const problemsOf = new Map<Page, string[]>();
let script = "";
let style = "";

before(async () => {
  if (skip !== false) return;
  const built = await build({
    stdin: {
      contents: `import "./view-page-fixture.ts"; import "../lineage/page.css"; import "../controls/controls.css"; import "../details/details.css"; import "./table.css"; import "../values/value.css";`,
      resolveDir: path.join(root, "webview", "table"),
    },
    bundle: true,
    write: false,
    outdir: "out",
    platform: "browser",
    target: "es2022",
    format: "iife",
  });
  script = built.outputFiles.find((file) => file.path.endsWith(".js"))?.text ?? "";
  style = built.outputFiles.find((file) => file.path.endsWith(".css"))?.text ?? "";
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
});

async function openPage(theme: string, width = 1440, height = 860): Promise<Page> {
  const page = await browser!.newPage({ viewport: { width, height } });
  const problems: string[] = [];
  page.on("pageerror", (error: Error) => problems.push(error.message));
  problemsOf.set(page, problems);
  const { bodyClass, variables } = themes[theme] ?? assert.fail(`no theme ${theme}`);
  const fonts =
    "--vscode-font-family: system-ui, sans-serif; --vscode-font-size: 13px; --vscode-editor-font-family: monospace;";
  await page.setContent(
    `<!doctype html><html lang="en"><head><title>Views</title><style>html{${variables}${fonts}}</style><style>${style}</style></head>` +
      `<body class="${bodyClass}"><main id="evergraph" class="eg-loaded" style="display:block"></main></body></html>`,
  );
  await page.addScriptTag({ content: script });
  await page.waitForSelector("body[data-ready=views]");
  return page;
}

async function showTable(page: Page): Promise<void> {
  await page.evaluate(() => evergraphViews.show({ view: "table" }));
  await page.waitForSelector('[data-key="daily_revenue"] .eg-table-reason:text("revenue_not_null failed")');
}

async function showValue(page: Page, key: string): Promise<void> {
  await page.evaluate((asset) => evergraphViews.show({ view: "value", asset }), asAssetKey(key));
}

async function take(page: Page, name: string): Promise<void> {
  if (pictures !== undefined) await page.screenshot({ path: path.join(pictures, `${name}.png`) });
}

const keysInView = (page: Page): Promise<string[]> =>
  page.$$eval(".eg-list-body > .eg-table-row", (rows) =>
    rows
      .sort((one, other) => Number(one.ariaRowIndex) - Number(other.ariaRowIndex))
      .map((row) => (row as HTMLElement).dataset["key"]!),
  );

test("both views are drawn in each theme, without an error", { skip }, async () => {
  for (const theme of Object.keys(themes)) {
    const page = await openPage(theme);
    await showTable(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Space");
    await page.keyboard.press("e");
    await page.waitForSelector('.eg-table-opened li:has-text("unique(order_id)")');
    await take(page, `table-${theme}`);
    await showValue(page, "fct_orders");
    await page.waitForSelector('.eg-value-cell:text-is("10000")');
    await take(page, `value-${theme}`);
    await page.click('button:has-text("Compare")');
    await page.click('[role="menuitemradio"] >> nth=0');
    await page.waitForSelector(".eg-value-cell del");
    await take(page, `difference-${theme}`);
    await showValue(page, "exec_kpis");
    await page.waitForSelector(".eg-value-tree");
    await take(page, `tree-${theme}`);
    assert.deepEqual(problemsOf.get(page), []);
    await page.close();
  }
});

test("ten thousand rows are there, of which only those in view are in the page", { skip }, async () => {
  const page = await openPage("dark");
  await showTable(page);
  assert.equal(await page.getAttribute("[role=grid]", "aria-rowcount"), "10001");
  assert.ok((await page.$$(".eg-list-body > .eg-table-row")).length < 60);
  const [first] = await keysInView(page);
  assert.equal(first, "daily_revenue");
  await page.keyboard.press("End");
  await page.waitForSelector('[aria-rowindex="10001"]');
  assert.ok((await page.$$(".eg-list-body > .eg-table-row")).length < 60);
  await page.close();
});

test("cards of what is in view are asked first, then all in batches; then the table orders by what they say", {
  skip,
}, async () => {
  const page = await openPage("dark");
  await showTable(page);
  await page.waitForFunction(
    () => evergraphViews.asked.reduce((sum, { method, size }) => sum + (method === "cards" ? size : 0), 0) >= 10_000,
  );
  const sizes = await page.evaluate(() =>
    evergraphViews.asked.filter(({ method }) => method === "cards").map(({ size }) => size),
  );
  assert.ok(sizes[0] < 200 && Math.max(...sizes) <= 500, sizes.join());
  await page.click('[role=columnheader]:has-text("Rows")');
  await page.click('[role=columnheader]:has-text("Rows")');
  await page.waitForSelector('[aria-rowindex="2"][data-key="raw_orders"]');
  assert.equal(await page.getAttribute('[aria-sort="descending"]', "aria-colindex"), "6");
  await page.close();
});

test("facets count and narrow, and nothing is left is said in words", { skip }, async () => {
  const page = await openPage("dark");
  await showTable(page);
  await page.waitForSelector('.eg-table-facet:has-text("team_0")');
  await page.check('.eg-table-facets [data-facet="status failed"]');
  assert.deepEqual(await keysInView(page), ["daily_revenue"]);
  assert.match(await page.textContent(".eg-table-bar"), /1 of 10,000 assets/);
  await page.check('.eg-table-facets [data-facet="group group_0"]');
  await page.waitForSelector(".eg-table-empty:visible");
  await page.click("text=Clear filters");
  await page.waitForSelector('[aria-rowindex="3"]');
  await page.close();
});

test("the keyboard alone moves, picks, opens, asks to make, to plan and to see the graph", { skip }, async () => {
  const page = await openPage("dark");
  await showTable(page);
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press("ArrowDown", "Shift+ArrowDown", "Shift+ArrowDown");
  assert.match(await page.textContent(".eg-table-bar b"), /3 picked/);
  await press("m", "p");
  await press("Escape", "Shift+F", "c", "t");
  await page.waitForFunction(() => evergraphViews.picked() === "fct_orders");
  const name = await page.evaluate(() => {
    const active = document.querySelector("[role=grid]")!.getAttribute("aria-activedescendant");
    return document.getElementById(active!)!.getAttribute("aria-label");
  });
  assert.equal(
    name,
    "fct_orders, stale, waits for stg_orders. 1,284,310 rows, up 2.1 percent, 6 minutes old. checks 3 of 4",
  );
  await press("Enter");
  await press("Escape", "Escape");
  const told = await page.evaluate(() => evergraphViews.told);
  assert.equal(told[0].kind, "materialize");
  assert.match(told[0].request.selection, /^key:"daily_revenue" or key:"exec_kpis" or key:"/);
  assert.deepEqual(told[1], { kind: "open", asset: "fct_orders" });
  await page.waitForFunction(() => evergraphViews.picked() === undefined);
  const gone = await page.evaluate(() => evergraphViews.gone);
  assert.deepEqual(
    gone.map(({ view }: { view: string }) => view),
    ["plan"],
  );
  await page.close();
});

test("a status that changes moves its row and leaves the reader where they look", { skip }, async () => {
  const page = await openPage("dark");
  await showTable(page);
  await page.evaluate(() => evergraphViews.setStatus("raw_customers", "failed"));
  await page.waitForSelector('[aria-rowindex="3"][data-key="raw_customers"] .eg-table-reason:text("is failed now")');
  await page.click('[data-key="part_14"] .eg-table-key');
  await page.mouse.wheel(0, 60);
  const place = () => page.$eval('[data-key="part_14"]', (row) => Math.round(row.getBoundingClientRect().top));
  await page.waitForFunction(() => document.querySelector(".eg-list")!.scrollTop > 0);
  const was = await place();
  await page.evaluate(() => evergraphViews.setStatus("raw_payments", "failed"));
  await page.waitForFunction(() => document.querySelector('[data-key="part_14"]')!.ariaRowIndex === "8");
  // The row is put into its place in the frame after the one in which it is told its number.
  await page.waitForFunction(
    (top: number) => Math.round(document.querySelector('[data-key="part_14"]')!.getBoundingClientRect().top) === top,
    was,
  );
  await page.close();
});

test("columns go with the width, facets become a menu, and 300 pixels are enough", { skip }, async () => {
  const rows: [width: number, columns: number, facets: boolean][] = [
    [1600, 14, true],
    [1100, 8, true],
    [700, 6, false],
    [300, 4, false],
  ];
  for (const [width, columns, facets] of rows) {
    const page = await openPage("light", width);
    await showTable(page);
    await page.waitForFunction(
      (count: number) => document.querySelectorAll("[role=columnheader]").length === count,
      columns,
    );
    assert.equal(await page.isVisible(".eg-table-facets"), facets);
    const overflow = await page.$eval(".eg-list", (list) => list.scrollWidth - list.clientWidth);
    assert.equal(overflow, 0, `${width} pixels`);
    await take(page, `table-${width}`);
    if (!facets) {
      await page.click(".eg-table-filters");
      assert.equal(await page.isVisible(".eg-table-facets"), true);
    }
    await page.close();
  }
});

test("a value of more than a million rows is walked to its end, page by page", { skip }, async () => {
  const page = await openPage("dark");
  await showValue(page, "fct_orders");
  await page.waitForSelector('.eg-value-cell:text-is("10000")');
  await page.keyboard.press("Control+End");
  await take(page, "value-end");
  await page.waitForSelector('.eg-value-number:text-is("1,284,310")');
  await page.keyboard.press("Control+ArrowLeft");
  await page.waitForSelector('.eg-value-cell:text-is("1294309")');
  assert.ok((await page.$$(".eg-list-body > .eg-value-row")).length < 80);
  const sizes = await page.evaluate(() => evergraphViews.asked.filter(({ method }) => method === "rows").length);
  assert.ok(sizes <= 5, `${sizes} pages`);
  await page.keyboard.press("Control+c");
  const told = await page.evaluate(() => evergraphViews.told.at(-1));
  assert.deepEqual(told, { kind: "copy", text: "1294309" });
  await page.close();
});

test("a problem is told in words with what to do", { skip }, async () => {
  const page = await openPage("dark");
  await showValue(page, "customer_ltv");
  await page.waitForSelector('.eg-notice:text("has no stored value")');
  assert.match(await page.textContent(".eg-value-message"), /Materialize it first/);
  await page.close();
});

test("keys, groups, owners, columns and cells that look like HTML are text", { skip }, async () => {
  const page = await openPage("dark");
  await showTable(page);
  await page.evaluate(() => evergraphViews.select("img"));
  await page.waitForFunction(() => document.querySelector("[role=grid]")!.ariaRowCount === "2");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.keyboard.press("e");
  await page.waitForSelector(".eg-table-opened li");
  for (const key of ["fct_orders", "exec_kpis"]) {
    await showValue(page, key);
    await page.waitForSelector(key === "fct_orders" ? ".eg-value-cell" : ".eg-value-leaf");
  }
  await showValue(page, "fct_orders");
  await page.waitForSelector(".eg-value-cell");
  await page.click('button:has-text("Compare")');
  await page.click('[role="menuitemradio"] >> nth=0');
  await page.waitForSelector(".eg-value-summary li");
  assert.equal((await page.$$("img")).length, 0);
  assert.equal(await page.getAttribute("body", "data-broken"), null);
  assert.deepEqual(problemsOf.get(page), []);
  await page.close();
});
