import { ts } from "@ts-morph/common";
import type { AssetKey } from "../../../protocol/graph/asset-key.ts";
import type { AssetBook } from "./asset-book.ts";
import type { AssetType } from "./asset-type.ts";
import { assetType, unknownType } from "./asset-type.ts";
import { definitionCall } from "./definition-call.ts";
import { edgeProblems } from "./edge-types.ts";
import { importSpecifier } from "./import-specifier.ts";
import type { RegistryEntry } from "./known-registry.ts";
import { knownRegistry } from "./known-registry.ts";
import type { EdgeProblem, LaneAsset } from "./lane-messages.ts";
import { createTypePrinter } from "./print-type.ts";
import type { MadeProgram, ProgramMaker } from "./program-maker.ts";
import type { ResourceSlot } from "./resource-slots.ts";
import { resourceSlots } from "./resource-slots.ts";
import { createTypeNames } from "./type-names.ts";

/** What the checker said about a definition. */
export interface CheckedAsset {
  readonly asset: LaneAsset;
  /** undefined: the text there is no such call now. */
  readonly type: AssetType | undefined;
  readonly problems: readonly EdgeProblem[];
  readonly slots: readonly ResourceSlot[];
  /** The compiler met the definition while it looked into it: who referred to it learned nothing. */
  readonly circular: boolean;
}

export interface CheckRequest {
  readonly batch: readonly LaneAsset[];
  readonly book: AssetBook;
  readonly types: ReadonlyMap<AssetKey, AssetType>;
  readonly folder: string;
  readonly absolute: (file: string) => string;
  readonly stub: (file: string) => string | undefined;
  readonly canBeReferredTo: (asset: LaneAsset) => boolean;
}

export interface CheckedBatch {
  readonly assets: readonly CheckedAsset[];
  readonly made: MadeProgram;
}

/** Asks the checker for the types of some assets, in one program of their files. */
export function checkBatch(maker: ProgramMaker, request: CheckRequest): CheckedBatch {
  const { batch, folder, absolute } = request;
  const files = [...new Set(batch.map((asset) => absolute(asset.range.file)))];
  const made = maker.make({ files, registryText: registryOf(request), stub: request.stub });
  const { program, registry } = made;
  const checker = program.getTypeChecker();
  const names = createTypeNames({
    program,
    folder,
    registry,
    resolvePackage: made.resolveFromRegistry,
    packageSpecifiers: new Set(importedPackages(files, made)),
  });
  const exactOptional = program.getCompilerOptions().exactOptionalPropertyTypes === true;
  const printer = createTypePrinter(checker, names, exactOptional);

  const assets = batch.map((asset): CheckedAsset => {
    const source = program.getSourceFile(absolute(asset.range.file));
    const call = source === undefined ? undefined : definitionCall(source, asset.range.start, asset.range.end);
    if (call === undefined) return { asset, type: undefined, ...nothing };
    // The compiler may throw on text that is half typed: then nothing is known of this one.
    return guarded(
      () => ({
        asset,
        type: assetType(asset, call, checker, printer),
        problems: edgeProblems(asset, call, checker, printer),
        slots: asset.usesResources ? resourceSlots(call, checker, names) : [],
        circular: isCircular(call, checker),
      }),
      { asset, type: unknownType, ...nothing },
    );
  });
  return { assets, made };
}

const nothing = { problems: [], slots: [], circular: false };

/** The type of a constant that takes part in its own type is `any`. */
function isCircular(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isVariableDeclaration(call.parent)) return false;
  return (checker.getTypeAtLocation(call.parent.name).flags & ts.TypeFlags.Any) !== 0;
}

/** All that the functions of these files read: by reference what is checked here, by value what is known already. */
function registryOf({ batch, book, types, folder, absolute, canBeReferredTo }: CheckRequest): string {
  const inBatch = new Set(batch.map((asset) => asset.key));
  const files = new Set(batch.map((asset) => asset.range.file));
  const entries = new Map<AssetKey, RegistryEntry>();
  for (const file of files)
    for (const reader of book.inFile(file))
      for (const { key } of reader.upstream) {
        const upstream = book.get(key);
        if (entries.has(key) || upstream === undefined) continue;
        if (inBatch.has(key) && canBeReferredTo(upstream)) {
          const specifier = importSpecifier(folder, absolute(upstream.range.file));
          entries.set(key, { kind: "reference", specifier, exportedAs: upstream.exportedAs ?? "" });
        } else entries.set(key, { kind: "value", ...(types.get(key) ?? unknownType) });
      }
  return knownRegistry(entries);
}

function importedPackages(files: readonly string[], made: MadeProgram): string[] {
  return files.flatMap((file) => {
    const source = made.program.getSourceFile(file);
    if (source === undefined) return [];
    return made.importsOf(source).flatMap(({ specifier }) => (specifier.startsWith(".") ? [] : [specifier]));
  });
}

function guarded<Result>(work: () => Result, otherwise: Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof ts.OperationCanceledException) throw error;
    return otherwise;
  }
}
