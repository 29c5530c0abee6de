import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose } from "../../../protocol/errors/error-entry.ts";
import type { Check } from "../../../protocol/graph/asset-graph.ts";
import { type AssetKey, parseAssetKey } from "../../../protocol/graph/asset-key.ts";
import { isOwner } from "../../../protocol/graph/owner.ts";
import type { SourceRange } from "../../../protocol/graph/source-range.ts";
import type { CallFact } from "../extract/file-facts.ts";
import type { ParametersFact } from "../extract/text-span.ts";
import { referencesIn } from "./asset-references.ts";
import type { Evaluated, EvaluatedEntry, Evaluator } from "./evaluate-value.ts";
import type { DraftEdge, DraftNode } from "./linked-file.ts";
import { readCheck } from "./read-check.ts";
import { durationProblems } from "./read-durations.ts";
import { type Options, optionsOf, rangeInCall, rangeOf, textOf, textsOf } from "./read-options.ts";
import { readPartitions } from "./read-partitions.ts";

/** Reads the assets of one call whose key is known. */
export class AssetReader {
  readonly #evaluator: Evaluator;
  readonly #file: string;
  readonly #problems: Diagnostic[];

  constructor(evaluator: Evaluator, file: string, problems: Diagnostic[]) {
    this.#evaluator = evaluator;
    this.#file = file;
    this.#problems = problems;
  }

