/** The columns of the table, in their order. */
export const columnNames = [
  "status",
  "key",
  "reason",
  "group",
  "rows",
  "change",
  "history",
  "age",
  "made",
  "duration",
  "checks",
  "kind",
  "owner",
] as const;

export type ColumnName = (typeof columnNames)[number];

export interface Column {
  readonly title: string;
  /** The least width in pixels; those that may grow share what is left. */
  readonly width: number;
  readonly grow?: number;
  readonly numeric?: true;
  /** It is ordered by what only cards say. */
  readonly fromCards?: true;
}

export const columns: Readonly<Record<ColumnName, Column>> = {
  status: { title: "Status", width: 128 },
  key: { title: "Asset", width: 116, grow: 2 },
  reason: { title: "Reason", width: 136, grow: 3, fromCards: true },
  group: { title: "Group", width: 88, grow: 0.6 },
  rows: { title: "Rows", width: 80, numeric: true, fromCards: true },
  change: { title: "Change", width: 56, numeric: true, fromCards: true },
  history: { title: "Trend", width: 84 },
  age: { title: "Age", width: 72, numeric: true, fromCards: true },
  made: { title: "Last made", width: 100, numeric: true, fromCards: true },
  duration: { title: "Duration", width: 78, numeric: true, fromCards: true },
  checks: { title: "Checks", width: 52, fromCards: true },
  kind: { title: "Kind", width: 70, grow: 0.5, fromCards: true },
  owner: { title: "Owner", width: 84, grow: 0.7, fromCards: true },
};

/** Who goes first when there is no room. Status and key stay to the end. */
const dropped: readonly ColumnName[] = [
  "made",
  "kind",
  "owner",
  "history",
  "duration",
  "group",
  "change",
  "age",
  "checks",
  "rows",
  "reason",
];

export const columnGap = 14;
const edges = 32;
const tickWidth = 18;
/** A status that is only its badge. */
const badgeWidth = 18;

export interface ChosenColumns {
  readonly names: readonly ColumnName[];
  /** The status shows its badge alone; its word is for the ear. */
  readonly badgeOnly: boolean;
  /** For `grid-template-columns`, the box to tick first. */
  readonly template: string;
}

/** The columns that a table of this width has room for. */
export function columnsFor(width: number): ChosenColumns {
  const badgeOnly = width < 380;
  const widthOf = (name: ColumnName): number => (name === "status" && badgeOnly ? badgeWidth : columns[name].width);
  const needs = (names: readonly ColumnName[]): number =>
    names.reduce((sum, name) => sum + widthOf(name) + columnGap, edges + tickWidth);
  let names: readonly ColumnName[] = columnNames;
  for (const name of dropped) {
    if (needs(names) <= width) break;
    // In the narrowest side bar the reason stays as long as the key has room beside it.
    if (name === "reason" && width >= 220) break;
    names = names.filter((one) => one !== name);
  }
  const narrow = needs(names) > width;
  const tracks = names.map((name) => {
    const { grow } = columns[name];
    if (grow === undefined) return `${widthOf(name)}px`;
    return narrow ? `minmax(0, ${grow}fr)` : `minmax(${widthOf(name)}px, ${grow}fr)`;
  });
  return { names, badgeOnly, template: [`${tickWidth}px`, ...tracks].join(" ") };
}
