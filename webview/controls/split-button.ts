import { element, iconImage } from "./element.ts";
import { type MenuItem, makeMenuButton } from "./menu.ts";
import { makeButton } from "./toolkit.ts";

/** The primary button, and beside it a menu of what else can be done. */
export function makeSplitButton(
  text: string,
  pressed: () => void,
  menu: { readonly label: string; readonly items: () => readonly MenuItem[] },
): HTMLElement {
  const main = makeButton(text, { primary: true, icon: iconImage("play") }, pressed);
  const more = makeMenuButton("eg-split-more", menu.label, menu.items, iconImage("down"));
  return element("div", { class: "eg-split" }, main, more);
}
