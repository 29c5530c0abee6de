import type { RunDetails } from "../../protocol/messages/server-messages.ts";
import { formatNumber } from "../../protocol/record/format-facts.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import { makeTextBox } from "../controls/toolkit.ts";
import { makeVirtualList } from "../controls/virtual-list.ts";
import type { ViewDesk } from "../views/view.ts";
import { formatExactClock } from "./clock-words.ts";
import { type GatheredEvents, gatherEvents, noEvents } from "./gathered-events.ts";
import { countSegments, filterLog, type LogFilter, segments } from "./log-filter.ts";
import { type LogLine, logLine } from "./log-lines.ts";
import { makeSegments } from "./segments.ts";

export interface RunLog {
  readonly element: HTMLElement;
  /** Shows the log of a run; of the one that it shows already, what is new. */
  show(details: RunDetails): void;
  /** Shows only what names an asset. */
  narrow(asset: string): void;
  /** Goes to the next line that is an error; to the first after the last. */
  nextError(): void;
  focus(): void;
}

const rowHeight = 22;
/** How many events are asked for at first, and how many more each time that one goes to the beginning of them. */
const page = 2_000;
const mostEvents = 100_000;

export function makeRunLog(desk: ViewDesk): RunLog {
  let details: RunDetails | undefined;
  let gathered: GatheredEvents = noEvents;
  let limit = page;
  let lines: readonly LogLine[] = [];
  let shown: readonly LogLine[] = [];
  let filter: LogFilter = { segment: "All", text: "", importantOnly: true };
  let active = -1;
  let asking = false;
  /** Aborted when another run's log is shown. */
  let ofRun = new AbortController();
  /** Events to ask for when the present question is answered; 0: none. */
  let askNext = 0;

  const choice = makeSegments("Which lines", segments, (segment) => setFilter({ segment }));
  const box = makeTextBox("Filter the log by asset or text", "asset or text", iconImage("search"), (text) =>
    setFilter({ text }),
  );
  box.element.classList.add("eg-runs-find");
  const important = element("input", { type: "checkbox" });
  important.checked = true;
  important.addEventListener("change", () => setFilter({ importantOnly: important.checked }));
  const hidden = element("span", { class: "eg-runs-aside" });
  const copy = plainButton("eg-link", undefined, () => desk.host.tell({ kind: "copy", text: asText(shown) }), "Copy");
  copy.title = "Copy these lines as text";
  const more = plainButton("eg-link eg-runs-earlier", undefined, askEarlier, "Earlier events");
  const problem = element("div", { class: "eg-notice", "data-colour": "failed" });
  problem.hidden = true;
  const list = makeVirtualList({ head: more, makeRow });
  list.body.setAttribute("role", "presentation");
  const scroller = list.element;
  scroller.classList.add("eg-runs-log");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "log");
  // It is read when it is asked for; what ends is announced.
  scroller.setAttribute("aria-live", "off");
  scroller.setAttribute("aria-label", "Log of the run");
  scroller.addEventListener("keydown", (event) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: shown.length - 1 }[event.key];
    const line = shown[active];
    if (to !== undefined) goTo(to);
    else if (event.key === "Enter" && line !== undefined) open(line);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function setFilter(part: Partial<LogFilter>): void {
    filter = { ...filter, ...part };
    active = -1;
    draw(false);
  }

  function open(line: LogLine): void {
    if (line.place !== undefined) desk.host.tell({ kind: "open place", range: line.place });
    else if (line.asset !== undefined) desk.host.tell({ kind: "open", asset: line.asset });
  }

  function goTo(index: number): void {
    if (shown.length === 0) return;
    const before = active;
    active = Math.max(0, Math.min(shown.length - 1, index));
    list.reveal(active);
    if (before >= 0) list.renew(before);
    list.renew(active);
  }

  function makeRow(index: number): HTMLElement {
    const line = shown[index];
    const row = element("div", { class: "eg-runs-line" });
    if (line === undefined) return row;
    row.dataset.level = line.level;
    if (index === active) row.classList.add("eg-runs-active");
    row.append(
      element("span", { class: "eg-runs-clock" }, formatExactClock(line.time)),
      element("span", { class: "eg-runs-level-word" }, line.level),
      element("span", { class: "eg-runs-of" }, line.asset ?? "run"),
      element("span", { class: "eg-runs-text" }, line.text),
    );
    row.title = line.text;
    if (line.place !== undefined) {
      const words = `${line.place.file}:${line.place.start.line + 1}`;
      const link = plainButton("eg-link", undefined, () => open(line), words);
      link.tabIndex = -1;
      row.append(link);
    }
    row.addEventListener("click", () => {
      goTo(index);
      if (line.asset !== undefined) desk.pick(line.asset);
    });
    return row;
  }

  /** `keepsPlace`: what is new comes below, and who reads further up is left there. */
  function draw(keepsPlace: boolean): void {
    const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - rowHeight;
    const window = list.window();
    const anchor = keepsPlace && !isAtEnd ? shown[window.from] : undefined;
    const offset = anchor === undefined ? 0 : list.offset(window.from);
    const activeLine = shown[active];
    shown = filterLog(lines, filter);
    active = activeLine === undefined ? -1 : shown.findIndex(({ id }) => id === activeLine.id);
    const counts = countSegments(lines);
    choice.show(filter.segment, {
      All: formatNumber(counts.All),
      "My log": formatNumber(counts["My log"]),
      Warnings: formatNumber(counts.Warnings),
      Errors: formatNumber(counts.Errors),
    });
    const left =
      filter.segment === "All" && filter.importantOnly ? lines.filter((line) => !line.isImportant).length : 0;
    hidden.textContent = left === 0 ? "" : `${formatNumber(left)} hidden`;
    more.hidden = !gathered.hasEarlier || limit >= mostEvents;
    list.setRows({ count: shown.length, rowHeight });
    const at = anchor === undefined ? -1 : shown.findIndex(({ id }) => id === anchor.id);
    if (at >= 0) list.scrollTo(at, offset);
    else if (shown.length > 0) list.reveal(shown.length - 1);
  }

  function askEarlier(): void {
    limit = Math.min(mostEvents, limit * 5);
    void ask(limit);
  }

  async function ask(count: number): Promise<void> {
    const run = details?.summary.run;
    if (run === undefined) return;
    if (asking) {
      askNext = Math.max(askNext, count);
      return;
    }
    asking = true;
    const { signal } = ofRun;
    try {
      const answer = await desk.host.ask("events", { run, limit: count }, signal);
      if (!signal.aborted) take(answer, count);
    } catch (error) {
      // The log of another run is asked for already.
      if (signal.aborted) return;
      problem.textContent = `The log could not be read: ${error instanceof Error ? error.message : String(error)}`;
      problem.hidden = false;
    }
    if (signal.aborted) return;
    asking = false;
    if (askNext === 0) return;
    const next = askNext;
    askNext = 0;
    await ask(next);
  }

  function take(answer: Parameters<typeof gatherEvents>[1], count: number): void {
    problem.hidden = true;
    gathered = gatherEvents(gathered, answer, count);
    const steps = details?.steps ?? [];
    lines = gathered.events.flatMap((event) => logLine(event, steps) ?? []);
    draw(true);
  }

  const bar = element(
    "div",
    { class: "eg-runs-logbar" },
    element("h2", {}, "Log"),
    choice.element,
    box.element,
    element("span", { class: "eg-space" }),
    hidden,
    element("label", {}, important, "Important only"),
    copy,
  );
  return {
    element: element("section", { class: "eg-runs-logs", "aria-label": "Log" }, bar, problem, scroller),
    show(next) {
      if (details?.summary.run !== next.summary.run) {
        ofRun.abort();
        ofRun = new AbortController();
        asking = false;
        askNext = 0;
        gathered = noEvents;
        limit = page;
        lines = [];
        active = -1;
        box.setValue("");
        filter = { ...filter, segment: "All", text: "" };
        details = next;
        draw(false);
      }
      details = next;
      void ask(page);
    },
    narrow(asset) {
      box.setValue(asset);
      setFilter({ text: asset });
    },
    nextError() {
      const isError = (line: LogLine): boolean => line.level === "error";
      const after = shown.findIndex((line, index) => index > active && isError(line));
      const found = after >= 0 ? after : shown.findIndex(isError);
      if (found >= 0) goTo(found);
    },
    focus: () => scroller.focus(),
  };
}

/** As plain text, one line a line. */
export function asText(lines: readonly LogLine[]): string {
  return lines
    .map(({ time, level, asset, text, place }) => {
      const where = place === undefined ? "" : ` (${place.file}:${place.start.line + 1})`;
      return `${formatExactClock(time)} ${level.padEnd(5)} ${asset ?? "run"} ${text}${where}`;
    })
    .join("\n");
}
