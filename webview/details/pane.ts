import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { AssetDetails, MaterializationSummary } from "../../protocol/messages/server-messages.ts";
import { formatStoredDate, holdsDates } from "../../protocol/record/format-dates.ts";
import {
  formatAge,
  formatBytes,
  formatChange,
  formatCount,
  formatNumber,
  formatSeconds,
} from "../../protocol/record/format-facts.ts";
import { badgeImage, element, iconImage, lineChart, plainButton } from "../controls/element.ts";
import { makeButton, makeProgressRing, makeTag } from "../controls/toolkit.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import { metadataFacts, valueTable } from "./metadata-values.ts";
import { staleAbove } from "./stale-above.ts";

/** What the pane can make happen. */
export interface PaneDesk {
  readonly table: AssetTable;
  canRun(): boolean;
  open(key: AssetKey): void;
  select(key: AssetKey): void;
  materialize(keys: readonly AssetKey[]): void;
  cancel(details: AssetDetails): void;
  close(): void;
  details(key: AssetKey): Promise<AssetDetails | null>;
  now(): number;
}

/** The pane beside the graph: everything about the selected asset. */
export interface Pane {
  readonly element: HTMLElement;
  /** Shows an asset, or hides the pane. Keeps what it shows until the answer is there. */
  show(key: AssetKey | undefined): void;
  /** Asks anew: the status, or what can be run, has changed. */
  renew(): void;
}

const previewRows = 8;

export function makePane(desk: PaneDesk): Pane {
  const root = element("aside", { class: "eg-pane", "aria-label": "Asset details" });
  root.hidden = true;
  let shown: AssetKey | undefined;
  let turn = 0;

  const ask = async (key: AssetKey): Promise<void> => {
    const mine = ++turn;
    try {
      const details = await desk.details(key);
      if (mine !== turn) return;
      if (details === null) root.replaceChildren(head(desk, key), notice(`${key} is defined nowhere.`, undefined));
      else root.replaceChildren(...content(desk, key, details));
    } catch (error) {
      if (mine !== turn) return;
      const words = error instanceof Error ? error.message : String(error);
      const again = makeButton("Ask again", {}, () => void ask(key));
      root.replaceChildren(head(desk, key), notice(`The details could not be read: ${words}`, "failed"), again);
    }
  };

  return {
    element: root,
    show(key) {
      if (key === shown && key !== undefined) return;
      shown = key;
      root.hidden = key === undefined;
      if (key === undefined) {
        turn++;
        return;
      }
      root.scrollTop = 0;
      root.replaceChildren(head(desk, key), makeProgressRing());
      void ask(key);
    },
    renew() {
      if (shown !== undefined) void ask(shown);
    },
  };
}

function content(desk: PaneDesk, key: AssetKey, details: AssetDetails): Node[] {
  return [
    head(desk, key, details),
    sentences(desk, key, details),
    actions(desk, key, details),
    ...(details.description === undefined ? [] : [element("p", { class: "eg-under" }, details.description)]),
    ...(details.latest === undefined ? [] : [latest(desk, details, details.latest)]),
    ...chart(details),
    ...assetList(desk, "Upstream", details.upstream),
    ...assetList(desk, "Downstream", details.downstream),
    ...columns(details),
    ...preview(details),
  ];
}

function head(desk: PaneDesk, key: AssetKey, details?: AssetDetails): HTMLElement {
  const id = desk.table.find(key);
  const shape = badgeShapes[badgeOf(id === undefined ? undefined : desk.table.badge[id])];
  const close = plainButton("eg-icon", "Close details", () => desk.close(), iconImage("close"));
  const box = element(
    "header",
    {},
    element("div", { class: "eg-head" }, badgeImage(shape, 18), element("h1", {}, key), close),
  );
  if (details === undefined) return box;
  const { card } = details;
  const words = [card.group, ...(card.owners.length === 0 ? [] : [`owned by ${card.owners.join(", ")}`])].join(" · ");
  const place = `${details.range.file}:${details.range.start.line + 1}`;
  const source = plainButton("eg-link eg-code", undefined, () => desk.open(key), place);
  source.title = "Open the definition";
  const kinds = card.kinds.map((kind) => makeTag(kind));
  box.append(element("div", { class: "eg-under" }, words), source);
  if (kinds.length > 0) box.append(element("div", { class: "eg-actions" }, ...kinds));
  return box;
}

function sentences(desk: PaneDesk, key: AssetKey, details: AssetDetails): HTMLElement {
  const id = desk.table.find(key);
  const badge = badgeOf(id === undefined ? undefined : desk.table.badge[id]);
  const shape = badgeShapes[badge];
  const error = details.status.happened.error;
  const text = details.sentences.length > 0 ? details.sentences.join(" ") : `${capital(shape.word)}.`;
  const box = notice(text, badge === "fresh" || badge === "external" ? undefined : shape.colour);
  if (error !== undefined) {
    const place = error.range === undefined ? "" : `${error.range.file}:${error.range.start.line + 1}`;
    if (!text.includes(error.message)) box.append(element("p", { class: "eg-code" }, error.message));
    if (error.remedy !== undefined) box.append(element("p", {}, error.remedy));
    if (place !== "") box.append(element("p", { class: "eg-code" }, place));
  }
  return box;
}

