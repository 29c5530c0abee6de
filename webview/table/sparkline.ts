const svgNames = "http://www.w3.org/2000/svg";

/** A small drawing in the colour of its text. */
export function drawing(
  viewBox: string,
  width: number,
  height: number,
  shape: "path" | "polyline",
  attributes: Readonly<Record<string, string>>,
): SVGElement {
  const image = document.createElementNS(svgNames, "svg");
  const box = { viewBox, width: String(width), height: String(height), "aria-hidden": "true" };
  for (const [name, value] of Object.entries(box)) image.setAttribute(name, value);
  const line = document.createElementNS(svgNames, shape);
  const looks = { fill: "none", stroke: "currentColor", "stroke-linecap": "round", "stroke-linejoin": "round" };
  for (const [name, value] of Object.entries({ ...looks, ...attributes })) line.setAttribute(name, value);
  image.append(line);
  return image;
}

const width = 70;
const height = 20;
const edge = 3;

/** Rows of the latest materializations, the last with a dot. */
export function sparkline(values: readonly number[]): SVGElement {
  const places = sparklinePlaces(values);
  const image = drawing(`0 0 ${width} ${height}`, width, height, "polyline", {
    points: places.map(([x, y]) => `${x},${y}`).join(" "),
    "stroke-width": "1.3",
  });
  const [x, y] = places.at(-1) ?? [0, 0];
  const dot = document.createElementNS(svgNames, "circle");
  for (const [name, value] of Object.entries({ cx: x, cy: y, r: 1.9, fill: "currentColor" }))
    dot.setAttribute(name, String(value));
  image.append(dot);
  return image;
}

/** From left to right, the least at the bottom, the most at the top; equal ones in the middle. */
export function sparklinePlaces(values: readonly number[]): readonly (readonly [x: number, y: number])[] {
  const most = Math.max(...values);
  const least = Math.min(...values);
  const round = (value: number): number => Math.round(value * 10) / 10;
  return values.map((value, index) => {
    const across = values.length < 2 ? 1 : index / (values.length - 1);
    const up = most === least ? 0.5 : (value - least) / (most - least);
    return [round(edge + across * (width - 2 * edge)), round(height - edge - up * (height - 2 * edge))];
  });
}
