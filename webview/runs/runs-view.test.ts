import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import type { FromPanel, ToPanel } from "../../protocol/messages/panel-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import {
  closeBrowser,
  hasBrowser,
  type OpenPanel,
  openPanel,
  type PanelOptions,
} from "../../test/webview/open-panel.ts";
import { fakeHost, shop } from "../../test/webview/shop.ts";
import {
  comparison,
  detailsOf,
  events,
  hostile,
  nightly,
  quietRuns,
  runStart,
  runs,
  source,
  summary,
} from "./run-fixture.ts";

type Asked = Extract<FromPanel, { readonly kind: "ask" }>;

function hostOf(
  answers: Partial<Record<Asked["method"], (params: never) => unknown>>,
  canRun = true,
): PanelOptions["host"] {
  const base = fakeHost(shop, canRun);
  return (message) => {
    if (message.kind !== "ask" || answers[message.method] === undefined) return base(message);
    const result = answers[message.method]?.(message.params as never);
    return [{ kind: "answer", id: message.id, result } as ToPanel];
  };
}

const answers = {
  runs: () => runs,
  run: ({ run }: { run: RunId }) => detailsOf(run),
  events: ({ run }: { run: RunId }) => (run === nightly ? events : []),
  source: () => source,
  comparison: () => comparison,
};

