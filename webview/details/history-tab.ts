import type { AssetDetails, MaterializationSummary } from "../../protocol/messages/server-messages.ts";
import {
  formatAge,
  formatBytes,
  formatChange,
  formatNumber,
  formatSeconds,
} from "../../protocol/record/format-facts.ts";
import type { EventId } from "../../protocol/record/identifiers.ts";
import { element, lineChart, plainButton } from "../controls/element.ts";
import { makeButton } from "../controls/toolkit.ts";
import type { ViewDesk } from "../views/view.ts";
import { factList, section } from "./detail-parts.ts";
import { usualSeconds } from "./materialization-words.ts";
import { metadataFacts } from "./metadata-values.ts";

/** Every materialization that is remembered, how they went, and two of them to compare. `ticked` outlives a new answer. */
export function historyTab(desk: ViewDesk, details: AssetDetails, ticked: Set<EventId>): Node[] {
  const { history } = details;
  if (history.length === 0) return [element("p", { class: "eg-under" }, "Never materialized.")];
  const bar = element("div", { class: "eg-actions" });
  const showBar = (): void => {
    const chosen = history.filter(({ event }) => ticked.has(event));
    const [after, before] = chosen;
    const compare = makeButton("Compare", {}, () => {
      if (before === undefined || after === undefined) return;
      desk.go({ view: "value", asset: details.card.key, compare: { before: before.event, after: after.event } });
    });
    const isReady = chosen.length === 2;
    bar.replaceChildren(
      ...(isReady ? [compare] : []),
      element("span", { class: "eg-under" }, isReady ? "" : "Tick two to compare their values."),
    );
  };
  // Nothing that was forgotten stays ticked.
  for (const event of ticked) if (!history.some((one) => one.event === event)) ticked.delete(event);
  showBar();
  const items = history.map((made, index) => {
    const tick = element("input", {
      type: "checkbox",
      "aria-label": `Compare the one of ${formatAge(made.time, desk.now())}`,
    });
    tick.checked = ticked.has(made.event);
    tick.addEventListener("change", () => {
      if (tick.checked) ticked.add(made.event);
      else ticked.delete(made.event);
      // A third one takes the place of the oldest tick.
      if (ticked.size > 2) {
        const [first] = ticked;
        if (first !== undefined) ticked.delete(first);
        items.forEach((item, at) => {
          const box = item.querySelector("input");
          if (box !== null) box.checked = ticked.has(history[at]?.event as EventId);
        });
      }
      showBar();
    });
    return materialization(desk, made, history[index + 1], tick);
  });
  return [...charts(history), ...(history.length < 2 ? [] : [bar]), element("ol", { class: "eg-history" }, ...items)];
}

function charts(history: readonly MaterializationSummary[]): Node[] {
  const rows = history.flatMap((one) => one.rows ?? []).toReversed();
  const seconds = history.flatMap((one) => one.seconds ?? []).toReversed();
  const usual = usualSeconds(history);
  return [
    ...(rows.length < 2
      ? []
      : [
          section(
            "Rows over time",
            lineChart(rows, `Rows from ${formatNumber(rows[0] ?? 0)} to ${formatNumber(rows.at(-1) ?? 0)}`),
          ),
        ]),
    ...(seconds.length < 2
      ? []
      : [
          section(
            `Duration${usual === undefined ? "" : `, ${usual}`}`,
            lineChart(
              seconds,
              `Seconds from ${formatSeconds(seconds[0] ?? 0)} to ${formatSeconds(seconds.at(-1) ?? 0)}`,
            ),
          ),
        ]),
  ];
}

function materialization(
  desk: ViewDesk,
  made: MaterializationSummary,
  before: MaterializationSummary | undefined,
  tick: HTMLElement,
): HTMLElement {
  const now = desk.now();
  const change =
    made.rows === undefined || before?.rows === undefined || before.rows === 0
      ? undefined
      : formatChange((made.rows - before.rows) / before.rows);
  const parts = [
    ...(made.rows === undefined ? [] : [`${formatNumber(made.rows)} rows`]),
    ...(change === undefined ? [] : [change]),
    ...(made.seconds === undefined ? [] : [formatSeconds(made.seconds)]),
  ];
  const { run } = made;
  const isNewCode = before?.codeVersion !== undefined && before.codeVersion !== made.codeVersion;
  const facts: [string, Node | string][] = [
    ...(made.codeVersion === undefined
      ? []
      : [["Code version", element("span", { class: "eg-code" }, made.codeVersion.slice(0, 6))] as [string, Node]]),
    ["Data version", element("span", { class: "eg-code" }, made.dataVersion.slice(0, 12))],
    ...(made.bytes === undefined ? [] : [["Stored", formatBytes(made.bytes)] as [string, string]]),
    ...metadataFacts(made.metadata, now),
  ];
  const more = element("details", {}, element("summary", {}, "Metadata"), factList(facts));
  return element(
    "li",
    {},
    element(
      "div",
      { class: "eg-made" },
      tick,
      element("b", {}, formatAge(made.time, now)),
      ...(isNewCode ? [element("span", { class: "eg-mark" }, "new code")] : []),
      element("span", { class: "eg-right" }, parts.join("  ")),
    ),
    element(
      "div",
      { class: "eg-links" },
      ...(run === undefined
        ? []
        : [plainButton("eg-link", undefined, () => desk.go({ view: "runs", run }), "Run log")]),
      more,
    ),
  );
}
