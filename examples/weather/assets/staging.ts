/**
 * The group `staging`: the same rows with real types, metric units and without what cannot be true. The names in the braces are the
 * dependencies: `({ raw_weather })` reads the asset with the key "raw_weather", and knows its rows.
 */
import { asset, output } from "evergraph";
import { mean } from "../helpers/statistics.ts";
import { milesToKilometers, round } from "../helpers/units.ts";

const owners = ["team:data"];

/** One row a day and city, with numbers and dates. Days whose minimum is above their maximum are left out. */
export const dailyWeather = asset("daily_weather", { group: "staging", owners }, ({ raw_weather }) => {
  const rows = raw_weather.map((row) => ({
    city: row.location,
    date: new Date(row.date),
    precipitation_mm: Number(row.precipitation),
    temp_max_c: Number(row.temp_max),
    temp_min_c: Number(row.temp_min),
    wind_ms: Number(row.wind),
    weather: row.weather,
  }));
  const possible = rows.filter((row) => row.temp_min_c <= row.temp_max_c);
  return output(possible, { metadata: { left_out: rows.length - possible.length } });
});

/** What is normal in Seattle, one row a month of the year. */
export const seattleNormals = asset("seattle_normals", { group: "staging", owners }, ({ raw_seattle_normals }) => {
  const byMonth = Map.groupBy(raw_seattle_normals, (row) => Number(row.date.slice(5, 7)));
  return [...byMonth].map(([month, rows]) => ({
    month,
    temp_mean_c: round(mean(rows.map((row) => Number(row.temperature))), 2),
    wind_ms: round(mean(rows.map((row) => Number(row.wind))), 2),
  }));
});

/** One row a flight, with its time, in kilometers. A negative delay means that it was early. */
export const flights = asset("flights", { group: "staging", owners }, ({ raw_flights }) =>
  raw_flights.map((row) => ({
    departed: new Date(`${row.date.replaceAll("/", "-").replace(" ", "T")}Z`),
    delay_minutes: row.delay,
    distance_km: round(milesToKilometers(row.distance), 1),
    origin: row.origin,
    destination: row.destination,
  })),
);

/** Airports with numbers as coordinates. */
export const airports = asset("airports", { group: "staging", owners }, ({ raw_airports }) =>
  raw_airports.map((row) => ({
    iata: row.iata,
    name: row.name,
    city: row.city,
    state: row.state,
    latitude: Number(row.latitude),
    longitude: Number(row.longitude),
  })),
);
