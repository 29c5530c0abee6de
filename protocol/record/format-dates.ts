const asDatesAreStored = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)\.(\d{3}))Z$/;

/** A cell of a column of dates as it is stored, in few letters and in UTC: `2012-01-01` at midnight, else `2012-01-01 06:00`. Other texts stay. */
export function formatStoredDate(text: string): string {
  const [whole, date, time, seconds, milliseconds] = asDatesAreStored.exec(text) ?? [];
  if (whole === undefined) return text;
  const fraction = milliseconds === "000" ? "" : `.${milliseconds}`;
  if (fraction !== "" || seconds !== "00") return `${date} ${time}:${seconds}${fraction}`;
  return time === "00:00" ? `${date}` : `${date} ${time}`;
}

/** Whether a column's type is `Date`, alone or in a union. */
export function holdsDates(type: string): boolean {
  return type.split("|").some((part) => part.trim() === "Date");
}
