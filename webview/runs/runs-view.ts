import type { RunDetails, RunSummary } from "../../protocol/messages/server-messages.ts";
import type { RunId } from "../../protocol/record/identifiers.ts";
import { element } from "../controls/element.ts";
import { makeButton, makeProgressRing } from "../controls/toolkit.ts";
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
  let turn = 0;
  let asking = false;
  let askAgain = false;
  let ticking: number | undefined;

  const facets = makeFacetBox(draw);
  const page = makeRunPage(desk);
  const list = makeRunList(choose, () => page.focusTimeline());
  const empty = element("div", { class: "eg-runs-empty" });
  const root = element(
    "section",
    { class: "eg-runs", "aria-label": "Runs", tabindex: "-1" },
    element("div", { class: "eg-runs-grid" }, facets.element, list.element, page.element, empty),
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
      Escape: list.focus,
    };
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act === undefined || (event.key === "Escape" && list.element.contains(document.activeElement))) return;
    act();
    event.preventDefault();
    event.stopPropagation();
  }

  function choose(run: RunId): void {
    followsLatest = false;
    open(run);
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
    const mine = ++turn;
    try {
      const answer = await desk.host.ask("runs", { limit: mostRuns });
      if (mine !== turn) return;
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
      if (mine !== turn) return;
      const again = makeButton("Ask again", {}, () => void askRuns());
      const words = `The runs could not be read: ${error instanceof Error ? error.message : String(error)}`;
      empty.replaceChildren(element("div", { class: "eg-notice", "data-colour": "failed" }, words), again);
      root.classList.add("eg-runs-none");
    }
  }

  async function askDetails(): Promise<void> {
    if (asking) {
      askAgain = true;
      return;
    }
    const run = chosen;
    if (run === undefined) return;
    asking = true;
    try {
      const answer = await desk.host.ask("run", { run });
      if (run === chosen) take(run, answer);
    } catch (error) {
      const words = `The run could not be read: ${error instanceof Error ? error.message : String(error)}`;
      if (run === chosen) page.say(words, () => void askDetails());
    } finally {
      asking = false;
    }
    if (!askAgain && run === chosen) return;
    askAgain = false;
    await askDetails();
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

  empty.append(makeProgressRing());
  root.classList.add("eg-runs-none");
  return {
    element: root,
    show(place) {
      isShown = true;
      if (place.view === "runs" && place.run !== undefined && place.run !== chosen) {
        followsLatest = false;
        open(place.run);
      }
      void askRuns();
      if (details !== undefined) void askDetails();
    },
    hide() {
      isShown = false;
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
