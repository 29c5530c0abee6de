import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { type Session, watchTarget } from "./watch-target.ts";

const above: Session = { id: "above", configuration: { evergraphRun: "r1" } };
const target: Session = { id: "target", configuration: {}, parentSession: above };
const second: Session = { id: "second", configuration: {}, parentSession: above };
const thread: Session = { id: "thread", configuration: {}, parentSession: target };
const other: Session = { id: "other", configuration: { evergraphRun: "r2" } };
const ofOther: Session = { id: "of other", configuration: {}, parentSession: other };

/** `+` begins a session, `-` ends it. */
const cases: { name: string; steps: readonly (readonly ["+" | "-", Session] | "stop")[]; did: readonly string[] }[] = [
  {
    name: "runs",
    steps: [
      ["+", above],
      ["+", target],
    ],
    did: [],
  },
  {
    name: "the process ends",
    steps: [
      ["+", above],
      ["+", target],
      ["-", target],
    ],
    did: ["end above"],
  },
  {
    name: "the process ends, and then the session by itself",
    steps: [
      ["+", above],
      ["+", target],
      ["-", target],
      ["-", above],
    ],
    did: ["end above", "ended"],
  },
  {
    name: "a person stops it",
    steps: [
      ["+", above],
      ["+", target],
      ["-", above],
      ["-", target],
    ],
    did: ["ended"],
  },
  { name: "the run ends", steps: [["+", above], ["+", target], "stop", ["-", target]], did: ["end above"] },
  { name: "the run ends before the session begins", steps: ["stop", ["+", above]], did: ["end above"] },
  { name: "the run ends after the session", steps: [["+", above], ["-", above], "stop"], did: ["ended"] },
  {
    name: "a thread of the process ends",
    steps: [
      ["+", above],
      ["+", target],
      ["+", thread],
      ["-", thread],
    ],
    did: [],
  },
  {
    name: "one of two processes ends",
    steps: [
      ["+", above],
      ["+", target],
      ["+", second],
      ["-", target],
    ],
    did: [],
  },
  {
    name: "another run ends",
    steps: [
      ["+", above],
      ["+", other],
      ["+", ofOther],
      ["-", ofOther],
      ["-", other],
    ],
    did: [],
  },
];

for (const { name, steps, did } of cases)
  test(`the debugger of a run: ${name}`, () => {
    const happened: string[] = [];
    const watch = watchTarget<Session>({
      run: "r1",
      end: ({ id }) => happened.push(`end ${id}`),
      onEnded: () => happened.push("ended"),
    });
    for (const step of steps)
      if (step === "stop") watch.stop();
      else if (step[0] === "+") watch.started(step[1]);
      else watch.terminated(step[1]);
    deepEqual(happened, did);
  });
