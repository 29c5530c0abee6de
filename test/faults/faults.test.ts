import assert from "node:assert/strict";
import { test } from "node:test";
import type { EventBody, StoredEvent } from "../../protocol/record/events.ts";
import { competeForAsset } from "./claims.ts";
import { judgeRun } from "./judge-run.ts";
import { planKilledRun } from "./killed-run-project.ts";
import { killWriters } from "./kills.ts";
import { cutPower } from "./power-cuts.ts";
import { killRunners } from "./run-kills.ts";
import { tearJournal } from "./torn-writes.ts";

const kills = Number(process.env.EVERGRAPH_KILLS ?? 60);
const runnerKills = Number(process.env.EVERGRAPH_RUNNER_KILLS ?? 5);
const cuts = Number(process.env.EVERGRAPH_POWER_CUTS ?? 100);

test(`${kills} kills of three processes in one store lose nothing`, async () => {
  const { acknowledged, ...found } = await killWriters({ kills });
  assert.deepEqual(found, { kills, lost: 0, wrong: 0, indexesSpoiled: 0 });
  assert.ok(acknowledged > kills, `${acknowledged} events were acknowledged`);
});

test(`${cuts} power cuts lose nothing, in any index`, async () => {
  const { acknowledged, midWork, ...found } = await cutPower({ cuts });
  assert.deepEqual(found, { cuts, lost: 0, wrong: 0, broken: 0 });
  assert.ok(midWork > cuts / 3, `${midWork} of them came in the midst of the work`);
  assert.ok(acknowledged > cuts, `${acknowledged} events were acknowledged`);
});

test(`${runnerKills} kills of runners leave each run with one end, each asset with one outcome and each check with one last word`, async () => {
  const { kills: done, runs, acknowledged, ...found } = await killRunners(runnerKills);
  assert.deepEqual(found, { lost: 0, wrong: [] });
  assert.ok(done >= runnerKills && acknowledged > runs, `${acknowledged} events were seen of ${runs} runs`);
});

test("a run that lacks an outcome, or has one twice, is found out", () => {
  const plan = planKilledRun(0);
  const identity = { version: 1, writer: "w", time: 1, run: plan.run } as const;
  const bodies: EventBody[] = [
    { kind: "run", state: "started", plan },
    ...plan.steps.flatMap(({ assets }, step): EventBody[] =>
      assets.length === 0
        ? [{ kind: "step", step, attempt: 1, state: "succeeded" }]
        : assets.map((asset) => ({ kind: "outcome", of: { asset }, outcome: "failed" })),
    ),
    { kind: "run", state: "failed" },
  ];
  const events = bodies.map((body, sequence): StoredEvent => ({ ...identity, sequence, ...body }));
  assert.deepEqual(judgeRun(plan, events), []);
  for (const at of events.keys()) {
    // That it has begun is known of a run that has an end.
    if (at === 0) continue;
    assert.equal(judgeRun(plan, events.toSpliced(at, 1)).length, 1, `without event ${at}`);
    assert.equal(judgeRun(plan, [...events, events[at] as StoredEvent]).length, 1, `with event ${at} twice`);
  }
  const made = events.map((event) =>
    event.kind === "outcome" ? { ...event, outcome: "materialized" as const } : event,
  );
  assert.equal(judgeRun(plan, made).length, 5, "what was never made");
});

test("a disk that does not sync is found out", async () => {
  const { lost } = await cutPower({ cuts: 5, ignoresSync: true });
  assert.ok(lost > 0);
});

test("no truncation and no flipped bit of a journal makes a wrong event, and none costs more than two", () => {
  const { truncations, flips, wrong, mostLost } = tearJournal();
  assert.ok(truncations > 5000 && flips > 15_000);
  assert.equal(wrong, 0);
  // A newline that is lost takes the line before it and the line behind it.
  assert.equal(mostLost, 2);
});

test("a journal without checksums is found out", () => {
  const { wrong } = tearJournal((bytes) =>
    bytes
      .toString()
      .split("\n")
      .map((line) => parse(line.slice(9)))
      .filter((event) => event !== undefined),
  );
  assert.ok(wrong > 0);
});

test("runs of three processes never make an asset at once", async () => {
  assert.deepEqual(await competeForAsset(15), { claims: 45, together: 0 });
});

test("runs without locks are found out", async () => {
  // Whether two meet is chance, so they may try for a while.
  let together = 0;
  for (let tries = 0; tries < 10 && together === 0; tries += 1) {
    together += (await competeForAsset(15, "no lock")).together;
  }
  assert.ok(together > 0);
});

function parse(json: string): StoredEvent | undefined {
  try {
    const content: unknown = JSON.parse(json);
    return typeof content === "object" && content !== null ? (content as StoredEvent) : undefined;
  } catch {
    return undefined;
  }
}
