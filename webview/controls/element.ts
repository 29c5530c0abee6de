import type { BadgeShape, Stroke } from "../drawing/badge-shapes.ts";

/** An element with attributes and children. Texts become text: nothing here is ever read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A button without the toolkit's looks: an icon, a link, a pill. */
export function plainButton(
  looks: string,
  label: string | undefined,
  pressed: () => void,
  ...children: readonly (Node | string)[]
): HTMLButtonElement {
  const button = element("button", { type: "button", class: looks }, ...children);
  if (label !== undefined) {
    button.setAttribute("aria-label", label);
    button.title = label;
  }
  button.addEventListener("click", pressed);
  return button;
}

const svgNames = "http://www.w3.org/2000/svg";

function svgElement(name: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const made = document.createElementNS(svgNames, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}

/** A status badge, for the eye only: its word stands beside it. */
export function badgeImage(shape: BadgeShape, side: number): SVGElement {
  const image = svgElement("svg", {
    class: "eg-badge",
    viewBox: "0 0 16 16",
    width: String(side),
    height: String(side),
    "aria-hidden": "true",
  });
  for (const stroke of shape.strokes) image.append(strokeElement(stroke));
  return image;
}

function strokeElement({ path, colour, width, dash, faint }: Stroke): SVGElement {
  const value = colour === "on" ? "var(--eg-page)" : `var(--eg-${colour})`;
  const made = svgElement("path", {
    d: path,
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
    ...(width === undefined ? {} : { "stroke-width": String(width) }),
    ...(dash === undefined ? {} : { "stroke-dasharray": dash.join(" ") }),
    ...(faint === true ? { class: "eg-faint" } : {}),
  });
  // Presentation attributes take no variables; styles set by script are let in by the page's policy.
  made.style.setProperty("fill", width === undefined ? value : "none");
  made.style.setProperty("stroke", width === undefined ? "none" : value);
  return made;
}

const icons = {
  search: "M7 2.7a4.3 4.3 0 1 1 0 8.6a4.3 4.3 0 1 1 0-8.6zM10.3 10.3L14 14",
  play: "M4.5 2.6v10.8L13 8z",
  source: "M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3",
  fit: "M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  stop: "M4 4h8v8H4z",
  down: "M4 6l4 4l4-4",
  graph: "M1.5 6.5h4.5v4h-4.5zM10 1.5h4.5v4h-4.5zM10 10.5h4.5v4h-4.5zM6 8.5h2M8 3.5v9M8 3.5h2M8 12.5h2",
  table: "M1.5 2.5h13v11h-13zM1.5 6h13M6 6v7.5",
  runs: "M2 4h6M4 8h8M7 12h7",
  plan: "M2.5 3.5h1.5M6.5 3.5h7M2.5 8h1.5M6.5 8h7M2.5 12.5h1.5M6.5 12.5h7",
  value: "M2 2.5h12v11H2zM2 6h12M2 9.5h12M6.5 6v7.5M10.2 6v7.5",
  export: "M8 2v7.5M5 6.8l3 3l3-3M2.5 11.5v2h11v-2",
  follow: "M8 1.5v3M8 11.5v3M1.5 8h3M11.5 8h3M8 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7z",
  copy: "M5.5 4.5h8v9.5h-8zM3.5 11.5h-1v-10h8v1",
  difference: "M4.5 2v9.5M2.3 9.3l2.2 2.2l2.2-2.2M11.5 14V4.5M9.3 6.7l2.2-2.2l2.2 2.2",
  more: "M3.5 8h.01M8 8h.01M12.5 8h.01",
  bug: "M5.5 6a2.5 2.5 0 0 1 5 0v4a2.5 2.5 0 0 1-5 0zM5.5 8h-3M13.5 8h-3M5.7 5.2L3.4 3.4M10.3 5.2l2.3-1.8M5.7 11l-2.3 2M10.3 11l2.3 2",
} as const;

export function iconImage(name: keyof typeof icons): SVGElement {
  const image = svgElement("svg", { viewBox: "0 0 16 16", width: "16", height: "16", "aria-hidden": "true" });
  const filled = name === "play" || name === "stop";
  const path = svgElement("path", {
    d: icons[name],
    fill: filled ? "currentColor" : "none",
    stroke: filled ? "none" : "currentColor",
    "stroke-width": name === "more" ? "2" : "1.3",
    "stroke-linecap": "round",
    "stroke-linejoin": "round",
  });
  image.append(path);
  return image;
}

/** A line of values over time, filled below. */
export function lineChart(values: readonly number[], label: string): SVGElement {
  const width = 332;
  const height = 60;
  const most = Math.max(...values);
  const least = Math.min(...values);
  const place = (value: number): number =>
    most === least ? height / 2 : height - 6 - ((value - least) / (most - least)) * (height - 12);
  const points = values.map(
    (value, index) => `${((index / (values.length - 1)) * (width - 6)).toFixed(1)},${place(value).toFixed(1)}`,
  );
  const image = svgElement("svg", {
    class: "eg-chart",
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "aria-label": label,
  });
  const area = svgElement("polygon", { points: `0,${height} ${points.join(" ")} ${width - 6},${height}` });
  area.style.setProperty("fill", "var(--eg-chip)");
  const line = svgElement("polyline", { points: points.join(" "), fill: "none", "stroke-width": "1.6" });
  line.style.setProperty("stroke", "var(--eg-link)");
  const [lastX = "0", lastY = "0"] = (points.at(-1) ?? "").split(",");
  const dot = svgElement("circle", { cx: lastX, cy: lastY, r: "3" });
  dot.style.setProperty("fill", "var(--eg-link)");
  image.append(area, line, dot);
  return image;
}
