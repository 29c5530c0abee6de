/** The groups of a table and those around them: `a/b` lies in `a`. A group keeps its number while others come. */
export interface GroupTree {
  /** The whole name of each group. */
  readonly paths: readonly string[];
  /** The group around each; -1: none. */
  readonly parents: readonly number[];
  /** Of each name of the table, its group. */
  readonly ofName: Int32Array;
}

/** A group of which something is on the sheet. */
export interface ShownGroup {
  readonly group: number;
  /** What tells it from others in the same group. One that is alone in another bears both names: `a / b`. */
  readonly label: string;
  /** Assets that lie in no inner group. */
  readonly own: readonly number[];
  readonly inner: readonly ShownGroup[];
  /** All assets below it, those of an inner group together. */
  readonly assets: readonly number[];
}

/** Numbers the groups of a table; those that `before` knows keep their numbers. */
export function groupTree(names: readonly string[], before?: GroupTree): GroupTree {
  if (before !== undefined && before.ofName.length === names.length) return before;
  const paths = [...(before?.paths ?? [])];
  const parents = [...(before?.parents ?? [])];
  const numbers = new Map(paths.map((path, group) => [path, group]));
  const numberOf = (path: string): number => {
    const known = numbers.get(path);
    if (known !== undefined) return known;
    const outer = path.slice(0, Math.max(0, path.lastIndexOf("/"))).replace(/\/+$/, "");
    const parent = outer === "" ? -1 : numberOf(outer);
    const group = paths.push(path) - 1;
    parents.push(parent);
    numbers.set(path, group);
    return group;
  };
  return { ofName: Int32Array.from(names, numberOf), paths, parents };
}

/** Whether a group is another, or lies in it. */
export function liesIn({ parents }: GroupTree, group: number, outer: number): boolean {
  for (let at = group; at >= 0; at = parents[at] ?? -1) if (at === outer) return true;
  return false;
}

/** The outermost groups that hold assets, with those in them. `members`: assets of each name of the table. */
export function shownGroups(tree: GroupTree, members: readonly (readonly number[])[]): readonly ShownGroup[] {
  const own: (readonly number[])[] = tree.paths.map(() => []);
  members.forEach((assets, name) => {
    own[tree.ofName[name] ?? 0] = assets;
  });
  const inner: number[][] = tree.paths.map(() => []);
  tree.parents.forEach((parent, group) => {
    inner[parent]?.push(group);
  });
  const shown = (group: number, around: string): ShownGroup | undefined => {
    const assets = own[group] ?? [];
    const groups = (inner[group] ?? []).flatMap((one) => shown(one, tree.paths[group] ?? "") ?? []);
    const label = (tree.paths[group] ?? "").slice(around.length).replace(/^\/+/, "");
    const [only] = groups;
    if (assets.length === 0 && only === undefined) return undefined;
    if (assets.length === 0 && groups.length === 1 && only !== undefined) {
      return { ...only, label: `${label} / ${only.label}` };
    }
    if (only === undefined) return { group, label, own: assets, inner: [], assets };
    return { group, label, own: assets, inner: groups, assets: [...assets, ...groups.flatMap((one) => one.assets)] };
  };
  return tree.parents.flatMap((parent, group) => (parent < 0 ? (shown(group, "") ?? []) : []));
}
