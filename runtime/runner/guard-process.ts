import { userError } from "../../protocol/errors/error-entry.ts";
import { runErrors } from "../../protocol/errors/run-errors.ts";
import { currentStep } from "../executor/current-step.ts";

/** Keeps one asset from ending the process, and with it the others: its `process.exit()`, and what it throws where nobody catches it. */
export function guardProcess(): void {
  const exit = process.exit.bind(process);
  process.exit = ((code?: number | string | null) => {
    if (currentStep() === undefined) return exit(code);
    throw userError(runErrors.exitCalled, { code: code === undefined || code === null ? "" : String(code) });
  }) as typeof process.exit;

  // Also for promises that nobody awaits: Node throws those here.
  process.on("uncaughtException", (error) => {
    const step = currentStep();
    if (step !== undefined) return step.fail(error);
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    exit(1);
  });
}
