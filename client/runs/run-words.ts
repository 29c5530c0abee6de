import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";
import { formatRows } from "../../protocol/record/format-facts.ts";

/** Puts a text into the user's language. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** What a run makes, in a few words: its asset, or how many. */
export function whatIsMade(translate: Translate, assets: readonly AssetKey[]): string {
  const [only] = assets;
  return assets.length === 1 && only !== undefined ? only : translate("{0} assets", assets.length);
}

/** How far a run has come: `3 of 12 done, 1 failed`. */
export function howFar(translate: Translate, { steps }: Pick<RunSummary, "steps">): string {
  const done = translate("{0} of {1} done", steps.done, steps.planned);
  return steps.failed === 0 ? done : translate("{0}, {1} failed", done, steps.failed);
}

/** Percent of the steps that have ended. */
function percentDone({ steps }: Pick<RunSummary, "steps">): number {
  return steps.planned === 0 ? 0 : Math.floor((100 * (steps.done + steps.failed)) / steps.planned);
}

/** A run in the status bar: `dim_customers`, `12 assets 64%`, with a turning mark. */
export function progressText(
  translate: Translate,
  assets: readonly AssetKey[],
  run: Pick<RunSummary, "steps"> | undefined,
): string {
  const made = `$(sync~spin) ${whatIsMade(translate, assets)}`;
  return run === undefined || run.steps.planned <= 1 ? made : `${made} ${percentDone(run)}%`;
}

/** How debugging ended well of which nothing was recorded: `orders: 3,376 rows. Nothing was recorded.` */
export function unrecordedText(translate: Translate, asset: AssetKey, rows: number | undefined): string {
  if (rows === undefined) return translate("{0} ended well. Nothing was recorded.", asset);
  if (rows === 1) return translate("{0}: 1 row. Nothing was recorded.", asset);
  return translate("{0}: {1} rows. Nothing was recorded.", asset, formatRows(rows));
}

/** How many definitions loading found: `14 assets loaded, 2 of them only known from loading.` */
export function loadedText(
  translate: Translate,
  { assets, onlyLoaded }: { readonly assets: number; readonly onlyLoaded: number },
): string {
  const loaded = assets === 1 ? translate("1 asset loaded") : translate("{0} assets loaded", assets);
  if (onlyLoaded === 0) return translate("{0}. The text had shown all of them.", loaded);
  return translate("{0}. {1} of them are only known from loading.", loaded, onlyLoaded);
}
