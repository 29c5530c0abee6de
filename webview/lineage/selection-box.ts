import type { SelectionCompletion, SelectionProblem } from "../../protocol/messages/server-messages.ts";
import { element, iconImage, plainButton } from "../controls/element.ts";
import { makeLatestQuestion } from "../latest-question.ts";
import { selectionColours } from "./selection-colours.ts";

/** The field for the selection: coloured text, completion, what is wrong with it in its place, and the texts of before. */
export interface SelectionBox {
  readonly element: HTMLElement;
  /** Shows what the selection is now, when someone else changed it. */
  show(text: string): void;
  /** What is wrong with the text; none: nothing. `offer`: another text that would name something. */
  judge(problems: readonly SelectionProblem[], offer?: { readonly text: string; readonly words: string }): void;
  /** `12 of 12`, and what a screen reader hears. */
  count(short: string, long: string): void;
  focus(): void;
  earlier(): readonly string[];
}

export interface SelectionDesk {
  complete(text: string, offset: number, signal: AbortSignal): Promise<SelectionCompletion>;
  /** Some keys that were typed last: the text as it is now. */
  changed(text: string): void;
  /** The user is done with it. */
  leave(): void;
  /** What is kept has changed. */
  kept(): void;
}

type Candidate = SelectionCompletion["candidates"][number];

const typingPause = 120;
const mostEarlier = 30;

/** What tells one box of the page from another. */
export interface SelectionBoxNames {
  /** For a screen reader. */
  readonly label: string;
  readonly placeholder: string;
  /** Before the ids of its parts. */
  readonly id: string;
}

const pageBox: SelectionBoxNames = { label: "Select assets", placeholder: "Select assets  ( / )", id: "eg" };

