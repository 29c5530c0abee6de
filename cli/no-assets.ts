/** What is said when a project defines nothing. */
export const noAssets =
  'No assets yet. `evergraph init` writes two first ones, or define one: export const orders = asset("orders", () => [1, 2]);';
