import { deepEqual, equal, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { badgeNames, makeBadgeFont } from "../scripts/badge-font.mjs";
import {
  activationEvents,
  badgeColors,
  badgeIcon,
  capabilities,
  colors,
  commands,
  contributes,
  welcomes,
} from "./contributions.ts";

const root = path.join(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

test("the manifest contributes what the typed lists say", () => {
  const expected = JSON.parse(JSON.stringify({ contributes: contributes(), activationEvents, capabilities }));
  deepEqual(
    {
      contributes: manifest.contributes,
      activationEvents: manifest.activationEvents,
      capabilities: manifest.capabilities,
    },
    expected,
  );
});

test("every command that a menu, a welcome or a lens names is contributed", () => {
  const { menus } = contributes();
  const named = [
    ...Object.values(menus).flatMap((entries) => entries.map(({ command }) => command)),
    ...welcomes.flatMap(({ contents }) => [...contents.matchAll(/command:(evergraph\.[\w.]+)/g)].map(([, id]) => id)),
  ];
  for (const id of named) ok(id !== undefined && id in commands, `${id} is contributed`);
});

test("every badge has a drawing, a character of the font and a colour", () => {
  const icons = Object.keys(contributes().icons);
  deepEqual(
    badgeNames().map((name: string) => `evergraph-${name}`),
    icons,
  );
  for (const [badge, color] of Object.entries(badgeColors)) {
    ok(icons.includes(badgeIcon(badge as keyof typeof badgeColors)));
    ok(color in colors);
  }
});

test("the font is what the drawings make", async () => {
  const kept = readFileSync(path.join(root, "media", "badges.woff"));
  equal(kept.equals(await makeBadgeFont()), true, "run node scripts/badge-font.mjs");
});

/** Contrast of two colours by WCAG 2. */
function contrast(a: string, b: string): number {
  const luminance = (color: string) => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((at) => Number.parseInt(color.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

/** Editor and side bar of Dark Modern, Light Modern and both high-contrast themes. */
const grounds = {
  dark: { grounds: ["#1f1f1f", "#181818"], least: 4.5 },
  light: { grounds: ["#ffffff", "#f8f8f8"], least: 4.5 },
  highContrast: { grounds: ["#000000"], least: 7 },
  highContrastLight: { grounds: ["#ffffff"], least: 7 },
} as const;

test("badges can be told from the page in every kind of theme", () => {
  const tooFaint: string[] = [];
  for (const [id, { defaults }] of Object.entries(colors)) {
    if (id === "evergraph.freshQuiet") continue; // It fills cells whose shape says the same.
    for (const [theme, { grounds: pages, least }] of Object.entries(grounds))
      for (const page of pages) {
        const found = contrast(defaults[theme as keyof typeof defaults], page);
        if (found < least) tooFaint.push(`${id} on ${page} (${theme}): ${found.toFixed(2)}`);
      }
  }
  deepEqual(tooFaint, []);
});
