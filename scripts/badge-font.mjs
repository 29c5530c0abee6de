// Makes media/badges.woff from media/badges/*.svg: code lenses and the status bar can only show shapes from a font.
// Run it after a change of a badge; a test compares the file with what this makes.
import { createReadStream, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import svg2ttf from "svg2ttf";
import { SVGIcons2SVGFontStream } from "svgicons2svgfont";
import ttf2woff from "ttf2woff";

const media = path.join(import.meta.dirname, "..", "media");

/** In the private use area; the order of the names gives the place. */
export const firstCharacter = 0xe001;

/** Names of the badges, sorted: the order of their characters. */
export function badgeNames() {
  return readdirSync(path.join(media, "badges"))
    .filter((name) => name.endsWith(".svg"))
    .map((name) => path.basename(name, ".svg"))
    .sort();
}

/** The bytes of the font: equal drawings give equal bytes. */
export async function makeBadgeFont() {
  const font = new SVGIcons2SVGFontStream({
    fontName: "evergraph-badges",
    fontHeight: 1024,
    normalize: true,
    // The square of 16 stands on the line as VS Code's own icons do.
    descent: 128,
    log() {},
  });
  for (const [index, name] of badgeNames().entries()) {
    const glyph = createReadStream(path.join(media, "badges", `${name}.svg`));
    font.write(Object.assign(glyph, { metadata: { unicode: [String.fromCodePoint(firstCharacter + index)], name } }));
  }
  font.end();
  const svg = (await Readable.from(font).toArray()).join("");
  return Buffer.from(ttf2woff(new Uint8Array(svg2ttf(svg, { ts: 0 }).buffer)));
}

if (import.meta.main) writeFileSync(path.join(media, "badges.woff"), await makeBadgeFont());
