import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { FromPanel } from "../../protocol/messages/panel-messages.ts";
import { closeBrowser, hasBrowser, type OpenPanel, openPanel } from "./open-panel.ts";
import { type FakeAsset, fakeHost } from "./shop.ts";

/** Forty assets in each of six groups, which lie in two: too many for cards, so all groups begin closed. */
const assets: readonly FakeAsset[] = [
  "raw/orders",
  "raw/visits",
  "raw/clicks",
  "marts/sales/daily",
  "marts/sales/weekly",
  "marts/web",
].flatMap((group, index) =>
  Array.from({ length: 40 }, (_, number): FakeAsset => {
    const key = `${group.replaceAll("/", "_")}_${number}`;
    const upstream = index < 3 ? [] : [`raw_orders_${number}`];
    return { key, group, badge: number === 7 ? "stale" : "fresh", upstream };
  }),
);

describe("groups in groups, on the panel's page", {
  skip: hasBrowser() ? false : "no Chromium on this machine",
}, () => {
  after(closeBrowser);

  async function withPanel(run: (panel: OpenPanel) => Promise<void>) {
    const panel = await openPanel({ host: fakeHost(assets) });
    await run(panel);
    await panel.close();
  }

  const tree = ({ page }: OpenPanel) =>
    page.evaluate(() =>
      [...document.querySelectorAll(".eg-near [aria-level]")].map((item) => {
        const expanded = item.getAttribute("aria-expanded");
        const state = expanded === null ? "" : expanded === "true" ? " open" : " folded";
        return `${item.getAttribute("aria-level")} ${item.getAttribute("aria-label")?.split(",")[0]}${state}`;
      }),
    );
  const showsTree = ({ page }: OpenPanel, first: string) =>
    page.waitForFunction((text) => {
      const items = [...document.querySelectorAll(".eg-near [aria-level]")];
      return items
        .map((item) => `${item.getAttribute("aria-label")?.split(",")[0]} ${item.getAttribute("aria-expanded")}`)
        .join("; ")
        .startsWith(text);
    }, first);

  it("reveals an asset with all groups around it, which are levels of the tree", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "marts_sales_daily_7" as never });
      await showsTree(
        panel,
        "group marts true; group marts/sales true; group marts/sales/daily true; marts_sales_daily_7 null",
      );
      const [, , , asset, ...beside] = await tree(panel);
      assert.equal(asset, "4 marts_sales_daily_7");
      assert.ok(
        beside.length > 0 && beside.every((item) => item.startsWith("4 marts_sales_daily_")),
        beside.join("; "),
      );
    }));

  it("brings a revealed asset near enough to be read, and leaves it there when the details come beside it", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "marts_sales_daily_7" as never });
      await panel.page.locator("#eg-details-overview").waitFor();
      await panel.page.waitForFunction(() => {
        const card = document.querySelector(".eg-active")?.getBoundingClientRect();
        const sheet = document.querySelector(".eg-sheet")?.getBoundingClientRect();
        if (card === undefined || sheet === undefined) return false;
        return card.width > 150 && card.left >= sheet.left && card.right <= sheet.right && card.bottom <= sheet.bottom;
      });
      const { width } = (await panel.page.locator(".eg-active").boundingBox()) ?? { width: 0 };
      assert.ok(width > 150, `${width}`);
    }));

  it("folds and opens by keys, the innermost group first", () =>
    withPanel(async (panel) => {
      const sheet = panel.page.locator(".eg-sheet");
      await panel.tell({ kind: "reveal", asset: "marts_sales_daily_7" as never });
      await showsTree(panel, "group marts true; group marts/sales true; group marts/sales/daily true");
      await sheet.press("g");
      await showsTree(panel, "group marts true; group marts/sales true; group marts/sales/daily false");
      await sheet.press("Shift+G");
      await showsTree(panel, "group marts true; group marts/sales false; marts_sales_daily_7");
      await sheet.press("Shift+G");
      await showsTree(panel, "group marts false; marts_sales_daily_7");
      await sheet.press("g");
      await showsTree(panel, "group marts true; group marts/sales false; marts_sales_daily_7");
    }));

  it("keeps what was opened for the next page", () =>
    withPanel(async (panel) => {
      await panel.tell({ kind: "reveal", asset: "marts_web_7" as never });
      await showsTree(panel, "group marts true; group marts/web true");
      await panel.page.waitForFunction(() =>
        JSON.stringify((window as { kept?: unknown }).kept ?? "").includes("marts/web"),
      );
    }));

  it("exports inner groups inside of theirs", () =>
    withPanel(async (panel) => {
      const saved = (name: string) =>
        panel.told.find(
          (message): message is Extract<FromPanel, { kind: "save" }> =>
            message.kind === "save" && message.name === name,
        );
      await panel.tell({ kind: "reveal", asset: "marts_web_7" as never });
      await showsTree(panel, "group marts true; group marts/web true");
      for (const [name, entry] of [
        ["lineage.svg", 0],
        ["lineage.mmd", 2],
      ] as const) {
        await panel.page.locator(".eg-export").click();
        await panel.page.locator(".eg-menu-item").nth(entry).click();
        while (saved(name) === undefined) await panel.page.evaluate(() => undefined);
      }
      const text = (name: string) => Buffer.from(saved(name)?.base64 ?? "", "base64").toString("utf8");
      assert.match(text("lineage.mmd"), /subgraph g\d+\["marts"\]\n {4}subgraph g\d+\["sales"\]/);
      for (const label of ["raw", "marts", "sales", "web"])
        assert.ok(text("lineage.svg").includes(`>${label}</text>`), label);
      assert.ok(!text("lineage.svg").includes(">daily</text>"), "it lies in a closed group");
    }));
});
