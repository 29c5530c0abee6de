import type { MaterializationEvent, OutcomeEvent, StoredEvent } from "../protocol/record/events.ts";
import { recordedUnasked } from "../protocol/record/metadata.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import { badgeShape, complainOf, say, styled, type Terminal } from "./terminal.ts";

/** Prints what happens in a run, a line an asset, as its events come. */
export class RunProgress {
  readonly #terminal: Terminal | undefined;
  readonly #shown = new Set<string>();
  readonly #width: number;
  #announced = false;
  readonly #plan: RunPlan;

  constructor(plan: RunPlan, terminal: Terminal | undefined) {
    this.#plan = plan;
    this.#terminal = terminal;
    this.#width = Math.max(...plan.steps.flatMap(({ assets }) => assets.map((key) => key.length)), 0);
  }

  /** Takes all events of the run so far and prints those that are new. */
  show(events: readonly StoredEvent[]): void {
    if (this.#terminal === undefined || events.length === 0) return;
    if (!this.#announced) {
      this.#announced = true;
      const count = this.#plan.steps.reduce((sum, { assets }) => sum + assets.length, 0);
      say(this.#terminal, `Materializing ${count} ${count === 1 ? "asset" : "assets"} in ${this.#plan.environment}`);
    }
    const made = new Map<string, MaterializationEvent>();
    for (const event of events) if (event.kind === "materialization") made.set(event.of.asset, event);
    for (const event of events) {
      const id = `${event.writer}:${event.sequence}`;
      if (this.#shown.has(id)) continue;
      this.#shown.add(id);
      if (event.kind === "outcome") this.#showOutcome(this.#terminal, event, made.get(event.of.asset));
      else if (event.kind === "log" && event.level !== "debug") {
        const from = event.asset === undefined ? "" : `${event.asset}: `;
        say(this.#terminal, styled(this.#terminal, "dim", `    ${from}${event.text}`));
      }
    }
  }

  #showOutcome(terminal: Terminal, event: OutcomeEvent, made: MaterializationEvent | undefined): void {
    const key = event.of.asset.padEnd(this.#width);
    switch (event.outcome) {
      case "materialized":
        say(terminal, `${badgeShape(terminal, "fresh")} ${key}  ${styled(terminal, "dim", facts(made))}`);
        return;
      case "failed":
        say(terminal, `${badgeShape(terminal, "failed")} ${key}  failed`);
        if (event.error !== undefined) complainOf(terminal, event.error);
        return;
      case "upstream failed":
        say(
          terminal,
          `${badgeShape(terminal, "upstream failed")} ${key}  not made: ${event.because ?? "upstream"} failed`,
        );
        return;
      case "skipped":
        say(terminal, `${badgeShape(terminal, "skipped")} ${key}  skipped: ${event.because ?? "no reason given"}`);
        return;
      case "cancelled":
        say(terminal, `${badgeShape(terminal, "skipped")} ${key}  cancelled`);
        return;
      default:
        event.outcome satisfies never;
    }
  }
}

/** Rows and seconds of a materialization: `1,461 rows  0.2 s`. */
function facts(made: MaterializationEvent | undefined): string {
  const rows = made?.metadata[recordedUnasked.rows];
  const seconds = made?.metadata[recordedUnasked.seconds];
  const parts: string[] = [];
  if (rows?.type === "int") parts.push(`${rows.value.toLocaleString("en-US")} ${rows.value === 1 ? "row" : "rows"}`);
  if (seconds?.type === "float") parts.push(`${seconds.value.toFixed(seconds.value < 10 ? 2 : 0)} s`);
  return parts.join("  ");
}
