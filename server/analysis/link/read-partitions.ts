import type { PartitionsDefinition } from "../../../protocol/graph/partitions.ts";
import type { Evaluated, Evaluator } from "./evaluate-value.ts";
import { optionsOf, textOf } from "./read-options.ts";

const byTime = {
  hourly: "hourly",
  daily: "daily",
  weekly: "weekly",
  monthly: "monthly",
  cronPartitions: "cron",
} as const;

/** How an asset is cut into partitions, as far as text shows it. */
export function readPartitions(evaluator: Evaluator, value: Evaluated | undefined): PartitionsDefinition | undefined {
  if (value?.kind === "choice") {
    for (const each of value.values) {
      const found = readPartitions(evaluator, each);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (value?.kind !== "made") return undefined;
  const [first] = value.call.arguments;
  const argument = first === undefined ? undefined : evaluator.evaluate(value.file, first);
  const kind = byTime[value.by as keyof typeof byTime];
  if (kind !== undefined) {
    const options = optionsOf(argument);
    const text = (name: string): string | undefined => textOf(options.get(name)?.value);
    const start = text("start");
    const end = text("end");
    const timezone = text("timezone");
    const cron = text("cron");
    return {
      kind,
      ...(start === undefined ? {} : { start }),
      ...(end === undefined ? {} : { end }),
      ...(timezone === undefined ? {} : { timezone }),
      ...(cron === undefined ? {} : { cron }),
    };
  }
  switch (value.by) {
    case "staticPartitions": {
      const keys = argument?.kind === "list" && argument.complete ? argument.items.map(textOf) : [undefined];
      return keys.every((key) => key !== undefined) ? { kind: "static", keys } : { kind: "static" };
    }
    case "dynamicPartitions": {
      const name = textOf(argument);
      return name === undefined ? { kind: "dynamic" } : { kind: "dynamic", name };
    }
    case "multiPartitions": {
      if (argument?.kind !== "object" || !argument.complete) return { kind: "multi" };
      const dimensions: Record<string, PartitionsDefinition> = {};
      for (const { name, value: of } of argument.entries) {
        const dimension = readPartitions(evaluator, of);
        if (dimension === undefined) return { kind: "multi" };
        dimensions[name] = dimension;
      }
      return { kind: "multi", dimensions };
    }
    default:
      return undefined;
  }
}
