import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { FromPanel } from "../../protocol/messages/panel-messages.ts";
import { closeBrowser, hasBrowser, type OpenPanel, openPanel, type PanelOptions } from "./open-panel.ts";
import { type FakeAsset, fakeHost, shop } from "./shop.ts";

/** The panel's real page in a browser, with a host that answers as the extension would. */
describe("the panel's page", { skip: hasBrowser() ? false : "no Chromium on this machine" }, () => {
  after(closeBrowser);

  async function withPanel(run: (panel: OpenPanel) => Promise<void>, options: Partial<PanelOptions> = {}) {
    const panel = await openPanel({ host: fakeHost(shop), ...options });
    await run(panel);
    await panel.close();
  }

  const field = ".eg-select-field";
  const countIs = ({ page }: OpenPanel, words: string) =>
    page.waitForFunction((text) => document.querySelector(".eg-select .eg-count")?.textContent === text, words);
  const toldOf = <Kind extends FromPanel["kind"]>({ told }: OpenPanel, kind: Kind) =>
    told.filter((message): message is Extract<FromPanel, { kind: Kind }> => message.kind === kind);

  it("narrows to a selection, says how many are left, and goes back through earlier ones", () =>
    withPanel(async (panel) => {
      const box = panel.page.locator(field);
      await box.fill("+order_payments");
      await box.press("Enter");
      await countIs(panel, "5 of 12");
      await box.fill("group:marts");
      await box.press("Enter");
      await countIs(panel, "3 of 12");
      await box.focus();
      await box.press("ArrowUp");
      await box.press("ArrowUp");
      assert.equal(await box.inputValue(), "+order_payments");
      await countIs(panel, "5 of 12");
      assert.deepEqual(await panel.page.locator(".eg-select-colours span").allInnerTexts(), ["+", "order_payments"]);
    }));

  it("completes by keyboard, as a combobox with a list", () =>
    withPanel(async (panel) => {
      const box = panel.page.locator(field);
      await box.focus();
      await panel.page.keyboard.type("gro");
      await panel.page.locator(".eg-suggestions li").first().waitFor();
      assert.equal(await box.getAttribute("aria-expanded"), "true");
      await box.press("ArrowDown");
      assert.equal(await box.getAttribute("aria-activedescendant"), "eg-suggestions-0");
      await box.press("Enter");
      assert.equal(await box.inputValue(), "group:");
      await panel.page.locator(".eg-suggestions li").nth(3).waitFor();
      await panel.page.keyboard.type("ma");
      await panel.page.waitForFunction(() => document.querySelectorAll(".eg-suggestions li").length === 1);
      await box.press("Tab");
      assert.equal(await box.inputValue(), "group:marts");
      await countIs(panel, "3 of 12");
    }));

  it("marks what is wrong in its place, offers what was meant, and keeps the last good result", () =>
    withPanel(async (panel) => {
      const box = panel.page.locator(field);
      await box.fill("orders");
      await box.press("Enter");
      await panel.page.locator(".eg-select-problem").waitFor();
      assert.deepEqual(await panel.page.locator(".eg-wrong").allInnerTexts(), ["orders"]);
      assert.equal(await box.getAttribute("aria-invalid"), "true");
      await countIs(panel, "12 of 12");
      await panel.page.locator(".eg-select-problem .eg-link").click();
      assert.equal(await box.inputValue(), "*orders*");
      await countIs(panel, "3 of 12");
    }));

  it("offers the nearest selections that are not empty", () =>
    withPanel(async (panel) => {
      const box = panel.page.locator(field);
      await box.fill("status:skipped and group:marts");
      await box.press("Enter");
      await panel.page.waitForFunction(() => document.querySelectorAll(".eg-state li").length === 2);
      assert.deepEqual(
        (await panel.page.locator(".eg-state li").allInnerTexts()).map((text) => text.replaceAll("\n", " ")),
        ["group:marts 3 assets", "all assets 12 assets"],
      );
      await panel.page.locator(".eg-state .eg-link").first().click();
      await countIs(panel, "3 of 12");
      await box.fill("status:skipped");
      await box.press("Enter");
      await countIs(panel, "0 of 12");
      await panel.page.locator(".eg-sheet").press("Escape");
      assert.equal(await box.inputValue(), "group:marts");
    }));

  it("reaches further or less far around the picked asset by keys", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
      await panel.page.locator("#eg-details-overview").waitFor();
      const box = panel.page.locator(field);
      const steps: [string, string, string][] = [
        ["[", "5+fct_orders+5", "12 of 12"],
        ["[", "3+fct_orders+3", "12 of 12"],
        ["[", "2+fct_orders+2", "9 of 12"],
        ["[", "1+fct_orders+1", "5 of 12"],
        ["Shift+ArrowRight", "1+fct_orders+2", "6 of 12"],
        ["]", "2+fct_orders+3", "9 of 12"],
      ];
      for (const [key, text, count] of steps) {
        await panel.page.locator(".eg-sheet").press(key);
        assert.equal(await box.inputValue(), text);
        await countIs(panel, count);
      }
      assert.deepEqual(await panel.page.locator(".eg-depth button").allInnerTexts(), ["↑ 2", "↓ 3"]);
    }));

  it("follows the editor's cursor only when it is told to", () =>
    withPanel(async (panel) => {
      const shown = () => panel.page.locator("#eg-active").getAttribute("aria-label");
      await panel.tell({ kind: "reveal", asset: "raw_orders" as never });
      await panel.page.waitForFunction(() => document.querySelector("#eg-active") !== null);
      await panel.tell({ kind: "cursor", asset: "exec_kpis" as never });
      assert.match((await shown()) ?? "", /^raw_orders,/);
      await panel.page.locator('[aria-label="Follow the editor"]').click();
      await panel.tell({ kind: "cursor", asset: "exec_kpis" as never });
      await panel.page.waitForFunction(() =>
        document.querySelector("#eg-active")?.getAttribute("aria-label")?.startsWith("exec_kpis,"),
      );
    }));

  it("shows the details in tabs that arrows walk", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
      await panel.page.locator("#eg-details-overview").focus();
      const texts: [string, RegExp][] = [
        ["checks", /unique\(order_id\).*1,284,310 rows.*made again since.*Not run yet/s],
        ["columns", /customer_id\s*string/],
        ["history", /Rows over time.*Duration, usually 1.9 s.*new code.*Run log/s],
      ];
      for (const [tab, text] of texts) {
        await panel.page.keyboard.press("ArrowRight");
        await panel.page.waitForFunction((id) => document.activeElement?.id === id, `eg-details-${tab}`);
        assert.match((await panel.page.locator(".eg-tab-panel").textContent()) ?? "", text);
      }
      // A chosen tab stays chosen for the next asset.
      await panel.tell({ kind: "reveal", asset: "stg_orders" as never });
      await panel.page.waitForFunction(() => document.querySelector(".eg-pane h1")?.textContent === "stg_orders");
      assert.equal(await panel.page.locator("#eg-details-history").getAttribute("aria-selected"), "true");
    }));

  it("materializes, plans and debugs by its menus", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
      await panel.page.locator(".eg-pane .eg-split-more").click();
      assert.deepEqual(
        (await panel.page.locator(".eg-menu-item").allInnerTexts()).map((text) => text.split("\n")[0]),
        ["Materialize + 2 upstream", "Materialize only fct_orders", "Materialize and all below", "Plan", "Debug"],
      );
      await panel.page.keyboard.press("End");
      await panel.page.keyboard.press("Enter");
      assert.deepEqual(toldOf(panel, "debug"), [{ kind: "debug", asset: "fct_orders" }]);
      await panel.page.locator(".eg-run vscode-button").click();
      await panel.page.locator(".eg-pane vscode-button").first().click();
      assert.deepEqual(
        toldOf(panel, "materialize").map(({ request }) => request.selection),
        ["status:stale or status:maybe_stale", 'key:"stg_orders" or key:"order_payments" or key:"fct_orders"'],
      );
    }));

  it("offers nothing that runs where nothing can run", () =>
    withPanel(
      async (panel) => {
        await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
        await panel.page.locator("#eg-details-overview").waitFor();
        assert.equal(await panel.page.locator(".eg-split").count(), 0);
        await panel.page.locator(".eg-sheet").press("m");
        assert.deepEqual(toldOf(panel, "materialize"), []);
      },
      { host: fakeHost(shop, false) },
    ));

  it("says which causes explain what is stale, and makes one again by one press", () =>
    withPanel(async (panel) => {
      await panel.page.locator(".eg-causes-strip").click();
      assert.equal(await panel.page.locator(".eg-causes-strip").textContent(), "2 causes explain 3 stale");
      await panel.page.locator(".eg-cause-list vscode-button").first().click();
      assert.deepEqual(
        toldOf(panel, "materialize").map(({ request }) => request.selection),
        [
          'key:"stg_orders" or ((key:"stg_orders"+) and (status:stale or status:maybe_stale or status:upstream_failed))',
        ],
      );
    }));

  it("says where to begin before the first run, and why nothing can be run", () =>
    withPanel(
      async (panel) => {
        const notice = panel.page.locator(".eg-notices .eg-notice");
        await notice.first().waitFor();
        assert.match((await notice.first().textContent()) ?? "", /12 assets\. None is made yet\./);
        await panel.page.locator(".eg-notices vscode-button").first().click();
        assert.deepEqual(
          toldOf(panel, "materialize").map(({ request }) => request.selection),
          ['key:"raw_orders"'],
        );
        await panel.tell({
          kind: "abilities",
          canRun: false,
          cannotRun: { message: "This folder is not trusted.", remedy: "Trust it to run its assets." },
        });
        await panel.page.waitForFunction(() => document.querySelectorAll(".eg-notices .eg-notice").length === 2);
        assert.equal(await panel.page.locator(".eg-notices vscode-button").count(), 0);
        assert.match((await notice.first().textContent()) ?? "", /not trusted\. Trust it/);
        await panel.page.locator(".eg-put-away").first().click();
        assert.equal(await notice.count(), 1);
      },
      { host: fakeHost(shop.map((asset) => ({ ...asset, badge: "never" }))) },
    ));

  it("exports what is shown as SVG, PNG and Mermaid", () =>
    withPanel(async (panel) => {
      await panel.page.locator(field).fill("group:staging");
      await panel.page.locator(field).press("Enter");
      await countIs(panel, "3 of 12");
      for (const name of ["lineage.svg", "lineage.png", "lineage.mmd"]) {
        await panel.page.locator(".eg-export").click();
        await panel.page
          .locator(".eg-menu-item")
          .nth(["lineage.svg", "lineage.png", "lineage.mmd"].indexOf(name))
          .click();
        while (!toldOf(panel, "save").some((message) => message.name === name))
          await panel.page.evaluate(() => undefined);
      }
      const [svg, png, mermaid] = toldOf(panel, "save").map(({ base64 }) => Buffer.from(base64, "base64"));
      assert.match(svg?.toString() ?? "", /^<svg .*stg_payments.*<\/svg>$/s);
      assert.doesNotMatch(svg?.toString() ?? "", /raw_orders/);
      assert.equal(png?.subarray(1, 4).toString(), "PNG");
      assert.match(mermaid?.toString() ?? "", /^flowchart LR\n {2}subgraph g0\["staging"\]/);
    }));

  it("takes every name as text", () =>
    withPanel(
      async (panel) => {
        await panel.page.waitForFunction(() => document.querySelector(".eg-pill") !== null);
        for (const { key } of hostile) {
          await panel.tell({ kind: "reveal", asset: key as never });
          await panel.page.waitForFunction((name) => document.querySelector(".eg-pane h1")?.textContent === name, key);
          for (const tab of ["checks", "columns", "history", "overview"]) {
            await panel.page.locator(`#eg-details-${tab}`).click();
          }
        }
        await panel.page.locator(".eg-segment[data-view=table]").click();
        await panel.page.waitForFunction((name) => document.body.textContent.includes(name), hostile[0]?.key ?? "");
        assert.equal(await panel.page.locator("main img, main script, main b > i").count(), 0);
        assert.equal(await panel.page.evaluate(() => (window as unknown as { hit?: boolean }).hit), undefined);
      },
      { host: fakeHost(hostile) },
    ));

  it("comes back as it was left", async () => {
    let state: unknown;
    await withPanel(async (panel) => {
      await panel.page.locator(field).fill("group:marts");
      await panel.page.locator(field).press("Enter");
      await countIs(panel, "3 of 12");
      await panel.page.locator(".eg-segment[data-view=table]").click();
      state = await panel.page.evaluate(() => (window as unknown as { kept: unknown }).kept);
    });
    await withPanel(
      async (panel) => {
        await countIs(panel, "3 of 12");
        assert.equal(await panel.page.locator(field).inputValue(), "group:marts");
        assert.equal(await panel.page.locator(".eg-segment[data-view=table]").getAttribute("aria-pressed"), "true");
      },
      { state },
    );
  });

  it("comes back as it was left also after its panel was closed", async () => {
    let kept: Extract<FromPanel, { kind: "keep" }> | undefined;
    await withPanel(async (panel) => {
      await panel.page.locator(field).fill("group:marts");
      await panel.page.locator(field).press("Enter");
      await countIs(panel, "3 of 12");
      await panel.page.locator(".eg-segment[data-view=table]").click();
      const isKept = () => (toldOf(panel, "keep").at(-1)?.state as { view?: string } | undefined)?.view === "table";
      while (!isKept()) await panel.page.evaluate(() => undefined);
      kept = toldOf(panel, "keep").at(-1);
    });
    await withPanel(
      async (panel) => {
        await countIs(panel, "3 of 12");
        assert.equal(await panel.page.locator(".eg-segment[data-view=table]").getAttribute("aria-pressed"), "true");
      },
      kept === undefined ? {} : { kept: kept.state },
    );
  });

  it("keeps the table's order, filters and place while it is hidden, and for the next page", async () => {
    const many: readonly FakeAsset[] = Array.from({ length: 300 }, (_, at) => ({
      key: `part_${at}`,
      group: at % 2 === 0 ? "even" : "odd",
      badge: "fresh",
      upstream: [],
      rows: at,
    }));
    const host = fakeHost(many);
    const firstRow = (panel: OpenPanel) =>
      panel.page.evaluate(() => {
        const top = document.querySelector(".eg-table-heads")?.getBoundingClientRect().bottom ?? 0;
        const rows = [...document.querySelectorAll<HTMLElement>(".eg-list-body > .eg-table-row")];
        rows.sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top);
        return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset["key"];
      });
    const hasFirst = (panel: OpenPanel, key: string) =>
      panel.page.waitForFunction((wanted) => {
        const top = document.querySelector(".eg-table-heads")?.getBoundingClientRect().bottom ?? 0;
        const rows = [...document.querySelectorAll<HTMLElement>(".eg-list-body > .eg-table-row")];
        rows.sort((one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top);
        return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset["key"] === wanted;
      }, key);
    const show = (panel: OpenPanel, view: "graph" | "table") =>
      panel.page.locator(`.eg-segment[data-view=${view}]`).click();
    let state: unknown;
    let seen = "";
    await withPanel(
      async (panel) => {
        await show(panel, "table");
        await panel.page.locator('.eg-table-facets [data-facet="group odd"]').click();
        await panel.page.locator('.eg-table-head [role=columnheader] >> text="Rows"').click();
        await panel.page.locator('.eg-table-head [role=columnheader] >> text="Rows"').click();
        await hasFirst(panel, "part_299");
        await panel.page.evaluate(() => {
          const grid = document.querySelector(".eg-table-grid");
          if (grid !== null) grid.scrollTop = 2_000;
        });
        await panel.page.waitForFunction(
          () => document.querySelector<HTMLElement>('.eg-table-row[data-key="part_187"]') !== null,
        );
        seen = (await firstRow(panel)) ?? "";
        assert.notEqual(seen, "part_299");
        await show(panel, "graph");
        await show(panel, "table");
        await hasFirst(panel, seen);
        await panel.page.waitForFunction(
          () => "place" in ((window as { kept?: { views?: { table?: object } } }).kept?.views?.table ?? {}),
        );
        state = await panel.page.evaluate(() => (window as unknown as { kept: unknown }).kept);
      },
      { host },
    );
    await withPanel(
      async (panel) => {
        await hasFirst(panel, seen);
        const ticked = panel.page.locator('.eg-table-facets [data-facet="group odd"]');
        assert.equal(
          await panel.page.evaluate(
            () => document.querySelector<HTMLInputElement>('[data-facet="group odd"]')?.checked,
          ),
          true,
        );
        assert.equal(await ticked.count(), 1);
        assert.equal(
          await panel.page.locator('.eg-table-head [aria-sort="descending"]').getAttribute("title"),
          "Order by rows",
        );
      },
      { host, state },
    );
  });

  it("lays the pane over the right of the sheet where the panel is narrower", () =>
    withPanel(
      async (panel) => {
        await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
        await panel.page.locator("#eg-details-overview").waitFor();
        const { x, width } = (await panel.page.locator(".eg-side").boundingBox())!;
        assert.deepEqual([x, x + width], [850 - 372, 850]);
      },
      { width: 850, height: 900 },
    ));

  it("fits into 300 pixels, in every view", () =>
    withPanel(
      async (panel) => {
        await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
        await panel.page.locator("#eg-details-overview").waitFor();
        for (let index = 0; index < (await panel.page.locator(".eg-segment[data-view]").count()); index++) {
          await panel.page.locator(".eg-segment[data-view]").nth(index).click();
          const wider = await panel.page.evaluate(() =>
            [...document.querySelectorAll("main > *, .eg-bar > *")]
              .filter((one) => one.getBoundingClientRect().right > 300.5)
              .map((one) => one.className),
          );
          assert.deepEqual(wider, []);
        }
      },
      { width: 300, height: 800 },
    ));

  it("leads the keyboard through its parts, and lists the keys", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "fct_orders" as never });
      await panel.page.locator("#eg-details-overview").waitFor();
      const at = () =>
        panel.page.evaluate(() =>
          [".eg-bar", ".eg-views", ".eg-pane"].find((part) =>
            document.querySelector(part)?.contains(document.activeElement),
          ),
        );
      await panel.page.locator(".eg-sheet").focus();
      for (const part of [".eg-pane", ".eg-bar", ".eg-views"]) {
        await panel.page.keyboard.press("F6");
        assert.equal(await at(), part);
      }
      await panel.page.keyboard.press("/");
      assert.equal(await panel.page.evaluate(() => document.activeElement?.className), "eg-select-field");
      await panel.page.keyboard.press("Escape");
      await panel.page.keyboard.press("?");
      assert.match((await panel.page.locator(".eg-help").textContent()) ?? "", /Everywhere.*Graph.*Table/s);
      await panel.page.keyboard.press("Escape");
      assert.equal(await at(), ".eg-views");
    }));
});

const names = ['<img src=x onerror="hit=true">', '"; --', "<script>hit=true</script>", "__proto__", "constructor"];
const hostile: readonly FakeAsset[] = names.map((key, index) => ({
  key,
  group: index % 2 === 0 ? "<b><i>group</i></b>" : "plain",
  badge: "stale",
  upstream: index === 0 ? [] : [names[index - 1] ?? ""],
  rows: 3,
  reason: "<img src=x> changed",
  owner: "<u>owner</u>",
  kind: "<s>kind</s>",
}));
