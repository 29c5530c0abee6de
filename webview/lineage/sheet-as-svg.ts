import type { Card } from "../../protocol/messages/server-messages.ts";
import {
  formatAge,
  formatChange,
  formatCount,
  formatNumber,
  formatRowsShort,
} from "../../protocol/record/format-facts.ts";
import { type BadgeShape, badgeOf, badgeShapes, type Stroke } from "../drawing/badge-shapes.ts";
import { lineColour, lineRoles } from "../drawing/edges.ts";
import type { Scene } from "../drawing/scene.ts";
import type { Theme } from "../drawing/theme-colors.ts";
import { cardHeight, cardWidth, cellSize, type PlacedGroup, type Placement } from "../layout/placement.ts";

const margin = 24;

/** All that is on the sheet as an SVG document, in the colours of the theme. */
export function sheetAsSvg(scene: Scene, theme: Theme, now: number): string {
  const { placement } = scene;
  const width = (placement?.width ?? 0) + 2 * margin;
  const height = (placement?.height ?? 0) + 2 * margin;
  const parts = placement === undefined ? [] : [...groups(scene, placement, theme), lines(scene, placement, theme)];
  const cards = placement === undefined ? [] : cardsOf(scene, placement, theme, now);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${round(height)}" viewBox="${-margin} ${-margin} ${round(width)} ${round(height)}" font-family="${escapeXml(theme.font)}">`,
    `<rect x="${-margin}" y="${-margin}" width="${round(width)}" height="${round(height)}" fill="${theme.colours.page}"/>`,
    ...parts,
    ...cards,
    "</svg>",
  ].join("\n");
}

function groups(scene: Scene, placement: Placement, theme: Theme): string[] {
  return placement.groups.map((group) => {
    const { colours } = theme;
    const box = boxSvg(group, group.open ? 12 : 7, group.open ? colours.group : colours.card, colours.cardLine);
    const [first] = group.assets;
    const room = group.open || first === undefined ? 40 : (placement.y[first] ?? group.y) - group.y;
    const size = group.open ? 12 : Math.min(room * 0.5, 24);
    const name = fitted(group.label, group.width - 60, size);
    const title = textSvg(name, group.x + (group.open ? 16 : 12), group.y + (group.open ? 26 : room / 2 + size * 0.4), {
      size,
      weight: 600,
      colour: group.open ? colours.text2 : colours.text1,
    });
    const count = textSvg(
      formatNumber(group.below.length),
      group.x + group.width - 12,
      group.y + (group.open ? 26 : room / 2 + size * 0.4),
      {
        size: Math.min(size, 12),
        colour: colours.text3,
        end: true,
      },
    );
    return `${box}${title}${count}${group.open ? "" : cells(scene, placement, group, theme)}`;
  });
}

function cells(scene: Scene, placement: Placement, group: PlacedGroup, theme: Theme): string {
  return Array.from(group.assets, (id) => {
    const x = placement.x[id] ?? 0;
    const y = placement.y[id] ?? 0;
    const badge = badgeOf(scene.table.badge[id]);
    if (badge === "fresh") {
      const fill = theme.highContrast
        ? `fill="none" stroke="${theme.colours.fresh}"`
        : `fill="${theme.colours.freshQuiet}"`;
      return `<rect x="${round(x)}" y="${round(y)}" width="${cellSize}" height="${cellSize}" rx="1" ${fill}/>`;
    }
    return `<g transform="translate(${round(x)} ${round(y)})">${badgeShapes[badge].cell.map((stroke) => strokeSvg(stroke, theme)).join("")}</g>`;
  }).join("");
}

function lines(scene: Scene, placement: Placement, theme: Theme): string {
  const { start, x, y } = placement.lines.routes;
  const roles = lineRoles(scene.shown, placement, scene.selected, undefined);
  const drawn = roles.map((role, line) => {
    const first = start[line] ?? 0;
    const last = (start[line + 1] ?? 0) - 1;
    const colour = lineColour(role, theme);
    let path = `M${round(x[first] ?? 0)} ${round(y[first] ?? 0)}`;
    for (let point = first + 1; point <= last; point++) {
      const [fromX, fromY, toX, toY] = [x[point - 1] ?? 0, y[point - 1] ?? 0, x[point] ?? 0, y[point] ?? 0];
      const middle = round((fromX + toX) / 2);
      path +=
        fromY === toY
          ? `L${round(toX)} ${round(toY)}`
          : `C${middle} ${round(fromY)} ${middle} ${round(toY)} ${round(toX)} ${round(toY)}`;
    }
    const tipX = x[last] ?? 0;
    const tipY = y[last] ?? 0;
    const back = tipX >= (x[last - 1] ?? 0) ? -7.5 : 7.5;
    const head = `M${round(tipX)} ${round(tipY)}L${round(tipX + back)} ${round(tipY - 3.8)}L${round(tipX + back)} ${round(tipY + 3.8)}Z`;
    return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${role === "plain" ? 1.3 : 2}"/><path d="${head}" fill="${colour}"/>`;
  });
  return `<g stroke-linejoin="round">${drawn.join("")}</g>`;
}

