const kilometersPerMile = 1.609344;

export function milesToKilometers(miles: number): number {
  return miles * kilometersPerMile;
}

/** Rounds to so many digits after the point. */
export function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}

/** The month of a date, in UTC: `"2012-03"`. */
export function monthOf(date: Date): string {
  return date.toISOString().slice(0, 7);
}
