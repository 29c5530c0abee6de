// What the lineage panel shows, read as a screen reader would read it.

/** What the accessible tree says of an asset: "gated, fresh, 3,376 rows". */
export async function panelAsset(frame, key) {
  return frame.evaluate((wanted) => {
    const named = [...document.querySelectorAll("[data-asset]")].find((element) => element.dataset.asset === wanted);
    return named?.getAttribute("aria-label") ?? named?.textContent ?? "";
  }, key);
}

/** Clicks the name of an asset's node. */
export async function clickNode(_window, frame, key) {
  await frame.locator(`[data-asset="${key}"]`).first().click();
  return key;
}
