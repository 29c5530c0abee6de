import { ts } from "@ts-morph/common";
import { withoutEvergraphImports } from "./asset-type.ts";
import type { EdgeProblem, LaneAsset } from "./lane-messages.ts";
import type { TypePrinter } from "./print-type.ts";

const limits = { depth: 3, characters: 160 };

/**
 * Edges that do not fit and of which TypeScript says nothing: an annotated parameter may narrow what arrives, so `{ id: string; sum:
 * number }[]` is believed where only `{ id: string }[]` arrives. What is `unknown` upstream may be annotated freely.
 */
export function edgeProblems(
  asset: LaneAsset,
  call: ts.CallExpression,
  checker: ts.TypeChecker,
  printer: TypePrinter,
): readonly EdgeProblem[] {
  const annotated = annotatedParameter(call, checker);
  const arriving = annotated === undefined ? undefined : arrivingType(call, checker);
  if (annotated === undefined || arriving === undefined) return [];
  return asset.upstream.flatMap(({ key, input, loaded, range }) => {
    const [read, given] = [annotated, arriving].map((type) => typeOfProperty(type, input ?? key, checker));
    if (!loaded || read === undefined || given === undefined) return [];
    if (given.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown) || checker.isTypeAssignableTo(given, read)) return [];
    // What contradicts altogether is a TypeScript error already.
    if (!checker.isTypeAssignableTo(annotated, arriving)) return [];
    const [want, have] = [read, given].map((type) => withoutEvergraphImports(printer.print(type, limits).text));
    return { from: key, to: asset.key, why: `it says ${want}, but ${have} arrives`, range };
  });
}

function annotatedParameter(call: ts.CallExpression, checker: ts.TypeChecker): ts.Type | undefined {
  const last = call.arguments.at(-1);
  if (last === undefined || call.arguments.length < 2) return undefined;
  if (ts.isArrowFunction(last) || ts.isFunctionExpression(last)) {
    const parameter = last.parameters[0];
    return parameter?.type === undefined ? undefined : checker.getTypeFromTypeNode(parameter.type);
  }
  const [signature] = checker.getTypeAtLocation(last).getCallSignatures();
  const first = signature?.parameters[0];
  return first === undefined || signature?.typeParameters !== undefined ? undefined : checker.getTypeOfSymbol(first);
}

/** The type that `asset` gives the function's first parameter. */
function arrivingType(call: ts.CallExpression, checker: ts.TypeChecker): ts.Type | undefined {
  const compute = checker.getResolvedSignature(call)?.parameters.at(-1);
  const signature = compute === undefined ? undefined : checker.getTypeOfSymbol(compute).getCallSignatures()[0];
  const first = signature?.parameters[0];
  return first === undefined ? undefined : checker.getTypeOfSymbol(first);
}

function typeOfProperty(type: ts.Type, name: string, checker: ts.TypeChecker): ts.Type | undefined {
  const property = type.getProperty(name);
  return property === undefined ? undefined : checker.getTypeOfSymbol(property);
}
