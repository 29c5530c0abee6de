import type { RunDetails, StepDetails } from "../../protocol/messages/server-messages.ts";
import { formatSeconds } from "../../protocol/record/format-facts.ts";
import { badgeImage, element } from "../controls/element.ts";
import { makeVirtualList } from "../controls/virtual-list.ts";
import { formatExactClock } from "./clock-words.ts";
import { stepBadges } from "./run-badges.ts";
import { axisMarks, type TimelineRow, type TimelineShape, timelineShape } from "./timeline-shape.ts";

export interface Timeline {
  readonly element: HTMLElement;
  show(details: RunDetails, now: number): void;
  focus(): void;
}

export interface TimelineDesk {
  chosen(step: StepDetails): void;
  opened(step: StepDetails): void;
}

const rowHeight = 22;
const mostRows = 14;

/** The steps of a run as bars over time. */
export function makeTimeline(desk: TimelineDesk): Timeline {
  const legend = element("div", { class: "eg-runs-legend" });
  const head = element("div", { class: "eg-runs-axis" });
  let details: RunDetails | undefined;
  let shape: TimelineShape | undefined;
  let active = 0;
  const list = makeVirtualList({ head, makeRow });
  list.body.setAttribute("role", "presentation");
  const box = list.element;
  box.classList.add("eg-runs-timeline");
  box.tabIndex = 0;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Timeline, one item a step");
  box.addEventListener("keydown", (event) => {
    const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: (shape?.rows.length ?? 1) - 1 }[event.key];
    if (to !== undefined) goTo(to);
    else if (event.key === "Enter") withStep(active, desk.opened);
    else if (event.key === " ") withStep(active, desk.chosen);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function withStep(row: number, done: (step: StepDetails) => void): void {
    const step = details?.steps[shape?.rows[row]?.step ?? -1];
    if (step !== undefined) done(step);
  }

  function goTo(row: number): void {
    const before = active;
    active = Math.max(0, Math.min((shape?.rows.length ?? 1) - 1, row));
    list.reveal(active);
    list.renew(before);
    list.renew(active);
    box.setAttribute("aria-activedescendant", `eg-runs-step-${active}`);
  }

  function makeRow(index: number): HTMLElement {
    const row = shape?.rows[index];
    const step = details?.steps[row?.step ?? -1];
    const made = element("div", { class: "eg-runs-step", role: "option", id: `eg-runs-step-${index}` });
    if (row === undefined || step === undefined || shape === undefined) return made;
    made.setAttribute("aria-selected", String(index === active));
    made.setAttribute("aria-label", row.facts);
    made.title = row.facts;
    made.dataset.state = step.state;
    if (row.isCritical) made.classList.add("eg-runs-critical");
    const name = element(
      "span",
      { class: "eg-runs-name" },
      badgeImage(stepBadges[step.state], 13),
      element("span", {}, row.name),
    );
    made.append(name, lane(row, index, shape, step));
    made.addEventListener("click", () => {
      goTo(index);
      desk.chosen(step);
    });
    made.addEventListener("dblclick", () => desk.opened(step));
    return made;
  }

  return {
    element: element("section", { class: "eg-runs-times", "aria-label": "Timeline" }, legend, box),
    show(next, now) {
      const isOther = details?.summary.run !== next.summary.run;
      details = next;
      shape = timelineShape(next, now);
      // It opens at what failed.
      if (isOther)
        active = Math.max(
          0,
          shape.rows.findIndex(({ step }) => next.steps[step]?.state === "failed"),
        );
      active = Math.min(active, Math.max(0, shape.rows.length - 1));
      legend.replaceChildren(...legendWords(shape, next));
      head.replaceChildren(...axis(shape));
      box.style.setProperty("--eg-runs-marks", markWidth(shape));
      const shown = Math.min(mostRows, shape.rows.length);
      box.style.setProperty("height", `${shown * rowHeight + (shape.firstStart === undefined ? 22 : 66) + 12}px`);
      const top = box.scrollTop;
      list.setRows({ count: shape.rows.length, rowHeight });
      if (isOther) list.reveal(active);
      else box.scrollTop = top;
    },
    focus: () => box.focus(),
  };
}

function percent(time: number, { from, to }: TimelineShape): number {
  return ((time - from) / (to - from)) * 100;
}

function bar(looks: string, from: number, to: number, shape: TimelineShape): HTMLElement {
  const made = element("i", { class: looks });
  made.style.setProperty("left", `${percent(from, shape).toFixed(3)}%`);
  made.style.setProperty("width", `${Math.max(0, percent(to, shape) - percent(from, shape)).toFixed(3)}%`);
  return made;
}

function lane(row: TimelineRow, index: number, shape: TimelineShape, step: StepDetails): HTMLElement {
  const made = element("span", { class: "eg-runs-lane" });
  for (const { part, from, to } of row.bars) made.append(bar(`eg-runs-bar eg-runs-${part}`, from, to, shape));
  if (row.isCritical && row.span !== undefined) {
    made.append(bar("eg-runs-outline", row.span.from, row.span.to, shape));
  }
  for (const piece of joints(shape, index)) made.append(piece);
  made.append(label(row, shape, step));
  return made;
}

/** The lines that join the bars of the critical path, as far as they pass through this row. */
function joints(shape: TimelineShape, index: number): HTMLElement[] {
  const pieces: HTMLElement[] = [];
  const path = shape.rows.flatMap((row, at) => (row.isCritical ? [{ at, end: row.span?.to ?? shape.to }] : []));
  for (const [order, { at, end }] of path.entries()) {
    const next = path[order + 1]?.at;
    if (next === undefined || index < at || index > next) continue;
    const where = index === at ? "eg-runs-leaves" : index === next ? "eg-runs-arrives" : "";
    const piece = element("i", { class: `eg-runs-joint ${where}` });
    piece.style.setProperty("left", `${percent(end, shape).toFixed(3)}%`);
    pieces.push(piece);
  }
  return pieces;
}

function label(row: TimelineRow, shape: TimelineShape, step: StepDetails): HTMLElement {
  const made = element("span", { class: "eg-runs-words" }, row.words);
  const because = shape.rows.find(({ name }) => name === step.because)?.span?.to ?? shape.from;
  const from = row.bars[0]?.from ?? row.span?.from ?? because;
  const end = percent(row.span?.to ?? because, shape);
  if (end <= 80) made.style.setProperty("left", `calc(${end.toFixed(3)}% + 8px)`);
  else made.style.setProperty("right", `calc(${(100 - percent(from, shape)).toFixed(3)}% + 8px)`);
  return made;
}

function markWidth(shape: TimelineShape): string {
  const seconds = (shape.to - shape.from) / 1000;
  const [first] = axisMarks(seconds, 6);
  return first === undefined ? "100%" : `${((first / seconds) * 100).toFixed(3)}%`;
}

function axis(shape: TimelineShape): HTMLElement[] {
  const seconds = (shape.to - shape.from) / 1000;
  const marks = axisMarks(seconds, 6).map((mark) => {
    const made = element("span", { class: "eg-runs-mark" }, formatSeconds(mark).replace(".0 s", " s"));
    const at = (mark / seconds) * 100;
    made.style.setProperty("left", `${at.toFixed(3)}%`);
    if (at > 94) made.classList.add("eg-runs-last");
    return made;
  });
  const start = element("span", { class: "eg-runs-mark eg-runs-first" }, formatExactClock(shape.from).slice(0, 8));
  const scale = element("div", { class: "eg-runs-head" }, element("span", {}), element("span", {}, start, ...marks));
  if (shape.firstStart === undefined) return [scale];
  const band = element("span", { class: "eg-runs-band" });
  for (const { from, to, count } of shape.parts) {
    if (count === 0) continue;
    const part = bar("eg-runs-level", from, to, shape);
    part.style.setProperty("height", `${(count / shape.most) * 100}%`);
    part.title = `${count} at once`;
    band.append(part);
  }
  const setUp = (shape.firstStart - shape.from) / 1000;
  const words = element("span", { class: "eg-runs-words" }, `${formatSeconds(setUp)} set-up`);
  words.style.setProperty("left", `calc(${percent(shape.firstStart, shape).toFixed(3)}% + 8px)`);
  const before = bar("eg-runs-bar eg-runs-other", shape.from, shape.firstStart, shape);
  return [
    scale,
    element("div", { class: "eg-runs-head" }, element("span", {}, "at once"), band),
    element("div", { class: "eg-runs-head" }, element("span", {}, "run"), element("span", {}, before, words)),
  ];
}

const parts = [
  ["wait", "waits"],
  ["other", "set-up and the rest"],
  ["load", "load"],
  ["compute", "compute"],
  ["store", "store"],
] as const;

function legendWords(shape: TimelineShape, details: RunDetails): HTMLElement[] {
  const swatch = (part: string, words: string): HTMLElement =>
    element("span", {}, element("i", { class: `eg-runs-swatch eg-runs-${part}` }), words);
  const total = (shape.to - shape.from) / 1000;
  const most = details.concurrency === undefined ? `${shape.most}` : `${shape.most} of ${details.concurrency}`;
  const said = element("span", { class: "eg-runs-said" }, shape.most === 0 ? "" : `Up to ${most} at once.`);
  if (shape.longest !== undefined) {
    const share = Math.min(99, Math.round(shape.longest.share * 100));
    said.append(element("b", {}, ` ${shape.longest.name} alone is ${share}% of the time.`));
  }
  return [
    element("h2", {}, "Timeline"),
    ...parts.map(([part, words]) => swatch(part, words)),
    swatch("path", `critical path, ${formatSeconds(shape.pathSeconds)} of ${formatSeconds(total)}`),
    said,
  ];
}
