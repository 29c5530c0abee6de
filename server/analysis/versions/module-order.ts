import type { ModuleSource } from "../link/exported-names.ts";

/** Which source files are loaded with a file, in the order in which they run. */
export class ModuleOrder {
  readonly #source: ModuleSource;
  readonly #loads = new Map<string, readonly string[]>();
  readonly #orders = new Map<string, ReadonlyMap<string, number>>();

  constructor(source: ModuleSource) {
    this.#source = source;
  }

  /** Forgets all that was found: some file loads others than before. */
  reset(): void {
    this.#loads.clear();
    this.#orders.clear();
  }

  /** The files loaded with this one (itself last), each with its place in the order. */
  of(file: string): ReadonlyMap<string, number> {
    const known = this.#orders.get(file);
    if (known !== undefined) return known;
    const order = new Map<string, number>();
    const entered = new Set<string>();
    const path: { readonly file: string; readonly loads: readonly string[]; at: number }[] = [];
    const enter = (next: string): void => {
      entered.add(next);
      path.push({ file: next, loads: this.loadsOf(next), at: 0 });
    };
    enter(file);
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const next = frame.loads[frame.at];
      frame.at += 1;
      if (next === undefined) {
        order.set(frame.file, order.size);
        path.pop();
      } else if (!entered.has(next)) enter(next);
    }
    this.#orders.set(file, order);
    return order;
  }

  /** The source files that a file loads itself, in order: what it loads later comes last. */
  loadsOf(file: string): readonly string[] {
    const known = this.#loads.get(file);
    if (known !== undefined) return known;
    const found = this.#find(file);
    this.#loads.set(file, found);
    return found;
  }

  #find(file: string): readonly string[] {
    const loads = this.#source.facts(file)?.loads ?? [];
    const found: string[] = [];
    for (const eager of [true, false]) {
      for (const load of loads) {
        if (load.eager !== eager) continue;
        const target = this.#source.resolve(file, load.specifier);
        if (target.kind === "source") found.push(target.file);
      }
    }
    return found;
  }
}
