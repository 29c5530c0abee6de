import { format } from "node:util";
import type { LogLevel } from "../../protocol/record/events.ts";
import { currentStep } from "../executor/current-step.ts";

const levels = { log: "info", info: "info", debug: "debug", warn: "warn", error: "error" } as const;

/** Shows a line where output that belongs to no asset goes: to a debugger, and to the standard streams. */
export type Echo = (level: LogLevel, text: string) => void;

/** A line that is shown is not to be captured once more. */
let isEchoing = false;

/** What an asset writes to the console or to its standard streams becomes lines of its log; all other output stays what it is. */
export function captureOutput(): Echo {
  const originals = { ...globalThis.console };
  for (const [method, level] of Object.entries(levels)) captureConsole(method as keyof typeof levels, level);
  captureStream(process.stdout, "info");
  captureStream(process.stderr, "error");
  return (level, text) => {
    isEchoing = true;
    try {
      originals[level](text);
    } finally {
      isEchoing = false;
    }
  };
}

function captureConsole(method: keyof typeof levels, level: LogLevel): void {
  const { console } = globalThis;
  const original = console[method];
  console[method] = (...values: unknown[]) => {
    const step = currentStep();
    if (step === undefined) original.apply(console, values);
    else step.write(level, format(...values));
  };
}

type Write = typeof process.stdout.write;

function captureStream(stream: NodeJS.WriteStream, level: LogLevel): void {
  const original = stream.write.bind(stream) as Write;
  const write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    const step = currentStep();
    if (step === undefined || isEchoing) return (original as (...all: unknown[]) => boolean)(chunk, ...rest);
    for (const line of textOf(chunk, rest[0]).split(/\r?\n/)) if (line !== "") step.write(level, line);
    const callback = rest.findLast((value) => typeof value === "function") as (() => void) | undefined;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  stream.write = write as Write;
}

function textOf(chunk: string | Uint8Array, encoding: unknown): string {
  if (typeof chunk !== "string") return Buffer.from(chunk).toString("utf8");
  return typeof encoding === "string" && encoding !== "utf8" && Buffer.isEncoding(encoding)
    ? Buffer.from(chunk, encoding).toString("utf8")
    : chunk;
}
