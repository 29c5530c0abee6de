/*
 * Numbers, ages, durations and sizes in words: the same in lens, hover, tree, panel and terminal. Times of day are in the user's zone; a
 * zone may be given for tests.
 */

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `1,284,310`, `0.734`: three digits after the point at most. */
export function formatNumber(value: number): string {
  return value.toLocaleString("en-US");
}

/** `1,284,310` */
export function formatRows(rows: number): string {
  return formatNumber(Math.round(rows));
}

/** `412`, `212k`, `1.31M`: three digits, for cards and the tree. */
export function formatRowsShort(rows: number): string {
  if (rows < 1_000) return String(Math.round(rows));
  const units = ["", "k", "M", "B"];
  let scaled = rows;
  let unit = 0;
  // 999.5 would be written as 1000.
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1_000;
    unit += 1;
  }
  const digits = scaled >= 99.95 ? 0 : scaled >= 9.995 ? 1 : 2;
  const text = scaled.toFixed(digits);
  return `${digits === 0 ? text : text.replace(/\.?0+$/, "")}${units[unit]}`;
}

/** `+2.1%`, `−31%`, `0.0%`, of a fraction: with a true minus, one digit, none from 10 % on. Never rounded to a change of 0 or of −100 %. */
export function formatChange(fraction: number): string {
  if (fraction === 0) return "0.0%";
  const percent = Math.abs(fraction) * 100;
  const sign = fraction < 0 ? "−" : "+";
  if (percent < 0.05) return `${sign}<0.1%`;
  if (fraction < 0 && percent < 100 && percent >= 99.5) return "−>99%";
  return `${sign}${percent >= 9.95 ? formatRows(percent) : percent.toFixed(1)}%`;
}

/** `now`, `8 min ago`, `2 h ago`, then `Mon 08:25`, then `12 Oct`, in another year `12 Oct 2025`. Milliseconds since the epoch. */
export function formatAge(time: number, now: number, timezone?: string): string {
  const age = formatShortAge(time, now, timezone);
  return now - time >= minute && now - time < day ? `${age} ago` : age;
}

/** As `formatAge`, without "ago": for tables and lenses. */
export function formatShortAge(time: number, now: number, timezone?: string): string {
  const age = now - time;
  if (age < minute) return "now";
  if (age < hour) return `${Math.floor(age / minute)} min`;
  if (age < day) return `${Math.floor(age / hour)} h`;
  if (age < 6 * day) {
    const { weekday, hour: hours, minute: minutes } = partsOf(time, timezone);
    return `${weekday} ${hours}:${minutes}`;
  }
  const then = partsOf(time, timezone);
  const date = `${then.day} ${then.month}`;
  return then.year === partsOf(now, timezone).year ? date : `${date} ${then.year}`;
}

/** The time of the day: `10:18`. */
export function formatClock(time: number, timezone?: string): string {
  const { hour, minute } = partsOf(time, timezone);
  return `${hour}:${minute}`;
}

/** `0.6 s`, `41 s`, `1 min 12 s`, `2 h 50 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.05) return "under 0.1 s";
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return joinUnits(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(seconds / 60);
  return joinUnits(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

/** `412 B`, `3.4 kB`, `86 MB`: in powers of 1,000. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return `${Math.round(bytes)} B`;
  const units = ["B", "kB", "MB", "GB", "TB"];
  let scaled = bytes;
  let unit = 0;
  while (scaled >= 999.5 && unit < units.length - 1) {
    scaled /= 1_000;
    unit += 1;
  }
  return `${scaled >= 9.95 ? Math.round(scaled) : scaled.toFixed(1)} ${units[unit]}`;
}

/** `1 asset`, `3 assets`. */
export function formatCount(count: number, one: string, many = `${one}s`): string {
  return `${formatRows(count)} ${count === 1 ? one : many}`;
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

type Parts = Readonly<Record<"weekday" | "day" | "month" | "year" | "hour" | "minute", string>>;

const formats = new Map<string | undefined, Intl.DateTimeFormat>();

function partsOf(time: number, timezone: string | undefined): Parts {
  let format = formats.get(timezone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
      timeZone: timezone,
    });
    formats.set(timezone, format);
  }
  const parts = format.formatToParts(time).map(({ type, value }) => [type, value]);
  const { month, ...rest } = Object.fromEntries(parts) as Parts;
  return { ...rest, month: month.slice(0, 3) };
}
