import type { PlanUnit } from "./plan-units.ts";

/**
 * Splits multi-assets that can be made in parts where they would wait for themselves through others: what of one has to wait for what is
 * below the rest of it becomes a step of its own. Rings that cannot be broken so are left as they are.
 */
export function splitRings(
  units: readonly PlanUnit[],
  above: (units: readonly PlanUnit[]) => readonly ReadonlySet<number>[],
): readonly PlanUnit[] {
  if (!units.some(canSplit)) return units;
  let current = units;
  // Each round makes one more step, and there are no more steps than outputs.
  for (;;) {
    const knotted = inRings(above(current));
    const split = current.flatMap((unit, at) => (knotted.has(at) && canSplit(unit) ? splitApart(unit) : [unit]));
    if (split.length === current.length) return current;
    const parted = rejoined(split, current, above);
    if (parted.length === current.length) return current;
    current = parted;
  }
}

function canSplit({ nodes, multi }: PlanUnit): boolean {
  return multi?.canSubset === true && nodes.length > 1;
}

/** Every output a unit of its own. */
function splitApart(unit: PlanUnit): readonly PlanUnit[] {
  return unit.nodes.map((node) => ({
    ...unit,
    nodes: [node],
    checks: unit.checks.filter((check) => check.node === node),
  }));
}

/** Parts of one multi-asset joined again, as many as can be without a ring: those that are equally deep below it. */
function rejoined(
  parts: readonly PlanUnit[],
  whole: readonly PlanUnit[],
  above: (units: readonly PlanUnit[]) => readonly ReadonlySet<number>[],
): readonly PlanUnit[] {
  const levels = depthsBySelf(parts, above(parts));
  const joined = new Map<string, PlanUnit>();
  for (const [at, part] of parts.entries()) {
    const isPart = part.multi !== undefined && !whole.includes(part);
    const name = isPart ? `${part.multi?.key} ${levels[at]}` : `unit ${at}`;
    const known = joined.get(name);
    joined.set(
      name,
      known === undefined
        ? part
        : { ...known, nodes: [...known.nodes, ...part.nodes], checks: [...known.checks, ...part.checks] },
    );
  }
  return [...joined.values()];
}

/** For each unit: on the way down to it, how often a step of its own multi-asset was left and entered again. */
function depthsBySelf(units: readonly PlanUnit[], above: readonly ReadonlySet<number>[]): readonly number[] {
  return units.map(({ multi }, start) => {
    if (multi === undefined) return 0;
    const known = new Map<number, number>();
    const onPath = new Set<number>();
    const depth = (unit: number): number => {
      const found = known.get(unit);
      if (found !== undefined) return found;
      if (onPath.has(unit)) return 0;
      onPath.add(unit);
      const isSelf = units[unit]?.multi?.key === multi.key;
      let deepest = 0;
      for (const from of above[unit] ?? []) {
        const isFromSelf = units[from]?.multi?.key === multi.key;
        deepest = Math.max(deepest, depth(from) + (isSelf && !isFromSelf && passesSelf(from) ? 1 : 0));
      }
      onPath.delete(unit);
      known.set(unit, deepest);
      return deepest;
    };
    const passed = new Map<number, boolean>();
    const passesSelf = (unit: number): boolean => {
      const found = passed.get(unit);
      if (found !== undefined) return found;
      passed.set(unit, false);
      let passes = false;
      for (const from of above[unit] ?? []) passes ||= units[from]?.multi?.key === multi.key || passesSelf(from);
      passed.set(unit, passes);
      return passes;
    };
    return depth(start);
  });
}

/** Units that wait for themselves. */
function inRings(above: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const waiting = above.map(({ size }) => size);
  const below = above.map((): number[] => []);
  for (const [unit, sources] of above.entries()) for (const from of sources) below[from]?.push(unit);
  const left = new Set(above.keys());
  const pending = [...left].filter((unit) => waiting[unit] === 0);
  for (let unit = pending.pop(); unit !== undefined; unit = pending.pop()) {
    left.delete(unit);
    for (const after of below[unit] ?? []) {
      waiting[after] = (waiting[after] ?? 0) - 1;
      if (waiting[after] === 0) pending.push(after);
    }
  }
  return left;
}
