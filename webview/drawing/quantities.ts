/** Numbers and times as people read them (the same in cards, pane and tree). Nothing is rounded up to a whole it is not. */

const minus = "\u2212";

/** `412`, `1,284,310`. */
export function whole(count: number): string {
  return count.toLocaleString("en-US");
}

/** Three digits and a letter: `412`, `1.31M`, `212k`. */
export function short(count: number): string {
  if (count < 10_000) return whole(count);
  for (const [size, letter] of [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    // Just under a million is 0.99M, as 999k would be wider and 1M untrue.
    if (count < size * 0.9) continue;
    const value = count / size;
    const digits = value < 10 ? 2 : value < 100 ? 1 : 0;
    const scale = 10 ** digits;
    return `${(Math.floor(value * scale) / scale).toFixed(digits)}${letter}`;
  }
  return whole(count);
}

/** A fraction as a change: `+2.1%`, `−31%`, `0.0%`. */
export function change(fraction: number): string {
  const percent = Math.abs(fraction) * 100;
  const text = percent < 10 ? percent.toFixed(1) : Math.round(percent).toLocaleString("en-US");
  if (text === "0.0") return "0.0%";
  return `${fraction < 0 ? minus : "+"}${text}%`;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `now`, `8 min ago`, `2 h ago`, then `Mon 08:25`, then `12 Oct`. */
export function age(time: number, now: number): string {
  const passed = now - time;
  if (passed < minute) return "now";
  if (passed < hour) return `${Math.floor(passed / minute)} min ago`;
  if (passed < day) return `${Math.floor(passed / hour)} h ago`;
  const at = new Date(time);
  if (passed < 6 * day) return `${weekdays[at.getDay()]} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
  const date = `${at.getDate()} ${months[at.getMonth()]}`;
  return at.getFullYear() === new Date(now).getFullYear() ? date : `${date} ${at.getFullYear()}`;
}

/** `0.6 s`, `41 s`, `1 min 12 s`, `2 h 50 min`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(0, seconds).toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const all = Math.round(seconds);
  if (all < 3600) return all % 60 === 0 ? `${all / 60} min` : `${Math.floor(all / 60)} min ${all % 60} s`;
  const minutes = Math.round(all / 60);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `860 B`, `86 MB`. */
export function bytes(count: number): string {
  let value = count;
  for (const unit of ["B", "kB", "MB", "GB"]) {
    if (value < 999.5) return `${value < 10 && unit !== "B" ? value.toFixed(1) : Math.round(value)} ${unit}`;
    value /= 1000;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} TB`;
}

/** `1 check`, `3 checks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}

/** Two letters of an owner for a small circle: of `team:data-platform` DP, of `ada@example.com` AD. */
export function initials(owner: string): string {
  const name = owner.slice(owner.indexOf(":") + 1).replace(/@.*$/, "");
  const parts = name.split(/[^\p{L}\p{N}]+/u).filter((part) => part !== "");
  const [first = "", second] = parts;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]];
  return letters.join("").toUpperCase();
}

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
