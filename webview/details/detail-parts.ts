import type { SourceRange } from "../../protocol/graph/source-range.ts";
import { element } from "../controls/element.ts";

/** A part of the pane with a small heading. */
export function section(title: string, ...children: readonly Node[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}

/** Names and values, one pair a line. */
export function factList(facts: readonly (readonly [string, Node | string])[]): HTMLElement {
  return element(
    "dl",
    { class: "eg-facts" },
    ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

/** A value, and more quietly what it is compared with. */
export function withAside(text: string, aside: string | undefined): Node {
  const box = element("span", {}, text);
  if (aside !== undefined) box.append(element("span", { class: "eg-aside" }, ` ${aside}`));
  return box;
}

export function notice(text: string, colour: string | undefined): HTMLElement {
  return element("div", { class: "eg-notice", ...(colour === undefined ? {} : { "data-colour": colour }) }, text);
}

export function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** `money.ts:48` */
export function placeWords({ file, start }: SourceRange): string {
  return `${file}:${start.line + 1}`;
}
