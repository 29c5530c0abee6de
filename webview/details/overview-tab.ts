import type { Json } from "../../protocol/errors/error-entry.ts";
import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetDetails, MaterializationSummary } from "../../protocol/messages/server-messages.ts";
import { formatStoredDate, holdsDates } from "../../protocol/record/format-dates.ts";
import {
  formatAge,
  formatBytes,
  formatCount,
  formatNumber,
  formatSeconds,
} from "../../protocol/record/format-facts.ts";
import { badgeImage, element, lineChart, plainButton } from "../controls/element.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";
import type { ViewDesk } from "../views/view.ts";
import { checkBrief } from "./checks-tab.ts";
import { factList, section, withAside } from "./detail-parts.ts";
import { changeWords, usualSeconds } from "./materialization-words.ts";
import { metadataFacts, valueTable } from "./metadata-values.ts";

const previewRows = 8;

/** What one wants to know first. */
export function overviewTab(desk: ViewDesk, details: AssetDetails, showChecks: () => void): Node[] {
  return [
    ...(details.latest === undefined ? [] : [latest(desk, details, details.latest)]),
    ...chart(details),
    ...checks(details, showChecks),
    ...assetList(desk, "Upstream", details.upstream),
    ...assetList(desk, "Downstream", details.downstream),
    ...reach(details),
    ...preview(desk, details),
  ];
}

function latest(desk: ViewDesk, details: AssetDetails, made: MaterializationSummary): HTMLElement {
  const now = desk.now();
  const before = details.history[1];
  const facts: [string, Node | string][] = [["When", when(desk, made, now)]];
  if (made.seconds !== undefined)
    facts.push(["Duration", withAside(formatSeconds(made.seconds), usualSeconds(details.history))]);
  if (made.rows !== undefined)
    facts.push(["Rows", withAside(formatNumber(made.rows), changeWords(made.rows, before?.rows))]);
  if (details.columns !== undefined) facts.push(["Columns", formatNumber(details.columns.length)]);
  if (made.bytes !== undefined) facts.push(["Stored", formatBytes(made.bytes)]);
  if (made.codeVersion !== undefined)
    facts.push(["Code version", codeVersion(made.codeVersion, details.codeVersion?.hash)]);
  if (details.valueType !== undefined) facts.push(["Type", element("span", { class: "eg-code" }, details.valueType)]);
  facts.push(...metadataFacts(made.metadata, now));
  return section("Last materialization", factList(facts));
}

function when(desk: ViewDesk, made: MaterializationSummary, now: number): Node {
  const box = element("span", {}, formatAge(made.time, now));
  const { run } = made;
  if (run !== undefined)
    box.append(
      ", ",
      plainButton("eg-link", undefined, () => desk.go({ view: "runs", run }), "its run"),
    );
  return box;
}

function codeVersion(made: string, now: string | undefined): Node {
  const box = element("span", { class: "eg-code" }, made.slice(0, 6));
  if (now !== undefined && now !== made) box.append(element("span", { class: "eg-aside" }, " now "), now.slice(0, 6));
  return box;
}

function chart({ history }: AssetDetails): Node[] {
  const rows = history.flatMap((one) => one.rows ?? []).toReversed();
  if (rows.length < 3) return [];
  const title = `Rows, last ${formatNumber(rows.length)} materializations`;
  const label = `${title}: from ${formatNumber(rows[0] ?? 0)} to ${formatNumber(rows.at(-1) ?? 0)}`;
  return [section(title, lineChart(rows, label))];
}

function checks({ checks: all }: AssetDetails, show: () => void): Node[] {
  if (all.length === 0) return [];
  const rows = all.slice(0, 6).map((check) => element("li", {}, ...checkBrief(check)));
  const more =
    all.length <= rows.length
      ? []
      : [plainButton("eg-link", undefined, show, `All ${formatCount(all.length, "check")}`)];
  return [section("Checks", element("ul", { class: "eg-rows" }, ...rows), ...more)];
}

function assetList(desk: ViewDesk, title: string, keys: readonly AssetKey[]): Node[] {
  if (keys.length === 0) return [];
  const rows = keys.map((key) => {
    const id = desk.table.find(key);
    const shape = badgeShapes[badgeOf(id === undefined ? undefined : desk.table.badge[id])];
    const word = element("span", { class: "eg-hidden" }, `, ${shape.word}`);
    return element(
      "li",
      {},
      badgeImage(shape, 14),
      plainButton("eg-link", undefined, () => desk.pick(key), key, word),
    );
  });
  return [section(`${title} ${formatNumber(keys.length)}`, element("ul", { class: "eg-rows" }, ...rows))];
}

function reach({ reach: count }: AssetDetails): Node[] {
  if (count === 0) return [];
  const words = `${formatCount(count, "asset")} ${count === 1 ? "is" : "are"} downstream.`;
  return [section("If this changes", element("p", { class: "eg-under" }, words))];
}

function preview(desk: ViewDesk, details: AssetDetails): Node[] {
  const rows = (details.preview ?? []).slice(0, previewRows);
  const objects = rows.filter(isRow);
  const all = plainButton(
    "eg-link",
    undefined,
    () => desk.go({ view: "value", asset: details.card.key }),
    "Open the value",
  );
  if (objects.length === 0 || objects.length < rows.length)
    return details.latest === undefined ? [] : [section("Value", all)];
  const names = [...new Set(objects.flatMap((row) => Object.keys(row)))];
  const dates = new Set(details.columns?.flatMap(({ name, type }) => (holdsDates(type) ? name : [])));
  const cell = (name: string, value: Json | undefined): Json | undefined =>
    typeof value === "string" && dates.has(name) ? formatStoredDate(value) : value;
  const cells = objects.map((row) => names.map((name) => cell(name, row[name])));
  return [section("First rows", valueTable(names, cells), all)];
}

function isRow(value: Json): value is { readonly [name: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
