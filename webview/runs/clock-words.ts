/* Times of day and days as the views of runs write them, in the user's zone; a zone may be given for tests. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(name: string, timezone: string | undefined, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const id = `${name} ${timezone ?? ""}`;
  const known = formats.get(id);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: timezone });
  formats.set(id, made);
  return made;
}

/** `10:24` */
export function formatClock(time: number, timezone?: string): string {
  return format("clock", timezone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
}

/** `06:00:05.310` */
export function formatExactClock(time: number, timezone?: string): string {
  return format("exact", timezone, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
  }).format(time);
}

/** `Today`, `Yesterday`, `Monday 23 November`, in another year `Monday 24 November 2025`. */
export function formatDay(time: number, now: number, timezone?: string): string {
  const day = format("day", timezone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const parts = Object.fromEntries(day.formatToParts(time).map(({ type, value }) => [type, value]));
  const written = day.format(time);
  if (written === day.format(now)) return "Today";
  if (written === day.format(now - 86_400_000)) return "Yesterday";
  const date = `${parts["weekday"]} ${parts["day"]} ${parts["month"]}`;
  return new Date(time).getUTCFullYear() === new Date(now).getUTCFullYear() ? date : `${date} ${parts["year"]}`;
}
