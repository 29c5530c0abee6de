/*
 * Interfaces that users' projects extend by `declare module "evergraph"`. The package's entry gives them by `export *`: only then does
 * the compiler merge an extension into the interface that is meant (with `export { … } from` it would make another one).
 */

/** Values of all assets by key: `raw_events: Event[]`, or `Partitioned<Event[], DailyPartitions>`. Written by the editor and by `evergraph codegen`. */
export interface AssetRegistry {}

/** The keys that an asset destructures by name, so that calling its handle asks for exactly these. */
export interface AssetReads {}

/** Resource slots by name: `database: typeof import("./src/resources").database`. */
export interface ResourceRegistry {}
