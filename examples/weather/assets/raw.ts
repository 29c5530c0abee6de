/**
 * The group `raw`: the files as they are. Nothing is cleaned here, so that every later question can be answered again from the same rows.
 */
import { asset, externalAsset, output } from "evergraph";
import { readCsv, readJson } from "../helpers/data-files.ts";

const owners = ["team:data"];

/** The npm package that the files come from. It is made elsewhere: Evergraph shows it, and never makes it. */
export const vegaDatasets = externalAsset("vega_datasets", { group: "raw", kinds: ["npm"], owners });

/** One row a day and city, 2012 to 2015, as NOAA's stations in Seattle and New York reported it. */
export const rawWeather = asset(
  "raw_weather",
  { group: "raw", kinds: ["csv"], owners, deps: [vegaDatasets] },
  async () => {
    const rows = await readCsv("weather.csv", [
      "location",
      "date",
      "precipitation",
      "temp_max",
      "temp_min",
      "wind",
      "weather",
    ]);
    return output(rows, { metadata: { source: "weather.csv, NOAA Climate Data Online" } });
  },
);

/** What is normal in Seattle: one row an hour of a year, means of 1981 to 2010. */
export const rawSeattleNormals = asset(
  "raw_seattle_normals",
  { group: "raw", kinds: ["csv"], owners, deps: [vegaDatasets] },
  async () => {
    const rows = await readCsv("seattle-weather-hourly-normals.csv", ["date", "pressure", "temperature", "wind"]);
    return output(rows, { metadata: { source: "seattle-weather-hourly-normals.csv, NOAA Climate Normals" } });
  },
);

/** 20,000 flights in the United States, January to March 2001. */
export const rawFlights = asset(
  "raw_flights",
  { group: "raw", kinds: ["json"], owners, deps: [vegaDatasets] },
  async () => {
    const rows =
      await readJson<{ date: string; delay: number; distance: number; origin: string; destination: string }[]>(
        "flights-20k.json",
      );
    return output(rows, { metadata: { source: "flights-20k.json, U.S. Bureau of Transportation Statistics" } });
  },
);

/** Airports of the United States, by their IATA code. */
export const rawAirports = asset(
  "raw_airports",
  { group: "raw", kinds: ["csv"], owners, deps: [vegaDatasets] },
  async () => {
    const rows = await readCsv("airports.csv", ["iata", "name", "city", "state", "latitude", "longitude"]);
    return output(rows, { metadata: { source: "airports.csv, Data.gov" } });
  },
);
