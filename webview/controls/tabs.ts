import { element, plainButton } from "./element.ts";

export interface Tab<Name extends string> {
  readonly name: Name;
  readonly text: string;
  /** Beside the text, more quietly. */
  readonly count?: string;
}

/** A row of tabs: arrows walk, only the present one is in the order of Tab. `panel`: id of the element that they fill. */
export function makeTabs<Name extends string>(
  label: string,
  tabs: readonly Tab<Name>[],
  chosen: Name,
  panel: string,
  choose: (name: Name) => void,
): HTMLElement {
  const buttons = tabs.map(({ name, text, count }) => {
    const button = plainButton("eg-tab", undefined, () => choose(name), text);
    if (count !== undefined) button.append(element("i", {}, count));
    button.id = `${panel}-${name}`;
    button.setAttribute("role", "tab");
    button.setAttribute("aria-selected", String(name === chosen));
    button.setAttribute("aria-controls", panel);
    button.tabIndex = name === chosen ? 0 : -1;
    return button;
  });
  const list = element("div", { class: "eg-tabs", role: "tablist", "aria-label": label }, ...buttons);
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -at, End: buttons.length - 1 - at }[event.key];
    const next = step === undefined ? undefined : buttons[(at + step + buttons.length) % buttons.length];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
    next.click();
  });
  return list;
}
