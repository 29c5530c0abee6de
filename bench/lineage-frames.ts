import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { encodeSnapshot, encodeStatus, type LineageRow } from "../protocol/messages/lineage-feed.ts";
import { badges } from "../protocol/record/status.ts";
import { type BenchRow, least, quantile } from "./row.ts";

const frames = 60;
const openings = 3;
/** When the data comes, in milliseconds after the worker was up: the host needs a while to answer, and the worker warms up in it. */
const arrivals = [
  { name: "at once", wait: 0, note: "as the page sees it, before the worker could warm up" },
  {
    name: "after the host's answer",
    wait: 100,
    note: "as the page sees it, a tenth of a second after the worker was up",
  },
];

interface Page {
  evaluate<Result>(script: string): Promise<Result>;
  setContent(html: string): Promise<void>;
  close(): Promise<void>;
}

interface Harness {
  chromiumPath(): string | undefined;
  launchBrowser(): Promise<{ newPage(options: object): Promise<Page>; close(): Promise<void> }>;
}

/** What the panel's real worker takes to draw in a browser without a graphics card: first pixels, frames, statuses. */
export async function* measureFrames(
  graphs: readonly { readonly name: string; readonly rows: readonly LineageRow[]; readonly firstPixels: number }[],
): AsyncGenerator<BenchRow> {
  const at = (file: string): string => new URL(`../${file}`, import.meta.url).href;
  const harness = (await import(at("test/vscode/harness/chromium.mjs"))) as Harness;
  if (harness.chromiumPath() === undefined) return;
  // Imported by address: these files know the browser's types, and this one does not.
  const { colourRoles } = (await import(at("webview/drawing/theme-colors.ts"))) as { colourRoles: readonly string[] };
  const worker = await bundledWorker(at("scripts/webview-bundle.mjs"));
  const browser = await harness.launchBrowser();
  try {
    for (const { name, rows, firstPixels } of graphs) {
      const page = await browser.newPage({ viewport: { width: 1400, height: 860 } });
      await page.setContent("<canvas></canvas>");
      await page.evaluate(`(${prepare})(${JSON.stringify({ worker, theme: plainTheme(colourRoles) })})`);
      for (const { name: when, wait, note } of arrivals) {
        const first: number[] = [];
        for (let opening = 0; opening < openings; opening++) {
          first.push(await page.evaluate(`open(${bytesOf(encodeSnapshot(rows))}, ${wait})`));
        }
        yield {
          name: `${name}: data in the worker to first pixels, ${when}`,
          budget: firstPixels,
          unit: "ms",
          measured: least(first),
          note,
        };
      }
      const times: number[] = await page.evaluate(`frames(${bytesOf(encodeStatus([]))}, ${frames})`);
      yield { name: `${name}: overview frame, median`, budget: 8, unit: "ms", measured: quantile(times, 0.5) };
      yield { name: `${name}: overview frame, 95 in 100`, budget: 16, unit: "ms", measured: quantile(times, 0.95) };
      const zooms: number[] = await page.evaluate(`zooms(${bytesOf(encodeStatus([]))}, ${frames})`);
      yield { name: `${name}: zoom frame, median`, budget: 8, unit: "ms", measured: quantile(zooms, 0.5) };
      yield { name: `${name}: zoom frame, 95 in 100`, budget: 16, unit: "ms", measured: quantile(zooms, 0.95) };
      const pairs = (badge: "stale" | "fresh") =>
        bytesOf(encodeStatus(Array.from({ length: 20 }, (_, index) => [index * 51, badges.indexOf(badge)] as const)));
      const changes: number[] = await page.evaluate(`statuses(${pairs("stale")}, ${pairs("fresh")}, ${frames})`);
      yield {
        name: `${name}: 20 statuses changed and drawn`,
        budget: 16,
        unit: "ms",
        measured: quantile(changes, 0.5),
      };
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

async function bundledWorker(script: string): Promise<string> {
  const { buildWebview } = (await import(script)) as { buildWebview(folder: string): Promise<void> };
  const folder = await mkdtemp(path.join(tmpdir(), "evergraph-bench-"));
  try {
    await buildWebview(folder);
    return await readFile(path.join(folder, "lineage-worker.js"), "utf8");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function bytesOf(bytes: Uint8Array | ArrayBuffer): string {
  return JSON.stringify(Buffer.from(bytes as Uint8Array).toString("base64"));
}

function plainTheme(colourRoles: readonly string[]): object {
  const colours = Object.fromEntries(colourRoles.map((role, index) => [role, index % 2 === 0 ? "#888888" : "#444444"]));
  return { colours, highContrast: false, reducedMotion: true, font: "sans-serif", codeFont: "monospace", fontSize: 13 };
}

/** Runs in the page: it has no types of ours. Frames are counted by the worker itself, from the wish to the last stroke. */
const prepare = `({ worker, theme }) => {
  const address = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  let desk;
  let revision = 0;
  const drawn = () => new Promise((resolve, reject) => {
    desk.onmessage = ({ data }) => {
      if (data.kind === "drawn") resolve(data.milliseconds);
      if (data.kind === "problem") reject(new Error(data.message));
    };
  });
  const feed = (kind, content) => {
    const from = kind === "snapshot" ? 0 : revision;
    revision = kind === "snapshot" ? 1 : revision + 1;
    desk.postMessage({ kind: "feed", message: { kind, from, to: revision, bytes: content } });
  };
  window.open = async (text, wait) => {
    desk?.terminate();
    const element = document.createElement("canvas");
    document.body.replaceChildren(element);
    desk = new Worker(address);
    const canvas = element.transferControlToOffscreen();
    const view = { width: 1400, height: 860, ratio: 1 };
    desk.postMessage({ kind: "start", canvas, view, theme, kept: { opened: [], closed: [] } }, [canvas]);
    // An answer to something small: then the worker is up.
    const up = new Promise((resolve) => { desk.onmessage = resolve; });
    desk.postMessage({ kind: "select", reveal: false });
    await up;
    if (wait > 0) await new Promise((resolve) => { setTimeout(resolve, wait); });
    const content = bytes(text);
    const began = performance.now();
    const done = drawn();
    feed("snapshot", content);
    await done;
    return performance.now() - began;
  };
  window.frames = async (nothing, count) => {
    const times = [];
    for (let frame = 0; frame < count; frame++) {
      const done = drawn();
      desk.postMessage({ kind: "pan", dx: frame % 2 === 0 ? 3 : -3, dy: 1 });
      feed("status", bytes(nothing));
      times.push(await done);
    }
    return times;
  };
  // From where all is seen nearer and out again, each frame at another scale.
  window.zooms = async (nothing, count) => {
    const times = [];
    for (let frame = 0; frame < count; frame++) {
      const done = drawn();
      desk.postMessage({ kind: "zoom", x: 700, y: 430, factor: frame < count / 2 ? 1.06 : 1 / 1.06 });
      feed("status", bytes(nothing));
      times.push(await done);
    }
    return times;
  };
  window.statuses = async (one, other, count) => {
    const contents = [bytes(one), bytes(other)];
    const times = [];
    for (let change = 0; change < count; change++) {
      const done = drawn();
      feed("status", contents[change % 2]);
      times.push(await done);
    }
    return times;
  };
}`;
