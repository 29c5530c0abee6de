import type { RecordedError } from "../protocol/errors/error-entry.ts";
import type { AssetKey } from "../protocol/graph/asset-key.ts";
import { checkId } from "../protocol/graph/check-id.ts";
import type {
  CheckEvent,
  MaterializationEvent,
  OutcomeEvent,
  StepEvent,
  StoredEvent,
} from "../protocol/record/events.ts";
import { formatCount, formatSeconds } from "../protocol/record/format-facts.ts";
import { recordedUnasked } from "../protocol/record/metadata.ts";
import type { RunPlan } from "../protocol/record/run-plan.ts";
import { checkDetail, checkShape, checkState } from "./check-words.ts";
import { LiveBlock } from "./live-block.ts";
import { type ProgressState, progressLines } from "./progress-lines.ts";
import { assetsIn, checksIn } from "./request-plan.ts";
import { badgeShape, complainOf, say, styled, type Terminal } from "./terminal.ts";
import { oneLine } from "./text-width.ts";

/** Milliseconds between two drawings when nothing happens. */
const drawingPause = 200;

/** Prints what happens in a run as its events come, a line an asset; on a screen also a block with what runs now. */
export class RunProgress {
  readonly #terminal: Terminal;
  readonly #plan: RunPlan;
  readonly #shown = new Set<string>();
  readonly #running = new Map<string, number>();
  readonly #made = new Map<AssetKey, MaterializationEvent>();
  readonly #block: LiveBlock | undefined;
  readonly #width: number;
  #timer: NodeJS.Timeout | undefined;
  readonly #redraw = () => this.#draw();
  #startedAt = Date.now();
  #announced = false;
  #done = 0;
  #failed = 0;
  #cancelling = false;
  /** Whose errors were told, by what makes two errors one. */
  readonly #told = new Map<string, string>();
  #lastTold: string | undefined;

