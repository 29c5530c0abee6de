import assert from "node:assert/strict";
import { test } from "node:test";
import { materialize } from "evergraph";
import { airportDelays, busiestRoutes, monthlyWeather, report, seattleAnomalies, spells } from "../assets/marts.ts";
import { rawAirports, rawFlights, rawSeattleNormals, rawWeather } from "../assets/raw.ts";
import { airports, dailyWeather, flights, seattleNormals } from "../assets/staging.ts";

function day(city: string, date: string, precipitation_mm: number) {
  return { city, date: new Date(date), precipitation_mm, temp_max_c: 12, temp_min_c: 8, wind_ms: 3, weather: "sun" };
}

// A handle is a function: the shortest test calls it with rows.
test("a day whose minimum is above its maximum is left out", async () => {
  const sane = {
    location: "Seattle",
    date: "2012-01-01",
    precipitation: "0.0",
    temp_max: "12.8",
    temp_min: "5.0",
    wind: "4.7",
    weather: "drizzle",
  };
  const rows = await dailyWeather({ raw_weather: [sane, { ...sane, temp_max: "4.0" }] });
  assert.deepEqual(
    rows.map((row) => row.temp_max_c),
    [12.8],
  );
});

test("a spell ends with the weather and with the city", async () => {
  const rows = await spells({
    daily_weather: [
      day("Seattle", "2012-01-01", 0),
      day("Seattle", "2012-01-02", 0),
      day("Seattle", "2012-01-03", 4),
      day("New York", "2012-01-01", 4),
    ],
  });
  assert.deepEqual(
    rows.map(({ city, kind, days }) => [city, kind, days]),
    [
      ["Seattle", "dry", 2],
      ["Seattle", "wet", 1],
      ["New York", "wet", 1],
    ],
  );
});

// `materialize` runs several assets in this process, without a store. What is given is not made.
test("months are averaged by city", async () => {
  const result = await materialize([monthlyWeather], {
    given: {
      daily_weather: [
        day("Seattle", "2012-01-01", 1.25),
        day("Seattle", "2012-01-02", 0),
        day("New York", "2012-02-01", 2),
      ],
    },
  });
  assert.equal(result.success, true);
  assert.deepEqual(result.value(monthlyWeather), [
    { city: "Seattle", month: "2012-01", temp_mean_c: 10, precipitation_mm: 1.3, wet_days: 1 },
    { city: "New York", month: "2012-02", temp_mean_c: 10, precipitation_mm: 2, wet_days: 1 },
  ]);
});

test("the whole project, from the real files to the report", async () => {
  const result = await materialize([
    rawWeather,
    rawSeattleNormals,
    rawFlights,
    rawAirports,
    dailyWeather,
    seattleNormals,
    flights,
    airports,
    monthlyWeather,
    seattleAnomalies,
    spells,
    airportDelays,
    busiestRoutes,
    report,
  ]);
  assert.equal(result.success, true);
  assert.equal(result.value(dailyWeather).length, 2922);
  assert.equal(result.value(seattleNormals).length, 12);
  assert.equal(result.value(seattleAnomalies).length, 48);
  assert.match(result.value(report), /The longest dry spell was in \w+/);
  assert.equal(result.metadata(airportDelays).unknown_airports, 0);
});