describe("the view of runs", { skip: hasBrowser() ? false : "no Chromium on this machine" }, () => {
  after(closeBrowser);

  async function withRuns(
    run: (panel: OpenPanel) => Promise<void>,
    options: Partial<PanelOptions> = {},
  ): Promise<void> {
    const panel = await openPanel({ host: hostOf(answers), ...options });
    await panel.tell({ kind: "show", view: "runs" });
    await panel.page.locator(".eg-runs").waitFor();
    await run(panel);
    await panel.close();
  }
  const told = <Kind extends FromPanel["kind"]>({ told: all }: OpenPanel, kind: Kind) =>
    all.filter((message): message is Extract<FromPanel, { kind: Kind }> => message.kind === kind);
  const texts = (panel: OpenPanel, selector: string) => panel.page.locator(selector).allInnerTexts();
  const has = (panel: OpenPanel, selector: string, count: number) =>
    panel.page.waitForFunction(
      ([where, many]) => document.querySelectorAll(where as string).length === many,
      [selector, count],
    );

  it("opens the latest run at the step that failed, with the user's own line", () =>
    withRuns(async (panel) => {
      await has(panel, ".eg-runs-step", 12);
      assert.ok((await texts(panel, ".eg-runs-day")).length >= 2);
      assert.match((await texts(panel, ".eg-runs-step[aria-selected=true]")).join(), /daily_revenue/);
      assert.equal(await panel.page.locator(".eg-runs-outline").count(), 5);
      await panel.page.locator(".eg-runs-error .eg-code").click();
      assert.equal(told(panel, "open place")[0]?.range.start.line, 23);
    }));

  it("shows the user's own lines around an error, as text, and says that they have changed", () =>
    withRuns(async (panel) => {
      await panel.page.locator(".eg-source").waitFor();
      // Empty lines at the end are left away.
      assert.equal((await texts(panel, ".eg-source-line")).length, 4);
      assert.match((await texts(panel, ".eg-source-at")).join(), /^here:\s*24\s+return sumBy.*<b>not<\/b> markup$/s);
      assert.equal((await texts(panel, ".eg-source-note")).join(), "The file has changed since this run.");
      const asked = panel.told.flatMap((message) =>
        message.kind === "ask" && message.method === "source" ? [message.params] : [],
      );
      assert.deepEqual(asked, [{ run: nightly, file: "src/assets/marts.ts", line: 23 }]);
    }));

  it("stands beside what was there before, what matters most first", () =>
    withRuns(async (panel) => {
      await has(panel, ".eg-runs-step", 12);
      await panel.page.locator(".eg-runs-items").focus();
      await panel.page.keyboard.press("c");
      await has(panel, ".eg-compared tbody tr", 4);
      const rows = (await texts(panel, ".eg-compared tbody tr")).map((text) =>
        text.replaceAll(/\s+/g, " ").replace(/ ?, [a-z ]+?(?= )/, ""),
      );
      assert.match(rows[0] ?? "", /^daily_revenue.* 597 4\.6 s 4\.4 s same$/);
      assert.match(rows[2] ?? "", /^order_payments.* \+41% 9\.1 s 3\.1 s isPaid in money\.ts changed, and 1 more$/);
      assert.match(rows[1] ?? "", /^<img src=x .*first time/);
      assert.match(rows[3] ?? "", /^raw_orders/);
      assert.match((await texts(panel, ".eg-compared")).join(), /Compared with run\s*1817aa.*1 asset went as before/s);
      await panel.page.locator(".eg-runs-items").focus();
      await panel.page.keyboard.press("c");
      await has(panel, ".eg-compared tbody tr", 0);
    }));

  it("folds runs in which nothing changed, and opens them by keyboard", () =>
    withRuns(
      async (panel) => {
        await has(panel, ".eg-runs-item", 7);
        assert.match((await texts(panel, ".eg-runs-quiet")).join(), /^4 runs since \d\d:\d\d changed nothing/);
        await panel.page.locator(".eg-runs-items").focus();
        for (let press = 0; press < 6; press++) await panel.page.keyboard.press("ArrowDown");
        assert.match(
          (await panel.page.locator(".eg-runs-items").getAttribute("aria-activedescendant")) ?? "",
          /^eg-quiet-/,
        );
        await panel.page.keyboard.press("ArrowRight");
        await has(panel, ".eg-runs-item", 11);
        await panel.page.keyboard.press("ArrowDown");
        await panel.page.waitForFunction(
          (id) => document.querySelector(".eg-runs-item[aria-selected=true]")?.id === id,
          `eg-run-${quietRuns[6]?.run}`,
        );
        await panel.page.keyboard.press("ArrowUp");
        await panel.page.keyboard.press("ArrowLeft");
        // The chosen one stays, and three are left to be folded.
        await has(panel, ".eg-runs-item", 8);
      },
      { host: hostOf({ ...answers, runs: () => quietRuns }) },
    ));

  it("shows the list or a run where there is room for one of them", () =>
    withRuns(
      async (panel) => {
        await has(panel, ".eg-runs-item", 11);
        assert.equal(await panel.page.locator(".eg-runs-page").isVisible(), false);
        await panel.page.locator(".eg-runs-item").nth(2).click();
        await panel.page.locator(".eg-runs-page").waitFor();
        assert.equal(await panel.page.locator(".eg-runs-items").isVisible(), false);
        await panel.page.locator(".eg-runs-back").click();
        await panel.page.locator(".eg-runs-items").waitFor();
        await panel.page.waitForFunction(() => document.activeElement?.className === "eg-runs-items");
        // Walked by keys the list stays, with the keyboard in it, until Enter.
        await panel.page.keyboard.press("ArrowDown");
        await panel.page.keyboard.press("ArrowDown");
        assert.equal(await panel.page.locator(".eg-runs-page").isVisible(), false);
        assert.equal(await panel.page.evaluate(() => document.activeElement?.className), "eg-runs-items");
        await panel.page.keyboard.press("Enter");
        await panel.page.locator(".eg-runs-page").waitFor();
      },
      { width: 320, height: 800 },
    ));

  it("takes back the question for a run that is looked at no more", () => {
    const base = hostOf(answers);
    const host: PanelOptions["host"] = (message) =>
      message.kind === "ask" && message.method === "run" && (message.params as { run: RunId }).run === runs[1]?.run
        ? []
        : base(message);
    return withRuns(
      async (panel) => {
        await has(panel, ".eg-runs-step", 12);
        await panel.page.locator(".eg-runs-item").nth(1).click();
        await panel.page.locator(".eg-runs-item").nth(2).click();
        await has(panel, ".eg-runs-step", 1);
        const asks = panel.told.filter((message) => message.kind === "ask" && message.method === "run");
        const open = asks.find(
          (message) => message.kind === "ask" && (message.params as { run: RunId }).run === runs[1]?.run,
        );
        assert.deepEqual(
          told(panel, "forget").map(({ id }) => id),
          [(open as { id: number }).id],
        );
      },
      { host },
    );
  });

  it("goes on from the failure, runs again, and opens the plan, by keyboard", () =>
    withRuns(async (panel) => {
      await has(panel, ".eg-runs-step", 12);
      await panel.page.locator(".eg-runs-items").focus();
      for (const key of ["f", "r"]) await panel.page.keyboard.press(key);
      const [failure, again] = told(panel, "materialize");
      assert.equal(failure?.request.selection, `key:"daily_revenue" or key:"exec_kpis" or key:"${hostile}"`);
      assert.match(again?.request.selection ?? "", /^key:"raw_orders" or .* or key:"daily_revenue" or /);
      await panel.page.keyboard.press("p");
      await panel.page.locator(".eg-plan").waitFor();
    }));

  it("narrows the list by facets, and offers the way back when none is left", () =>
    withRuns(async (panel) => {
      await has(panel, ".eg-runs-item", 11);
      await panel.page.locator(".eg-runs-facet").nth(1).click();
      await has(panel, ".eg-runs-item", 1);
      assert.equal((await texts(panel, ".eg-runs-count")).join(), "1 of 11 runs");
      await panel.page.locator(".eg-runs-facets vscode-text-field").click();
      await panel.page.keyboard.type("nowhere");
      await has(panel, ".eg-runs-item", 0);
      await panel.page.locator(".eg-runs-empty vscode-button").click();
      await has(panel, ".eg-runs-item", 11);
    }));

  it("filters the log, goes to the next error, and copies what is left", () =>
    withRuns(async (panel) => {
      await panel.page.locator(".eg-runs-line").first().waitFor();
      const choose = (index: number) => panel.page.locator(".eg-runs-logbar .eg-runs-segment").nth(index).click();
      await choose(3);
      await has(panel, ".eg-runs-line", 4);
      assert.deepEqual(await texts(panel, ".eg-runs-line .eg-runs-of"), ["daily_revenue", "exec_kpis", hostile, "run"]);
      await panel.page.locator(".eg-runs-items").focus();
      await panel.page.keyboard.press("n");
      assert.match((await texts(panel, ".eg-runs-active")).join(), /failed: Cannot read/);
      await panel.page.keyboard.press("l");
      await panel.page.keyboard.press("Enter");
      assert.equal(told(panel, "open place").length, 1);
      await panel.page.locator(".eg-runs-find").click();
      await panel.page.keyboard.type("exec");
      await has(panel, ".eg-runs-line", 1);
      await panel.page.locator(".eg-runs-logbar > .eg-link").click();
      assert.match(told(panel, "copy")[0]?.text ?? "", /error exec_kpis not run: daily_revenue failed$/);
    }));

  it("follows a run that begins, offers to cancel it, and stays with a run that was chosen", () => {
    const live = summary("20261124T102400-live01" as RunId, { state: "started", startedAt: runStart + 3_600_000 });
    const { endedAt: _, ...begun } = live;
    const known = [...runs];
    const host = hostOf({
      ...answers,
      runs: () => known,
      run: ({ run }: { run: RunId }) =>
        run === live.run
          ? {
              summary: begun,
              steps: [
                {
                  assets: live.assets,
                  checks: [],
                  after: [],
                  state: "running",
                  attempts: 1,
                  startedAt: begun.startedAt,
                  rows: {},
                },
              ],
              environment: "dev",
              config: {},
            }
          : detailsOf(run),
    });
    return withRuns(
      async (panel) => {
        await has(panel, ".eg-runs-step", 12);
        await panel.tell({ kind: "run", run: begun });
        await has(panel, ".eg-runs-step", 1);
        await panel.page.locator(".eg-runs-headline vscode-button").first().click();
        assert.equal(told(panel, "cancel")[0]?.run, live.run);
        await panel.page.locator(".eg-runs-item").nth(1).click();
        await has(panel, ".eg-runs-step", 12);
        await panel.tell({ kind: "run", run: { ...begun, run: "20261124T102500-live02" as RunId } });
        await has(panel, ".eg-runs-item", 13);
        assert.equal(await panel.page.locator(".eg-runs-step").count(), 12);
      },
      { host },
    );
  });

  it("draws no more lines than are in view, of a log of a hundred thousand", () => {
    const many = Array.from({ length: 100_000 }, (_, index) => ({
      version: 1,
      writer: "w",
      sequence: index,
      time: runStart + index,
      kind: "log",
      level: "info",
      text: `line ${index}`,
    }));
    const host = hostOf({ ...answers, events: ({ limit }: { limit: number }) => many.slice(-limit) });
    return withRuns(
      async (panel) => {
        await panel.page.locator(".eg-runs-line").first().waitFor();
        for (const count of ["2,000", "10,000", "50,000"]) {
          await panel.page.waitForFunction(
            (text) => document.querySelector(".eg-runs-logbar .eg-runs-segment")?.textContent === `All ${text}`,
            count,
          );
          await panel.page.locator(".eg-runs-earlier").click();
        }
        await panel.page.waitForFunction(
          () => document.querySelector(".eg-runs-logbar .eg-runs-segment")?.textContent === "All 100,000",
        );
        assert.ok((await panel.page.locator(".eg-runs-line").count()) < 80);
        assert.equal(await panel.page.locator(".eg-runs-earlier").isVisible(), false);
      },
      { host },
    );
  });

  it("takes keys for text, and offers nothing that cannot run", () =>
    withRuns(
      async (panel) => {
        await has(panel, ".eg-runs-step", 12);
        assert.equal(await panel.page.locator(".eg-runs img").count(), 0);
        assert.ok((await texts(panel, ".eg-runs-step")).some((text) => text.includes(hostile)));
        assert.ok((await texts(panel, ".eg-runs-item")).some((text) => text.includes(hostile)));
        assert.deepEqual(await texts(panel, ".eg-runs vscode-button"), ["Compare"]);
      },
      { host: hostOf(answers, false) },
    ));

  it("says so when there is no run yet", () =>
    withRuns(
      async (panel) => {
        await has(panel, ".eg-runs-empty h1", 1);
        assert.equal((await texts(panel, ".eg-runs-empty h1")).join(), "No runs yet");
      },
      { host: hostOf({ ...answers, runs: () => [] }) },
    ));
});