function actions(desk: PaneDesk, key: AssetKey, details: AssetDetails): HTMLElement {
  const box = element("div", { class: "eg-actions" });
  const id = desk.table.find(key);
  const running = id !== undefined && badgeOf(desk.table.badge[id]) === "running";
  if (desk.canRun() && running) {
    box.append(makeButton("Cancel", { primary: true, icon: iconImage("stop") }, () => desk.cancel(details)));
  } else if (desk.canRun() && id !== undefined && desk.table.external[id] !== 1) {
    const above = staleAbove(desk.table, id);
    const words = above.length === 0 ? "Materialize" : `Materialize + ${formatNumber(above.length)} upstream`;
    const keys = [...above, id].flatMap((one) => desk.table.key(one) ?? []);
    box.append(makeButton(words, { primary: true, icon: iconImage("play") }, () => desk.materialize(keys)));
  }
  box.append(makeButton("Source", { icon: iconImage("source") }, () => desk.open(key)));
  return box;
}

function latest(desk: PaneDesk, details: AssetDetails, made: MaterializationSummary): HTMLElement {
  const now = desk.now();
  const before = details.history[1];
  const version = details.codeVersion;
  const facts: [string, Node | string][] = [["When", formatAge(made.time, now)]];
  if (made.seconds !== undefined)
    facts.push(["Duration", withAside(formatSeconds(made.seconds), usual(details.history))]);
  if (made.rows !== undefined)
    facts.push(["Rows", withAside(formatNumber(made.rows), rowsChange(made.rows, before?.rows))]);
  if (details.columns !== undefined) facts.push(["Columns", formatNumber(details.columns.length)]);
  if (made.bytes !== undefined) facts.push(["Stored", formatBytes(made.bytes)]);
  if (made.codeVersion !== undefined) facts.push(["Code version", codeVersion(made.codeVersion, version?.hash)]);
  if (details.valueType !== undefined) facts.push(["Type", element("span", { class: "eg-code" }, details.valueType)]);
  const { passed, total } = details.card.checks;
  if (total > 0) facts.push(["Checks", `${formatNumber(passed)} of ${formatCount(total, "check")} passed`]);
  facts.push(...metadataFacts(made.metadata, now));
  return section("Last materialization", factList(facts));
}

function codeVersion(made: string, now: string | undefined): Node {
  const box = element("span", { class: "eg-code" }, made.slice(0, 6));
  if (now !== undefined && now !== made) box.append(element("span", { class: "eg-aside" }, " now "), now.slice(0, 6));
  return box;
}

function usual(history: readonly MaterializationSummary[]): string | undefined {
  const times = history.flatMap((one) => one.seconds ?? []).sort((one, other) => one - other);
  const median = times[Math.floor(times.length / 2)];
  return times.length < 3 || median === undefined ? undefined : `usually ${formatSeconds(median)}`;
}

function rowsChange(rows: number, before: number | undefined): string | undefined {
  if (before === undefined) return undefined;
  const more = rows - before;
  const sign = more < 0 ? "\u2212" : "+";
  return before === 0
    ? undefined
    : `${more === 0 ? "" : `${sign}${formatNumber(Math.abs(more))} `}(${formatChange(more / before)})`;
}

function chart({ history }: AssetDetails): Node[] {
  const rows = history.flatMap((one) => one.rows ?? []).toReversed();
  if (rows.length < 3) return [];
  const title = `Rows, last ${formatNumber(rows.length)} materializations`;
  return [
    section(
      title,
      lineChart(rows, `${title}: from ${formatNumber(rows[0] ?? 0)} to ${formatNumber(rows.at(-1) ?? 0)}`),
    ),
  ];
}

function assetList(desk: PaneDesk, title: string, keys: readonly AssetKey[]): Node[] {
  if (keys.length === 0) return [];
  const rows = keys.map((key) => {
    const id = desk.table.find(key);
    const shape = badgeShapes[badgeOf(id === undefined ? undefined : desk.table.badge[id])];
    const word = element("span", { class: "eg-hidden" }, `, ${shape.word}`);
    const link = plainButton("eg-link", undefined, () => desk.select(key), key, word);
    return element("li", {}, badgeImage(shape, 14), link);
  });
  return [section(`${title} ${formatNumber(keys.length)}`, element("ul", { class: "eg-rows" }, ...rows))];
}

function columns(details: AssetDetails): Node[] {
  if (details.columns === undefined || details.columns.length === 0) return [];
  const rows = details.columns.map(({ name, type }) =>
    element("li", {}, element("span", {}, name), element("span", { class: "eg-right", title: type }, type)),
  );
  return [section(`Columns ${formatNumber(rows.length)}`, element("ul", { class: "eg-rows" }, ...rows))];
}

function preview(details: AssetDetails): Node[] {
  const rows = (details.preview ?? []).slice(0, previewRows);
  const objects = rows.filter(isRow);
  if (objects.length === 0 || objects.length < rows.length) return [];
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  const dates = new Set(details.columns?.flatMap(({ name, type }) => (holdsDates(type) ? name : [])));
  const cell = (name: string, value: Json | undefined): Json | undefined =>
    typeof value === "string" && dates.has(name) ? formatStoredDate(value) : value;
  return [
    section(
      "First rows",
      valueTable(
        names,
        objects.map((row) => names.map((name) => cell(name, row[name]))),
      ),
    ),
  ];
}

function isRow(value: Json): value is { readonly [name: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function section(title: string, ...children: readonly Node[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}

function factList(facts: readonly (readonly [string, Node | string])[]): HTMLElement {
  return element(
    "dl",
    { class: "eg-facts" },
    ...facts.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}

function withAside(text: string, aside: string | undefined): Node {
  const box = element("span", {}, text);
  if (aside !== undefined) box.append(element("span", { class: "eg-aside" }, ` ${aside}`));
  return box;
}

function notice(text: string, colour: string | undefined): HTMLElement {
  return element("div", { class: "eg-notice", ...(colour === undefined ? {} : { "data-colour": colour }) }, text);
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
