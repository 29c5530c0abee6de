import { element, plainButton } from "./element.ts";

/** One thing to choose. */
export interface MenuItem {
  readonly text: string;
  /** What is said beside it, more quietly: a count, a key. */
  readonly aside?: string;
  readonly pressed: () => void;
  /** Of several that exclude each other, the present one. */
  readonly checked?: boolean;
}

/** A button that opens a menu below itself. `items` is asked each time that it opens. */
export function makeMenuButton(
  looks: string,
  label: string,
  items: () => readonly MenuItem[],
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const button = plainButton(looks, undefined, () => openMenu(button, label, items()), ...children);
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  if (button.textContent === "") button.setAttribute("aria-label", label);
  button.title = label;
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    event.stopPropagation();
    openMenu(button, label, items());
  });
  return button;
}

/** Opens a menu at a button. It closes by a choice, Escape, Tab, or a press beside it, and gives the keyboard back. */
export function openMenu(anchor: HTMLElement, label: string, items: readonly MenuItem[]): void {
  if (items.length === 0) return;
  const isChoice = items.some(({ checked }) => checked !== undefined);
  const rows = items.map((item) => {
    const row = plainButton("eg-menu-item", undefined, () => {
      close(true);
      item.pressed();
    });
    row.append(element("span", {}, item.text));
    if (item.aside !== undefined) row.append(element("span", { class: "eg-menu-aside" }, item.aside));
    row.setAttribute("role", isChoice ? "menuitemradio" : "menuitem");
    if (isChoice) row.setAttribute("aria-checked", String(item.checked === true));
    row.tabIndex = -1;
    return row;
  });
  const menu = element("div", { class: "eg-menu", role: "menu", "aria-label": label }, ...rows);
  const beside = (event: Event): void => {
    if (event.target instanceof Node && !menu.contains(event.target) && !anchor.contains(event.target)) close(false);
  };

  function close(giveBack: boolean): void {
    if (!menu.isConnected) return;
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", beside, true);
    window.removeEventListener("blur", leave);
    if (giveBack) anchor.focus();
  }
  function leave(): void {
    close(false);
  }

  menu.addEventListener("keydown", (event) => {
    const at = rows.indexOf(document.activeElement as HTMLButtonElement);
    const go = (to: number): void => rows[(to + rows.length) % rows.length]?.focus();
    event.stopPropagation();
    switch (event.key) {
      case "ArrowDown":
        go(at + 1);
        break;
      case "ArrowUp":
        go(at - 1);
        break;
      case "Home":
        go(0);
        break;
      case "End":
        go(rows.length - 1);
        break;
      case "Escape":
        close(true);
        break;
      case "Tab":
        close(true);
        return;
      default:
        return;
    }
    event.preventDefault();
  });
  for (const open of document.querySelectorAll(".eg-menu")) open.remove();
  anchor.setAttribute("aria-expanded", "true");
  (document.getElementById("evergraph") ?? document.body).append(menu);
  place(menu, anchor);
  document.addEventListener("pointerdown", beside, true);
  window.addEventListener("blur", leave);
  (rows.find((row) => row.getAttribute("aria-checked") === "true") ?? rows[0])?.focus();
}

/** Below the button, inside the window. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const left = Math.max(4, Math.min(at.left, window.innerWidth - menu.offsetWidth - 4));
  const isLow = at.bottom + menu.offsetHeight + 8 > window.innerHeight && at.top > menu.offsetHeight + 8;
  menu.style.setProperty("left", `${left}px`);
  menu.style.setProperty("top", `${isLow ? at.top - menu.offsetHeight - 4 : at.bottom + 4}px`);
}
