import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { SelectionProblem } from "../../protocol/messages/server-messages.ts";
import type { HostConnection } from "../host-connection.ts";
import { makeLatestQuestion } from "../latest-question.ts";

/** Which assets the selection and the status pills leave; all views share it. */
export interface Choice {
  /** The selection's text; empty: everything. */
  text(): string;
  problems(): readonly SelectionProblem[];
  /** What the selection names; undefined: everything. While a new text is asked for, or has a problem, what the last good one named. */
  ids(): readonly number[] | undefined;
  has(id: number): boolean;
  /** How many are left of all. */
  count(): number;
  /** Positions in `badges` of the pressed pills. */
  pressed(): readonly number[];
  setText(text: string): void;
  setPressed(badges: readonly number[]): void;
  /** The graph or statuses changed: the selection may name others now. */
  renew(): void;
}

/** `changed` is told when what is left has changed, `judged` when the text is found right or wrong. */
export function makeChoice(
  host: Pick<HostConnection, "ask">,
  table: AssetTable,
  begin: { readonly text: string; readonly pressed: readonly number[] },
  desk: { changed(): void; judged(): void },
): Choice {
  let text = begin.text;
  let pressed: readonly number[] = begin.pressed;
  let ids: readonly number[] | undefined;
  let members: ReadonlySet<number> | undefined;
  let problems: readonly SelectionProblem[] = [];
  const question = makeLatestQuestion();
  let isAsking = false;
  let isOld = false;

  function take(next: readonly number[] | undefined): void {
    problems = [];
    const isSame = next === undefined ? ids === undefined : ids !== undefined && sameNumbers(ids, next);
    ids = next;
    members = next === undefined ? undefined : new Set(next);
    desk.judged();
    if (!isSame) desk.changed();
  }

  async function ask(): Promise<void> {
    const signal = question.begin();
    const asked = text.trim();
    isOld = false;
    if (asked === "") {
      isAsking = false;
      take(undefined);
      return;
    }
    isAsking = true;
    try {
      const answer = await host.ask("select", { selection: asked }, signal);
      if (signal.aborted) return;
      if ("ids" in answer) take(answer.ids);
      else {
        const shift = text.length - text.trimStart().length;
        problems = answer.refused.map((one) => ({ ...one, start: one.start + shift, end: one.end + shift }));
        desk.judged();
      }
    } catch (error) {
      if (signal.aborted) return;
      const message = error instanceof Error ? error.message : String(error);
      problems = [{ start: 0, end: text.length, message, remedy: "" }];
      desk.judged();
    }
    isAsking = false;
    // What came meanwhile is asked for once, not once a message.
    if (isOld) void ask();
  }

  return {
    text: () => text,
    problems: () => problems,
    ids: () => ids,
    has: (id) => isLeft(table, id, members, pressed),
    count() {
      let count = 0;
      for (let id = 0; id < table.size; id++) {
        if (table.present[id] === 1 && isLeft(table, id, members, pressed)) count++;
      }
      return count;
    },
    pressed: () => pressed,
    setText(next) {
      text = next;
      void ask();
    },
    setPressed(next) {
      pressed = next;
      desk.changed();
    },
    renew() {
      if (text.trim() === "") return;
      if (isAsking) isOld = true;
      else void ask();
    },
  };
}

function isLeft(
  table: AssetTable,
  id: number,
  members: ReadonlySet<number> | undefined,
  pressed: readonly number[],
): boolean {
  return (
    (members === undefined || members.has(id)) && (pressed.length === 0 || pressed.includes(table.badge[id] ?? -1))
  );
}

function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((value, index) => value === other[index]);
}
