import type { ts } from "@ts-morph/common";
import type { LaneAsset } from "./lane-messages.ts";
import type { TypePrinter } from "./print-type.ts";
import { rowColumns } from "./row-columns.ts";
import type { ValueType } from "./value-type.ts";

/** The type of an asset, as it is kept: types of the package `evergraph` are imports here, so that the text means the same in any file. */
export interface AssetType {
  readonly text: string;
  /** Absent: it has none. */
  readonly partitions?: string;
  readonly columns?: NonNullable<ValueType["columns"]>;
  /** Who reads the text knows less than who asks the checker. */
  readonly lossy: boolean;
}

export const unknownType: AssetType = { text: "unknown", lossy: false };

const valueLimits = { depth: 12, characters: 8_000 };

/** What the checker says that a definition's call makes. */
export function assetType(
  asset: LaneAsset,
  call: ts.CallExpression,
  checker: ts.TypeChecker,
  printer: TypePrinter,
): AssetType {
  const parts = handleParts(asset, call, checker);
  if (parts === undefined) return unknownType;
  const { text, lossy } = printer.print(parts.value, valueLimits);
  const columns = rowColumns(parts.value, checker, printer);
  const partitions = printer.print(parts.partitions, valueLimits).text;
  return {
    text,
    lossy,
    ...(/^(import\("evergraph"\)\.Unpartitioned|unknown)$/.test(partitions) ? {} : { partitions }),
    ...(columns === undefined ? {} : { columns: columns.map(withoutPackageImports) }),
  };
}

/** Value and partitions of the handle that a call gives: the handle itself, or one of several by key. */
function handleParts(asset: LaneAsset, call: ts.CallExpression, checker: ts.TypeChecker) {
  const made = checker.getTypeAtLocation(call);
  const output = asset.inMultiAsset ? made.getProperty(asset.key) : undefined;
  const handle = output === undefined ? made : checker.getTypeOfSymbol(output);
  const inner = handle.getProperty("~asset");
  const known = inner === undefined ? undefined : checker.getTypeOfSymbol(inner);
  const [value, partitions] = [known?.getProperty("value"), known?.getProperty("partitions")];
  if (value === undefined || partitions === undefined) return undefined;
  return { value: checker.getTypeOfSymbol(value), partitions: checker.getTypeOfSymbol(partitions) };
}

function withoutPackageImports<Column extends { readonly type: string }>(column: Column): Column {
  return { ...column, type: withoutEvergraphImports(column.type) };
}

/** As a person writes it: types of the package by their plain names. */
export function withoutEvergraphImports(text: string): string {
  return text.replaceAll('import("evergraph").', "");
}
