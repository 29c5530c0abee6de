import type { RunDetails, RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { element, plainButton } from "../controls/element.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import type { View, ViewDesk } from "../views/view.ts";
import { makeFacetBox } from "./facet-box.ts";
import { isWanted } from "./run-facets.ts";
import { makeRunList } from "./run-list.ts";
import { makeRunPage } from "./run-page.ts";
import { runTitle, stateWords } from "./run-words.ts";

/** The server keeps no more of them in one answer. */
const mostRuns = 200;
const second = 1_000;
/** The style sheet's width below which the facets are a menu. */
const narrow = 1040;

/** What ran, newest first, and one run with its steps over time and its log. */
export function makeRunsView(desk: ViewDesk): View {
  let runs: readonly RunSummary[] = [];
  let chosen: RunId | undefined;
  /** Nobody has chosen one: the latest is shown, also when a later one begins. */
  let followsLatest = true;
  let details: RunDetails | undefined;
  let isShown = false;
  const askingRuns = makeLatestQuestion();
  /** The question for details that is under way. */
  let askingRun: { readonly run: RunId; readonly control: AbortController } | undefined;
  let askAgain = false;
  let ticking: number | undefined;

  const facets = makeFacetBox(draw);
  const page = makeRunPage(desk);
  const list = makeRunList(choose, () => {
    root.dataset["shows"] = "run";
    page.focusTimeline();
  });
  const empty = element("div", { class: "eg-runs-empty" });
  // Where list and run have no room beside each other, one of them is seen at a time.
  const back = plainButton("eg-link eg-runs-back", undefined, backToList, "‹ All runs");
  const root = element(
    "section",
    { class: "eg-runs", "aria-label": "Runs", tabindex: "-1" },
    element("div", { class: "eg-runs-grid" }, facets.element, list.element, back, page.element, empty),
  );
  root.addEventListener("keydown", pressed);
  let isWide: boolean | undefined;
  new ResizeObserver(([entry]) => {
    const width = entry?.contentRect.width ?? 0;
    if (width === 0 || width > narrow === isWide) return;
    isWide = width > narrow;
    facets.element.open = isWide;
  }).observe(root);

  function pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    const keys: Readonly<Record<string, () => void>> = {
      f: page.fromFailure,
      r: page.again,
      l: page.log.focus,
      n: page.log.nextError,
      p: page.plan,
      c: page.compare,
      Escape: backToList,
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act === undefined || (event.key === "Escape" && list.element.contains(document.activeElement))) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  /** Where one of list and run has room: the list stays while it is walked by keys, or the keyboard would be lost with it. */
  function choose(run: RunId, shows: "list" | "run"): void {
    followsLatest = false;
    root.dataset["shows"] = shows;
    open(run);
  }

  function backToList(): void {
    root.dataset["shows"] = "list";
    list.focus();
  }

  function open(run: RunId): void {
    if (chosen !== run) details = undefined;
    chosen = run;
    draw();
    void askDetails();
  }

  /** The selection and the pills hold here too: runs that made something of what they leave. */
  function isOfSelection({ assets }: RunSummary): boolean {
    if (assets.length === 0) return true;
    return assets.some((asset) => {
      const id = desk.table.find(asset);
      return id === undefined ? desk.selection().trim() === "" : desk.isChosen(id);
    });
  }

  function draw(): void {
    const now = desk.now();
    const selected = runs.filter(isOfSelection);
    const wanted = selected.filter((run) => isWanted(run, facets.facets(), now));
    facets.show(selected, now);
    list.show(wanted, runs.length, chosen, now);
    const isEmpty = runs.length === 0;
    root.classList.toggle("eg-runs-none", isEmpty);
    page.element.hidden = details === undefined && !isEmpty && page.element.childElementCount === 0;
    if (isEmpty) return;
    if (wanted.length > 0) {
      empty.replaceChildren();
      return;
    }
    empty.replaceChildren(
      element("p", {}, "No run is like this."),
      makeButton(`Show all ${runs.length}`, {}, () => {
        facets.clear();
        if (runs.some((run) => !isOfSelection(run))) desk.setSelection("");
      }),
    );
  }

  async function askRuns(): Promise<void> {
    const signal = askingRuns.begin();
    try {
      const answer = await desk.host.ask("runs", { limit: mostRuns }, signal);
      if (signal.aborted) return;
      runs = answer;
      if (runs.length === 0) {
        empty.replaceChildren(
          element("h1", {}, "No runs yet"),
          element("p", {}, "A run appears here when something is materialized, in the editor or in a terminal."),
        );
      }
      const [latest] = runs.toSorted((a, b) => b.startedAt - a.startedAt);
      if (latest !== undefined && (chosen === undefined || followsLatest)) open(latest.run);
      else draw();
    } catch (error) {
      if (signal.aborted) return;
      const again = makeButton("Ask again", {}, () => void askRuns());
      const words = `The runs could not be read: ${error instanceof Error ? error.message : String(error)}`;
      empty.replaceChildren(element("div", { class: "eg-notice", "data-colour": "failed" }, words), again);
      root.classList.add("eg-runs-none");
    }
  }

  async function askDetails(): Promise<void> {
    const run = chosen;
    if (run === undefined) return;
    // Of one run that goes on much is told: it is asked for again when the answer is there. Another run's is not waited for.
    if (askingRun?.run === run) {
      askAgain = true;
      return;
    }
    askingRun?.control.abort();
    const control = new AbortController();
    askingRun = { run, control };
    askAgain = false;
    try {
      const answer = await desk.host.ask("run", { run }, control.signal);
      if (control.signal.aborted) return;
      take(run, answer);
    } catch (error) {
      if (control.signal.aborted) return;
      const words = `The run could not be read: ${error instanceof Error ? error.message : String(error)}`;
      page.say(words, () => void askDetails());
    }
    askingRun = undefined;
    if (askAgain) await askDetails();
  }

  function take(run: RunId, answer: RunDetails | null): void {
    if (answer === null) {
      page.say(`The store knows no run ${run}.`, () => void askDetails());
      return;
    }
    details = answer;
    page.element.hidden = false;
    page.show(answer);
    tick();
  }

  /** While a run is live its bars grow. */
  function tick(): void {
    const isLive = isShown && details?.summary.state === "started";
    if (isLive && ticking === undefined) {
      ticking = window.setInterval(() => {
        if (details !== undefined) page.renewTimes(details);
        draw();
      }, second);
    } else if (!isLive && ticking !== undefined) {
      window.clearInterval(ticking);
      ticking = undefined;
    }
  }

  root.dataset["shows"] = "list";
  empty.append(makeProgressRing());
  root.classList.add("eg-runs-none");
  return {
    element: root,
    show(place) {
      isShown = true;
      if (place.view === "runs" && place.run !== undefined && place.run !== chosen) {
        choose(place.run, "run");
      } else if (chosen !== undefined) void askDetails();
      void askRuns();
    },
    hide() {
      isShown = false;
      askingRuns.drop();
      askingRun?.control.abort();
      askingRun = undefined;
      tick();
    },
    renew(what) {
      if (what.chosen === true) draw();
    },
    run(run) {
      const before = runs.find((one) => one.run === run.run);
      runs = before === undefined ? [run, ...runs] : runs.map((one) => (one.run === run.run ? run : one));
      if (before?.state === "started" && run.state !== "started") {
        desk.announce(`Run of ${runTitle(run)}: ${stateWords[run.state]}`);
      }
      if (before === undefined && followsLatest) open(run.run);
      else draw();
      if (run.run === chosen) void askDetails();
    },
    focus: list.focus,
  };
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && /^(input|select|textarea|vscode-text-field)$/i.test(target.tagName);
}
