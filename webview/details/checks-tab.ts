import type { AssetDetails, CheckDetails, CheckSummary } from "../../protocol/messages/server-messages.ts";
import { formatAge, formatCount } from "../../protocol/record/format-facts.ts";
import { badgeImage, element, iconImage, plainButton } from "../controls/element.ts";
import { makeButton, makeTag } from "../controls/toolkit.ts";
import { type BadgeShape, badgeShapes } from "../drawing/badge-shapes.ts";
import { selectionOf } from "../lineage/run-actions.ts";
import type { ViewDesk } from "../views/view.ts";
import { factList, placeWords } from "./detail-parts.ts";
import { metadataFacts } from "./metadata-values.ts";

/** A failed check that only warns. */
const warning: BadgeShape = {
  word: "warns",
  colour: "stale",
  strokes: [
    { path: "M8 2.2L14.4 13.4H1.6z", colour: "stale", width: 1.5 },
    { path: "M8 6.2v3.4M8 11.4v.4", colour: "stale", width: 1.5 },
  ],
  cell: [],
};
const passed: BadgeShape = { ...badgeShapes.fresh, word: "passed" };
const failed: BadgeShape = { ...badgeShapes.failed, word: "failed" };
const notRun: BadgeShape = { ...badgeShapes.never, word: "not run yet" };
const otherCode: BadgeShape = { ...badgeShapes.never, word: "not evaluated with this code" };

/** Every check with its last results. */
export function checksTab(desk: ViewDesk, details: AssetDetails): Node[] {
  const { checks, card } = details;
  if (checks.length === 0)
    return [
      element("p", { class: "eg-under" }, "No check looks at this asset. A check is a function that judges its value."),
    ];
  const again = makeButton(`Run ${formatCount(checks.length, "check")}`, { icon: iconImage("play") }, () =>
    desk.host.tell({ kind: "materialize", request: { selection: selectionOf([card.key]), checks: "only" } }),
  );
  const canCheck = desk.canRun() && details.latest !== undefined;
  return [
    ...(canCheck ? [element("div", { class: "eg-actions" }, again)] : []),
    element("ul", { class: "eg-checks" }, ...checks.map((check) => element("li", {}, ...checkInFull(desk, check)))),
  ];
}

/** One line: badge, name, what it found. */
export function checkBrief(check: CheckDetails): Node[] {
  const shape = shapeNow(check);
  return [
    badgeImage(shape, 14),
    element("span", {}, check.name, element("span", { class: "eg-hidden" }, `, ${shape.word}`)),
    element("span", { class: "eg-right", "data-colour": shape === passed ? "" : shape.colour }, foundWords(check)),
  ];
}

function checkInFull(desk: ViewDesk, check: CheckDetails): Node[] {
  const [latest] = check.results;
  const shape = shapeNow(check);
  const place = placeWords(check.range);
  const head = element(
    "div",
    { class: "eg-check-head" },
    badgeImage(shape, 16),
    element("b", {}, check.name),
    ...(check.blocking ? [makeTag("blocking")] : []),
    ...(check.severity === "WARN" ? [makeTag("warns")] : []),
  );
  const { run } = latest ?? {};
  const facts = [...(latest === undefined ? [] : metadataFacts(latest.result.metadata, desk.now()))];
  return [
    head,
    element("p", {}, sentence(desk, check)),
    ...(check.description === undefined ? [] : [element("p", { class: "eg-under" }, check.description)]),
    ...(check.outdated === undefined ? [] : [element("p", { class: "eg-outdated" }, outdatedWords(check.outdated))]),
    ...(latest?.result.error === undefined ? [] : [element("p", { class: "eg-code" }, latest.result.error.message)]),
    ...(facts.length === 0 ? [] : [factList(facts)]),
    ...(check.results.length < 2 ? [] : [dots(check.results, desk.now())]),
    element(
      "div",
      { class: "eg-links" },
      plainButton(
        "eg-link eg-code",
        undefined,
        () => desk.host.tell({ kind: "open place", range: check.range }),
        place,
      ),
      ...(run === undefined ? [] : [plainButton("eg-link", undefined, () => desk.go({ view: "runs", run }), "Run")]),
    ),
  ];
}

function sentence(desk: ViewDesk, { results }: CheckDetails): string {
  const [latest] = results;
  if (latest === undefined) return "Not run yet.";
  const said = latest.result.description;
  return `${said === undefined || said === "" ? `${capitalWord(latest)}` : said}${said?.endsWith(".") === true ? "" : ","} ${formatAge(latest.time, desk.now())}.`.replace(
    ".,",
    ",",
  );
}

function capitalWord(summary: CheckSummary): string {
  const { word } = shapeOf(summary);
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function outdatedWords(outdated: "code" | "data"): string {
  return outdated === "code"
    ? "Not evaluated with this code: the check has changed since."
    : "The asset was made again since.";
}

/** The results of before as dots, the oldest first. */
function dots(results: readonly CheckSummary[], now: number): HTMLElement {
  const oldest = results.toReversed();
  const fine = results.filter(({ result }) => result.passed).length;
  return element(
    "div",
    { class: "eg-dots", role: "img", "aria-label": `${fine} of the last ${results.length} results passed` },
    ...oldest.map((one) => {
      const shape = shapeOf(one);
      const dot = element("span", {}, badgeImage(shape, 12));
      dot.title = `${shape.word}, ${formatAge(one.time, now)}${one.result.description === undefined ? "" : `: ${one.result.description}`}`;
      return dot;
    }),
  );
}

function foundWords({ results, outdated }: CheckDetails): string {
  const [latest] = results;
  if (latest === undefined || outdated === "code") return shapeNow({ results, outdated }).word;
  if (latest.result.description !== undefined && latest.result.description !== "") return latest.result.description;
  return outdated === undefined ? shapeOf(latest).word : `${shapeOf(latest).word}, before`;
}

/** A result of other code says nothing of the check as it is now. */
function shapeNow({
  results,
  outdated,
}: {
  results: CheckDetails["results"];
  outdated?: CheckDetails["outdated"] | undefined;
}): BadgeShape {
  return outdated === "code" ? otherCode : shapeOf(results[0]);
}

function shapeOf(summary: CheckSummary | undefined): BadgeShape {
  if (summary === undefined) return notRun;
  if (summary.result.passed) return passed;
  return summary.result.severity === "WARN" ? warning : failed;
}
