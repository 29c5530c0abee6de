import { formatClock, formatCount } from "./format-facts.ts";

/** What is shown of an asset whose file does not parse: `as of 10:18`. */
export function asOf(since: number, timezone?: string): string {
  return `as of ${formatClock(since, timezone)}`;
}

/** `marts.ts does not parse, so this stands as it was at 10:18.` */
export function brokenSentence(
  { file, since }: { readonly file: string; readonly since: number },
  timezone?: string,
): string {
  return `${baseName(file)} does not parse, so this stands as it was at ${formatClock(since, timezone)}.`;
}

/** `marts.ts does not parse. Its 3 assets stand as they were at 10:18.` */
export function brokenNotice(
  { file, assets, since }: { readonly file: string; readonly assets: number; readonly since: number },
  timezone?: string,
): string {
  const stand = assets === 1 ? "Its asset stands as it was" : `Its ${formatCount(assets, "asset")} stand as they were`;
  return `${baseName(file)} does not parse. ${stand} at ${formatClock(since, timezone)}.`;
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1);
}
