import { definitionErrors } from "../../../protocol/errors/definition-errors.ts";
import { type Diagnostic, diagnose } from "../../../protocol/errors/error-entry.ts";
import type { Environment, Job, Schedule, Sensor } from "../../../protocol/graph/asset-graph.ts";
import { parseAssetKey } from "../../../protocol/graph/asset-key.ts";
import type { CallFact, FileFacts } from "../extract/file-facts.ts";
import { readyMadeOptions } from "../extract/known-names.ts";
import { referencesIn } from "./asset-references.ts";
import { cronProblem, isTimezone } from "./cron-problem.ts";
import { type Evaluated, Evaluator } from "./evaluate-value.ts";
import type { ModuleSource } from "./exported-names.ts";
import { AssetReader } from "./link-asset.ts";
import type { DraftCheck, DraftConfig, DraftNode, DraftUnresolved, LinkedFile } from "./linked-file.ts";
import { furtherAssets, readCheck } from "./read-check.ts";
import { durationProblems } from "./read-durations.ts";
import { type Options, optionsOf, rangeInCall, rangeOf, textOf, textsOf } from "./read-options.ts";
import { readyMadeName } from "./ready-made-checks.ts";

/** Finds what is wrong with a selection: its place in the text, and why. */
export type SelectionProblem = (
  selection: string,
) => { readonly start: number; readonly end: number; readonly why: string } | undefined;

const testFile = /(?:^|\/)(?:__tests__|__mocks__)\/|\.(?:test|spec)\.[mc]?[jt]sx?$/;

/** What a file defines. Pure but for what `source` answers. */
export function linkFile(
  source: ModuleSource,
  facts: FileFacts,
  selectionProblem: SelectionProblem | undefined,
): LinkedFile {
  return new FileLink(source, facts, selectionProblem).link();
}

class FileLink {
  readonly #facts: FileFacts;
  readonly #file: string;
  readonly #evaluator: Evaluator;
  readonly #selectionProblem: SelectionProblem | undefined;
  readonly #consulted = new Set<string>();
  readonly #problems: Diagnostic[] = [];
  readonly #nodes: DraftNode[] = [];
  readonly #unresolved: DraftUnresolved[] = [];
  readonly #jobs: Job[] = [];
  readonly #schedules: Schedule[] = [];
  readonly #sensors: Sensor[] = [];
  readonly #checks: DraftCheck[] = [];
  #config: DraftConfig | undefined;

