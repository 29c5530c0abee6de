/** A part of the page that the keyboard can be led into. */
export interface PagePart {
  readonly holds: Element;
  focus(): void;
}

export interface PageKeysDesk {
  /** Into the field of the selection. */
  select(): void;
  help(): void;
  /** In their order; those that are seen now. */
  parts(): readonly PagePart[];
}

/** Keys that act in every view, outside its fields; F6 also inside them. */
export function listenToPageKeys(page: HTMLElement, desk: PageKeysDesk): void {
  page.addEventListener("keydown", (event) => {
    const act = actionOf(event, desk);
    if (act === undefined) return;
    event.preventDefault();
    act();
  });
}

function actionOf(event: KeyboardEvent, desk: PageKeysDesk): (() => void) | undefined {
  if (event.key === "F6") return () => nextPart(desk.parts(), event.shiftKey ? -1 : 1);
  if (event.altKey || event.ctrlKey || event.metaKey || isField(event.target)) return undefined;
  if (event.key === "/") return desk.select;
  if (event.key === "?") return desk.help;
  return undefined;
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, vscode-text-field, [contenteditable]") !== null
  );
}

/** To the next part, and round again. */
function nextPart(parts: readonly PagePart[], by: 1 | -1): void {
  const at = parts.findIndex(({ holds }) => holds.contains(document.activeElement));
  parts[(Math.max(at, by === 1 ? -1 : 0) + by + parts.length) % parts.length]?.focus();
}
