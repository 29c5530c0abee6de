import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { AssetDetails, CheckDetails } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber } from "../../protocol/record/format-facts.ts";
import { badgeImage, element, plainButton } from "../controls/element.ts";
import { badgeOf, badgeShapes } from "../drawing/badge-shapes.ts";

export interface OpenedRowDesk {
  readonly table: AssetTable;
  pick(key: AssetKey): void;
  open(key: AssetKey): void;
  showValue(key: AssetKey): void;
  showRuns(details: AssetDetails): void;
}

const mostChecks = 6;
const mostNeighbours = 5;

/** What an opened row says below itself: why it is as it is, its checks, its neighbours. `problem`: why that could not be read. */
export function openedRow(
  desk: OpenedRowDesk,
  key: AssetKey,
  details: AssetDetails | undefined,
  problem: string | undefined,
): HTMLElement {
  const box = element("div", { class: "eg-table-opened", role: "gridcell", "aria-colspan": "13" });
  if (problem !== undefined) box.append(element("p", {}, `The details could not be read: ${problem}`));
  else if (details === undefined) box.append(element("p", { class: "eg-table-quiet" }, "Reading the details"));
  else box.append(why(desk, key, details), checks(details), neighbours(desk, key, details));
  return box;
}

function why(desk: OpenedRowDesk, key: AssetKey, details: AssetDetails): HTMLElement {
  const badge = badgeOf(desk.table.badge[desk.table.find(key) ?? -1]);
  const text = details.sentences.length > 0 ? details.sentences.join(" ") : `It is ${badgeShapes[badge].word}.`;
  const box = section(badge === "fresh" ? "Status" : `Why it is ${badgeShapes[badge].word}`, element("p", {}, text));
  const { error } = details.status.happened;
  if (error !== undefined && !text.includes(error.message)) {
    box.append(element("p", { class: "eg-code" }, error.message));
    if (error.remedy !== undefined) box.append(element("p", {}, error.remedy));
  }
  if (details.description !== undefined) box.append(element("p", { class: "eg-table-quiet" }, details.description));
  return box;
}

function checks({ checks }: AssetDetails): HTMLElement {
  if (checks.length === 0) return section("Checks", element("p", { class: "eg-table-quiet" }, "No checks"));
  const rows = checks.slice(0, mostChecks).map((check) => {
    const [badge, words] = checkState(check);
    const shape = badgeShapes[badge];
    return element(
      "li",
      {},
      badgeImage(shape, 14),
      element("span", { title: check.name }, check.name),
      element("span", { class: "eg-table-aside" }, words),
    );
  });
  const list = element("ul", {}, ...rows);
  const more = checks.length - mostChecks;
  if (more > 0) list.append(element("li", { class: "eg-table-quiet" }, `and ${formatNumber(more)} more`));
  return section("Checks", list);
}

function checkState(check: CheckDetails): ["fresh" | "failed" | "stale" | "never", string] {
  const [latest] = check.results;
  if (latest === undefined) return ["never", "never run"];
  const { result } = latest;
  if (check.outdated === "code") return ["never", "not evaluated with this code"];
  const since = check.outdated === undefined ? "" : ", before the latest data";
  if (result.passed) return ["fresh", `passed${since}`];
  return result.severity === "WARN" ? ["stale", `warns${since}`] : ["failed", `failed${since}`];
}

function neighbours(desk: OpenedRowDesk, key: AssetKey, details: AssetDetails): HTMLElement {
  const place = `${details.range.file}:${details.range.start.line + 1}`;
  const links = element(
    "p",
    { class: "eg-table-links" },
    plainButton("eg-link", undefined, () => desk.open(key), `Open ${place}`),
  );
  if (details.latest !== undefined) {
    links.append(plainButton("eg-link", undefined, () => desk.showValue(key), "Value"));
    if (details.latest.run !== undefined)
      links.append(plainButton("eg-link", undefined, () => desk.showRuns(details), "Run"));
  }
  return section(
    "Neighbours",
    ...side(desk, "\u2190", "upstream", details.upstream),
    ...side(desk, "\u2192", "downstream", details.downstream),
    ...(details.reach > details.downstream.length
      ? [element("p", { class: "eg-table-quiet" }, `${formatCount(details.reach, "asset")} below it in all`)]
      : []),
    links,
  );
}

function side(desk: OpenedRowDesk, arrow: string, word: string, keys: readonly AssetKey[]): HTMLElement[] {
  if (keys.length === 0) return [];
  const line = element(
    "p",
    { class: "eg-table-near" },
    element("span", { "aria-hidden": "true" }, arrow),
    element("span", { class: "eg-hidden" }, word),
  );
  for (const key of keys.slice(0, mostNeighbours)) {
    const shape = badgeShapes[badgeOf(desk.table.badge[desk.table.find(key) ?? -1])];
    const link = plainButton("eg-link", undefined, () => desk.pick(key), key);
    link.append(element("span", { class: "eg-hidden" }, `, ${shape.word}`));
    line.append(element("span", {}, link, badgeImage(shape, 13)));
  }
  const more = keys.length - mostNeighbours;
  if (more > 0) line.append(element("span", { class: "eg-table-quiet" }, `and ${formatNumber(more)} more`));
  return [line];
}

function section(title: string, ...children: readonly Node[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}