  constructor(plan: RunPlan, terminal: Terminal) {
    this.#plan = plan;
    this.#terminal = terminal;
    this.#width = Math.max(...plan.steps.flatMap(({ assets }) => assets.map((key) => key.length)), 0);
    this.#block = isScreen(terminal) ? new LiveBlock(terminal.output) : undefined;
    if (this.#block === undefined) return;
    this.#timer = setInterval(this.#redraw, drawingPause);
    terminal.output.on("resize", this.#redraw);
  }

  /** Takes events of the run in their order; those that it knows are passed over. */
  take(events: readonly StoredEvent[]): void {
    const fresh = events.filter(({ run, writer, sequence }) => {
      if (run !== this.#plan.run || this.#shown.has(`${writer}:${sequence}`)) return false;
      this.#shown.add(`${writer}:${sequence}`);
      return true;
    });
    if (fresh.length === 0) return;
    this.#block?.clear();
    this.#announce();
    for (const event of fresh) this.#takeOne(event);
    this.#draw();
  }

  /** Says what went wrong, once: one broken file fails many assets, each with the same words. `of`: what failed so. */
  complain(error: RecordedError, of = "the run"): void {
    const known = sameness(error);
    this.#lastTold = known;
    if (this.#told.has(known)) return;
    this.#told.set(known, of);
    complainOf(this.#terminal, error);
  }

  cancelling(): void {
    this.#cancelling = true;
    this.#draw();
  }

  /** Takes the block away; the lines stay. */
  end(): void {
    clearInterval(this.#timer);
    this.#terminal.output.off("resize", this.#redraw);
    this.#block?.end();
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    say(this.#terminal, `${beginning(this.#plan)} in ${this.#plan.environment}`);
  }

  #takeOne(event: StoredEvent): void {
    switch (event.kind) {
      case "run":
        if (event.state === "started") this.#startedAt = event.time;
        return;
      case "step":
        this.#takeStep(event);
        return;
      case "check":
        this.#sayCheck(event);
        return;
      case "materialization":
        this.#made.set(event.of.asset, event);
        return;
      case "outcome":
        this.#running.delete(event.of.asset);
        this.#done += 1;
        if (event.outcome === "failed" || event.outcome === "upstream failed") this.#failed += 1;
        this.#sayOutcome(event);
        return;
      case "log":
        if (event.level !== "debug") this.#sayLog(event.asset, event.text);
        return;
      default:
        return;
    }
  }

  #takeStep({ step, state, time, because }: StepEvent & { readonly time: number }): void {
    const planned = this.#plan.steps[step];
    if (planned === undefined) return;
    const ids = planned.checks.map(({ asset, name }) => checkId(asset, name));
    const isCheck = planned.assets.length === 0;
    for (const name of isCheck ? ids : planned.assets) {
      if (state === "started") this.#running.set(name, time);
      else this.#running.delete(name);
    }
    if (!isCheck || state === "started" || state === "retrying") return;
    this.#done += ids.length;
    if (state !== "upstream failed" && state !== "skipped" && state !== "cancelled") return;
    if (state === "upstream failed") this.#failed += ids.length;
    const shape = badgeShape(this.#terminal, state === "upstream failed" ? "upstream failed" : "skipped");
    const why = {
      "upstream failed": `${because ?? "upstream"} failed`,
      skipped: `${because ?? "upstream"} was skipped`,
    };
    for (const id of ids) {
      say(this.#terminal, `${shape} ${id}  ${state === "cancelled" ? "cancelled" : `not run: ${why[state]}`}`);
    }
  }

  #sayCheck({ of, check, result }: CheckEvent): void {
    const state = checkState(result);
    if (state === "failed") this.#failed += 1;
    const detail = result.error === undefined ? checkDetail(result) : this.#repetition(result.error);
    const words = styled(this.#terminal, "dim", detail === "" ? "" : `  ${detail}`);
    say(this.#terminal, `${checkShape(this.#terminal, state)} ${checkId(of.asset, check)}  ${state}${words}`);
    if (result.error !== undefined) this.complain(result.error, checkId(of.asset, check));
  }

  /** What stands in place of words that were told before; those of the error just above need no name. */
  #repetition(error: RecordedError | undefined): string {
    const known = error && sameness(error);
    const first = known === undefined ? undefined : this.#told.get(known);
    if (first === undefined) return "";
    return known === this.#lastTold ? "for the same reason" : `for the same reason as ${first}`;
  }

  #sayLog(asset: AssetKey | undefined, text: string): void {
    const from = asset === undefined ? "" : `${asset}: `;
    for (const line of text.split("\n")) {
      say(this.#terminal, styled(this.#terminal, "dim", `    ${from}${oneLine(line)}`));
    }
  }

  #sayOutcome(event: OutcomeEvent): void {
    const terminal = this.#terminal;
    const key = event.of.asset.padEnd(this.#width);
    switch (event.outcome) {
      case "materialized":
        say(
          terminal,
          `${badgeShape(terminal, "fresh")} ${key}  ${styled(terminal, "dim", factsOf(this.#made.get(event.of.asset)))}`,
        );
        return;
      case "failed":
        say(terminal, `${badgeShape(terminal, "failed")} ${key}  failed  ${this.#repetition(event.error)}`.trimEnd());
        if (event.error !== undefined) this.complain(event.error, event.of.asset);
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

  #draw(): void {
    const block = this.#block;
    if (block === undefined || !this.#announced) return;
    const lines = progressLines(this.#state(), {
      now: Date.now(),
      columns: block.columns,
      rows: block.rows,
      style: (style, text) => styled(this.#terminal, style, text),
    });
    block.draw(lines);
  }

  #state(): ProgressState {
    return {
      running: Array.from(this.#running, ([key, since]) => ({ key, since })),
      done: this.#done,
      failed: this.#failed,
      planned: assetsIn(this.#plan) + checksIn({ steps: this.#plan.steps.filter(({ assets }) => assets.length === 0) }),
      startedAt: this.#startedAt,
      cancelling: this.#cancelling,
    };
  }
}

/** Two errors of which a reader would say that they are one. */
export function sameness({ code, message, range }: RecordedError): string {
  return JSON.stringify([code, message, range]);
}

/** `Materializing 3 assets, with 2 checks`, or `Running 2 checks`. */
function beginning(plan: RunPlan): string {
  const checks = formatCount(checksIn(plan), "check");
  const assets = assetsIn(plan);
  if (assets === 0) return `Running ${checks}`;
  return `Materializing ${formatCount(assets, "asset")}${checksIn(plan) === 0 ? "" : `, with ${checks}`}`;
}

/** Whether lines can be drawn again: not in a pipe, a file, a build server, or a terminal that can only print. */
export function isScreen({ output }: Terminal, environment: NodeJS.ProcessEnv = process.env): boolean {
  const ci = environment["CI"];
  return output.isTTY === true && environment["TERM"] !== "dumb" && (ci === undefined || ci === "" || ci === "false");
}

/** Rows and seconds of a materialization: `1,461 rows  0.2 s`. */
export function factsOf(made: MaterializationEvent | undefined): string {
  const rows = made?.metadata[recordedUnasked.rows];
  const seconds = made?.metadata[recordedUnasked.seconds];
  const parts: string[] = [];
  if (rows?.type === "int") parts.push(formatCount(rows.value, "row"));
  if (seconds?.type === "float") parts.push(formatSeconds(seconds.value));
  return parts.join("  ");
}
