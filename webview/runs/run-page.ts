import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import { formatCount, formatNumber, formatSeconds } from "../../protocol/record/format-facts.ts";
import type { PlanRequest } from "../../protocol/record/run-plan.ts";
import { badgeImage, element, iconImage, plainButton } from "../controls/element.ts";
import { makeButton } from "../controls/toolkit.ts";
import type { ViewDesk } from "../views/view.ts";
import { formatClock, formatDay } from "./clock-words.ts";
import { makeComparisonPanel } from "./comparison-panel.ts";
import { makeErrorNotices } from "./error-notices.ts";
import { runBadges, stepBadges } from "./run-badges.ts";
import { makeRunLog, type RunLog } from "./run-log.ts";
import { requestAgain, requestFromFailure } from "./run-requests.ts";
import { runTitle, shortRunId, triggerWords } from "./run-words.ts";
import { makeTimeline } from "./timeline.ts";

/** One run: what came of it, its steps over time, its log. */
export interface RunPage {
  readonly element: HTMLElement;
  readonly log: RunLog;
  show(details: RunDetails): void;
  /** Time went on, nothing else. */
  renewTimes(details: RunDetails): void;
  /** A run that cannot be shown, in words. */
  say(words: string, again: () => void): void;
  fromFailure(): void;
  again(): void;
  plan(): void;
  /** Opens or closes the comparison with what was there before. */
  compare(): void;
  focusTimeline(): void;
}

export function makeRunPage(desk: ViewDesk): RunPage {
  const head = element("header", { class: "eg-runs-title" });
  const notices = makeErrorNotices(desk);
  const comparison = makeComparisonPanel(desk);
  const log = makeRunLog(desk);
  const timeline = makeTimeline({
    chosen: (step) => {
      const asset = step.assets[0] ?? step.checks[0]?.asset;
      if (asset !== undefined) desk.pick(asset);
    },
    opened: (step) => {
      const asset = step.assets[0] ?? step.checks[0]?.asset;
      if (step.error?.range !== undefined) desk.host.tell({ kind: "open place", range: step.error.range });
      else if (asset !== undefined) desk.host.tell({ kind: "open", asset });
    },
  });
  let shown: RunDetails | undefined;

  function start(request: PlanRequest | undefined): void {
    if (request !== undefined && desk.canRun()) desk.host.tell({ kind: "materialize", request });
  }

  const page: RunPage = {
    element: element(
      "div",
      { class: "eg-runs-page" },
      head,
      notices.element,
      comparison.element,
      timeline.element,
      log.element,
    ),
    log,
    show(details) {
      shown = details;
      timeline.element.hidden = false;
      log.element.hidden = false;
      head.replaceChildren(...headWords(desk, details, page));
      notices.show(details);
      comparison.show(details);
      timeline.show(details, desk.now());
      log.show(details);
    },
    renewTimes(details) {
      const under = head.querySelector(".eg-runs-under");
      if (under !== null) under.textContent = underWords(details, desk.now());
      timeline.show(details, desk.now());
    },
    say(words, again) {
      shown = undefined;
      timeline.element.hidden = true;
      log.element.hidden = true;
      head.replaceChildren();
      comparison.close();
      notices.clear(
        element("div", { class: "eg-notice", "data-colour": "failed" }, words),
        makeButton("Ask again", {}, again),
      );
    },
    fromFailure: () => start(shown === undefined ? undefined : requestFromFailure(shown)?.request),
    again: () => start(shown === undefined ? undefined : requestAgain(shown)),
    plan() {
      if (shown === undefined) return;
      const request = requestFromFailure(shown)?.request ?? requestAgain(shown);
      if (request !== undefined) desk.go({ view: "plan", request });
    },
    compare() {
      if (shown !== undefined) comparison.toggle(shown);
    },
    focusTimeline: () => timeline.focus(),
  };
  return page;
}

function headWords(desk: ViewDesk, details: RunDetails, page: RunPage): Node[] {
  const { summary } = details;
  const isLive = summary.state === "started";
  const failure = requestFromFailure(details);
  const again = requestAgain(details);
  const buttons = element("div", { class: "eg-actions" });
  if (desk.canRun()) {
    if (isLive) {
      const cancel = (): void => desk.host.tell({ kind: "cancel", run: summary.run });
      buttons.append(makeButton("Cancel", { primary: true, icon: iconImage("stop") }, cancel));
    } else {
      if (failure !== undefined) {
        buttons.append(makeButton("From failure", { primary: true, icon: iconImage("play") }, page.fromFailure));
      }
      if (again !== undefined) {
        buttons.append(makeButton("Re-run", { primary: failure === undefined, icon: iconImage("play") }, page.again));
      }
    }
  }
  if (details.steps.some(({ assets }) => assets.length > 0)) {
    const compare = makeButton("Compare", { icon: iconImage("difference") }, page.compare);
    compare.title = "Compare with what was there before this run (C)";
    buttons.append(compare);
  }
  const title = element(
    "div",
    { class: "eg-runs-headline" },
    badgeImage(runBadges[summary.state], 18),
    element("h1", {}, `Run ${shortRunId(summary.run)}, ${runTitle(summary)}`),
    element("span", { class: "eg-runs-under" }, underWords(details, desk.now())),
    buttons,
  );
  const facts = element("div", { class: "eg-runs-facts" }, ...counts(details.steps));
  if (failure !== undefined && !isLive) {
    const all = formatCount(details.steps.length, "step");
    facts.append(element("span", {}, `From failure runs ${formatNumber(failure.steps)} of ${all}`));
  }
  if (!isLive && again !== undefined)
    facts.append(plainButton("eg-link", "Plan what would run (P)", page.plan, "Plan"));
  if (isSaying(details.config)) {
    const config = element("details", {}, element("summary", {}, "Config"));
    config.append(element("pre", {}, JSON.stringify(details.config, undefined, 2)));
    facts.append(config);
  }
  return [title, facts];
}

/** `from the editor, today at 18:24, 2.4 s so far, env dev`. */
function underWords({ summary, environment }: RunDetails, now: number): string {
  const { startedAt, endedAt } = summary;
  const took = formatSeconds(Math.max(0, (endedAt ?? now) - startedAt) / 1000);
  const when = `${formatDay(startedAt, now)} at ${formatClock(startedAt)}`;
  return [
    triggerWords(summary.trigger),
    when.replace(/^T/, "t").replace(/^Y/, "y"),
    summary.state === "started" ? `${took} so far` : took,
    `env ${environment}`,
  ].join(", ");
}

function isSaying(config: RunDetails["config"]): boolean {
  return config !== null && typeof config === "object" && Object.keys(config).length > 0;
}

const said: readonly (readonly [state: StepDetails["state"], words: string])[] = [
  ["succeeded", "done"],
  ["running", "running"],
  ["failed", "failed"],
  ["upstream failed", "not run because of it"],
  ["skipped", "skipped"],
  ["cancelled", "cancelled"],
  ["waiting", "waiting"],
];

function counts(steps: readonly StepDetails[]): HTMLElement[] {
  return said.flatMap(([state, words]) => {
    const count = steps.filter((step) => step.state === state).length;
    if (count === 0) return [];
    return [element("span", {}, badgeImage(stepBadges[state], 13), `${formatNumber(count)} ${words}`)];
  });
}
