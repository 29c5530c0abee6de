import type { AssetKey } from "../../protocol/graph/asset-key.ts";
import type { RunSummary } from "../../protocol/messages/server-messages.ts";

/** Puts a text into the user's language. */
export type Translate = (text: string, ...values: (string | number)[]) => string;

/** What a run makes, in a few words: its asset, or how many. */
export function whatIsMade(translate: Translate, assets: readonly AssetKey[]): string {
  const [only] = assets;
  return assets.length === 1 && only !== undefined ? only : translate("{0} assets", assets.length);
}

/** How far a run has come: `3 of 12 done, 1 failed`. */
export function howFar(translate: Translate, { steps }: RunSummary): string {
  const done = translate("{0} of {1} done", steps.done, steps.planned);
  return steps.failed === 0 ? done : translate("{0}, {1} failed", done, steps.failed);
}

/** Percent of the steps that have ended. */
export function percentDone({ steps }: RunSummary): number {
  return steps.planned === 0 ? 0 : Math.floor((100 * (steps.done + steps.failed)) / steps.planned);
}
