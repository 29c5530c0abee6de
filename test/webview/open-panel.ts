import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { webviewPage } from "../../client/panels/webview-page.ts";
import type { Json } from "../../protocol/errors/error-entry.ts";
import type { FromPanel, ToPanel } from "../../protocol/messages/panel-messages.ts";
import { buildWebview } from "../../scripts/webview-bundle.mjs";
import { chromiumPath, launchBrowser } from "../vscode/harness/chromium.mjs";
import { type ThemeName, themes } from "./theme-variables.ts";

/** As much of a browser's page as the tests use. */
export interface BrowserPage {
  evaluate<Result, Argument = undefined>(run: (argument: Argument) => Result, argument?: Argument): Promise<Result>;
  waitForFunction<Argument>(run: (argument: Argument) => unknown, argument?: Argument): Promise<unknown>;
  locator(selector: string): Locator;
  readonly keyboard: { press(key: string): Promise<void>; type(text: string): Promise<void> };
  screenshot(options: { readonly path: string }): Promise<unknown>;
  setViewportSize(size: { readonly width: number; readonly height: number }): Promise<void>;
  close(): Promise<void>;
}

export interface Locator {
  click(): Promise<void>;
  focus(): Promise<void>;
  fill(text: string): Promise<void>;
  press(key: string): Promise<void>;
  count(): Promise<number>;
  isVisible(): Promise<boolean>;
  waitFor(options?: { readonly state?: "visible" | "hidden" | "attached" }): Promise<void>;
  textContent(): Promise<string | null>;
  inputValue(): Promise<string>;
  getAttribute(name: string): Promise<string | null>;
  allInnerTexts(): Promise<string[]>;
  boundingBox(): Promise<{
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  } | null>;
  first(): Locator;
  nth(index: number): Locator;
}

export interface OpenPanel {
  readonly page: BrowserPage;
  /** What the panel told its host, in order. */
  readonly told: FromPanel[];
  tell(message: ToPanel): Promise<void>;
  close(): Promise<void>;
}

export interface PanelOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly state?: unknown;
  /** What the panel before it kept, which was closed. */
  readonly kept?: Json;
  /** Answers like the extension host; what it gives is told to the panel. */
  readonly host: (message: FromPanel) => readonly ToPanel[] | Promise<readonly ToPanel[]>;
}

interface PlaywrightPage extends BrowserPage {
  on(event: "pageerror" | "console", heard: (what: Error & { text(): string; type(): string }) => void): void;
  exposeFunction(name: string, run: (argument: never) => unknown): Promise<void>;
  route(address: string, answer: (route: { fulfill(what: object): Promise<void> }) => unknown): Promise<void>;
  goto(address: string): Promise<unknown>;
}
interface Browser {
  newPage(options: object): Promise<PlaywrightPage>;
  close(): Promise<void>;
}

/** Whether this machine has a browser that pages can be tried in. */
export function hasBrowser(): boolean {
  return chromiumPath() !== undefined;
}

let parts: Promise<{ readonly script: string; readonly worker: string; readonly style: string }> | undefined;

async function bundled() {
  const folder = await mkdtemp(path.join(tmpdir(), "evergraph-webview-"));
  try {
    await buildWebview(folder);
    const file = (name: string) => readFileSync(path.join(folder, name), "utf8");
    return { script: file("lineage.js"), worker: file("lineage-worker.js"), style: file("lineage.css") };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

let browser: Promise<Browser> | undefined;

export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

/** The panel's real page, with its real policy, in a browser; the host is the test's. Errors of the page fail the test that closes it. */
export async function openPanel({
  theme = "dark",
  width = 1422,
  height = 840,
  state,
  kept,
  host,
}: PanelOptions): Promise<OpenPanel> {
  parts ??= bundled();
  browser ??= launchBrowser() as Promise<Browser>;
  const nonce = "bm9uY2U";
  const { bodyClass, variables } = themes[theme];
  const begin = `<script nonce="${nonce}">
    for (const [name, value] of Object.entries(${JSON.stringify({ ...variables, "--vscode-font-size": "13px", "--vscode-font-family": "Inter, system-ui, sans-serif", "--vscode-editor-font-family": "'JetBrains Mono', monospace" })}))
      document.documentElement.style.setProperty(name, value);
    let state = ${JSON.stringify(state ?? null)};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => void window.toHost(JSON.stringify(message)),
      getState: () => state ?? undefined,
      setState: (next) => { state = next; window.kept = next; },
    });
    window.fromHost = (text) => {
      const message = JSON.parse(text);
      if (typeof message.bytes === "string") message.bytes = Uint8Array.from(atob(message.bytes), (c) => c.charCodeAt(0)).buffer;
      window.postMessage(message, "*");
    };
  </script>`;
  const html = webviewPage({
    title: "Lineage",
    nonce,
    ...(await parts),
    ...(kept === undefined ? {} : { kept }),
  }).replace("<body>", () => `<body class="${bodyClass}" data-vscode-theme-id="${theme}">${begin}`);
  const page = await (await browser).newPage({ viewport: { width, height }, deviceScaleFactor: 1 });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    // The browser's driver adds a style of its own for a screenshot, which the page's policy refuses.
    if (message.type() === "error" && !/^Applying inline style/.test(message.text())) errors.push(message.text());
  });
  const told: FromPanel[] = [];
  const tell = (message: ToPanel): Promise<void> => {
    const plain = "bytes" in message ? { ...message, bytes: Buffer.from(message.bytes).toString("base64") } : message;
    return page.evaluate(
      (text) => (window as unknown as { fromHost(text: string): void }).fromHost(text),
      JSON.stringify(plain),
    );
  };
  await page.exposeFunction("toHost", async (text: string) => {
    const message = JSON.parse(text) as FromPanel;
    told.push(message);
    if (message.kind === "problem") errors.push(message.message);
    for (const answer of await host(message)) await tell(answer);
  });
  await page.route("https://panel.test/", (route) => route.fulfill({ contentType: "text/html", body: html }));
  await page.goto("https://panel.test/");
  await page.waitForFunction(() => document.body.dataset.ready === "lineage");
  return {
    page,
    told,
    tell,
    async close() {
      await page.close();
      if (errors.length > 0) throw new Error(`The page had errors:\n${errors.join("\n")}`);
    },
  };
}
