import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { FromPanel, ToPanel } from "../../protocol/messages/panel-messages.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { closeBrowser, hasBrowser, type OpenPanel, openPanel } from "../../test/webview/open-panel.ts";
import { fakeHost, shop } from "../../test/webview/shop.ts";
import { hostileKey, previewOf } from "./plan-fixture.ts";

describe("the view of a plan", { skip: hasBrowser() ? false : "no Chromium on this machine" }, () => {
  after(closeBrowser);

  async function withPlan(
    request: PlanRequest,
    run: (panel: OpenPanel) => Promise<void>,
    canRun = true,
    unanswered?: string,
  ): Promise<void> {
    const base = fakeHost(shop, canRun);
    const panel = await openPanel({
      host: (message) => {
        if (message.kind !== "ask" || message.method !== "preview") return base(message);
        const { request: asked } = message.params as unknown as { request: PlanRequest };
        if (asked.selection === unanswered) return [];
        return [{ kind: "answer", id: message.id, result: previewOf(asked.selection) } as unknown as ToPanel];
      },
    });
    await panel.tell({ kind: "show", view: "plan", request });
    await panel.page.locator(".eg-plan-sentence h1").waitFor();
    await run(panel);
    await panel.close();
  }
  const told = <Kind extends FromPanel["kind"]>({ told: all }: OpenPanel, kind: Kind) =>
    all.filter((message): message is Extract<FromPanel, { kind: Kind }> => message.kind === kind);
  const texts = (panel: OpenPanel, selector: string) => panel.page.locator(selector).allInnerTexts();
  const row = ".eg-list-body .eg-plan-row";
  const field = ".eg-plan .eg-select-field";
  const switches = ".eg-plan [aria-label=Reach] button";
  const isText = (panel: OpenPanel, text: string) =>
    panel.page.waitForFunction(
      (wanted) => document.querySelector<HTMLInputElement>(".eg-plan .eg-select-field")?.value === wanted,
      text,
    );
  const sentenceIs = (panel: OpenPanel, words: string) =>
    panel.page.waitForFunction((text) => document.querySelector(".eg-plan-sentence h1")?.textContent === text, words);

  it("says what runs, and lets it", () =>
    withPlan({ selection: "status:stale" }, async (panel) => {
      await sentenceIs(panel, "Run 6 steps, about 8 s.");
      assert.equal(
        (await texts(panel, ".eg-plan-sentence p")).join(),
        "5 assets become fresh. 1 stays out of step: daily_revenue: revenue_not_null fails.",
      );
      assert.deepEqual(await texts(panel, `${row} .eg-plan-wave`), ["1", "1", "2", "3", "4", "4"]);
      assert.deepEqual(await texts(panel, ".eg-plan-happens vscode-button"), ["Materialize 6 steps"]);
      await panel.page.locator(".eg-plan-happens vscode-button").click();
      assert.deepEqual(told(panel, "materialize"), [
        { kind: "materialize", request: { selection: "status:stale" }, planned: true },
      ]);
      await panel.page.locator(".eg-runs").waitFor();
    }));

  it("leaves out what is unticked, and tells what stays stale behind it", () =>
    withPlan({ selection: "status:stale" }, async (panel) => {
      await sentenceIs(panel, "Run 6 steps, about 8 s.");
      await panel.page.locator(".eg-plan-table").focus();
      await panel.page.keyboard.press(" ");
      await sentenceIs(panel, "Run 5 steps, about 8 s.");
      const after_ = await texts(panel, `${row} .eg-plan-after`);
      assert.deepEqual(after_.slice(0, 3), ["stays stale, left out", "fresh", "stale: reads what is left out"]);
      assert.match((await texts(panel, ".eg-plan-sentence p")).join(), /1 left out, 4 read it/);
      await panel.page.keyboard.press("Control+Enter");
      assert.equal(told(panel, "materialize")[0]?.request.selection, '(status:stale) and not (key:"stg_orders")');
    }));

  it("widens and narrows the selection by switches", () =>
    withPlan({ selection: "fct_orders" }, async (panel) => {
      await sentenceIs(panel, "Run 6 steps, about 8 s.");
      const press = (index: number) => panel.page.locator(switches).nth(index).click();
      for (const [index, text] of [
        [2, "fct_orders+"],
        [0, "fct_orders+ and not status:fresh"],
        [1, "+fct_orders+ and not status:fresh"],
        [2, "+fct_orders and not status:fresh"],
      ] as const) {
        await press(index);
        await isText(panel, text);
      }
      const pressed = await Promise.all(
        [0, 1, 2].map((index) => panel.page.locator(switches).nth(index).getAttribute("aria-pressed")),
      );
      assert.deepEqual(pressed, ["true", "true", "false"]);
      const asked = panel.told.flatMap((message) =>
        message.kind === "ask" && message.method === "preview"
          ? [(message.params as unknown as { request: PlanRequest }).request.selection]
          : [],
      );
      assert.deepEqual(asked.at(-1), "+fct_orders and not status:fresh");
    }));

  it("runs nothing that was not seen: not while the plan of another selection is on its way", () =>
    withPlan(
      { selection: "status:stale" },
      async (panel) => {
        await sentenceIs(panel, "Run 6 steps, about 8 s.");
        await panel.page.locator(field).fill("group:marts");
        await panel.page.keyboard.press("Enter");
        const isAsked = () =>
          panel.told.some(
            (message) =>
              message.kind === "ask" &&
              message.method === "preview" &&
              (message.params as unknown as { request: PlanRequest }).request.selection === "group:marts",
          );
        await panel.page.waitForFunction(
          () => document.querySelector(".eg-plan .eg-count")?.textContent === "3 assets",
        );
        assert.ok(isAsked());
        await panel.page.locator(".eg-plan-happens vscode-button").click();
        await panel.page.locator(".eg-plan-table").focus();
        await panel.page.keyboard.press("Control+Enter");
        // What follows is told after what would have been told by these.
        await panel.page.keyboard.press("Escape");
        await panel.page.locator(".eg-plan").waitFor({ state: "hidden" });
        assert.deepEqual(told(panel, "materialize"), []);
      },
      true,
      "group:marts",
    ));

  it("is as it was changed when one comes back to it", () =>
    withPlan({ selection: "fct_orders" }, async (panel) => {
      await sentenceIs(panel, "Run 6 steps, about 8 s.");
      await panel.page.locator(switches).nth(2).click();
      await isText(panel, "fct_orders+");
      await panel.page.locator('.eg-segment[data-view="graph"]').click();
      await panel.page.locator(".eg-plan").waitFor({ state: "hidden" });
      await panel.page.locator('.eg-segment[data-view="plan"]').click();
      await panel.page.locator(".eg-plan").waitFor();
      await isText(panel, "fct_orders+");
    }));

  it("tells what stays out and why, and takes it in by a tick", () =>
    withPlan({ selection: "status:stale" }, async (panel) => {
      await sentenceIs(panel, "Run 6 steps, about 8 s.");
      const rows = await texts(panel, row);
      assert.equal(rows.at(-2), "Downstream, not in this plan");
      assert.match(rows.at(-1) ?? "", /daily_revenue\s*marts\s*revenue_not_null fails\s*stays failed/);
      await panel.page.locator(".eg-plan-table").focus();
      await panel.page.keyboard.press("End");
      await panel.page.keyboard.press(" ");
      await isText(panel, 'status:stale or key:"daily_revenue"');
    }));

  it("completes its selection, marks what is wrong with it, and plans what is right", () =>
    withPlan({ selection: "status:stale" }, async (panel) => {
      await sentenceIs(panel, "Run 6 steps, about 8 s.");
      await panel.page.locator(".eg-plan-table").focus();
      await panel.page.keyboard.press("/");
      assert.equal(await panel.page.evaluate(() => document.activeElement?.ariaLabel), "Assets of the plan");
      await panel.page.locator(field).fill("nobody");
      await panel.page.keyboard.press("Enter");
      await panel.page.locator(".eg-plan .eg-select-problem").waitFor();
      assert.equal(await panel.page.locator(field).getAttribute("aria-describedby"), "eg-plan-selection-problem");
      await panel.page.locator(field).fill("");
      await panel.page.locator(field).focus();
      await panel.page.keyboard.type("gro");
      await panel.page.locator("#eg-plan-suggestions li").first().waitFor();
      await panel.page.keyboard.press("Tab");
      await panel.page.keyboard.type("large");
      await panel.page.keyboard.press("Enter");
      await panel.page.locator(".eg-plan .eg-select-problem").waitFor({ state: "hidden" });
      await panel.page.locator(field).fill("group:marts");
      await panel.page.keyboard.press("Enter");
      await panel.page.waitForFunction(() => document.querySelector(".eg-plan .eg-count")?.textContent === "3 assets");
    }));

  it("folds a large plan into its groups, and ticks them as a whole", () =>
    withPlan({ selection: "group:large" }, async (panel) => {
      await sentenceIs(panel, "Run 300 steps, about 8 s.");
      // Six groups, and what stays out with its heading.
      assert.equal(await panel.page.locator(row).count(), 8);
      await panel.page.locator(".eg-plan-table").focus();
      await panel.page.keyboard.press("ArrowRight");
      await panel.page.locator(".eg-plan-inside").first().waitFor();
      assert.ok((await panel.page.locator(row).count()) < 50, "only rows in view are drawn");
      await panel.page.keyboard.press("ArrowDown");
      await panel.page.keyboard.press(" ");
      await sentenceIs(panel, "Run 299 steps, about 8 s.");
      const tick = panel.page.locator(`${row} .eg-plan-box`).first();
      assert.equal(await tick.getAttribute("aria-checked"), "mixed");
      await panel.page.keyboard.press("ArrowLeft");
      await panel.page.keyboard.press("ArrowLeft");
      await panel.page.waitForFunction(() => document.querySelectorAll(".eg-list-body .eg-plan-row").length === 8);
    }));

  it("shows a refusal with the way to its place", () =>
    withPlan({ selection: "nothing_here" }, async (panel) => {
      await panel.page.locator(".eg-plan-problems .eg-code").click();
      assert.equal(told(panel, "open place")[0]?.range.file, "src/jobs.ts");
      assert.equal(await panel.page.locator(".eg-plan-happens").isVisible(), false);
    }));

  it("takes keys for text, and offers nothing where nothing can run", () =>
    withPlan(
      { selection: '"; -- <img src=x>' },
      async (panel) => {
        await sentenceIs(panel, "Run 6 steps, about 8 s.");
        assert.equal(await panel.page.locator(".eg-plan img").count(), 0);
        assert.ok((await texts(panel, row)).some((text) => text.includes(hostileKey)));
        assert.equal(await panel.page.locator(field).inputValue(), '"; -- <img src=x>');
        assert.equal(await panel.page.locator(".eg-plan vscode-button").count(), 0);
      },
      false,
    ));
});