export function makeSelectionBox(
  text: string,
  earlierTexts: readonly string[],
  desk: SelectionDesk,
  names = pageBox,
): SelectionBox {
  const listId = `${names.id}-suggestions`;
  const problemId = `${names.id}-selection-problem`;
  const earlier = [...earlierTexts];
  const colours = element("div", { class: "eg-select-colours", "aria-hidden": "true" });
  const field = element("input", {
    type: "text",
    class: "eg-select-field",
    role: "combobox",
    "aria-label": names.label,
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": listId,
    placeholder: names.placeholder,
    autocomplete: "off",
    spellcheck: "false",
  });
  const short = element("span", { class: "eg-count", "aria-hidden": "true" });
  const long = element("span", { class: "eg-hidden", role: "status" });
  const clear = plainButton("eg-icon eg-select-clear", "Select all assets", () => set(""), iconImage("close"));
  const list = element("ul", { class: "eg-suggestions", id: listId, role: "listbox", "aria-label": "Suggestions" });
  const problemBox = element("div", { class: "eg-select-problem", id: problemId, role: "alert" });
  const root = element(
    "div",
    { class: "eg-select" },
    iconImage("search"),
    element("div", { class: "eg-select-text" }, colours, field),
    short,
    clear,
    long,
    list,
    problemBox,
  );
  list.hidden = true;
  problemBox.hidden = true;
  field.value = text;
  let problems: readonly SelectionProblem[] = [];
  let candidates: readonly Candidate[] = [];
  let place = { start: 0, end: 0 };
  let active = -1;
  /** The question for suggestions that is under way. */
  const question = makeLatestQuestion();
  let timer: number | undefined;
  /** Where the walk through earlier texts is; the text of now is behind the last. */
  let step = earlier.length;
  let draft = text;
  /** What the box held when the keyboard came. */
  let before = text;

  function paint(): void {
    const value = field.value;
    let at = 0;
    colours.replaceChildren(
      ...selectionColours(value).map(({ text: part, role }) => {
        const start = at;
        at += part.length;
        const isWrong =
          list.hidden &&
          problems.some((problem) => problem.start < at && Math.max(problem.end, problem.start + 1) > start);
        return element("span", { class: `eg-token-${role}${isWrong ? " eg-wrong" : ""}` }, part);
      }),
    );
    if (list.hidden && problems.some(({ start }) => start >= value.length)) {
      colours.append(element("span", { class: "eg-wrong" }, "\u00a0"));
    }
    colours.scrollLeft = field.scrollLeft;
    clear.hidden = value === "";
  }

  function tell(): void {
    window.clearTimeout(timer);
    desk.changed(field.value);
  }

  function set(next: string): void {
    field.value = next;
    problems = [];
    paint();
    close();
    tell();
    remember();
  }

  function remember(): void {
    const value = field.value.trim();
    if (value !== "" && earlier.at(-1) !== value) {
      const at = earlier.indexOf(value);
      if (at >= 0) earlier.splice(at, 1);
      earlier.push(value);
      earlier.splice(0, earlier.length - mostEarlier);
      desk.kept();
    }
    step = earlier.length;
    draft = field.value;
    before = field.value;
  }

  function close(): void {
    question.drop();
    active = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
    if (list.hidden) return;
    list.hidden = true;
    paint();
    showProblem();
  }

  function mark(next: number): void {
    active = next;
    [...list.children].forEach((row, index) => {
      row.setAttribute("aria-selected", String(index === next));
      if (index === next) row.scrollIntoView({ block: "nearest" });
    });
    if (next < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", `${listId}-${next}`);
  }

  function accept(index: number): void {
    const candidate = candidates[index];
    if (candidate === undefined) return;
    field.value = field.value.slice(0, place.start) + candidate.text + field.value.slice(place.end);
    const caret = place.start + candidate.text.length;
    field.setSelectionRange(caret, caret);
    problems = [];
    paint();
    close();
    tell();
    // Behind `group:` come its values.
    if (candidate.kind === "attribute" || candidate.kind === "function") void suggest();
  }

  async function suggest(): Promise<void> {
    const signal = question.begin();
    const offset = field.selectionStart ?? field.value.length;
    try {
      const found = await desk.complete(field.value, offset, signal);
      if (signal.aborted || document.activeElement !== field) return;
      place = found;
      const written = field.value.slice(found.start, found.end);
      candidates = found.candidates.filter((one) => one.text !== written || found.candidates.length > 1).slice(0, 50);
      showList();
    } catch {
      // Without suggestions the field is as useful as before.
      if (!signal.aborted) close();
    }
  }

  function showList(): void {
    if (candidates.length === 0) {
      close();
      return;
    }
    list.replaceChildren(
      ...candidates.map((candidate, index) => {
        const row = element(
          "li",
          { id: `${listId}-${index}`, role: "option", "aria-selected": "false" },
          element("span", { class: `eg-token-${candidate.kind}` }, candidate.label),
          element("span", { class: "eg-menu-aside" }, candidate.kind),
        );
        row.addEventListener("pointerdown", (event) => {
          // The field keeps the keyboard.
          event.preventDefault();
          accept(index);
        });
        return row;
      }),
    );
    list.hidden = false;
    paint();
    showProblem();
    field.setAttribute("aria-expanded", "true");
    mark(-1);
  }

  function walkEarlier(by: 1 | -1): void {
    const next = step + by;
    if (next < 0 || next > earlier.length) return;
    if (step === earlier.length) draft = field.value;
    step = next;
    field.value = earlier[step] ?? draft;
    problems = [];
    paint();
    tell();
  }

  field.addEventListener("input", () => {
    problems = [];
    paint();
    problemBox.hidden = true;
    window.clearTimeout(timer);
    timer = window.setTimeout(tell, typingPause);
    void suggest();
  });
  field.addEventListener("scroll", () => {
    colours.scrollLeft = field.scrollLeft;
  });
  field.addEventListener("focus", () => {
    before = field.value;
  });
  field.addEventListener("blur", () => {
    close();
    showProblem();
  });
  field.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    switch (event.key) {
      case "ArrowDown":
        if (isOpen) mark(Math.min(active + 1, candidates.length - 1));
        else if (step < earlier.length) walkEarlier(1);
        else void suggest();
        break;
      case "ArrowUp":
        if (isOpen && active >= 0) mark(active - 1);
        else {
          close();
          walkEarlier(-1);
        }
        break;
      case "Enter":
        if (isOpen && active >= 0) accept(active);
        else {
          close();
          tell();
          remember();
          desk.leave();
        }
        break;
      case "Tab":
        if (!isOpen || event.shiftKey) return;
        accept(Math.max(active, 0));
        break;
      case "Escape":
        if (isOpen) close();
        else {
          if (field.value !== before) set(before);
          desk.leave();
        }
        break;
      case " ":
        if (!event.ctrlKey) return;
        void suggest();
        break;
      default:
        return;
    }
    event.preventDefault();
  });

  let offered: { readonly text: string; readonly words: string } | undefined;

  function showProblem(): void {
    const [problem] = problems;
    // While there are suggestions the user is writing, and half a word is no mistake.
    const isWrong = problem !== undefined && list.hidden === true;
    field.setAttribute("aria-invalid", String(isWrong));
    root.classList.toggle("eg-invalid", isWrong);
    if (problem === undefined || !isWrong) {
      problemBox.hidden = true;
      field.removeAttribute("aria-describedby");
      return;
    }
    const rest = problem.remedy === "" ? [] : [element("p", {}, problem.remedy)];
    const { text: instead, words } = offered ?? {};
    const offer =
      instead === undefined || words === undefined
        ? []
        : [
            plainButton(
              "eg-link",
              undefined,
              () => {
                set(instead);
                desk.leave();
              },
              words,
            ),
          ];
    problemBox.replaceChildren(element("p", {}, problem.message), ...rest, ...offer);
    problemBox.hidden = false;
    field.setAttribute("aria-describedby", problemId);
  }

  paint();
  return {
    element: root,
    show(next) {
      if (field.value === next) return;
      field.value = next;
      problems = [];
      paint();
      showProblem();
      remember();
    },
    judge(next, offer) {
      problems = next;
      offered = offer;
      paint();
      showProblem();
    },
    count(few, many) {
      short.textContent = few;
      if (long.textContent !== many) long.textContent = many;
    },
    focus() {
      field.focus();
      field.select();
    },
    earlier: () => earlier,
  };
}
