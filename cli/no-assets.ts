/** What is said when a project defines nothing. */
export const noAssets =
  'No assets yet. `evergraph init` writes two first ones, or define one: export const orders = asset("orders", () => [1, 2]);';

/** What is said when a selection is right, and fits none of the assets there are. */
export function noneSelected(selection: string, assets: number): string {
  if (assets === 0) return noAssets;
  return `No asset matches ${selection}, of ${assets} in all. List them: evergraph list`;
}
