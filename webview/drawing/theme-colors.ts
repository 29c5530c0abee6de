import type { ShapeColour } from "./badge-shapes.ts";

/** Every colour of the drawing, by its role (the roles are set in `page.css`, from VS Code's variables only). */
export type ColourRole =
  | Exclude<ShapeColour, "on">
  | "freshQuiet"
  | "page"
  | "card"
  | "group"
  | "line"
  | "cardLine"
  | "hair"
  | "text1"
  | "text2"
  | "text3"
  | "chip"
  | "edge"
  | "focus"
  | "link";

export const colourRoles: readonly ColourRole[] = [
  "fresh",
  "stale",
  "failed",
  "running",
  "overdue",
  "never",
  "freshQuiet",
  "page",
  "card",
  "group",
  "line",
  "cardLine",
  "hair",
  "text1",
  "text2",
  "text3",
  "chip",
  "edge",
  "focus",
  "link",
];

/** What the drawing needs to know of the editor's theme. A worker has no style sheets, so the page reads and sends it. */
export interface Theme {
  readonly colours: Readonly<Record<ColourRole, string>>;
  /** Nothing translucent, every box with a line. */
  readonly highContrast: boolean;
  readonly reducedMotion: boolean;
  readonly font: string;
  readonly codeFont: string;
  /** Of VS Code's text, in pixels. */
  readonly fontSize: number;
}

/** Takes the colours from the page: an element that is given each role's variable says what it comes to. */
export function readTheme(document: Document): Theme {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const colours: Partial<Record<ColourRole, string>> = {};
  for (const role of colourRoles) {
    probe.style.setProperty("color", `var(--eg-${role})`);
    colours[role] = getComputedStyle(probe).color;
  }
  probe.remove();
  const style = getComputedStyle(document.body);
  const highContrast =
    document.body.classList.contains("vscode-high-contrast") || matchMedia("(forced-colors: active)").matches;
  return {
    colours: colours as Record<ColourRole, string>,
    highContrast,
    reducedMotion: prefersStillness(document),
    font: style.getPropertyValue("--vscode-font-family").trim() || "system-ui, sans-serif",
    codeFont: style.getPropertyValue("--vscode-editor-font-family").trim() || "monospace",
    fontSize: Number.parseFloat(style.getPropertyValue("--vscode-font-size")) || 13,
  };
}

function prefersStillness(document: Document): boolean {
  return (
    document.body.classList.contains("vscode-reduce-motion") || matchMedia("(prefers-reduced-motion: reduce)").matches
  );
}