  constructor(source: ModuleSource, facts: FileFacts, selectionProblem: SelectionProblem | undefined) {
    this.#facts = facts;
    this.#file = facts.file;
    this.#selectionProblem = selectionProblem;
    this.#evaluator = new Evaluator(source, (file, name) => {
      if (file !== this.#file) this.#consulted.add(`${file} ${name}`);
    });
  }

  link(): LinkedFile {
    for (const call of this.#facts.calls) {
      const by = this.#evaluator.calleeOf(this.#file, call.callee);
      if (by !== undefined) this.#call(by, call);
    }
    return {
      file: this.#file,
      nodes: this.#nodes,
      unresolved: this.#unresolved,
      jobs: this.#jobs,
      schedules: this.#schedules,
      sensors: this.#sensors,
      checks: this.#checks,
      config: this.#config,
      problems: this.#problems,
      consulted: [...this.#consulted],
    };
  }

  #call(by: string, call: CallFact): void {
    switch (by) {
      case "asset":
      case "externalAsset":
      case "multiAsset":
        this.#asset(by, call);
        return;
      case "assetCheck":
        this.#check(call);
        return;
      case "assetChecks":
        this.#checkList(call);
        return;
      case "job":
        this.#job(call);
        return;
      case "schedule":
        this.#schedule(call);
        return;
      case "sensor":
      case "assetSensor":
      case "runStatusSensor":
        this.#sensor(call);
        return;
      case "defineConfig":
        this.#define(call);
        return;
      case "hourly":
      case "daily":
      case "weekly":
      case "monthly":
      case "cronPartitions":
        this.#cron(call, this.#option(call, 0, "cron"));
        this.#timezone(call, this.#option(call, 0, "timezone"));
        return;
      case "freshBy":
      case "onCron":
      case "when.cronTickPassed":
      case "when.allDepsUpdatedSinceCron":
        this.#cron(call, this.#argument(call, 0));
        this.#timezone(call, this.#option(call, 1, "timezone"));
        return;
      default: {
        const optionsAt = readyMadeOptions.get(by);
        if (optionsAt !== undefined) this.#readyMade(by, call, optionsAt);
      }
    }
  }

  #argument(call: CallFact, index: number): Evaluated | undefined {
    const value = call.arguments[index];
    return value === undefined ? undefined : this.#evaluator.evaluate(this.#file, value);
  }

  #option(call: CallFact, index: number, name: string): Evaluated | undefined {
    return optionsOf(this.#argument(call, index)).get(name)?.value;
  }

  #asset(by: "asset" | "externalAsset" | "multiAsset", call: CallFact): void {
    if (call.exposure === "hidden") return;
    const isTest = testFile.test(this.#file);
    if (isTest && (call.exposure === "local" || call.exposure === "in a function")) return;
    const first = this.#argument(call, 0);
    const text = textOf(first);
    if (text === undefined || call.exposure === "in a function") {
      if (call.exposure === "local" && call.broken) return;
      const expression = call.firstText;
      const pattern = first?.kind === "unknown" ? first.pattern : text === undefined ? undefined : exactly(text);
      this.#unresolved.push({ range: rangeOf(this.#file, call.range), expression, pattern });
      if (text !== undefined || call.broken) return;
      const range = rangeOf(this.#file, call.firstRange ?? call.range);
      this.#problems.push(diagnose(definitionErrors.keyNotLiteral, { expression }, range));
      return;
    }
    const key = parseAssetKey(text);
    const keyRange = rangeOf(this.#file, call.firstRange ?? call.range);
    if (key === undefined) {
      if (!call.broken) this.#problems.push(diagnose(definitionErrors.malformedKey, { key: text }, keyRange));
      return;
    }
    if (call.exposure === "local") {
      if (call.broken) return;
      const range = { file: this.#file, start: call.range.start, end: keyRange.end };
      this.#problems.push(diagnose(definitionErrors.notExported, { key }, range));
      return;
    }
    const reader = new AssetReader(this.#evaluator, this.#file, this.#problems);
    this.#nodes.push(...reader.read(by, call, key));
  }

  #assetOf(
    call: CallFact,
    value: Evaluated | undefined,
  ): Pick<DraftCheck, "asset" | "named" | "assetRange"> | undefined {
    const [reference] = value === undefined ? [] : referencesIn(this.#evaluator, value);
    if (reference === undefined) return undefined;
    const assetRange = rangeInCall(this.#file, call, reference.at, undefined);
    return { asset: reference.key, named: reference.named, assetRange };
  }

  #isShown(call: CallFact): boolean {
    return call.exposure === "exported" || call.exposure === "inside exported";
  }

  #functionOf(call: CallFact): DraftCheck["functionOf"] {
    return call.compute === undefined ? undefined : { compute: call.compute, schema: undefined };
  }

  #further(call: CallFact, options: Options): DraftCheck["further"] {
    return furtherAssets(this.#evaluator, options).map(({ key, named, at }) => ({
      key,
      named,
      range: rangeInCall(this.#file, call, at, undefined),
    }));
  }

  #check(call: CallFact): void {
    const name = textOf(this.#argument(call, 0));
    const options = optionsOf(this.#argument(call, 1));
    const target = this.#assetOf(call, options.get("asset")?.value);
    if (name === undefined || !this.#isShown(call)) return;
    this.#problems.push(...durationProblems(this.#file, call, options, name));
    if (target === undefined) return;
    const further = this.#further(call, options);
    const check = readCheck(this.#evaluator, name, options, rangeOf(this.#file, call.range), {
      description: call.description,
      after: further.map(({ key }) => key),
    });
    const nameRange = rangeOf(this.#file, call.firstRange ?? call.range);
    this.#checks.push({ ...target, check, nameRange, functionOf: this.#functionOf(call), further });
  }

  #checkList(call: CallFact): void {
    const madeBy = textOf(this.#argument(call, 0));
    const options = optionsOf(this.#argument(call, 1));
    const target = this.#assetOf(call, options.get("asset")?.value);
    const checks = options.get("checks")?.value;
    if (madeBy === undefined || !this.#isShown(call)) return;
    this.#problems.push(...durationProblems(this.#file, call, options, madeBy));
    if (checks?.kind !== "object") return;
    const further = this.#further(call, options);
    for (const { name, value, file, span } of checks.entries) {
      const own = optionsOf(value);
      const of = own.has("asset") ? this.#assetOf(call, own.get("asset")?.value) : target;
      if (of === undefined) continue;
      const range = file === this.#file ? rangeOf(file, span) : rangeOf(this.#file, call.range);
      // One of another asset is still given the value of the call's.
      const given = target === undefined || target.asset === of.asset ? [] : [target.asset];
      const after = [...given, ...further.map(({ key }) => key)];
      const check = readCheck(this.#evaluator, name, own, range, { madeBy, after });
      this.#checks.push({ ...of, check, nameRange: range, functionOf: this.#functionOf(call), further });
    }
  }

  #readyMade(by: string, call: CallFact, optionsAt: number): void {
    const target = this.#assetOf(call, this.#argument(call, 0));
    if (target === undefined || !this.#isShown(call)) return;
    const options = optionsOf(this.#argument(call, optionsAt));
    const words = textsOf(this.#argument(call, 1)).map(({ text }) => text);
    const given = options.get("name");
    const name = textOf(given?.value) ?? readyMadeName(by, words);
    if (name === undefined) return;
    const check = readCheck(this.#evaluator, name, options, rangeOf(this.#file, call.range), {
      description: call.description,
    });
    const nameRange =
      given === undefined
        ? rangeOf(this.#file, call.range)
        : rangeInCall(this.#file, call, given.value, given.file === this.#file ? given.span : undefined);
    this.#checks.push({ ...target, check, nameRange, functionOf: this.#functionOf(call), further: [] });
  }

  #job(call: CallFact): void {
    const selection = this.#option(call, 1, "selection");
    const text = textOf(selection);
    const name = textOf(this.#argument(call, 0)) ?? null;
    this.#jobs.push({ name, selection: text ?? null, range: rangeOf(this.#file, call.range) });
    if (selection === undefined || text === undefined) return;
    const problem = this.#selectionProblem?.(text);
    if (problem === undefined) return;
    const whole = rangeInCall(this.#file, call, selection, undefined);
    const oneLine =
      whole.start.line === whole.end.line && whole.end.character - whole.start.character === text.length + 2;
    const { start } = whole;
    const within = (offset: number) => ({ line: start.line, character: start.character + 1 + offset });
    const range = oneLine
      ? { file: whole.file, start: within(problem.start), end: within(Math.max(problem.end, problem.start)) }
      : whole;
    this.#problems.push(diagnose(definitionErrors.selectionSyntax, { selection: text, why: problem.why }, range));
  }

  #jobName(value: Evaluated | undefined): string | null {
    const text = textOf(value);
    if (text !== undefined) return text;
    if (value?.kind !== "made" || value.by !== "job") return null;
    const [first] = value.call.arguments;
    return (first === undefined ? undefined : textOf(this.#evaluator.evaluate(value.file, first))) ?? null;
  }

  #schedule(call: CallFact): void {
    const cron = this.#argument(call, 1);
    const options = optionsOf(this.#argument(call, 2));
    this.#cron(call, cron);
    this.#timezone(call, options.get("timezone")?.value);
    this.#schedules.push({
      name: textOf(options.get("name")?.value) ?? null,
      job: this.#jobName(this.#argument(call, 0)),
      cron: textOf(cron) ?? null,
      timezone: textOf(options.get("timezone")?.value) ?? null,
      range: rangeOf(this.#file, call.range),
    });
  }

  #sensor(call: CallFact): void {
    const options = optionsOf(this.#argument(call, 1));
    this.#sensors.push({
      name: textOf(this.#argument(call, 0)) ?? null,
      job: this.#jobName(options.get("job")?.value),
      range: rangeOf(this.#file, call.range),
    });
  }

  #cron(call: CallFact, value: Evaluated | undefined): void {
    for (const { text, value: at } of textsOf(value)) {
      const why = cronProblem(text);
      if (why === undefined) continue;
      const range = rangeInCall(this.#file, call, at, value?.span);
      this.#problems.push(diagnose(definitionErrors.badCron, { cron: text, why }, range));
    }
  }

  #timezone(call: CallFact, value: Evaluated | undefined): void {
    const timezone = textOf(value);
    if (timezone === undefined || value === undefined || isTimezone(timezone)) return;
    const range = rangeInCall(this.#file, call, value, undefined);
    this.#problems.push(diagnose(definitionErrors.badTimezone, { timezone }, range));
  }

  #define(call: CallFact): void {
    const options = optionsOf(this.#argument(call, 0));
    const environments = options.get("environments")?.value;
    const include = options.get("include")?.value;
    this.#config = {
      environments: (environments?.kind === "object" ? environments.entries : []).map(({ name, value, file, span }) => {
        const own = optionsOf(value);
        const resources = own.get("resources")?.value;
        const confirm = own.get("confirm")?.value;
        return {
          name,
          resources: resources?.kind === "object" ? resources.entries.map((entry) => entry.name) : [],
          confirm: confirm?.kind === "literal" && confirm.value === true,
          ...concurrencyIn(own),
          range: file === this.#file ? rangeOf(file, span) : rangeOf(this.#file, call.range),
          complete:
            value.kind === "object" &&
            value.complete &&
            (resources === undefined || (resources.kind === "object" && resources.complete)),
        };
      }),
      include: include?.kind === "list" && include.complete ? textsOf(include).map(({ text }) => text) : undefined,
    };
  }
}

/** `concurrency: undefined` says as much as nothing. */
function concurrencyIn(options: Options): Pick<Environment, "concurrency"> {
  const value = options.get("concurrency")?.value;
  if (value === undefined) return {};
  if (value.kind !== "literal") return { concurrency: null };
  return typeof value.value === "number" ? { concurrency: value.value } : {};
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}$`, "u");
}
