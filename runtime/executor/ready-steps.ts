/** Which steps can start, and which have ended. Indices are those of the plan's steps. */
export interface ReadySteps {
  /** The next step that can start (of those with the highest priority, the one that became ready first), or -1. */
  take(): number;
  /** A step that was taken and could not start after all. */
  putBack(step: number): void;
  /** What waits for it has one step less to wait for. */
  succeeded(step: number): void;
  /**
   * As `succeeded`, but whether what waits for it can still run is to be asked. Gives the steps that wait for nothing any more and
   * are in doubt: each has to be either `admit`ted or ended.
   */
  ended(step: number): readonly number[];
  /** Steps in doubt whose last missing step was the one that succeeded, since the last time. */
  doubtful(): readonly number[];
  admit(step: number): void;
  /** How many steps have not ended. */
  open(): number;
}

/**
 * Of these steps only one, and what above it is not recorded yet, one after the other as they become ready: the rest is never given. Ends
 * of others count all the same.
 */
export function onlyFor(step: number, after: readonly (readonly number[])[], steps: ReadySteps): ReadySteps {
  const left = new Set([step]);
  for (const one of left) for (const above of after[one] ?? []) left.add(above);
  return {
    ...steps,
    take() {
      for (let next = steps.take(); next !== -1; next = steps.take()) if (left.has(next)) return next;
      return -1;
    },
    succeeded(ended) {
      left.delete(ended);
      steps.succeeded(ended);
    },
    ended(ended) {
      left.delete(ended);
      return steps.ended(ended);
    },
    open: () => left.size,
  };
}

const waiting = 0;
const taken = 1;
const over = 2;

/** Takes the steps that each one waits for. Integer arrays only: ten thousand steps cost a few milliseconds. */
export function createReadySteps(
  after: readonly (readonly number[])[],
  priorities?: ReadonlyMap<number, number>,
): ReadySteps {
  const count = after.length;
  const missing = new Int32Array(count);
  const state = new Uint8Array(count);
  const isDoubtful = new Uint8Array(count);
  const { starts, targets } = downstream(after);
  const queue = priorities === undefined || priorities.size === 0 ? firstComeFirst(count) : highestFirst(priorities);
  let inDoubt: number[] = [];
  let open = count;

  for (let step = 0; step < count; step++) {
    missing[step] = after[step]?.length ?? 0;
    if (missing[step] === 0) queue.add(step);
  }

  return {
    take() {
      for (let step = queue.take(); step !== -1; step = queue.take()) {
        if (state[step] !== waiting) continue;
        state[step] = taken;
        return step;
      }
      return -1;
    },
    putBack(step) {
      state[step] = waiting;
      queue.add(step);
    },
    succeeded(step) {
      end(step);
      for (let at = starts[step] as number; at < (starts[step + 1] as number); at++) release(targets[at] as number);
    },
    ended(step) {
      end(step);
      for (let at = starts[step] as number; at < (starts[step + 1] as number); at++) {
        isDoubtful[targets[at] as number] = 1;
        release(targets[at] as number);
      }
      return takeDoubtful();
    },
    doubtful: takeDoubtful,
    admit: (step) => queue.add(step),
    open: () => open,
  };

  function takeDoubtful(): readonly number[] {
    if (inDoubt.length === 0) return inDoubt;
    const steps = inDoubt;
    inDoubt = [];
    return steps;
  }

  function release(step: number): void {
    const left = (missing[step] as number) - 1;
    missing[step] = left;
    if (left !== 0 || state[step] !== waiting) return;
    if (isDoubtful[step] === 1) inDoubt.push(step);
    else queue.add(step);
  }

  function end(step: number): void {
    if (state[step] === over) return;
    state[step] = over;
    open--;
  }
}

interface StepQueue {
  add(step: number): void;
  /** -1: empty. */
  take(): number;
}

function firstComeFirst(count: number): StepQueue {
  let steps: number[] = [];
  let head = 0;
  return {
    add: (step) => void steps.push(step),
    take() {
      const step = steps[head];
      if (step === undefined) return -1;
      head++;
      // What was taken is given back now and then, so that each step costs the same.
      if (head > count) {
        steps = steps.slice(head);
        head = 0;
      }
      return step;
    },
  };
}

/** A binary heap, by priority and then by arrival. */
function highestFirst(priorities: ReadonlyMap<number, number>): StepQueue {
  const heap: { readonly step: number; readonly priority: number; readonly arrival: number }[] = [];
  let arrivals = 0;
  const isBefore = (one: number, other: number): boolean => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.priority !== b.priority ? a.priority > b.priority : a.arrival < b.arrival;
  };
  const swap = (one: number, other: number): void => {
    const [a, b] = [heap[one], heap[other]];
    if (a === undefined || b === undefined) return;
    heap[one] = b;
    heap[other] = a;
  };
  return {
    add(step) {
      heap.push({ step, priority: priorities.get(step) ?? 0, arrival: arrivals++ });
      for (let at = heap.length - 1; at > 0; ) {
        const parent = (at - 1) >> 1;
        if (!isBefore(at, parent)) return;
        swap(at, parent);
        at = parent;
      }
    },
    take() {
      const first = heap[0];
      const last = heap.pop();
      if (first === undefined || last === undefined) return -1;
      if (heap.length === 0) return first.step;
      heap[0] = last;
      for (let at = 0; ; ) {
        const left = 2 * at + 1;
        const best = isBefore(left + 1, left) ? left + 1 : left;
        if (!isBefore(best, at)) return first.step;
        swap(at, best);
        at = best;
      }
    },
  };
}

/** For each step those that wait for it: `targets` from `starts[step]` to `starts[step + 1]`. */
function downstream(after: readonly (readonly number[])[]): { starts: Int32Array; targets: Int32Array } {
  const starts = new Int32Array(after.length + 1);
  for (const sources of after) for (const source of sources) starts[source + 1] = (starts[source + 1] as number) + 1;
  for (let step = 0; step < after.length; step++) {
    starts[step + 1] = (starts[step + 1] as number) + (starts[step] as number);
  }
  const targets = new Int32Array(starts[after.length] as number);
  const filled = starts.slice();
  for (let step = 0; step < after.length; step++) {
    for (const source of after[step] as readonly number[]) {
      const place = filled[source] as number;
      targets[place] = step;
      filled[source] = place + 1;
    }
  }
  return { starts, targets };
}
