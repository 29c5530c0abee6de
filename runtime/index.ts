export { acceptedValues, notNull, unique } from "./core/checks/column-checks.ts";
export { rowCount, rowCountChange } from "./core/checks/count-checks.ts";
export { anomaly, metadataBounds } from "./core/checks/metadata-checks.ts";
export type { Between, ReadyCheck, ReadyMade } from "./core/checks/ready-made.ts";
export { matchesSchema, schemaUnchanged } from "./core/checks/schema-checks.ts";
export type { Problem } from "./core/definitions/arrival.ts";
export { asset } from "./core/definitions/asset.ts";
export { assetCheck } from "./core/definitions/asset-check.ts";
export { assetChecks } from "./core/definitions/asset-checks.ts";
export type { AssetOptions, Description } from "./core/definitions/asset-options.ts";
export type { AssetCheck, CheckCall } from "./core/definitions/check-handle.ts";
export type { Blocking, CheckOptions, CheckResult, CheckSpec, Severity } from "./core/definitions/check-options.ts";
export type { Config, Environment, EnvironmentOptions } from "./core/definitions/config.ts";
export { defineConfig } from "./core/definitions/config.ts";
export type { AssetContext, CheckContext } from "./core/definitions/context.ts";
export type { Duration } from "./core/definitions/duration.ts";
export type {
  Concurrency,
  DelayedRetry,
  Execution,
  ImmediateRetry,
  RetryPolicy,
} from "./core/definitions/execution.ts";
export type { ExternalOptions } from "./core/definitions/external-asset.ts";
export { externalAsset } from "./core/definitions/external-asset.ts";
export type { Asset, BatchNeeds, ExternalAsset, Needs } from "./core/definitions/handle.ts";
export type {
  AnyIoManager,
  BuiltInIoManager,
  IoManager,
  LoadContext,
  StoreContext,
} from "./core/definitions/io-manager.ts";
export { frames, json, memory } from "./core/definitions/io-manager.ts";
export type { Json, Metadata, MetadataMark, MetadataValue, PlainMetadata } from "./core/definitions/metadata.ts";
export { markdown, path, table, url } from "./core/definitions/metadata.ts";
export { multiAsset } from "./core/definitions/multi-asset.ts";
export type { MultiAssetOptions, OutputSpec } from "./core/definitions/multi-asset-options.ts";
export type { Observation } from "./core/definitions/observation.ts";
export type {
  Batched,
  KeyPartition,
  MultiPartition,
  PartitionBatch,
  PartitionRange,
  PartitionSelection,
  TimeRange,
} from "./core/definitions/partition-context.ts";
export { multiRun, singleRun } from "./core/definitions/partition-context.ts";
export type {
  AlongDimension,
  ByDimension,
  PartitionMapping,
  TimeWindow,
} from "./core/definitions/partition-mappings.ts";
export {
  allPartitions,
  dimension,
  identity,
  lastDays,
  latestPartition,
  multiMapping,
  overlapping,
  partitionKey,
  partitionKeys,
  previous,
  staticMapping,
  timeWindow,
} from "./core/definitions/partition-mappings.ts";
export type {
  CronPartitions,
  DailyPartitions,
  DynamicPartitions,
  HasKey,
  HourlyPartitions,
  MonthlyPartitions,
  MultiPartitions,
  OnlyKeys,
  PartitionsDefinition,
  SomePartitions,
  StaticPartitions,
  TimePartition,
  TimePartitions,
  Unpartitioned,
  Weekday,
  WeeklyPartitions,
} from "./core/definitions/partitions.ts";
export {
  cronPartitions,
  daily,
  dynamicPartitions,
  hourly,
  monthly,
  multiPartitions,
  staticPartitions,
  weekly,
} from "./core/definitions/partitions.ts";
export type { AnyAsset, From, UnknownAssets } from "./core/definitions/references.ts";
export { from, optional } from "./core/definitions/references.ts";
// By `export *`: projects extend these interfaces (see the file).
export * from "./core/definitions/registry.ts";
export type { Partitioned } from "./core/definitions/registry-entry.ts";
export type { Log, Provider, Resource, StartContext } from "./core/definitions/resource.ts";
export { provide, resource } from "./core/definitions/resource.ts";
export type { Output, OutputOptions, Skip, Stream } from "./core/definitions/result.ts";
export { failure, output, retryAfter, skip } from "./core/definitions/result.ts";
export type { Absent, StandardSchema } from "./core/definitions/schema.ts";
export { unchecked } from "./core/definitions/schema.ts";
export { materialize } from "./testing/materialize.ts";
export type { MaterializeOptions, MaterializeResult } from "./testing/materialize-types.ts";
