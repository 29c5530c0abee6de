// What the lineage panel shows, read as a screen reader reads it, and clicked as a hand does.
import { existsSync, readFileSync, rmSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { until } from "../harness/until.mjs";

/** What the accessible tree says of the asset in focus: "gated, fresh, 3,376 rows, …"; empty when another one is in focus. */
export async function panelAsset(frame, key) {
  const label = await frame.evaluate(() => document.querySelector("#eg-active")?.getAttribute("aria-label") ?? "");
  return label.startsWith(`${key},`) ? label : "";
}

/** Waits until an asset is the one in focus and the camera has come to rest on it. */
export async function untilInView(frame, key) {
  let before = "";
  await until(`${key} to be in view`, async () => {
    if ((await panelAsset(frame, key)) === "") return false;
    const now = await frame.evaluate(() =>
      JSON.stringify(document.querySelector("#eg-active")?.getBoundingClientRect()),
    );
    const rests = now === before;
    before = now;
    return rests;
  });
}

/** Finds the name of a node by moving the pointer until the tip names it, and clicks there. @returns where, in the canvas. */
export async function clickName(frame, key) {
  const sheet = frame.locator(".eg-sheet");
  // The pane lies over a narrow sheet.
  await sheet.press("Escape");
  const place = await until(`the name of ${key} under the pointer`, () => sheet.evaluate(findName, key));
  await sheet.click({ position: place });
  return `clicked at ${Math.round(place.x)}, ${Math.round(place.y)}`;
}

/** Runs in the page. From the middle outwards, as what was revealed is near it; undefined: the name is nowhere. */
async function findName(sheet, key) {
  const { left, top, width, height } = sheet.getBoundingClientRect();
  const places = [];
  for (let x = 12; x < width; x += 30) for (let y = 6; y < height; y += 7) places.push({ x, y });
  const fromMiddle = ({ x, y }) => Math.hypot(x - width / 2, y - height / 2);
  places.sort((a, b) => fromMiddle(a) - fromMiddle(b));
  const tip = document.querySelector(".eg-tip");
  const isNamed = () =>
    !tip.hidden &&
    tip.querySelector("b")?.textContent === key &&
    tip.textContent.includes("Click opens the definition");
  const point = ({ x, y }) =>
    sheet.dispatchEvent(new PointerEvent("pointermove", { clientX: left + x, clientY: top + y, bubbles: true }));
  // The worker answers in order, so a few may be asked at once; the one that was found is asked again by itself.
  for (const place of places) {
    point(place);
    await new Promise((resolve) => setTimeout(resolve, 4));
    if (!isNamed()) continue;
    for (const near of [place, ...places.slice(Math.max(0, places.indexOf(place) - 6), places.indexOf(place))]) {
      point(near);
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (isNamed()) return near;
    }
  }
  return undefined;
}

/** Types a selection, and waits until the panel says how many it leaves. */
export async function select(frame, text, count) {
  const field = frame.locator(".eg-select-field");
  await field.fill(text);
  await field.press("Enter");
  return until(`${text} to leave ${count}`, async () => {
    const words = await frame.locator(".eg-select .eg-count").textContent();
    return count.test(words ?? "") && words;
  });
}

/** Shows a view by its segment, and waits until it is the one. */
export async function goTo(frame, view) {
  await frame.locator(`.eg-segment[data-view="${view}"]`).click();
  await frame.locator(`.eg-segment[data-view="${view}"][aria-pressed="true"]`).waitFor();
}

/** Presses keys where the focus is; the graph has it first. */
export async function press(frame, ...keys) {
  for (const key of keys) await frame.page().keyboard.press(key);
}

/** What is in focus in the graph, whichever it is. */
export const activeLabel = (frame) =>
  frame.evaluate(() => document.querySelector("#eg-active")?.getAttribute("aria-label") ?? "");

/** Exports the sheet by the menu and gives what was written into the project's folder. */
export async function exported(window, frame, folder, name) {
  const file = join(folder, name);
  rmSync(file, { force: true });
  await frame.locator(".eg-export").click();
  const kind = extname(name).slice(1).toUpperCase().replace("MMD", "Mermaid");
  await frame.locator(".eg-menu-item", { hasText: `Save as ${kind}` }).click();
  const dialog = window.page.locator(".quick-input-widget", { hasText: `Save ${name}` });
  await dialog.locator(".monaco-list-row").first().waitFor();
  await dialog.getByText("OK", { exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  return until(`${name} to be written`, () => existsSync(file) && statSync(file).size > 0 && readFileSync(file));
}
