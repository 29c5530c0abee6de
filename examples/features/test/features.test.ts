import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { materialize } from "evergraph";
import { userFeatures } from "../assets/features.ts";
import { conversions, rawEvents } from "../assets/ingestion.ts";
import { letterList, userScores } from "../assets/scores.ts";
import { test_rows, train_rows, trainedModel, trainingSet } from "../assets/training.ts";
import { finiteFeatures, oneRowAUser, plausibleSpend } from "../checks/feature-checks.ts";
import { betterThanACoin, enoughToJudge, hasLearned } from "../checks/model-checks.ts";
import { openEventLog } from "../helpers/generated-events.ts";
import type { Conversion, EventLog, UserEvent } from "../resources.ts";

/** An application with these events: the shortest thing that can fill the slot. */
function eventLogOf(events: UserEvent[], found: Conversion[] = []): EventLog {
  return { events: async () => events, conversions: async () => found, close: async () => {} };
}

function event(user_id: string, session_id: string, kind: UserEvent["kind"], amount = 0): UserEvent {
  return {
    event_id: `${user_id} ${session_id} ${kind}`,
    user_id,
    session_id,
    kind,
    amount,
    at: new Date("2024-01-05"),
  };
}

const ada = [
  event("ada", "1", "view"),
  event("ada", "1", "cart"),
  event("ada", "1", "purchase", 20),
  event("ada", "2", "view"),
];

// A handle is a function: the shortest test calls it with rows.
describe("called directly", () => {
  test("features are counted user by user", async () => {
    assert.deepEqual(await userFeatures({ raw_events: [...ada, event("bob", "3", "view")] }), [
      {
        user_id: "ada",
        sessions: 2,
        events_a_session: 2,
        cart_share: 0.5,
        purchases: 1,
        total_spend: 20,
        last_seen: new Date("2024-01-05"),
      },
      {
        user_id: "bob",
        sessions: 1,
        events_a_session: 1,
        cart_share: 0,
        purchases: 0,
        total_spend: 0,
        last_seen: new Date("2024-01-05"),
      },
    ]);
  });

  test("an asset is given its resources and its config", async () => {
    const asked: number[] = [];
    const eventLog: EventLog = {
      ...eventLogOf(ada),
      events: async (days) => {
        asked.push(days);
        return ada;
      },
    };
    await rawEvents({}, { resources: { eventLog }, config: {} });
    await rawEvents({}, { resources: { eventLog }, config: { days: 7 } });
    assert.deepEqual(asked, [30, 7]);
  });

  test("an event with a negative amount does not pass the schema", async () => {
    const eventLog = eventLogOf([event("ada", "1", "purchase", -1)]);
    await assert.rejects(rawEvents({}, { resources: { eventLog }, config: {} }), { code: "bad-row" });
  });

  test("a check is a function too", async () => {
    const [row] = await userFeatures({ raw_events: ada });
    assert.ok(row);
    assert.equal((await finiteFeatures([row])).passed, true);
    const { passed, metadata } = await finiteFeatures([row, { ...row, total_spend: Number.NaN }]);
    assert.deepEqual([passed, metadata], [false, { wrong: 1 }]);
    assert.equal((await plausibleSpend([{ ...row, total_spend: 10_000 }])).passed, false);
  });
});

// `materialize` runs several assets in this process, without a store. What is given is not made.
describe("materialized", () => {
  test("the split keeps a user on one side, whoever else is there", async () => {
    const sides = async (users: number) => {
      const rows = Array.from({ length: users }, (_, at) => ({
        user_id: `user ${at}`,
        sessions: 1,
        events_a_session: 1,
        cart_share: 0,
        purchases: 0,
        total_spend: 0,
        converted: false,
      }));
      const result = await materialize([train_rows, test_rows], { given: { training_set: rows } });
      return { train: result.value(train_rows), test: result.value(test_rows) };
    };
    const few = await sides(50);
    const many = await sides(200);
    assert.equal(few.train.length + few.test.length, 50);
    const learned = new Set(many.train.map((row) => row.user_id));
    assert.deepEqual(
      few.test.filter((row) => learned.has(row.user_id)),
      [],
    );
  });

  test("two rows of one user hold back what is below the features", async () => {
    const [row] = await userFeatures({ raw_events: ada });
    assert.ok(row);
    const doubled = await materialize([trainingSet, oneRowAUser], {
      given: { user_features: [row, row], conversions: [{ user_id: "ada", converted: true }] },
    });
    assert.equal(doubled.success, false);
    assert.equal(doubled.outcome(trainingSet), "upstream failed");
  });

  test("a spend that is hard to believe is a warning, and holds nothing back", async () => {
    const rich = [event("ada", "1", "purchase", 9_000)];
    const result = await materialize([rawEvents, userFeatures, conversions, trainingSet, plausibleSpend], {
      resources: { event_log: eventLogOf(rich, [{ user_id: "ada", converted: true }]) },
    });
    assert.equal(result.success, true);
    assert.deepEqual(
      result.checks(plausibleSpend).map(({ passed, severity }) => ({ passed, severity })),
      [{ passed: false, severity: "WARN" }],
    );
    assert.equal(result.value(trainingSet).length, 1);
  });

  test("too few rows to judge a model by: no model, no scores", async () => {
    const result = await materialize(
      [
        rawEvents,
        conversions,
        userFeatures,
        trainingSet,
        train_rows,
        test_rows,
        trainedModel,
        userScores,
        enoughToJudge,
      ],
      { resources: { event_log: await openEventLog({ users: 20, seed: 7 }) } },
    );
    assert.equal(result.success, false);
    assert.equal(result.outcome(test_rows), "materialized");
    assert.equal(result.outcome(userScores), "upstream failed");
  });
});

test("the whole project, from events to letters", async () => {
  const result = await materialize(
    [
      rawEvents,
      conversions,
      userFeatures,
      trainingSet,
      train_rows,
      test_rows,
      trainedModel,
      userScores,
      letterList,
      finiteFeatures,
      oneRowAUser,
      plausibleSpend,
      betterThanACoin,
      enoughToJudge,
      hasLearned,
    ],
    { resources: { event_log: await openEventLog({ users: 600, seed: 7 }) } },
  );
  assert.equal(result.success, true);
  assert.equal(result.value(userScores).length, 600);
  assert.deepEqual(
    result.checks(userFeatures).filter((check) => !check.passed),
    [],
  );
  // Whoever fills a cart more often is likelier to subscribe, and the model is better than saying what is more usual.
  const cartShare = result.value(trainedModel).features.find((feature) => feature.name === "cart_share");
  assert.ok(cartShare && cartShare.weight > 0);
  const { accuracy, baseline, area_under_curve } = result.metadata(trainedModel);
  assert.ok(Number(accuracy) > Number(baseline));
  assert.ok(Number(area_under_curve) > 0.7);
});
