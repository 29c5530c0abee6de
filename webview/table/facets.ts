import type { AssetId } from "../../protocol/graph/asset-graph.ts";
import type { AssetTable } from "../../protocol/messages/asset-table.ts";
import type { Card } from "../../protocol/messages/server-messages.ts";
import { badgeOf, badgeShapes, byNeed } from "../drawing/badge-shapes.ts";

/** By what rows can be narrowed. */
export const facetNames = ["status", "group", "owner", "kind", "checks"] as const;
export type FacetName = (typeof facetNames)[number];

export const facetTitles: Readonly<Record<FacetName, string>> = {
  status: "Status",
  group: "Group",
  owner: "Owner",
  kind: "Kind",
  checks: "Checks",
};

/** The ticked values of each facet. None ticked: all of it. */
export type Narrowing = Readonly<Record<FacetName, ReadonlySet<string>>>;

export const notNarrowed: Narrowing = {
  status: new Set(),
  group: new Set(),
  owner: new Set(),
  kind: new Set(),
  checks: new Set(),
};

/** A value of a facet: how many rows have it among those that the other facets leave. */
export interface FacetValue {
  readonly value: string;
  readonly count: number;
}

export interface Narrowed {
  readonly ids: readonly AssetId[];
  readonly values: Readonly<Record<FacetName, readonly FacetValue[]>>;
}

export const checkWords = {
  passed: "all passed",
  notPassed: "some not passed",
  none: "no checks",
} as const;

/**
 * Narrows rows by the facets: any of the ticked values of one, and that in each of them. A facet's counts leave its own ticks out, so
 * that they say what another tick would add. Values stand by how many rows have them at all: they do not move while one ticks.
 */
export function narrow(
  ids: readonly AssetId[],
  by: Narrowing,
  table: AssetTable,
  card: (id: AssetId) => Card | undefined,
): Narrowed {
  const left: AssetId[] = [];
  const all = countersOf(facetNames);
  const open = countersOf(facetNames);
  const active = facetNames.filter((name) => by[name].size > 0);
  for (const id of ids) {
    const known = card(id);
    const refusing = active.filter((name) => !facetValues(id, name, table, known).some((value) => by[name].has(value)));
    if (refusing.length === 0) left.push(id);
    for (const name of facetNames) {
      const counts = refusing.length === 0 || (refusing.length === 1 && refusing[0] === name);
      for (const value of facetValues(id, name, table, known)) {
        add(all[name], value, 1);
        add(open[name], value, counts ? 1 : 0);
      }
    }
  }
  const valuesOf = (name: FacetName): readonly FacetValue[] => {
    // A ticked value stays, also when it is nobody's: else there were no way to let it go.
    for (const value of by[name]) add(all[name], value, 0);
    return [...all[name]]
      .sort(([one, many], [other, few]) => standing(name, one, other) || few - many || (one < other ? -1 : 1))
      .map(([value]) => ({ value, count: open[name].get(value) ?? 0 }));
  };
  return {
    ids: left,
    values: {
      status: valuesOf("status"),
      group: valuesOf("group"),
      owner: valuesOf("owner"),
      kind: valuesOf("kind"),
      checks: valuesOf("checks"),
    },
  };
}

/** Statuses and checks have an order of their own. */
function standing(name: FacetName, one: string, other: string): number {
  const order: readonly string[] =
    name === "status"
      ? byNeed.map((badge) => badgeShapes[badge].word)
      : name === "checks"
        ? [checkWords.notPassed, checkWords.passed, checkWords.none]
        : [];
  return order.indexOf(one) - order.indexOf(other);
}

function facetValues(id: AssetId, name: FacetName, table: AssetTable, card: Card | undefined): readonly string[] {
  switch (name) {
    case "status":
      return [badgeShapes[badgeOf(table.badge[id])].word];
    case "group":
      return [table.groups[table.group[id] ?? 0] ?? ""];
    case "owner":
      return card?.owners ?? [];
    case "kind":
      return card?.kinds ?? [];
    case "checks":
      return card === undefined ? [] : [checkWord(card)];
    default:
      return name satisfies never;
  }
}

function checkWord({ checks }: Card): string {
  if (checks.total === 0) return checkWords.none;
  return checks.passed === checks.total ? checkWords.passed : checkWords.notPassed;
}

function countersOf(names: readonly FacetName[]): Record<FacetName, Map<string, number>> {
  return Object.fromEntries(names.map((name) => [name, new Map<string, number>()])) as Record<
    FacetName,
    Map<string, number>
  >;
}

function add(counter: Map<string, number>, value: string, more: number): void {
  counter.set(value, (counter.get(value) ?? 0) + more);
}

/** One value ticked or let go. */
export function toggleFacet(narrowing: Narrowing, name: FacetName, value: string): Narrowing {
  const next = new Set(narrowing[name]);
  if (!next.delete(value)) next.add(value);
  return { ...narrowing, [name]: next };
}

export function isNarrowed(narrowing: Narrowing): boolean {
  return facetNames.some((name) => narrowing[name].size > 0);
}