function cardsOf(scene: Scene, placement: Placement, theme: Theme, now: number): string[] {
  return placement.groups.flatMap((group) =>
    group.open ? Array.from(group.assets, (id) => cardSvg(scene, placement, id, theme, now)) : [],
  );
}

function cardSvg(scene: Scene, placement: Placement, id: number, theme: Theme, now: number): string {
  const { colours } = theme;
  const badge = badgeOf(scene.table.badge[id]);
  const shape = badgeShapes[badge];
  const card = scene.card(id);
  const isQuiet = badge === "fresh" || badge === "external" || badge === "skipped" || badge === "unknown";
  const isDashed = badge === "never" || badge === "maybe stale";
  const line = isQuiet ? colours.cardLine : colours[shape.colour];
  const box = boxSvg({ x: 0, y: 0, width: cardWidth, height: cardHeight }, 9, colours.card, line, isDashed);
  const kind = card?.kinds[0] ?? "";
  const key = fitted(scene.table.key(id) ?? "", cardWidth - 54 - (kind === "" ? 0 : 40), 13.5, "start");
  return [
    `<g transform="translate(${round(placement.x[id] ?? 0)} ${round(placement.y[id] ?? 0)})">`,
    box,
    badgeSvg(shape, theme),
    textSvg(key, 37, 25, { size: 13.5, weight: 600, colour: colours.text1 }),
    kind === ""
      ? ""
      : textSvg(fitted(kind, 50, 10.5), cardWidth - 13, 25, { size: 10.5, colour: colours.text3, end: true }),
    card === undefined ? "" : factsSvg(card, shape, badge !== "fresh", theme, now),
    "</g>",
  ].join("");
}

function factsSvg(card: Card, shape: BadgeShape, hasReason: boolean, theme: Theme, now: number): string {
  const { colours } = theme;
  const change = card.rowsChange === undefined ? "" : ` ${formatChange(card.rowsChange)}`;
  const rows =
    card.rows === undefined ? "" : `${formatRowsShort(card.rows)} ${card.rows === 1 ? "row" : "rows"}${change}`;
  const columns = card.columns === undefined ? "" : formatCount(card.columns, "column");
  const reason = hasReason ? card.reason : undefined;
  const second = reason ?? (card.made === undefined ? "Never materialized" : formatAge(card.made, now));
  const { passed, total } = card.checks;
  return [
    textSvg(rows === "" ? columns : rows, 13, 54, { size: rows === "" ? 12 : 15, colour: colours.text1 }),
    textSvg(fitted(second, cardWidth - 26, 12), 13, 81, {
      size: 12,
      colour: reason === undefined ? colours.text2 : colours[shape.colour],
    }),
    total === 0
      ? ""
      : textSvg(`${passed}/${total} checks`, cardWidth - 13, 102, { size: 11, colour: colours.text2, end: true }),
  ].join("");
}

function badgeSvg(shape: BadgeShape, theme: Theme): string {
  return `<g transform="translate(13 12)">${shape.strokes.map((stroke) => strokeSvg(stroke, theme)).join("")}</g>`;
}

function strokeSvg({ path, colour, width, dash, faint }: Stroke, theme: Theme): string {
  const value = colour === "on" ? theme.colours.page : theme.colours[colour];
  const paint = width === undefined ? `fill="${value}"` : `fill="none" stroke="${value}" stroke-width="${width}"`;
  const dashes = dash === undefined ? "" : ` stroke-dasharray="${dash.join(" ")}"`;
  return `<path d="${path}" ${paint}${dashes}${faint === true ? ' opacity="0.35"' : ""}/>`;
}

function boxSvg(
  { x, y, width, height }: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  radius: number,
  fill: string,
  line: string,
  isDashed = false,
): string {
  const dashes = isDashed ? ' stroke-dasharray="4 3"' : "";
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}" fill="${fill}" stroke="${line}"${dashes}/>`;
}

interface TextLook {
  readonly size: number;
  readonly colour: string;
  readonly weight?: number;
  readonly end?: true;
}

function textSvg(text: string, x: number, y: number, { size, colour, weight, end }: TextLook): string {
  const look = `${weight === undefined ? "" : ` font-weight="${weight}"`}${end === true ? ' text-anchor="end"' : ""}`;
  return `<text x="${round(x)}" y="${round(y)}" font-size="${round(size)}" fill="${colour}"${look}>${escapeXml(text)}</text>`;
}

/** Cuts a text to a width by the usual width of letters: a document has no measure of its reader's font. */
function fitted(text: string, width: number, size: number, cut: "start" | "end" = "end"): string {
  const most = Math.max(1, Math.floor(width / (size * 0.56)));
  if (text.length <= most) return text;
  return cut === "start" ? `…${text.slice(text.length - most + 1)}` : `${text.slice(0, most - 1)}…`;
}

/** A text inside XML, or in an attribute; characters that no document may hold go. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
