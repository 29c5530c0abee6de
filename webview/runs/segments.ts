import { element, plainButton } from "../controls/element.ts";

export interface Segments<Name extends string> {
  readonly element: HTMLElement;
  /** Shows which one is chosen, with what is said behind each. */
  show(chosen: Name, asides?: Readonly<Partial<Record<Name, string>>>): void;
}

/** A few choices side by side, of which one holds. */
export function makeSegments<Name extends string>(
  label: string,
  names: readonly Name[],
  choose: (name: Name) => void,
): Segments<Name> {
  const buttons = names.map((name) => plainButton("eg-runs-segment", undefined, () => choose(name), name));
  return {
    element: element("div", { class: "eg-runs-segments", role: "group", "aria-label": label }, ...buttons),
    show(chosen, asides) {
      for (const [index, name] of names.entries()) {
        const button = buttons[index];
        const aside = asides?.[name];
        button?.setAttribute("aria-pressed", String(name === chosen));
        button?.replaceChildren(name, ...(aside === undefined ? [] : [` ${aside}`]));
      }
    },
  };
}
