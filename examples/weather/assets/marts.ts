/**
 * The group `marts`: the answers. Each asset is one question, and says in its comment which.
 */
import { asset, markdown, output } from "evergraph";
import { mean, quantile, shareOf, sum } from "../helpers/statistics.ts";
import { monthOf, round } from "../helpers/units.ts";
import { airports, flights } from "./staging.ts";

const owners = ["team:climate", "ada@example.com"];

/** What was the weather like in each month, city by city? */
export const monthlyWeather = asset("monthly_weather", { group: "marts", owners }, ({ daily_weather }) => {
  const byCityAndMonth = Map.groupBy(daily_weather, (day) => `${day.city} ${monthOf(day.date)}`);
  return [...byCityAndMonth.values()].flatMap((days) => {
    const [first] = days;
    if (first === undefined) return [];
    return {
      city: first.city,
      month: monthOf(first.date),
      temp_mean_c: round(mean(days.map((day) => (day.temp_min_c + day.temp_max_c) / 2)), 2),
      precipitation_mm: round(sum(days.map((day) => day.precipitation_mm)), 1),
      wet_days: days.filter((day) => day.precipitation_mm > 0).length,
    };
  });
});

/** Which months were warmer in Seattle than normal, and by how much? */
export const seattleAnomalies = asset(
  "seattle_anomalies",
  { group: "marts", owners },
  ({ monthly_weather, seattle_normals }) => {
    const normalByMonth = new Map(seattle_normals.map((normal) => [normal.month, normal.temp_mean_c]));
    return monthly_weather.flatMap(({ city, month, temp_mean_c }) => {
      const normal = normalByMonth.get(Number(month.slice(5)));
      if (city !== "Seattle" || normal === undefined) return [];
      return { month, temp_mean_c, normal_c: normal, anomaly_c: round(temp_mean_c - normal, 2) };
    });
  },
);

/** How long did it rain, or stay dry, without a break? The ten longest spells of each city and kind. */
export const spells = asset("spells", { group: "marts", owners }, ({ daily_weather }) => {
  const found: { city: string; kind: "wet" | "dry"; start: Date; days: number }[] = [];
  for (const day of daily_weather) {
    const kind = day.precipitation_mm > 0 ? "wet" : "dry";
    const current = found.at(-1);
    if (current?.city === day.city && current.kind === kind) current.days += 1;
    else found.push({ city: day.city, kind, start: day.date, days: 1 });
  }
  const byCityAndKind = Map.groupBy(found, (spell) => `${spell.city} ${spell.kind}`);
  return [...byCityAndKind.values()].flatMap((group) => group.toSorted((a, b) => b.days - a.days).slice(0, 10));
});

/** Where does one wait longest? One row an airport with at least 50 departures. */
export const airportDelays = asset(
  "airport_delays",
  { group: "marts", owners: ["team:aviation"] },
  ({ flights, airports }) => {
    const places = new Map(airports.map((airport) => [airport.iata, airport]));
    const rows = [...Map.groupBy(flights, (flight) => flight.origin)]
      .filter(([, departures]) => departures.length >= 50)
      .map(([iata, departures]) => {
        const delays = departures.map((flight) => flight.delay_minutes);
        return {
          iata,
          city: places.get(iata)?.city ?? "unknown",
          departures: departures.length,
          mean_delay_minutes: round(mean(delays), 1),
          ninth_of_ten_minutes: quantile(delays, 0.9),
          on_time: round(
            shareOf(delays, (delay) => delay <= 15),
            3,
          ),
        };
      })
      .toSorted((a, b) => b.mean_delay_minutes - a.mean_delay_minutes);
    return output(rows, {
      metadata: { worst: rows[0]?.iata, unknown_airports: rows.filter((row) => row.city === "unknown").length },
    });
  },
);

/**
 * Which routes are flown most? `inputs` names what arrives, here by handle: it renames, and needs no registry. Use it where the
 * braces cannot say it.
 */
export const busiestRoutes = asset(
  "busiest_routes",
  { group: "marts", owners: ["team:aviation"], inputs: { trips: flights, places: airports } },
  ({ trips, places }) => {
    const cityOf = new Map(places.map((place) => [place.iata, place.city]));
    return [...Map.groupBy(trips, (trip) => `${trip.origin} ${trip.destination}`)]
      .flatMap(([, flown]) => {
        const [first] = flown;
        if (first === undefined) return [];
        return {
          origin: cityOf.get(first.origin) ?? first.origin,
          destination: cityOf.get(first.destination) ?? first.destination,
          distance_km: first.distance_km,
          flights: flown.length,
        };
      })
      .toSorted((a, b) => b.flights - a.flights)
      .slice(0, 25);
  },
);

/** All of it on one page, to be read by people. */
export const report = asset(
  "report",
  { group: "marts", owners, kinds: ["markdown"] },
  ({ seattle_anomalies, spells, airport_delays, busiest_routes }) => {
    const warmest = seattle_anomalies.toSorted((a, b) => b.anomaly_c - a.anomaly_c)[0];
    const longestDry = spells.filter((spell) => spell.kind === "dry").toSorted((a, b) => b.days - a.days)[0];
    const lines = [
      "# Weather and flights",
      "",
      `- Seattle was furthest above normal in ${warmest?.month}: ${warmest?.anomaly_c} degrees.`,
      `- The longest dry spell was in ${longestDry?.city}: ${longestDry?.days} days.`,
      `- One waits longest in ${airport_delays[0]?.city}: ${airport_delays[0]?.mean_delay_minutes} minutes on average.`,
      `- The busiest route goes from ${busiest_routes[0]?.origin} to ${busiest_routes[0]?.destination}.`,
    ];
    const text = lines.join("\n");
    return output(text, { metadata: { page: markdown(text) } });
  },
);