  read(by: "asset" | "externalAsset" | "multiAsset", call: CallFact, key: AssetKey): readonly DraftNode[] {
    const options = this.#options(by, call);
    const upstream = by === "externalAsset" ? [] : this.#upstream(call, options);
    const outputs = by === "multiAsset" ? options.get("outputs") : undefined;
    const owners = this.#owners(call, options);
    this.#judgeTags(call, options.get("tags"));
    if (by !== "externalAsset") this.#problems.push(...durationProblems(this.#file, call, options, key));
    const functionOf = (output: string) => ({ compute: call.compute, schema: call.schemas[output] });
    const whole: DraftNode = {
      key,
      kind: by === "externalAsset" ? "external" : "asset",
      range: rangeOf(this.#file, call.range),
      keyRange: rangeOf(this.#file, call.firstRange ?? call.range),
      knownFrom: call.lastGood ? "last good text" : "text",
      owners,
      upstream,
      checks: this.#checks(call, options).map(({ check }) => check),
      ...this.#description(call, options),
      ...this.#execution(call, options),
      ...(by === "externalAsset" && isGiven(options.get("observe")) ? { observed: true } : {}),
      ...(call.exportedAs === undefined ? {} : { exportedAs: call.exportedAs }),
      functionOf: by === "externalAsset" || call.compute === undefined ? undefined : functionOf(""),
    };
    if (by !== "multiAsset") return [whole];
    if (outputs?.value.kind !== "object") return [];
    this.#judgeOutputs(call, key, outputs);
    const canSubset = truth(options.get("canSubset")) ?? false;
    const checks = this.#checks(call, options);
    return outputs.value.entries.flatMap(({ name, value, span, file }): DraftNode[] => {
      const own = optionsOf(value);
      const output = parseAssetKey(name);
      const keyRange = file === this.#file ? rangeOf(file, span) : whole.keyRange;
      if (output === undefined) {
        if (!call.broken) this.#problems.push(diagnose(definitionErrors.malformedKey, { key: name }, keyRange));
        return [];
      }
      const merged = new Map([...options, ...own]);
      const { exportedAs: _, ...shared } = whole;
      return [
        {
          ...shared,
          key: output,
          keyRange,
          multiAsset: { key, canSubset },
          owners: own.has("owners") ? this.#owners(call, own) : owners,
          ...this.#description(call, merged),
          upstream: withOrder(upstream, this.#edges(call, own.get("deps"), "order")),
          checks: checks.filter(({ asset }) => asset === name).map(({ check }) => check),
          functionOf: functionOf(name),
        },
      ];
    });
  }

  #options(by: string, call: CallFact): Options {
    const given = by === "externalAsset" || call.arguments.length > 2 ? call.arguments[1] : undefined;
    const value = given === undefined ? undefined : this.#evaluator.evaluate(this.#file, given);
    return optionsOf(value);
  }

  #description(call: CallFact, options: Options) {
    const text = (name: string): string | undefined => textOf(options.get(name)?.value);
    const tags: Record<string, string> = {};
    const given = options.get("tags")?.value;
    if (given?.kind === "object") {
      for (const { name, value } of given.entries) {
        const tag = textOf(value);
        if (tag !== undefined) tags[name] = tag;
      }
    }
    const description = text("description") ?? call.description;
    const declaredVersion = text("codeVersion");
    return {
      group: text("group") ?? "default",
      kinds: textsOf(options.get("kinds")?.value).map(({ text: kind }) => kind),
      tags,
      ...(description === undefined ? {} : { description }),
      ...(declaredVersion === undefined ? {} : { declaredVersion }),
    };
  }

  #execution(call: CallFact, options: Options) {
    const partitions = readPartitions(this.#evaluator, options.get("partitions")?.value);
    const resources = options.get("resources");
    const slots = resources?.value.kind === "object" ? resources.value.entries : [];
    return {
      resources: slots.map(({ name, value }) => this.#slot(value) ?? name),
      resourcesRange: resources === undefined ? undefined : this.#optionRange(call, resources),
      ...(partitions === undefined ? {} : { partitions }),
    };
  }

  #slot(value: Evaluated): string | undefined {
    const [first] = value.kind === "made" && value.by === "resource" ? value.call.arguments : [];
    return first === undefined ? undefined : textOf(this.#evaluator.evaluate(value.file, first));
  }

  #optionRange(call: CallFact, option: EvaluatedEntry): SourceRange {
    return rangeInCall(this.#file, call, option.value, option.file === this.#file ? option.span : undefined);
  }

  #owners(call: CallFact, options: Options): readonly string[] {
    const option = options.get("owners");
    const owners: string[] = [];
    for (const { text, value } of textsOf(option?.value)) {
      owners.push(text);
      if (isOwner(text)) continue;
      const range = rangeInCall(this.#file, call, value, option?.span);
      this.#problems.push(diagnose(definitionErrors.badOwner, { owner: text }, range));
    }
    return owners;
  }

  /** A list of tags would be passed over in silence. */
  #judgeTags(call: CallFact, option: EvaluatedEntry | undefined): void {
    const value = option?.value;
    if (value?.kind !== "list") return;
    const names = textsOf(value).map(({ text }) => text);
    this.#problems.push(
      diagnose(definitionErrors.tagsInList, { names }, rangeInCall(this.#file, call, value, option?.span)),
    );
  }

  #judgeOutputs(call: CallFact, key: AssetKey, { value, file, span }: EvaluatedEntry): void {
    if (value.kind !== "object" || !value.complete || value.entries.length > 0 || call.broken) return;
    const range = rangeInCall(this.#file, call, value, file === this.#file ? span : undefined);
    this.#problems.push(diagnose(definitionErrors.noOutputs, { key }, range));
  }

  #upstream(call: CallFact, options: Options): readonly DraftEdge[] {
    const inputs = options.get("inputs");
    const edges: DraftEdge[] = [];
    if (inputs === undefined) edges.push(...this.#named(call));
    else {
      const visit = (value: Evaluated): void => {
        if (value.kind === "choice") for (const each of value.values) visit(each);
        if (value.kind === "object")
          for (const entry of value.entries) edges.push(...this.#edges(call, entry, "value"));
      };
      visit(inputs.value);
    }
    return withOrder(edges, this.#edges(call, options.get("deps"), "order"));
  }

  #edges(call: CallFact, entry: EvaluatedEntry | undefined, kind: DraftEdge["kind"]): readonly DraftEdge[] {
    if (entry === undefined) return [];
    return referencesIn(this.#evaluator, entry.value).map(({ key, mapping, named, at }) => ({
      from: key,
      kind,
      named,
      ...(kind === "value" ? { input: entry.name } : {}),
      ...(mapping === undefined ? {} : { mapping }),
      range: rangeInCall(this.#file, call, at, entry.file === this.#file ? entry.span : undefined),
    }));
  }

  /** The names that the function destructures. */
  #named(call: CallFact): readonly DraftEdge[] {
    const last = call.arguments.at(-1);
    if (last === undefined || call.arguments.length < 2) return [];
    const { parameters, file } = this.#parameters(call);
    if (parameters === undefined) return [];
    const here = file === this.#file;
    const at = (span: ParametersFact["names"][number]["span"]): SourceRange =>
      rangeOf(this.#file, here ? span : last.span);
    if (parameters.rest !== undefined) {
      const { name, span } = parameters.rest;
      this.#problems.push(diagnose(definitionErrors.restInput, { name }, at(span)));
    }
    for (const { text, span } of parameters.computed) {
      this.#problems.push(diagnose(definitionErrors.computedInput, { expression: text }, at(span)));
    }
    return parameters.names.flatMap(({ name, span }): DraftEdge[] => {
      const key = parseAssetKey(name);
      return key === undefined ? [] : [{ from: key, kind: "value", input: name, named: true, range: at(span) }];
    });
  }

  #parameters(call: CallFact): { readonly parameters: ParametersFact | undefined; readonly file: string } {
    if (call.parameters !== undefined) return { parameters: call.parameters, file: this.#file };
    const last = call.arguments.at(-1);
    const value = last === undefined ? undefined : this.#evaluator.evaluate(this.#file, last);
    return value?.kind === "function"
      ? { parameters: value.parameters, file: value.file }
      : { parameters: undefined, file: this.#file };
  }

  /** Checks that the function itself reports; asset: of which output. */
  #checks(call: CallFact, options: Options): readonly { readonly check: Check; readonly asset: string | undefined }[] {
    const option = options.get("checks");
    if (option === undefined) return [];
    if (option.value.kind === "list") {
      return textsOf(option.value).map(({ text, value }) => ({
        asset: undefined,
        check: readCheck(this.#evaluator, text, new Map(), rangeInCall(this.#file, call, value, option.span), reported),
      }));
    }
    if (option.value.kind !== "object") return [];
    return option.value.entries.map(({ name, value, file, span }) => {
      const own = optionsOf(value);
      const range = file === this.#file ? rangeOf(file, span) : rangeOf(this.#file, call.range);
      return { asset: textOf(own.get("asset")?.value), check: readCheck(this.#evaluator, name, own, range, reported) };
    });
  }
}

/** What is read, or named before, need not be named again. */
function withOrder(edges: readonly DraftEdge[], deps: readonly DraftEdge[]): readonly DraftEdge[] {
  const all = [...edges];
  for (const dep of deps) if (all.every(({ from }) => from !== dep.from)) all.push(dep);
  return all;
}

function truth(entry: EvaluatedEntry | undefined): boolean | undefined {
  return entry?.value.kind === "literal" && typeof entry.value.value === "boolean" ? entry.value.value : undefined;
}

/** `undefined` says as much as nothing. */
function isGiven(option: EvaluatedEntry | undefined): boolean {
  return option !== undefined && !(option.value.kind === "literal" && option.value.value === undefined);
}

const reported = { reported: true } as const;
